"""Search that forgives accents, capitals and typing errors, under the policies that isolate spaces.

Trigram operators are not leakproof: under a policy PostgreSQL would never use their index. So SQL functions of a
table, running as the owner, repeat the condition on space and refuse the spaces that were not named.
"""

import re
from collections.abc import Sequence

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, migrations
from django.db.models import Case, Expression, FloatField, Value, When
from django.db.models.lookups import GreaterThanOrEqual

from .phones import digits_of
from .text import FrKey

CLOSE_ENOUGH = 0.3  # word similarity: « jozete obepine » to Josette Aubépine is 0.33
LONGEST = 100  # characters of what is typed
SHORTEST_PART = 3  # characters: an index of trigrams knows nothing shorter
BESIDE_THE_BEST = 0.6  # and this part of the closest: a name written as it is does not bring those that resemble it

_REFUSE_OTHER_SPACES = """
                IF current_setting('role') <> 'none'
                   AND NOT space = ANY (current_setting('app.spaces')::bigint[]) THEN
                    RAISE insufficient_privilege USING MESSAGE = 'search in a space that was not named';
                END IF;"""


def searchable(table: str) -> migrations.RunSQL:
    """For a table with a generated `search_key`: its index and its function `search_<table>(space, words, at_most)`."""
    return migrations.RunSQL(
        [
            # Searched all day, written now and then: without a list of pending entries to read beside it.
            (
                f'CREATE INDEX "{table}_search" ON "{table}" USING gin (space_id, search_key gin_trgm_ops)'
                " WITH (fastupdate = off)"
            ),
            f"""
            CREATE FUNCTION search_{table}(space bigint, words text, at_most int)
            RETURNS TABLE (id bigint, closeness real)
            LANGUAGE plpgsql STABLE SECURITY DEFINER
            SET search_path = public, pg_temp
            SET pg_trgm.word_similarity_threshold = {CLOSE_ENOUGH}
            AS $$
            BEGIN{_REFUSE_OTHER_SPACES}
                RETURN QUERY
                    SELECT found.id, word_similarity(fr_key(words), found.search_key) AS closeness
                    FROM "{table}" AS found
                    WHERE found.space_id = space AND fr_key(words) <% found.search_key
                    ORDER BY closeness DESC, found.search_key, found.id
                    LIMIT at_most;
            END $$
            """,
        ],
        [f"DROP FUNCTION search_{table}(bigint, text, int)", f'DROP INDEX "{table}_search"'],
    )


def letters(text: str) -> str:
    """The SQL of a text without accents, capitals, marks nor spaces: « D’Aubigny » and « daubigny » are one."""
    return rf"regexp_replace(fr_key({text}), '[!-/:-@[-`{{-~\s]', '', 'g')"


def _said_aloud(phone: str) -> str:
    """The SQL of a number as it is kept, and as it is said in France: « +262692000001 0692000001 »."""
    return f"{phone} || ' 0' || right({phone}, 9)"


def found_by_parts(table: str, *, texts: Sequence[str], phones: Sequence[str] = ()) -> migrations.RunSQL:
    """For a table with a generated `search_key`: `find_<table>(space, parts, at_most)`, rows that hold every part.

    A part is of one of these columns: some letters of a name or of an e-mail, some digits of a number.
    """
    held = " || ' ' || ".join([*map(letters, texts), *map(_said_aloud, phones)])
    return migrations.RunSQL(
        [
            (
                f'CREATE INDEX "{table}_parts" ON "{table}" USING gin (space_id, ({held}) gin_trgm_ops)'
                " WITH (fastupdate = off)"
            ),
            f"""
            CREATE FUNCTION find_{table}(space bigint, parts text[], at_most int)
            RETURNS TABLE (id bigint)
            LANGUAGE plpgsql STABLE SECURITY DEFINER
            SET search_path = public, pg_temp
            AS $$
            DECLARE
                patterns text[] := ARRAY(
                    SELECT '%' || {letters("part")} || '%' FROM unnest(parts) AS part ORDER BY length(part) DESC
                );
            BEGIN{_REFUSE_OTHER_SPACES}
                RETURN QUERY
                    SELECT found.id FROM "{table}" AS found
                    WHERE found.space_id = space AND ({held}) LIKE patterns[1] AND ({held}) LIKE ALL (patterns)
                    ORDER BY word_similarity(fr_key(array_to_string(parts, ' ')), found.search_key) DESC,
                        found.search_key, found.id
                    LIMIT at_most;
            END $$
            """,
        ],
        [f"DROP FUNCTION find_{table}(bigint, text[], int)", f'DROP INDEX "{table}_parts"'],
    )


def find(table: str, *, space, parts: list[str], at_most: int) -> list[int]:
    """Ids of the rows of the space that hold all these parts; none when they say too little."""
    if not any(len(part) >= SHORTEST_PART for part in parts):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM find_{table}(%s, %s, %s)", [space.pk, parts, at_most])
        return [pk for (pk,) in cursor.fetchall()]


_NUMBER = r"\+?\d[\d\s.\-/()]{2,}(?![\w@])"
_PARTS = re.compile(rf"{_NUMBER}|\S+")


def parts_of(words: str) -> list[str]:
    """What was typed, word by word; the digits of a number are one part, whatever stands between them."""
    found = (part_of(part) for part in _PARTS.findall(words[:LONGEST]))
    return [part for part in found if part]


def part_of(text: str) -> str:
    return digits_of(text) if re.fullmatch(_NUMBER, text) else re.sub(r"[\W_]", "", text)


def search(table: str, *, space, words: str, at_most: int) -> list[int]:
    """Ids of the rows of the space that resemble these words, the closest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, closeness FROM search_{table}(%s, %s, %s)", [space.pk, words[:LONGEST], at_most])
        found = cursor.fetchall()
    return [pk for pk, closeness in found if closeness >= BESIDE_THE_BEST * found[0][1]]


MOST_WORDS = 8
SAME_WORD = 0.5  # word similarity: « vente » and « vendre »
_SMALL_WORDS = set(
    "aime aimer aimerait aussi aux avec bien ces chez comment dans des elle elles est faire ils les leur leurs lui mes "
    "mieux mon nos notre par pas peu plus pour que qui quoi sans ses son sur tous tout très une vos votre voudrait "
    "veut voudrais".split()
)


def telling_words(text: str) -> list[str]:
    """The words that say what it is about, without articles and the like."""
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return [word for word in dict.fromkeys(words) if word not in _SMALL_WORDS][:MOST_WORDS]


def likeness(words: str, text: Expression) -> Expression:
    """How much of these words a text holds, forgiving accents and typing errors: 0 when none.

    Reads each row: for lists that are short (envies, workshops of a space), never for people.
    """
    total: Expression = Value(0.0, output_field=FloatField())
    for word in telling_words(words):
        same = TrigramWordSimilarity(FrKey(Value(word)), FrKey(text))
        total += Case(When(condition=at_least(same), then=same), default=0.0, output_field=FloatField())
    return total


def at_least(closeness: Expression) -> Expression:
    return GreaterThanOrEqual(closeness, Value(SAME_WORD, output_field=FloatField()))
