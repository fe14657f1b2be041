import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from mediation.common.schema import isolate, journal

CHANNELS = [("email", "E-mail"), ("sms", "SMS"), ("letter", "Courrier"), ("phone", "Téléphone")]
REASONS = [
    ("stop", "A répondu STOP"),
    ("refused", "N'existe pas ou n'existe plus"),
    ("complaint", "A signalé un message indésirable"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_waiting_lists"),
        ("courier", "0002_messages_about_a_subject"),
    ]

    operations = [
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=CHANNELS, max_length=8, verbose_name="canal")),
                ("address_hash", models.CharField(max_length=64, verbose_name="empreinte de l'adresse")),
                ("reason", models.CharField(choices=REASONS, max_length=10, verbose_name="raison")),
                ("since", models.DateTimeField(verbose_name="depuis")),
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.space",
                        verbose_name="espace",
                    ),
                ),
            ],
            options={
                "verbose_name": "adresse à ne plus écrire",
                "verbose_name_plural": "adresses à ne plus écrire",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["space", "channel", "address_hash"], name="one_suppression_an_address"
                    )
                ],
            },
        ),
        isolate("courier_suppression"),
        journal("courier_suppression"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                "space", "channel", "address",
                condition=Q(state="skipped", reason="on n'écrit plus à cette adresse"), name="message_to_reroute",
            ),
        ),
    ]  # fmt: skip
