import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="medium",
            name="longest",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(30),
                    django.core.validators.MaxValueValidator(5000),
                ],
                verbose_name="combien de signes au plus",
            ),
        ),
        migrations.AddConstraint(
            model_name="medium",
            constraint=models.CheckConstraint(
                condition=models.Q(("longest", None), ("longest__range", (30, 5000)), _connector="OR"),
                name="medium_takes_a_text_of_some_length",
                violation_error_message="Un texte a de 30 à 5000 signes.",
            ),
        ),
    ]
