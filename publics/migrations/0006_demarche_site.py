from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publics", "0005_enquiry")]

    operations = [
        migrations.AddField(
            model_name="demarche",
            name="official_site",
            field=models.URLField(blank=True, verbose_name="site officiel"),
        ),
    ]
