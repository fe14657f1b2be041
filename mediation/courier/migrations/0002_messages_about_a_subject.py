from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courier", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["space", "subject_id", "kind"], name="message_about_a_subject"),
        ),
    ]
