from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_journal"),
    ]

    operations = [
        migrations.AddField(
            model_name="space",
            name="has_needs",
            field=models.BooleanField(
                default=True,
                help_text="Un nombre par jour, jamais rattaché à une personne.",
                verbose_name="demander à quoi ça sert",
            ),
        ),
    ]
