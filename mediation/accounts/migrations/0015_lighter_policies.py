from django.db import migrations

from mediation.common.schema import OF_THE_SPACES

REWRITTEN = """
    DO $$
    DECLARE owned record;
    BEGIN
        FOR owned IN SELECT polrelid::regclass AS name FROM pg_policy WHERE polname = 'spaces' LOOP
            EXECUTE format('ALTER POLICY spaces ON %s USING ({rule})', owned.name);
        END LOOP;
    END $$
"""
BEFORE = "space_id IN (SELECT unnest(current_setting('app.spaces')::bigint[]))"


def rewritten(rule: str) -> str:
    return REWRITTEN.replace("{rule}", rule.replace("'", "''"))


class Migration(migrations.Migration):
    """Of the tables there are; those that come after are created with it."""

    dependencies = [("accounts", "0014_chat_link")]

    operations = [migrations.RunSQL(rewritten(OF_THE_SPACES), rewritten(BEFORE))]
