import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.privacy
from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_journal_of_what_is_gone"),
        ("publics", "0018_persona_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("activity", "Un atelier, une activité"),
                            ("moment", "Un jour, un horaire"),
                            ("place", "Un lieu plus proche"),
                            ("help", "Une aide, un accompagnement"),
                            ("equipment", "Un matériel, une connexion"),
                        ],
                        max_length=10,
                        verbose_name="de quelle sorte",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qui manque",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="commune")),
                (
                    "told_by",
                    models.CharField(
                        choices=[("people", "Des personnes"), ("partner", "Une structure"), ("team", "L’équipe")],
                        default="team",
                        max_length=10,
                        verbose_name="qui le dit",
                    ),
                ),
                ("noted_at", models.DateTimeField(verbose_name="noté le")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qu’on propose",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="proposé le")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposé par",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noté par",
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
                "verbose_name": "manque",
                "indexes": [models.Index(fields=["space", "noted_at"], name="lack_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="lack_says_what",
                        violation_error_message="Dites ce qui manque.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="lack_answered_says_how",
                        violation_error_message="Dites ce que l’on propose.",
                    ),
                ],
            },
        ),
        isolate("publics_lack"),
        journal("publics_lack"),
    ]
