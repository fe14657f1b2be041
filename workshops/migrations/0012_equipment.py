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

import mediation.common.codes
import mediation.common.privacy
import mediation.team.models.handovers
import workshops.models.clock
import workshops.models.occupancies
import workshops.models.weekly
from mediation.common.schema import hold, isolate, journal

# What a session has with it is taken by what takes place, as its room is (`0004_appointments`): when the session
# changes, and when what it has does.
OF_SESSIONS = """
CREATE OR REPLACE FUNCTION workshops_session_occupancies() RETURNS trigger LANGUAGE plpgsql AS $$
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
        DELETE FROM public.workshops_occupancy WHERE session_id IN (SELECT id FROM old_rows);
    END IF;
    INSERT INTO public.workshops_occupancy (space_id, resource, resource_key, starts_at, ends_at, session_id)
    SELECT space_id, resource, resource_key, starts_at, ends_at, id
    FROM new_rows CROSS JOIN LATERAL ({taken}) AS each (resource, resource_key)
    WHERE resource_key IS NOT NULL AND state NOT IN ('draft', 'cancelled');
    RETURN NULL;
END $$
"""
ROOM_AND_HOST = "VALUES ('room', room_id), ('host', host_id)"
ITEMS = "UNION ALL SELECT 'item', item_id FROM public.workshops_itemuse WHERE session_id = new_rows.id"
OF_USES = """
CREATE FUNCTION workshops_itemuse_occupancies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM public.workshops_occupancy AS taken USING old_rows
        WHERE taken.session_id = old_rows.session_id AND resource = 'item' AND resource_key = old_rows.item_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.workshops_occupancy (space_id, resource, resource_key, starts_at, ends_at, session_id)
        SELECT held.space_id, 'item', new_rows.item_id, held.starts_at, held.ends_at, held.id
        FROM new_rows JOIN public.workshops_session AS held ON held.id = new_rows.session_id
        WHERE held.state NOT IN ('draft', 'cancelled');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER occupancies_of_new AFTER INSERT ON workshops_itemuse REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_itemuse_occupancies();
CREATE TRIGGER occupancies_of_changed AFTER UPDATE ON workshops_itemuse
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_itemuse_occupancies();
CREATE TRIGGER occupancies_of_gone AFTER DELETE ON workshops_itemuse REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_itemuse_occupancies();
"""


OF_ONE = """
CREATE FUNCTION {table}_occupancies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM public.workshops_occupancy WHERE {link} IN (SELECT id FROM old_rows);
    END IF;
    INSERT INTO public.workshops_occupancy (space_id, resource, resource_key, starts_at, ends_at, {link})
    SELECT space_id, 'item', item_id, {start}, {end}, id FROM new_rows WHERE {over} IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER occupancies_of_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_occupancies();
CREATE TRIGGER occupancies_of_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_occupancies();
"""


