"""Apart from the tables: PostgreSQL does not change a table in the transaction that wrote rows in it."""

from django.db import migrations

DUE = """coalesce(
    appointment.starts_at - make_interval(hours => rule.hours_before::int),
    (appointment.local_date - rule.days_before + make_time(rule.hour::int, 0, 0)) AT TIME ZONE appointment.time_zone
)"""
# What was written ahead, and its rule will write in its time, goes; nothing is known of it yet beyond its words.
WRITTEN_AHEAD = f"""
DELETE FROM courier_message AS message
USING workshops_appointment AS appointment, workshops_reminderrule AS rule
WHERE message.kind = 'appointment.reminder' AND message.state IN ('queued', 'skipped')
    AND appointment.id = message.subject_id AND rule.id::text = split_part(message.dedup_key, ':', 3)
    AND {DUE} > now()
    AND NOT EXISTS (SELECT FROM courier_messageevent AS event WHERE event.message_id = message.id)
    AND NOT EXISTS (SELECT FROM courier_inbound AS inbound WHERE inbound.message_id = message.id)
"""
# What fell due stays as it was; so does what a rule, changed since, said before the hour that is now its own.
ALREADY_DUE = f"""
INSERT INTO workshops_reminderoccurrence (space_id, rule_id, appointment_id, local_date, due_at)
SELECT appointment.space_id, rule.id, appointment.id, appointment.local_date, {DUE}
FROM workshops_appointment AS appointment
    JOIN workshops_reminderrule AS rule ON rule.space_id = appointment.space_id
WHERE rule.workshop_id IS NULL AND rule.cycle_id IS NULL AND appointment.state = 'planned'
    AND appointment.starts_at > now() - interval '31 days' AND ({DUE} <= now() OR EXISTS (
        SELECT FROM courier_message AS message
        WHERE message.space_id = appointment.space_id AND message.dedup_key = concat_ws(
            ':', 'appointment.reminder', appointment.id, rule.id,
            to_char(appointment.starts_at AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MI')
        )
    ))
"""


class Migration(migrations.Migration):
    dependencies = [("courier", "0006_message_events"), ("workshops", "0021_appointment_reminders")]

    operations = [migrations.RunSQL([WRITTEN_AHEAD, ALREADY_DUE], migrations.RunSQL.noop)]
