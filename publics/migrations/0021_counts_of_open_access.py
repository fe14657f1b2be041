from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publics", "0020_report_removed_there"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dailycount",
            name="dimension",
            field=models.CharField(
                choices=[
                    ("need", "À quoi ça sert"),
                    ("better_known", "Information à mieux faire connaître"),
                    ("for_demarche", "Petite aide pour une démarche"),
                    ("blocked", "Là où l’on bloque"),
                    ("station", "Accès libre, par heure"),
                ],
                max_length=16,
                verbose_name="quoi",
            ),
        ),
    ]
