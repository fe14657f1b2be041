import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.privacy
import workshops.models.materials
from mediation.common.schema import isolate, journal

# How many times what calendars show of it changed, kept by the database on every change, whoever makes it: a row saved as
# it was read before another changed it cannot lower it. The first argument is the states in which it is called off, the
# others what says when, where and with whom; those that a row does not have yet change nothing.
COUNT = """
CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    becomes jsonb := to_jsonb(NEW);
    off text[] := TG_ARGV[0];
BEGIN
    NEW.sequence := OLD.sequence;
    NEW.changed_at := OLD.changed_at;
    IF OLD.state <> 'draft' AND (
        (OLD.state = ANY (off)) <> (NEW.state = ANY (off))
        OR EXISTS (SELECT FROM unnest(TG_ARGV[1:]) AS key WHERE was -> key IS DISTINCT FROM becomes -> key)
    ) THEN
        NEW.sequence := OLD.sequence + 1;
        NEW.changed_at := statement_timestamp();
    END IF;
    RETURN NEW;
END $$
"""
WHEN = ("starts_at", "ends_at", "host_id", "venue_id", "room_id")
COUNTED = {
    "workshops_session": (
        *("{cancelled}", *WHEN, "stop_id", "setting", "organisation_id"),
        *("home_address", "home_city", "remote_link", "remote_phone"),
    ),
    "workshops_appointment": ("{cancelled,excused}", *WHEN, "is_by_phone"),
}


def counted(table: str, *said: str) -> migrations.RunSQL:
    arguments = ", ".join(f"'{each}'" for each in said)
    return migrations.RunSQL(
        f"CREATE TRIGGER sequence BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION count_changes({arguments})",
        f"DROP TRIGGER sequence ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_calendar_links"),
        ("workshops", "0009_feedback"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="changé le"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="sequence",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="changements"),
        ),
        migrations.AddField(
            model_name="session",
            name="changed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="changée le"),
        ),
        migrations.AddField(
            model_name="session",
            name="sequence",
            field=models.PositiveIntegerField(
                db_default=0, default=0, editable=False, verbose_name="changements depuis sa publication"
            ),
        ),
        migrations.CreateModel(
            name="OtherCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        max_length=80, validators=[mediation.common.privacy.refuse_secrets], verbose_name="nom"
                    ),
                ),
                (
                    "address",
                    models.URLField(
                        max_length=400, validators=[workshops.models.materials.validate_secure], verbose_name="adresse"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="ajouté le")),
                ("tried_at", models.DateTimeField(editable=False, null=True, verbose_name="demandé le")),
                ("read_at", models.DateTimeField(editable=False, null=True, verbose_name="lu le")),
                (
                    "error",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="pourquoi il n'a pas été lu"
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
                        verbose_name="ajouté par",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="de qui",
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
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.venue",
                        verbose_name="de quel lieu",
                    ),
                ),
            ],
            options={
                "verbose_name": "agenda d'ailleurs",
                "verbose_name_plural": "agendas d'ailleurs",
            },
        ),
        migrations.CreateModel(
            name="BusyHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="du")),
                ("ends_at", models.DateTimeField(verbose_name="au")),
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
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="busy_hours",
                        to="workshops.othercalendar",
                        verbose_name="agenda",
                    ),
                ),
            ],
            options={
                "verbose_name": "heures prises ailleurs",
                "verbose_name_plural": "heures prises ailleurs",
            },
        ),
        migrations.AddConstraint(
            model_name="othercalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("host", None), ("venue__isnull", False)),
                    models.Q(("host__isnull", False), ("venue", None)),
                    _connector="OR",
                ),
                name="other_calendar_is_of_one",
                violation_error_message="Cet agenda est celui d’une personne de l’équipe, ou celui d’un lieu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="othercalendar",
            constraint=models.CheckConstraint(
                condition=models.Q(("address__startswith", "https://")),
                name="other_calendar_is_read_safely",
                violation_error_message="L’adresse d’un agenda commence par https://.",
            ),
        ),
        migrations.AddConstraint(
            model_name="othercalendar",
            constraint=models.UniqueConstraint(
                fields=("space", "address"),
                name="one_other_calendar_an_address",
                violation_error_message="Cet agenda est déjà lu.",
            ),
        ),
        migrations.AddIndex(
            model_name="busyhours",
            index=models.Index(fields=["space", "starts_at"], name="busy_hours_by_date"),
        ),
        migrations.AddConstraint(
            model_name="busyhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="busy_hours_end_after_they_start",
                violation_error_message="Ce qui est pris finit après avoir commencé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="busyhours",
            constraint=models.UniqueConstraint(
                fields=("space", "calendar", "starts_at", "ends_at"),
                name="busy_hours_are_said_once",
                violation_error_message="Ces heures sont déjà notées.",
            ),
        ),
        migrations.RunSQL(COUNT, "DROP FUNCTION count_changes()"),
        *(counted(table, *said) for table, said in COUNTED.items()),
        isolate("workshops_othercalendar", venue_id="accounts_venue"),
        journal("workshops_othercalendar", "address", "tried_at", "read_at", "error"),
        isolate("workshops_busyhours", calendar_id="workshops_othercalendar"),
    ]
