"""What belongs to the database and not to a table: the application's role, extensions, search keys."""

from django.contrib.postgres.operations import (
    BtreeGinExtension,
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mediation_app') THEN
        CREATE ROLE mediation_app NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;  -- another database, at the same moment
    WHEN insufficient_privilege THEN RAISE EXCEPTION
        'Ce compte ne peut pas créer de rôle. Faites exécuter : CREATE ROLE mediation_app NOLOGIN; GRANT mediation_app TO %',
        current_user;
END $$;
DO $$ BEGIN
    EXECUTE format('GRANT mediation_app TO %I', current_user);
EXCEPTION WHEN insufficient_privilege THEN NULL;  -- whoever created the role granted it; if not, the next line says so
END $$;
SET LOCAL ROLE mediation_app;
RESET ROLE;
GRANT USAGE ON SCHEMA public TO mediation_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO mediation_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO mediation_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mediation_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO mediation_app;
"""

# Without accents nor capitals, ligatures opened: sorts, compares and searches French names. The SQL-standard body
# is resolved when created, so that indexes, dumps and restores do not depend on a search path.
FR_KEY = """
CREATE FUNCTION fr_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(public.unaccent('public.unaccent'::regdictionary, $1))
"""


class Migration(migrations.Migration):
    initial = True
    run_before = [("contenttypes", "0001_initial")]
    operations = [
        migrations.RunSQL(ROLE, migrations.RunSQL.noop),
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(FR_KEY, "DROP FUNCTION fr_key(text)"),
    ]
