from django.db import migrations

# A session's seats: parties confirmed, offers open, holds in force. Kept by the database on every change, whoever
# makes it; the constraint `session_is_not_overbooked` then refuses one seat too many.
MOVE_SEATS = """
CREATE FUNCTION move_seats(session bigint, seats int, waiting int) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    UPDATE public.workshops_session
    SET seats_taken = seats_taken + move_seats.seats, waiting_count = waiting_count + move_seats.waiting
    WHERE id = move_seats.session AND (move_seats.seats <> 0 OR move_seats.waiting <> 0);
END
"""

TRIGGER = """
CREATE FUNCTION {table}_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before_seats int := 0; before_waiting int := 0; after_seats int := 0; after_waiting int := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN SELECT {old_seats}, {old_waiting} INTO before_seats, before_waiting; END IF;
    IF TG_OP <> 'DELETE' THEN SELECT {new_seats}, {new_waiting} INTO after_seats, after_waiting; END IF;
    IF TG_OP = 'UPDATE' AND NEW.session_id <> OLD.session_id THEN
        PERFORM move_seats(OLD.session_id, -before_seats, -before_waiting);
        PERFORM move_seats(NEW.session_id, after_seats, after_waiting);
    ELSE
        PERFORM move_seats(
            CASE WHEN TG_OP = 'DELETE' THEN OLD.session_id ELSE NEW.session_id END,
            after_seats - before_seats, after_waiting - before_waiting
        );
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER seats AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_seats();
"""

COUNTED = {
    "workshops_registration": (
        "CASE WHEN {row}.state = 'confirmed' THEN {row}.party_size ELSE 0 END",
        "CASE WHEN {row}.state = 'waiting' THEN 1 ELSE 0 END",
    ),
    "workshops_seatoffer": ("CASE WHEN {row}.state = 'open' THEN {row}.seats ELSE 0 END", "0"),
    "workshops_seathold": ("CASE WHEN {row}.released_at IS NULL THEN {row}.seats ELSE 0 END", "0"),
}


def trigger(table: str, seats: str, waiting: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        TRIGGER.format(
            table=table,
            old_seats=seats.format(row="OLD"),
            new_seats=seats.format(row="NEW"),
            old_waiting=waiting.format(row="OLD"),
            new_waiting=waiting.format(row="NEW"),
        ),
        f"DROP TRIGGER seats ON {table}; DROP FUNCTION {table}_seats()",
    )


class Migration(migrations.Migration):
    dependencies = [("workshops", "0001_initial")]
    operations = [
        migrations.RunSQL(MOVE_SEATS, "DROP FUNCTION move_seats(bigint, int, int)"),
        *(trigger(table, *counted) for table, counted in COUNTED.items()),
    ]
