from django.db import migrations

# Only what changed is kept, but for the columns a trigger is told to ignore. Who and why come from the session's settings (mediation.common.isolation).
WRITE_JOURNAL = """
CREATE FUNCTION write_journal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ELSE '{}' END;
    becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ELSE '{}' END;
    whole jsonb := was || becomes;
BEGIN
    INSERT INTO public.accounts_journalentry (space_id, table_name, row_id, action, before, after, "user", request, at)
    SELECT (whole ->> 'space_id')::bigint, TG_TABLE_NAME, whole ->> 'id', lower(TG_OP),
           jsonb_object_agg(key, was -> key) FILTER (WHERE was ? key),
           jsonb_object_agg(key, becomes -> key) FILTER (WHERE becomes ? key),
           coalesce(current_setting('app.user', true), ''), coalesce(current_setting('app.request', true), ''),
           statement_timestamp()
    FROM jsonb_object_keys(whole) AS key
    WHERE was -> key IS DISTINCT FROM becomes -> key AND key <> ALL (coalesce(TG_ARGV, '{}'))
    HAVING count(*) > 0;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(WRITE_JOURNAL, "DROP FUNCTION write_journal()"),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON accounts_journalentry FROM mediation_app",
            "GRANT UPDATE, DELETE ON accounts_journalentry TO mediation_app",
        ),
    ]
