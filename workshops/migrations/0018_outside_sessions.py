import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.privacy
from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_venue_accesses"),
        ("publics", "0022_organisation_logo"),
        ("workshops", "0017_co_organisers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutsideSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "title",
                    models.CharField(
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qui s’y passe",
                    ),
                ),
                ("on", models.DateField(verbose_name="le")),
                ("starts", models.TimeField(blank=True, null=True, verbose_name="à")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="commune")),
                (
                    "uid",
                    models.CharField(
                        blank=True, editable=False, max_length=255, verbose_name="identifiant dans son agenda"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="notée le")),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"parent": None},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.interest",
                        verbose_name="thème",
                    ),
                ),
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
                "verbose_name": "séance ailleurs",
                "verbose_name_plural": "séances ailleurs",
                "indexes": [models.Index(fields=["space", "on"], name="outside_session_by_date")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("uid", "")),
                        fields=("space", "organisation", "on", "title"),
                        name="one_outside_session_a_day_and_title",
                        violation_error_message="Cette séance est déjà notée.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("uid", ""), _negated=True),
                        fields=("space", "organisation", "on", "uid"),
                        name="one_outside_session_a_day_and_uid",
                        violation_error_message="Cette séance est déjà notée.",
                    ),
                ],
            },
        ),
        isolate("workshops_outsidesession", organisation_id="publics_organisation"),
        journal("workshops_outsidesession"),
    ]
