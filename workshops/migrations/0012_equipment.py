import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

import mediation.common.codes
import mediation.common.privacy
import workshops.models.clock
from mediation.common.schema import isolate, journal

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


class Migration(migrations.Migration):
    dependencies = [
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
    ]
