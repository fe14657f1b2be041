"""Many rows at once: what checks and indexes them row by row is put aside, then made again in one go."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY (%s::text[]::regclass[]) ORDER BY oid
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY (%s::text[]::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
ORDER BY indexrelid
"""


@contextmanager
def many_rows(tables: Sequence[str]) -> Iterator[None]:
    """One transaction in which these tables have no foreign key, no index that is no constraint, and no trigger.

    Nothing is written in the journal. All of it is back, and every row checked, before the transaction ends.
    Whoever else writes in these tables waits until then.
    """
    with transaction.atomic():
        run("SET LOCAL maintenance_work_mem = '256MB'", "SET CONSTRAINTS ALL IMMEDIATE")
        keys, indexes = read(KEYS, tables), read(INDEXES, tables)
        run(*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables))
        run(*(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in keys))
        run(*(f"DROP INDEX {name}" for name, _ in indexes))
        yield
        run(*(definition for _, definition in indexes))
        run(*(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in keys))
        run(*(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables))


def tidy(tables: Sequence[str]) -> None:
    """As the server itself would do within minutes: dead rows freed, the planner told what the tables hold."""
    run(*(f"VACUUM (ANALYZE) {table}" for table in tables))


def read(question: str, tables: Sequence[str]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, [list(tables)])
        return cursor.fetchall()


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
