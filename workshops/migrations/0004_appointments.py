import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import mediation.accounts.models.spaces
import mediation.common.codes
import mediation.common.privacy
import mediation.team.models.handovers
import workshops.models.clock
import workshops.models.weekly
from mediation.common.schema import isolate, journal

# A room, and who welcomes, is taken by what takes place: written by the database on every change of a session or of an
# appointment, whoever makes it. All the rows of one statement at once: a whole series moved by a week frees its hours
# before it takes the next ones. A change that moves nothing (a seat more) writes nothing.
WRITE = """
CREATE FUNCTION {table}_occupancies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (
            SELECT FROM old_rows JOIN new_rows USING (id)
            WHERE (old_rows.space_id, old_rows.room_id, old_rows.host_id, old_rows.starts_at, old_rows.ends_at,
                old_rows.state) IS DISTINCT FROM (new_rows.space_id, new_rows.room_id, new_rows.host_id,
                new_rows.starts_at, new_rows.ends_at, new_rows.state)
        ) THEN
            RETURN NULL;
        END IF;
        DELETE FROM public.workshops_occupancy WHERE {link} IN (SELECT id FROM old_rows);
    END IF;
    {take};
    RETURN NULL;
END $$;
CREATE TRIGGER occupancies_of_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_occupancies();
CREATE TRIGGER occupancies_of_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_occupancies();
"""
TAKE = """
    INSERT INTO public.workshops_occupancy (space_id, resource, resource_key, starts_at, ends_at, {link})
    SELECT space_id, resource, resource_key, starts_at, ends_at, id
    FROM {rows} CROSS JOIN LATERAL (VALUES ('room', room_id), ('host', host_id)) AS each (resource, resource_key)
    WHERE resource_key IS NOT NULL AND state NOT IN ({states})
"""
# The row, the column that names it, and the states in which it takes no place.
TAKING = {
    "workshops_session": ("session_id", "'draft', 'cancelled'"),
    "workshops_appointment": ("appointment_id", "'excused', 'not_come', 'cancelled'"),
}


