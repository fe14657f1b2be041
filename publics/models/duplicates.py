"""Who looks like somebody already known. A family shares a telephone: its members are not each other's double."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from mediation.common.search import letters

from .people import Person

SAME_FIRST_NAME = 0.4  # trigram similarity, under a family name that sounds the same
SAME_LAST_NAME = 0.5  # under a first name that sounds the same and with the same first sound
MOST_PAIRS = 200


def sound(text: str) -> str:
    """The SQL of a name as it is heard, roughly: « Aubépine » and « Obépinne », « Jozette » and « Josette »."""
    spelled = f"translate(replace({letters(text)}, 'ph', 'f'), 'zykqwh', 'siccv')"
    vowels = f"regexp_replace({spelled}, 'e?au', 'o', 'g')"
    doubled = rf"regexp_replace({vowels}, '(.)\1+', '\1', 'g')"
    return f"regexp_replace({doubled}, 'e?[stxd]?$', '')"


HERE = f"""
here AS MATERIALIZED (
    SELECT id, is_provisional, phone, email, birth_year, {letters("city")} AS city,
        {letters("first_name")} AS first, {letters("last_name")} AS last,
        {sound("first_name")} AS first_sound, {sound("last_name")} AS last_sound
    FROM publics_person WHERE space_id = %(space)s AND reconciled_with_id IS NULL AND anonymised_at IS NULL
)"""


def compared(left: str, *, apart: str) -> str:
    """The SQL of who of `left` looks like whom, and by what; `apart` is added to each block.

    Blocks first (one number, one address, names that sound the same), then what tells each pair apart: no person is
    compared with all the others.
    """
    return f"""
pairs AS (
    SELECT a.id AS one, b.id AS other FROM {left} a JOIN here b ON b.phone = a.phone {apart}
    WHERE a.phone <> ''
    UNION SELECT a.id, b.id FROM {left} a JOIN here b ON b.email = a.email {apart}
    WHERE a.email <> ''
    UNION SELECT a.id, b.id FROM {left} a JOIN here b ON b.last_sound = a.last_sound {apart}
    WHERE a.last <> '' AND (a.first_sound = b.first_sound OR similarity(a.first, b.first) >= {SAME_FIRST_NAME})
    UNION SELECT a.id, b.id FROM {left} a
        JOIN here b ON b.first_sound = a.first_sound AND left(b.last, 1) = left(a.last, 1) {apart}
    WHERE a.last <> '' AND similarity(a.last, b.last) >= {SAME_LAST_NAME}
    UNION SELECT a.id, b.id FROM {left} a
        JOIN here b ON b.first_sound = a.last_sound AND b.last_sound = a.first_sound {apart}
    WHERE a.last <> '' AND b.last <> ''
), compared AS (
    SELECT one, other, a.is_provisional OR b.is_provisional AS is_provisional,
        a.phone <> '' AND a.phone = b.phone AS same_phone, a.email <> '' AND a.email = b.email AS same_email,
        (a.first, a.last) = (b.first, b.last) AS same_name,
        a.first_sound = b.first_sound OR similarity(a.first, b.first) >= {SAME_FIRST_NAME}
            OR starts_with(a.first, b.first) OR starts_with(b.first, a.first) AS close_name,
        (a.first_sound, a.last_sound) = (b.last_sound, b.first_sound) AS inverted_name,
        coalesce(a.birth_year = b.birth_year, false) AS same_year,
        coalesce(a.birth_year <> b.birth_year, false) AS other_year,
        a.city <> '' AND a.city = b.city AS same_city
    FROM pairs JOIN {left} a ON a.id = one JOIN here b ON b.id = other
)
SELECT one, other, same_phone, same_email, same_name, inverted_name, same_year, same_city FROM compared
WHERE (close_name OR inverted_name) AND (same_phone OR same_email OR NOT other_year)"""


STRENGTH = """(same_phone::int + same_email::int) DESC, same_name DESC, same_year DESC, same_city DESC, one, other"""
PAIRS = f"""
WITH {HERE}, {compared("here", apart="AND a.id < b.id")}
    AND NOT EXISTS (
        SELECT FROM publics_distinctpair told
        WHERE told.space_id = %(space)s AND told.first_id = one AND told.second_id = other
    )
ORDER BY is_provisional DESC, {STRENGTH}
LIMIT %(at_most)s
"""
RESEMBLING = f"""
WITH {HERE}, given AS MATERIALIZED (
    SELECT id, false AS is_provisional, phone, email, birth_year, {letters("city")} AS city,
        {letters("first_name")} AS first, {letters("last_name")} AS last,
        {sound("first_name")} AS first_sound, {sound("last_name")} AS last_sound
    FROM jsonb_to_recordset(%(given)s::jsonb) AS given(
        id int, first_name text, last_name text, phone text, email text, birth_year int, city text
    )
), {compared("given", apart="")}
ORDER BY {STRENGTH}
"""


@dataclass(frozen=True)
class LikelyPair:
    """Two records that may be one person: the one to keep, its double, and why, in words."""

    kept: Person
    double: Person
    reasons: list[str]


def likely_pairs(*, space, at_most: int = MOST_PAIRS) -> list[LikelyPair]:
    """Who may be noted twice, people to recognise first; without those that the team told apart."""
    rows = looked_up(PAIRS, {"space": space.pk, "at_most": at_most})
    people = Person.objects.of(space).in_bulk([pk for row in rows for pk in (row["one"], row["other"])])
    return [pair_of(people[row["one"]], people[row["other"]], row) for row in rows]


def resembling(given: list[dict], *, space) -> dict[int, list[tuple[int, list[str], bool]]]:
    """By the id of each one given, who she could be, the closest first: (key, reasons, whether it is her name)."""
    found: dict[int, list[tuple[int, list[str], bool]]] = {}
    for row in looked_up(RESEMBLING, {"space": space.pk, "given": json.dumps(given)}):
        found.setdefault(row["one"], []).append((row["other"], list(reasons(row)), row["same_name"]))
    return found


def looked_up(query: str, parameters: dict) -> list[dict]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # nothing tells the planner how many share a sound
        cursor.execute(query, parameters)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_nestloop = on")
    return rows


def pair_of(one: Person, other: Person, row: dict) -> LikelyPair:
    """Who is known stays, then who was noted first."""
    kept, double = sorted([one, other], key=lambda person: (person.is_provisional, person.created_at, person.pk))
    return LikelyPair(kept, double, list(reasons(row)))


def reasons(row: dict) -> Iterator[str]:
    if row["same_phone"]:
        yield "même téléphone"
    if row["same_email"]:
        yield "même adresse e-mail"
    if row["same_name"]:
        yield "même nom"
    else:
        yield "prénom et nom inversés" if row["inverted_name"] else "nom presque identique"
    if row["same_year"]:
        yield "même année de naissance"
    if row["same_city"]:
        yield "même commune"
