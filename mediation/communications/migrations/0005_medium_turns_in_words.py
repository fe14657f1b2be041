import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0004_medium_repeats"),
    ]

    operations = [
        migrations.AlterField(
            model_name="medium",
            name="repeats",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(
                    choices=[
                        (30, "30 jours avant"),
                        (15, "15 jours avant"),
                        (7, "Une semaine avant"),
                        (2, "Deux jours avant"),
                    ]
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="le redire",
            ),
        ),
    ]
