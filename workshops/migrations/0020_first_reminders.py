"""Apart from the tables: PostgreSQL does not change a table in the transaction that wrote rows in it."""

from django.db import migrations

# How every space begins: two days before, at six in the evening; a call is made in the day, the post takes its time.
FIRST_RULES = """
    INSERT INTO public.workshops_reminderrule (space_id, days_before, hour, channels, is_active, since, version)
    SELECT space, days, hour, channels::varchar[], true, {since}, 1
    FROM (VALUES (2, 18, '{{sms,email}}'), (2, 9, '{{phone}}'), (7, 9, '{{letter}}')) AS first (days, hour, channels),
        {spaces} AS begun (space)
"""
OF_A_NEW_SPACE = f"""
CREATE FUNCTION add_reminder_rules() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    {FIRST_RULES.format(since="NULL::timestamptz", spaces="(VALUES (NEW.id))")};
    RETURN NULL;
END $$;
CREATE TRIGGER reminder_rules AFTER INSERT ON accounts_space FOR EACH ROW EXECUTE FUNCTION add_reminder_rules();
"""
OF_KNOWN_SPACES = FIRST_RULES.format(since="now()", spaces="(SELECT id FROM public.accounts_space)")

# What was written ahead, and its rule will write in its time, goes; what is already due stays and bears its rule.
RULE_OF = "rule.space_id = message.space_id AND rule.channels @> ARRAY[message.channel]"
WRITTEN_AHEAD = f"""
DELETE FROM courier_message AS message
USING workshops_registration AS registration, workshops_session AS session, workshops_reminderrule AS rule
WHERE message.kind = 'registration.reminder' AND message.state = 'queued' AND message.subject_id = registration.id
    AND session.id = registration.session_id AND {RULE_OF}
    AND (session.local_date - rule.days_before + make_time(rule.hour::int, 0, 0)) AT TIME ZONE session.time_zone > now()
"""
OF_SESSIONS = f"""
UPDATE courier_message AS message
SET dedup_key = message.kind || ':' || rule.id || ':' || subject_id || right(dedup_key, 11)
FROM workshops_reminderrule AS rule
WHERE message.kind = 'registration.reminder' AND dedup_key ~ ':\\d{{4}}-\\d\\d-\\d\\d$' AND {RULE_OF}
"""
OF_APPOINTMENTS = f"""
UPDATE courier_message AS message
SET dedup_key = message.kind || ':' || subject_id || ':' || rule.id || ':' || split_part(dedup_key, ':', 3)
FROM workshops_reminderrule AS rule
WHERE message.kind = 'appointment.reminder' AND {RULE_OF}
"""


class Migration(migrations.Migration):
    dependencies = [("workshops", "0019_reminders")]

    operations = [
        migrations.RunSQL(
            [OF_KNOWN_SPACES, OF_A_NEW_SPACE],
            ["DROP TRIGGER reminder_rules ON accounts_space", "DROP FUNCTION add_reminder_rules()"],
        ),
        migrations.RunSQL([WRITTEN_AHEAD, OF_SESSIONS, OF_APPOINTMENTS], migrations.RunSQL.noop),
    ]
