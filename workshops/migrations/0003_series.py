import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.accounts.models.spaces
from mediation.common.schema import hold, isolate, journal


class Migration(migrations.Migration):
    dependencies = [("workshops", "0002_seats")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="is_detached",
            field=models.BooleanField(default=False, editable=False, verbose_name="changée à part de sa série"),
        ),
        migrations.AddField(
            model_name="session",
            name="series_rank",
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="rang dans la série"),
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=80, verbose_name="règle (RRULE d’iCalendar)")),
                ("starts_on", models.DateField(verbose_name="première date")),
                ("start_time", models.TimeField(verbose_name="commence à")),
                ("end_time", models.TimeField(verbose_name="finit à")),
                (
                    "time_zone",
                    models.CharField(
                        max_length=40,
                        validators=[mediation.accounts.models.spaces.validate_time_zone],
                        verbose_name="fuseau horaire",
                    ),
                ),
                (
                    "left_out",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="dates laissées de côté",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="créée le")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créée par",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="workshops.workshop",
                        verbose_name="atelier",
                    ),
                ),
            ],
            options={
                "verbose_name": "série de séances",
                "verbose_name_plural": "séries de séances",
            },
        ),
        migrations.AddField(
            model_name="session",
            name="series",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="workshops.series",
                verbose_name="série",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_detached", False), ("series", None), ("series_rank", None)),
                    models.Q(("series__isnull", False), ("series_rank__gte", 1)),
                    _connector="OR",
                ),
                name="session_of_a_series_has_its_rank",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                fields=("space", "series", "series_rank"), name="one_session_a_series_and_rank"
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["space", "workshop"], name="series_of_a_workshop"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule__regex", "^FREQ=(WEEKLY|MONTHLY)(;[A-Z]+=[A-Z0-9-]+)*;UNTIL=\\d{8}$")),
                name="series_follows_a_rule_that_ends",
                violation_error_message="Une série a un rythme, et une dernière date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_time__gt", models.F("start_time"))),
                name="series_ends_after_it_starts",
                violation_error_message="La séance finit après avoir commencé, et le même jour.",
            ),
        ),
        isolate("workshops_series", workshop_id="workshops_workshop"),
        journal("workshops_series"),
        migrations.RunSQL(hold("workshops_session", "series_id", "workshops_series"), migrations.RunSQL.noop),
    ]
