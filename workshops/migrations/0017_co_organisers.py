import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_venue_accesses"),
        ("publics", "0022_organisation_logo"),
        ("workshops", "0016_permanences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CoOrganiser",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("organises", "Organise avec nous"),
                            ("hosts", "Accueille"),
                            ("leads", "Anime"),
                            ("lends", "Prête du matériel"),
                            ("funds", "Finance"),
                            ("sends", "Invite ses publics"),
                        ],
                        default="organises",
                        max_length=10,
                        verbose_name="ce qu’elle fait",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="notée le")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="notée par",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.organisation",
                        verbose_name="structure",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="co_organisers",
                        to="workshops.session",
                        verbose_name="séance",
                    ),
                ),
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
                "verbose_name": "structure qui co-organise",
                "verbose_name_plural": "structures qui co-organisent",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "session", "organisation"),
                        name="one_part_a_co_organiser",
                        violation_error_message="Cette structure est déjà notée pour cette séance.",
                    )
                ],
            },
        ),
        isolate("workshops_coorganiser", session_id="workshops_session", organisation_id="publics_organisation"),
        journal("workshops_coorganiser"),
    ]
