import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publics", "0023_visit_at_a_stop")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="dead_addresses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=254),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
                verbose_name="adresses où rien n’arrive",
            ),
        ),
    ]
