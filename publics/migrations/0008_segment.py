import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [("publics", "0007_person")]

    operations = [
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=80, verbose_name="nom du groupe")),
                ("rule", models.JSONField(verbose_name="règle")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="créé le")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
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
                "verbose_name": "groupe de personnes",
                "verbose_name_plural": "groupes de personnes",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "name"),
                        name="one_segment_a_name",
                        violation_error_message="Un groupe porte déjà ce nom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rule__has_key", "v")),
                        name="segment_says_the_version_of_its_rule",
                        violation_error_message="La règle de ce groupe est incomplète.",
                    ),
                ],
            },
        ),
        isolate("publics_segment"),
        journal("publics_segment"),
    ]
