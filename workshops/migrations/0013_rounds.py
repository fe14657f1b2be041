import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.codes
from mediation.common.schema import hold, isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0012_equipment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name="seathold",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publics.organisation",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="seathold",
            name="stop",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.stop",
                verbose_name="arrêt du bus",
            ),
        ),
        migrations.AddConstraint(
            model_name="seathold",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation__isnull", False), ("stop", None))
                | models.Q(("organisation", None), ("stop__isnull", False)),
                name="hold_is_for_a_structure_or_a_stop",
                violation_error_message="Ces places sont pour une structure, ou pour un arrêt du bus.",
            ),
        ),
        migrations.RunSQL(hold("workshops_seathold", "stop_id", "accounts_stop"), migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("on", models.DateField(verbose_name="jour")),
                (
                    "half",
                    models.CharField(
                        choices=[("morning", "matin"), ("afternoon", "après-midi")],
                        max_length=10,
                        verbose_name="moment",
                    ),
                ),
                ("people_count", models.PositiveSmallIntegerField(verbose_name="personnes emportées")),
                ("left_at", models.DateTimeField(verbose_name="emportée le")),
                ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="revenue le")),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="emportée par",
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
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.stop",
                        verbose_name="arrêt",
                    ),
                ),
            ],
            options={
                "verbose_name": "tournée emportée",
                "verbose_name_plural": "tournées emportées",
                "indexes": [models.Index(fields=["space", "left_at"], name="round_by_date")],
                "constraints": [
                    models.UniqueConstraint(fields=("space", "code"), name="one_round_a_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_at", None),
                            ("returned_at__gte", models.F("left_at")),
                            _connector="OR",
                        ),
                        name="round_returns_after_it_left",
                        violation_error_message="Une tournée revient après être partie.",
                    ),
                ],
            },
        ),
        isolate("workshops_round", stop_id="accounts_stop"),
        journal("workshops_round"),
    ]
