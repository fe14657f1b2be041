"""What our migrations say to PostgreSQL beyond Django: isolation of spaces, links held to one space, the journal."""

from django.db import migrations

# Read once a query, not once a row; lighter for PostgreSQL to plan than a sub-query to look in.
OF_THE_SPACES = "space_id = ANY ((SELECT current_setting('app.spaces')::bigint[])::bigint[])"


def isolate(table: str, **links: str) -> migrations.RunSQL:
    """For the migration that creates a table owned by a space: its policy, and its links held to the same space.

    `links` names each foreign key column towards another space-owned table: `isolate("workshops_session",
    workshop_id="workshops_workshop")`. Foreign keys are not subject to policies: only a key on (space, id) keeps a
    row of one space from pointing into another.

    The policy is a guard, not an index: the planner does not guess from it. Queries name their space themselves;
    one that forgets to is right, and slow on a large table.
    """
    forwards = [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'CREATE POLICY spaces ON "{table}" USING ({OF_THE_SPACES})',
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_space_id_key" UNIQUE (space_id, id)',
    ]
    backwards = [
        f'DROP POLICY spaces ON "{table}"',
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
    ]
    for column, target in links.items():
        forwards.append(hold(table, column, target))
    return migrations.RunSQL(forwards, backwards)


def hold(table: str, column: str, target: str) -> str:
    """The SQL of one composite foreign key: the row and what it points to are of one space."""
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_space" FOREIGN KEY (space_id, "{column}")'
        f' REFERENCES "{target}" (space_id, id) DEFERRABLE INITIALLY DEFERRED'
    )


def journal(table: str, *ignored: str) -> migrations.RunSQL:
    """Every change of a row is written to `accounts_journalentry` by the database: no path escapes it.

    A change of the `ignored` columns alone (counters the database keeps) is none.
    """
    columns = ", ".join(f"'{column}'" for column in ignored)
    return migrations.RunSQL(
        f'CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
        f" FOR EACH ROW EXECUTE FUNCTION write_journal({columns})",
        f'DROP TRIGGER journal ON "{table}"',
    )
