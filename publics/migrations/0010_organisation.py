import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.privacy
from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_team_address"),
        ("publics", "0009_asked_from_outside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="hosts",
            field=models.CharField(
                blank=True,
                max_length=300,
                validators=[mediation.common.privacy.refuse_secrets],
                verbose_name="ce qu’elle pourrait accueillir",
            ),
        ),
        migrations.AddField(
            model_name="persona",
            name="to_avoid",
            field=models.TextField(blank=True, max_length=1000, verbose_name="ce qu’on évite"),
        ),
        migrations.AddField(
            model_name="persona",
            name="to_do",
            field=models.TextField(blank=True, max_length=1000, verbose_name="ce qu’on fait"),
        ),
        migrations.CreateModel(
            name="OrganisationInterest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="avec ses mots",
                    ),
                ),
                ("said_at", models.DateTimeField(verbose_name="dit le")),
                (
                    "interest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.interest",
                        verbose_name="envie",
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="publics.organisation",
                        verbose_name="structure",
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
                "verbose_name": "envie d’une structure",
                "verbose_name_plural": "envies des structures",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "organisation", "interest"),
                        name="one_interest_an_organisation",
                        violation_error_message="Cette envie est déjà notée pour cette structure.",
                    )
                ],
            },
        ),
        isolate("publics_organisationinterest", organisation_id="publics_organisation"),
        journal("publics_organisationinterest"),
    ]
