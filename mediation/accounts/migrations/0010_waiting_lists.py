import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_calendar_links")]
    operations = [
        migrations.AddField(
            model_name="space",
            name="long_list_percent",
            field=models.PositiveSmallIntegerField(
                default=50,
                help_text=(
                    "50\u00a0: dès que la liste d’attente compte moitié autant de demandes que la séance a de places."
                ),
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(500),
                ],
                verbose_name="proposer une autre séance quand il attend, pour cent places",
            ),
        ),
        migrations.AlterField(
            model_name="accesslink",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("registration", "Gérer une inscription"),
                    ("referral", "Suivre une fiche d'orientation"),
                    ("appointment", "Gérer un rendez-vous"),
                    ("feedback", "Dire comment c'était"),
                    ("calendar", "S’abonner à un agenda"),
                    ("hold", "Donner les noms d’un groupe"),
                ],
                max_length=12,
                verbose_name="pour",
            ),
        ),
        migrations.AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(("long_list_percent__range", (1, 500))),
                name="space_long_list_is_a_share_of_the_seats",
                violation_error_message="Pour proposer une autre séance, indiquez un nombre de 1 à 500.",
            ),
        ),
    ]
