import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mediation.common.schema import isolate, journal
from mediation.common.search import found_by_parts


class Migration(migrations.Migration):
    dependencies = [
        ("publics", "0003_consent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        found_by_parts(
            "publics_person",
            texts=["first_name", "last_name", "city", "email"],
            phones=["phone", "helper_phone"],
        ),
        migrations.CreateModel(
            name="DistinctPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="dit le")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dit par",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.person",
                        verbose_name="l'une",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.person",
                        verbose_name="l'autre",
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
                "verbose_name": "personnes à ne pas confondre",
                "verbose_name_plural": "personnes à ne pas confondre",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "first", "second"),
                        name="one_pair_of_two_people",
                        violation_error_message="C’est déjà dit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="pair_is_in_order",
                        violation_error_message="Une paire se note une seule fois, dans l’ordre.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "before",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="ce qu'il y avait",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="défaite le")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.person",
                        verbose_name="fiche gardée",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.person",
                        verbose_name="fiche réunie",
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
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="défaite par",
                    ),
                ),
            ],
            options={
                "verbose_name": "réunion de deux fiches",
                "verbose_name_plural": "réunions de fiches",
                "indexes": [models.Index(fields=["space", "at"], name="merge_of_a_space")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("merged")), _negated=True),
                        name="nobody_is_merged_with_herself",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("space", "merged"),
                        name="one_merge_in_force_a_person",
                        violation_error_message="Cette fiche est déjà réunie avec une autre.",
                    ),
                ],
            },
        ),
        isolate("publics_distinctpair", first_id="publics_person", second_id="publics_person"),
        journal("publics_distinctpair"),
        isolate("publics_merge", kept_id="publics_person", merged_id="publics_person"),
        journal("publics_merge", "before"),
    ]
