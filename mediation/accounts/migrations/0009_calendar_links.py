from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_link_to_feedback"),
    ]

    operations = [
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
                ],
                max_length=12,
                verbose_name="pour",
            ),
        ),
    ]