def write_occupancies(table: str, link: str, states: str) -> migrations.RunSQL:
    of_new = TAKE.format(rows="new_rows", link=link, states=states)
    return migrations.RunSQL(
        [
            WRITE.format(table=table, link=link, take=of_new.strip()),
            TAKE.format(rows=table, link=link, states=states),
        ],
        f"DROP TRIGGER occupancies_of_new ON {table}; DROP TRIGGER occupancies_of_changed ON {table};"
        f" DROP FUNCTION {table}_occupancies()",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_appointments"),
        ("publics", "0014_export"),
        ("workshops", "0003_series"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("is_by_phone", models.BooleanField(default=False, verbose_name="par téléphone")),
                ("starts_at", models.DateTimeField(verbose_name="commence le")),
                ("ends_at", models.DateTimeField(verbose_name="finit le")),
                (
                    "time_zone",
                    models.CharField(
                        max_length=40,
                        validators=[mediation.accounts.models.spaces.validate_time_zone],
                        verbose_name="fuseau horaire",
                    ),
                ),
                (
                    "local_date",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Cast(
                            models.Func("time_zone", "starts_at", function="timezone"), models.DateField()
                        ),
                        output_field=models.DateField(),
                        verbose_name="jour",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qui l'amène",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Prévu"),
                            ("came", "Venue"),
                            ("excused", "A prévenu"),
                            ("not_come", "Pas venue"),
                            ("cancelled", "Annulé"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="pris le")),
                ("settled_at", models.DateTimeField(editable=False, null=True, verbose_name="dit le")),
            ],
            options={
                "verbose_name": "rendez-vous",
                "verbose_name_plural": "rendez-vous",
            },
            bases=(models.Model, workshops.models.clock.OnTheClock),
        ),
        migrations.CreateModel(
            name="AppointmentHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Lundi"),
                            (1, "Mardi"),
                            (2, "Mercredi"),
                            (3, "Jeudi"),
                            (4, "Vendredi"),
                            (5, "Samedi"),
                            (6, "Dimanche"),
                        ],
                        verbose_name="jour",
                    ),
                ),
                ("starts", models.TimeField(verbose_name="de")),
                ("ends", models.TimeField(verbose_name="à")),
                (
                    "slot_minutes",
                    models.PositiveSmallIntegerField(
                        default=45,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="durée d'un rendez-vous",
                    ),
                ),
                (
                    "pause_minutes",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="pause entre deux rendez-vous",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="à partir du")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
            ],
            options={
                "verbose_name": "plage de rendez-vous",
                "verbose_name_plural": "plages de rendez-vous",
            },
        ),
        migrations.CreateModel(
            name="Occupancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "resource",
                    models.CharField(
                        choices=[("room", "Salle"), ("host", "Qui accueille")],
                        max_length=4,
                        verbose_name="ce qui est pris",
                    ),
                ),
                ("resource_key", models.BigIntegerField(verbose_name="lequel")),
                ("starts_at", models.DateTimeField(verbose_name="du")),
                ("ends_at", models.DateTimeField(verbose_name="au")),
            ],
            options={
                "verbose_name": "occupation",
            },
        ),
        migrations.RemoveConstraint(
            model_name="session",
            name="session_room_is_in_one_place",
        ),
        migrations.RemoveConstraint(
            model_name="session",
            name="session_host_is_in_one_place",
        ),
        migrations.AddField(
            model_name="appointment",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="pris par",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="demarche",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publics.demarche",
                verbose_name="démarche",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="host",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="qui accueille",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="interest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publics.interest",
                verbose_name="envie",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.room",
                verbose_name="salle",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="settled_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="dit par",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.space",
                verbose_name="espace",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="venue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.venue", verbose_name="lieu"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="visit",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointment",
                to="publics.visit",
                verbose_name="passage",
            ),
        ),
        migrations.AddField(
            model_name="appointmenthours",
            name="host",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="qui accueille",
            ),
        ),
        migrations.AddField(
            model_name="appointmenthours",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.room",
                verbose_name="salle",
            ),
        ),
        migrations.AddField(
            model_name="appointmenthours",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.space",
                verbose_name="espace",
            ),
        ),
        migrations.AddField(
            model_name="appointmenthours",
            name="venue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.venue", verbose_name="lieu"
            ),
        ),
        migrations.AddField(
            model_name="occupancy",
            name="appointment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occupancies",
                to="workshops.appointment",
                verbose_name="rendez-vous",
            ),
        ),
        migrations.AddField(
            model_name="occupancy",
            name="session",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occupancies",
                to="workshops.session",
                verbose_name="séance",
            ),
        ),
        migrations.AddField(
            model_name="occupancy",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.space",
                verbose_name="espace",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["space", "local_date"], name="appointment_of_a_day"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["space", "person", "starts_at"], name="appointment_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_appointment_a_code"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("starts_at")),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_at"), "+", models.Value(datetime.timedelta(days=1))
                        ),
                    ),
                ),
                name="appointment_ends_after_it_starts",
                violation_error_message="Le rendez-vous finit après avoir commencé, et le même jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("demarche", None), ("interest", None), _connector="OR"),
                name="appointment_is_for_one_thing",
                violation_error_message="Un rendez-vous est pour une démarche ou pour une envie.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_by_phone", False), ("room", None), _connector="OR"),
                name="appointment_by_phone_takes_no_room",
                violation_error_message="Un rendez-vous par téléphone ne prend pas de salle.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("state", "planned")),
                    models.Q(models.Q(("state", "planned"), _negated=True), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="appointment_settled_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "came"), ("visit__isnull", False)),
                    models.Q(models.Q(("state", "came"), _negated=True), ("visit", None)),
                    _connector="OR",
                ),
                name="appointment_is_the_visit_it_became",
                violation_error_message="Qui est venue a son passage noté.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state", "planned")),
                expressions=[
                    ("space", "="),
                    ("person", "="),
                    (
                        workshops.models.clock.TsTzRange(
                            "starts_at", "ends_at", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                ],
                name="appointment_person_is_in_one_place",
                violation_error_message="Elle a déjà un rendez-vous à cette heure-là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmenthours",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))),
                name="hours_end_after_they_start",
                violation_error_message="La plage finit après avoir commencé, le même jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmenthours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="hours_last_until_after_they_begin",
                violation_error_message="Le dernier jour vient après le premier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmenthours",
            constraint=models.CheckConstraint(
                condition=models.Q(("pause_minutes__lte", 60), ("slot_minutes__range", (10, 240))),
                name="hours_have_slots_of_a_reasonable_length",
                violation_error_message="Un rendez-vous dure de 10 minutes à 4 heures, avec 60 minutes de pause au plus.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmenthours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__in", [0, 1, 2, 3, 4, 5, 6])),
                name="hours_are_of_a_weekday",
                violation_error_message="Choisissez un jour de la semaine.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmenthours",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("space", "="),
                    ("host", "="),
                    ("weekday", "="),
                    (
                        workshops.models.weekly.IntRange(
                            django.db.models.functions.comparison.Cast(
                                workshops.models.weekly.Seconds(models.F("starts")), models.IntegerField()
                            ),
                            django.db.models.functions.comparison.Cast(
                                workshops.models.weekly.Seconds(models.F("ends")), models.IntegerField()
                            ),
                        ),
                        "&&",
                    ),
                    (
                        mediation.team.models.handovers.DateRange(
                            "valid_from",
                            "valid_until",
                            django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True),
                        ),
                        "&&",
                    ),
                ],
                name="hours_of_a_host_do_not_overlap",
                violation_error_message="Cette personne reçoit déjà ce jour-là, à ces heures.",
            ),
        ),
        migrations.AddIndex(
            model_name="occupancy",
            index=models.Index(fields=["space", "starts_at"], name="occupancy_by_date"),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appointment__isnull", False), ("session", None)),
                    models.Q(("appointment", None), ("session__isnull", False)),
                    _connector="OR",
                ),
                name="occupancy_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                expressions=[
                    ("space", "="),
                    ("resource", "="),
                    ("resource_key", "="),
                    (
                        workshops.models.clock.TsTzRange(
                            "starts_at", "ends_at", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                ],
                name="one_place_at_a_time",
                violation_error_message="La salle, ou la personne qui accueille, est déjà prise à cette heure.",
            ),
        ),
        isolate("workshops_appointmenthours", venue_id="accounts_venue", room_id="accounts_room"),
        journal("workshops_appointmenthours"),
        isolate(
            "workshops_appointment",
            person_id="publics_person",
            venue_id="accounts_venue",
            room_id="accounts_room",
            visit_id="publics_visit",
        ),
        journal("workshops_appointment"),
        isolate("workshops_occupancy", session_id="workshops_session", appointment_id="workshops_appointment"),
        *(write_occupancies(table, *taking) for table, taking in TAKING.items()),
    ]