def take_one(table: str, **columns: str) -> migrations.RunSQL:
    """Each row takes its item, from `start` until `end`, unless it is over."""
    triggers = f"DROP TRIGGER occupancies_of_new ON {table}; DROP TRIGGER occupancies_of_changed ON {table};"
    return migrations.RunSQL(OF_ONE.format(table=table, **columns), f"{triggers} DROP FUNCTION {table}_occupancies()")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("team", "0001_initial"),
        ("publics", "0020_report_removed_there"),
        ("accounts", "0007_venue_accesses"),
        ("accounts", "0006_appointments"),
        ("workshops", "0011_pathways"),
    ]
    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "name",
                    models.CharField(
                        max_length=60, validators=[mediation.common.privacy.refuse_secrets], verbose_name="nom"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        max_length=20, validators=[mediation.common.privacy.refuse_secrets], verbose_name="numéro"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("station", "Poste"),
                            ("computer", "Ordinateur"),
                            ("tablet", "Tablette"),
                            ("phone", "Téléphone"),
                            ("printer", "Imprimante ou scanner"),
                            ("projector", "Vidéoprojecteur ou écran"),
                            ("camera", "Appareil photo ou caméra"),
                            ("other", "Autre"),
                        ],
                        max_length=10,
                        verbose_name="sorte",
                    ),
                ),
                (
                    "shelf",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="rangé où",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("in_service", "En service"), ("repair", "En réparation"), ("withdrawn", "Retiré")],
                        default="in_service",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("may_be_lent", models.BooleanField(default=False, verbose_name="se prête")),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="à savoir",
                    ),
                ),
            ],
            options={
                "verbose_name": "objet",
                "verbose_name_plural": "matériel",
            },
        ),
        migrations.CreateModel(
            name="ItemUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "matériel d'une séance",
                "verbose_name_plural": "matériel des séances",
            },
        ),
        migrations.AlterField(
            model_name="occupancy",
            name="resource",
            field=models.CharField(
                choices=[("room", "Salle"), ("host", "Qui accueille"), ("item", "Matériel")],
                max_length=4,
                verbose_name="ce qui est pris",
            ),
        ),
        migrations.AlterConstraint(
            model_name="occupancy",
            name="one_place_at_a_time",
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
                violation_error_message="La salle, qui accueille ou le matériel est déjà pris à cette heure.",
            ),
        ),
        migrations.AddField(
            model_name="item",
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
            model_name="item",
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
            model_name="item",
            name="venue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.venue", verbose_name="lieu"
            ),
        ),
        migrations.AddField(
            model_name="itemuse",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses",
                to="workshops.item",
                verbose_name="objet",
            ),
        ),
        migrations.AddField(
            model_name="itemuse",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="item_uses",
                to="workshops.session",
                verbose_name="séance",
            ),
        ),
        migrations.AddField(
            model_name="itemuse",
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
            model_name="session",
            name="items",
            field=models.ManyToManyField(
                related_name="sessions",
                through="workshops.ItemUse",
                to="workshops.item",
                verbose_name="matériel réservé",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["space", "kind", "name"], name="item_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_item_a_code"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("space", "number"),
                name="one_item_a_number",
                violation_error_message="Un autre objet porte déjà ce numéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "station"), ("may_be_lent", True), _negated=True),
                name="station_stays_where_it_is",
                violation_error_message="Un poste reste sur place\xa0: choisissez une autre sorte pour le prêter.",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemuse",
            constraint=models.UniqueConstraint(
                fields=("space", "session", "item"),
                name="one_use_a_session_and_item",
                violation_error_message="Cet objet est déjà réservé pour cette séance.",
            ),
        ),
        isolate("workshops_item", venue_id="accounts_venue", room_id="accounts_room"),
        journal("workshops_item"),
        isolate("workshops_itemuse", session_id="workshops_session", item_id="workshops_item"),
        journal("workshops_itemuse"),
        migrations.RunSQL(
            OF_SESSIONS.format(taken=f"{ROOM_AND_HOST} {ITEMS}"), OF_SESSIONS.format(taken=ROOM_AND_HOST)
        ),
        migrations.RunSQL(
            OF_USES,
            "DROP TRIGGER occupancies_of_new ON workshops_itemuse;"
            " DROP TRIGGER occupancies_of_changed ON workshops_itemuse;"
            " DROP TRIGGER occupancies_of_gone ON workshops_itemuse; DROP FUNCTION workshops_itemuse_occupancies()",
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("lent_at", models.DateTimeField(editable=False, verbose_name="prêté le")),
                ("due_at", models.DateTimeField(editable=False, verbose_name="à rendre avant")),
                (
                    "condition_out",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="état au départ",
                    ),
                ),
                ("returned_at", models.DateTimeField(editable=False, null=True, verbose_name="rendu le")),
                (
                    "condition_back",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="état au retour",
                    ),
                ),
            ],
            options={
                "verbose_name": "prêt",
            },
        ),
        migrations.RemoveConstraint(
            model_name="occupancy",
            name="occupancy_says_why",
        ),
        migrations.AddField(
            model_name="loan",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="workshops.item",
                verbose_name="objet",
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="lent_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="prêté par",
            ),
        ),
        migrations.AddField(
            model_name="loan",
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
            model_name="loan",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="returned_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="repris par",
            ),
        ),
        migrations.AddField(
            model_name="loan",
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
            model_name="loan",
            name="task",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="team.task",
                verbose_name="tâche du retard",
            ),
        ),
        migrations.AddField(
            model_name="occupancy",
            name="loan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occupancies",
                to="workshops.loan",
                verbose_name="prêt",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.CheckConstraint(
                condition=workshops.models.occupancies.OneOf("session", "appointment", "loan"),
                name="occupancy_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                condition=models.Q(("returned_at", None)), fields=["space", "due_at"], name="loan_to_come_back"
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(fields=["space", "person"], name="loan_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_loan_a_code"),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_at", None)),
                fields=("space", "item"),
                name="one_open_loan_an_item",
                violation_error_message="Cet objet est déjà prêté.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("returned_at__isnull", False),
                    models.Q(("organisation", None), ("person__isnull", False)),
                    models.Q(("organisation__isnull", False), ("person", None)),
                    _connector="OR",
                ),
                name="loan_is_to_somebody",
                violation_error_message="Dites à qui\xa0: une personne, ou une structure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_at__gt", models.F("lent_at")),
                    (
                        "due_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("lent_at"), "+", models.Value(datetime.timedelta(days=366))
                        ),
                    ),
                ),
                name="loan_lasts_a_year_at_most",
                violation_error_message="Un prêt dure un an au plus.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("condition_back", ""), ("returned_at", None), ("returned_by", None)),
                    ("returned_at__gte", models.F("lent_at")),
                    _connector="OR",
                ),
                name="loan_returned_has_its_time",
            ),
        ),
        isolate(
            "workshops_loan",
            item_id="workshops_item",
            person_id="publics_person",
            organisation_id="publics_organisation",
            task_id="team_task",
        ),
        journal("workshops_loan"),
        migrations.RunSQL(hold("workshops_occupancy", "loan_id", "workshops_loan"), migrations.RunSQL.noop),
        take_one("workshops_loan", link="loan_id", start="lent_at", end="due_at", over="returned_at"),
        migrations.CreateModel(
            name="AccessHours",
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
                ("valid_from", models.DateField(verbose_name="à partir du")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                (
                    "limit_minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[
                            django.core.validators.MinValueValidator(15),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="durée d'une place",
                    ),
                ),
            ],
            options={
                "verbose_name": "plage d'accès libre",
                "verbose_name_plural": "plages d'accès libre",
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        max_length=40,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="prénom",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="depuis")),
                ("ends_at", models.DateTimeField(verbose_name="jusqu'à")),
                ("freed_at", models.DateTimeField(editable=False, null=True, verbose_name="libéré à")),
            ],
            options={
                "verbose_name": "place à un poste",
                "verbose_name_plural": "places aux postes",
            },
        ),
        migrations.RemoveConstraint(
            model_name="occupancy",
            name="occupancy_says_why",
        ),
        migrations.AddField(
            model_name="accesshours",
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
            model_name="accesshours",
            name="venue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.venue", verbose_name="lieu"
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sittings",
                to="workshops.item",
                verbose_name="poste",
            ),
        ),
        migrations.AddField(
            model_name="sitting",
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
            name="sitting",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occupancies",
                to="workshops.sitting",
                verbose_name="place à un poste",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupancy",
            constraint=models.CheckConstraint(
                condition=workshops.models.occupancies.OneOf("session", "appointment", "loan", "sitting"),
                name="occupancy_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesshours",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))),
                name="access_end_after_they_start",
                violation_error_message="La plage finit après avoir commencé, le même jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesshours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="access_last_until_after_they_begin",
                violation_error_message="Le dernier jour vient après le premier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesshours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__in", [0, 1, 2, 3, 4, 5, 6])),
                name="access_are_of_a_weekday",
                violation_error_message="Choisissez un jour de la semaine.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesshours",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_minutes__range", (15, 240))),
                name="access_has_a_reasonable_limit",
                violation_error_message="Une place dure de 15 minutes à 4 heures.",
            ),
        ),
        migrations.AddConstraint(
            model_name="accesshours",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("space", "="),
                    ("venue", "="),
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
                name="access_of_a_venue_does_not_overlap",
                violation_error_message="L’accès libre est déjà ouvert ici ce jour-là, à ces heures.",
            ),
        ),
        migrations.AddIndex(
            model_name="sitting",
            index=models.Index(fields=["space", "item", "starts_at"], name="sitting_of_a_post"),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("starts_at")),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_at"), "+", models.Value(datetime.timedelta(seconds=28800))
                        ),
                    ),
                ),
                name="sitting_lasts_some_hours_at_most",
                violation_error_message="On garde un poste quelques heures au plus.",
            ),
        ),
        isolate("workshops_sitting", item_id="workshops_item"),
        isolate("workshops_accesshours", venue_id="accounts_venue"),
        journal("workshops_accesshours"),
        migrations.RunSQL(hold("workshops_occupancy", "sitting_id", "workshops_sitting"), migrations.RunSQL.noop),
        take_one("workshops_sitting", link="sitting_id", start="starts_at", end="ends_at", over="freed_at"),
    ]
