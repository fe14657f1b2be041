import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import mediation.accounts.models.spaces
import mediation.common.privacy
import workshops.models.clock
import workshops.models.occupancies
from mediation.common.schema import hold, isolate, journal

# A half-day takes its room and its host while it stands; called off, it frees them.
OCCUPANCIES = """
CREATE FUNCTION workshops_halfday_occupancies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.workshops_occupancy WHERE halfday_id = NEW.id;
    INSERT INTO public.workshops_occupancy (space_id, resource, resource_key, starts_at, ends_at, halfday_id)
    SELECT NEW.space_id, resource, resource_key, NEW.starts_at, NEW.ends_at, NEW.id
    FROM (VALUES ('room', NEW.room_id), ('host', NEW.host_id)) AS each (resource, resource_key)
    WHERE resource_key IS NOT NULL AND NEW.called_off_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER occupancies AFTER INSERT OR UPDATE ON workshops_halfday
    FOR EACH ROW EXECUTE FUNCTION workshops_halfday_occupancies();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_venue_accesses"),
        ("publics", "0020_report_removed_there"),
        ("workshops", "0015_bookings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HalfDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("called_off_at", models.DateTimeField(editable=False, null=True, verbose_name="annulée le")),
            ],
            options={
                "verbose_name": "date d’une permanence",
                "verbose_name_plural": "dates des permanences",
            },
            bases=(models.Model, workshops.models.clock.OnTheClock),
        ),
        migrations.CreateModel(
            name="Permanence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "title",
                    models.CharField(
                        max_length=80,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="de quoi il s’agit",
                    ),
                ),
                ("is_by_appointment", models.BooleanField(default=False, verbose_name="sur rendez-vous")),
                (
                    "booking",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="comment prendre rendez-vous",
                    ),
                ),
                ("rule", models.CharField(editable=False, max_length=80, verbose_name="règle (RRULE d’iCalendar)")),
                ("starts_on", models.DateField(verbose_name="première date")),
                ("start_time", models.TimeField(verbose_name="commence à")),
                ("end_time", models.TimeField(verbose_name="finit à")),
                (
                    "time_zone",
                    models.CharField(
                        editable=False,
                        max_length=40,
                        validators=[mediation.accounts.models.spaces.validate_time_zone],
                        verbose_name="fuseau horaire",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="notée le")),
            ],
            options={
                "verbose_name": "permanence",
            },
        ),
        migrations.RemoveConstraint(
            model_name="occupancy",
            name="occupancy_says_why",
        ),
        migrations.AddField(
            model_name="halfday",
            name="host",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="qui accueille",
            ),
        ),
        migrations.AddField(
            model_name="halfday",
            name="room",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.room",
                verbose_name="salle",
            ),
        ),
        migrations.AddField(
            model_name="halfday",
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
            model_name="occupancy",
            name="halfday",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occupancies",
                to="workshops.halfday",
                verbose_name="permanence",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.CheckConstraint(
                condition=workshops.models.occupancies.OneOf("session", "appointment", "loan", "sitting", "halfday"),
                name="occupancy_says_why",
            ),
        ),
        migrations.AddField(
            model_name="permanence",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="notée par",
            ),
        ),
        migrations.AddField(
            model_name="permanence",
            name="host",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="qui de l’équipe",
            ),
        ),
        migrations.AddField(
            model_name="permanence",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publics.organisation",
                verbose_name="tenue par",
            ),
        ),
        migrations.AddField(
            model_name="permanence",
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
            model_name="permanence",
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
            model_name="permanence",
            name="venue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.venue", verbose_name="lieu"
            ),
        ),
        migrations.AddField(
            model_name="halfday",
            name="permanence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="half_days",
                to="workshops.permanence",
                verbose_name="permanence",
            ),
        ),
        migrations.AddConstraint(
            model_name="permanence",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation__isnull", False), ("host__isnull", False), _connector="OR"),
                name="permanence_is_held_by_somebody",
                violation_error_message="Dites qui la tient\xa0: une structure, ou quelqu’un de l’équipe.",
            ),
        ),
        migrations.AddConstraint(
            model_name="permanence",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_time__gt", models.F("start_time"))),
                name="permanence_ends_after_it_starts",
                violation_error_message="La permanence finit après avoir commencé, le même jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="permanence",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule__regex", "^FREQ=(WEEKLY|MONTHLY)(;[A-Z]+=[A-Z0-9-]+)*;UNTIL=\\d{8}$")),
                name="permanence_follows_a_rule_that_ends",
                violation_error_message="Une permanence a un rythme, et une dernière date.",
            ),
        ),
        migrations.AddIndex(
            model_name="halfday",
            index=models.Index(fields=["space", "local_date"], name="half_day_of_a_day"),
        ),
        migrations.AddConstraint(
            model_name="halfday",
            constraint=models.UniqueConstraint(
                fields=("space", "permanence", "starts_at"),
                name="one_half_day_a_permanence_and_date",
                violation_error_message="Cette date est déjà notée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="halfday",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="half_day_ends_after_it_starts",
                violation_error_message="La permanence finit après avoir commencé, le même jour.",
            ),
        ),
        isolate(
            "workshops_permanence",
            organisation_id="publics_organisation",
            venue_id="accounts_venue",
            room_id="accounts_room",
        ),
        journal("workshops_permanence"),
        isolate("workshops_halfday", permanence_id="workshops_permanence", room_id="accounts_room"),
        journal("workshops_halfday"),
        migrations.RunSQL(
            hold("workshops_occupancy", "halfday_id", "workshops_halfday"),
            "ALTER TABLE workshops_occupancy DROP CONSTRAINT workshops_occupancy_halfday_id_space",
        ),
        migrations.RunSQL(
            OCCUPANCIES,
            "DROP TRIGGER occupancies ON workshops_halfday; DROP FUNCTION workshops_halfday_occupancies()",
        ),
    ]
