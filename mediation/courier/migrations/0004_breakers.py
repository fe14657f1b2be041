from django.db import migrations, models

CHANNELS = [("email", "E-mail"), ("sms", "SMS"), ("letter", "Courrier"), ("phone", "Téléphone")]


class Migration(migrations.Migration):
    dependencies = [("courier", "0003_suppressions")]

    operations = [
        migrations.CreateModel(
            name="Breaker",
            fields=[
                (
                    "channel",
                    models.CharField(
                        choices=CHANNELS, max_length=8, primary_key=True, serialize=False, verbose_name="canal"
                    ),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="échecs de suite")),
                ("paused_until", models.DateTimeField(null=True, verbose_name="laissé en paix jusqu'à")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="raison")),
            ],
            options={"verbose_name": "disjoncteur"},
        ),
    ]
