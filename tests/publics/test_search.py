"""People found again, forgiving accents and typing errors, by an index, in one space only."""

from hashlib import md5

import pytest
from django.db import DatabaseError, connection

from mediation.common.isolation import only
from mediation.common.search import search
from publics.models import Organisation, Person
from tests.factories import NOW, OrganisationFactory, PersonFactory, SpaceFactory

pytestmark = pytest.mark.django_db

MANY = 5_000  # in each of two spaces


@pytest.fixture
def people(space):
    """The hard names of a real desk."""
    return {
        key: PersonFactory(
            space=space, first_name=first_name, last_name=last_name, phone=phone, email=email,
            city="Vernelune" if key == "svitlana" else "",
        )
        for key, first_name, last_name, phone, email in (
            ("josette", "Josette", "Aubépine", "+33536492001", ""),
            ("namesake", "Josette", "Aubépine", "+33639981005", ""),
            ("gerard", "Gérard", "Œillet", "+33536491109", ""),
            ("odette", "Odette", "d'Angélique", "+33639981016", ""),
            ("marie", "Marie-Thérèse", "Reine-des-Prés", "+33639981014", "mtr@example.org"),
            ("joao", "João", "Romarin", "", "joao@romarin-bois.example.org"),
            ("svitlana", "Svitlana", "Épilobe", "+33639981012", ""),
        )
    }  # fmt: skip


def found(space, words):
    with only([space.pk]):
        return Person.objects.search(words, space=space)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("oeillet", "gerard"), ("OEILLET Gerard", "gerard"), ("d'angelique", "odette"), ("d’Angélique", "odette"),
        ("angelique", "odette"), ("reine des pres", "marie"), ("marie therese", "marie"), ("joao", "joao"),
        ("epilobe", "svitlana"), ("Svetlana", "svitlana"), ("romarrin", "joao"), ("Romarin João", "joao"),
        ("mtr@example.org", "marie"), (" MTR@Example.org ", "marie"), ("0639981014", "marie"),
        ("10 14", "marie"), ("81014", "marie"),
        ("+33 6 39 98 10 14", "marie"), ("06.39.98.10.14", "marie"), ("05 36 49 11", "gerard"),
        ("0033639981014", "marie"), ("+33 (0)6 39 98 10 14", "marie"), ("06-39/98 10 14", "marie"),
        ("romarin-bois", "joao"), ("@romarin-bois", "joao"), ("jos 2001", "josette"), ("vernelune epilobe", "svitlana"),
        ("Vernelune", "svitlana"), ("reinedespres", "marie"), ("ange", "odette"), ("1109", "gerard"),
    ],
)  # fmt: skip
def test_somebody_is_found_first(space, people, words, key):
    assert found(space, words)[0] == people[key]


@pytest.mark.parametrize("words", ["d’Aubigny", "D'AUBIGNY", "daubigny", "aubigny", "d aubigny", "odile daubigny"])
@pytest.mark.parametrize("written", ["d’Aubigny", "D'AUBIGNY", "Daubigny", "D Aubigny"])
def test_marks_in_a_name_do_not_matter(space, people, written, words):
    odile = PersonFactory(space=space, first_name="Odile", last_name=written)

    assert found(space, words)[0] == odile


def test_a_family_that_shares_a_telephone_is_shown_whole(space):
    family = [PersonFactory(space=space, first_name=name, last_name="Lierre") for name in ("Amina", "Sofia", "Zoé")]
    helped = PersonFactory(space=space, first_name="Lucien", phone="", helper_phone=family[0].phone)

    assert set(found(space, "10 01")) == {*family, helped}


@pytest.mark.parametrize("words", ["jozete obepine", "jozette obepine", "AUBEPINE", "josette aubépine"])
def test_two_people_of_one_name_are_both_shown(space, people, words):
    assert set(found(space, words)[:2]) == {people["josette"], people["namesake"]}


def test_a_name_written_as_it_is_does_not_bring_those_that_resemble_it(space, people):
    josiane = PersonFactory(space=space, first_name="Josiane", last_name="Aubel")

    assert josiane not in found(space, "josette aubépine")
    assert josiane in found(space, "jos aub")


@pytest.mark.parametrize(
    "words", ["", " ", "a", "%", "_", "'", '"', "\\", "@", "0", "06", "+", "é", "zzzzz", "x" * 10_000]
)
def test_whatever_is_typed_is_answered(space, people, words):
    assert isinstance(found(space, words), list)


def test_who_was_reconciled_is_found_under_her_known_name_only(space, people):
    PersonFactory(space=space, first_name="Jozette", last_name="Aubepine", phone="", reconciled_with=people["josette"])

    assert set(found(space, "jozette aubepine")) == {people["josette"], people["namesake"]}


def test_people_of_another_space_are_never_found(space, people):
    elsewhere = SpaceFactory()

    assert found(elsewhere, "josette aubepine") == []
    assert found(elsewhere, "06 39 98 10 14") == []
    assert found(elsewhere, "mtr@example.org") == []


@pytest.mark.parametrize("table", ["publics_person", "publics_organisation"])
def test_searching_a_space_that_was_not_named_is_refused(space, table):
    elsewhere = SpaceFactory()

    with only([space.pk]), pytest.raises(DatabaseError, match="search in a space that was not named"):
        search(table, space=elsewhere, words="josette", at_most=5)


def test_structures_are_found_the_same_way(space):
    club = OrganisationFactory(space=space, name="Résidence Les Genêts")

    with only([space.pk]):
        assert Organisation.objects.search("residance genets", space=space) == [club]


# --- by which path --------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(space):
    """Enough people that reading them all would cost more than an index, in two spaces."""
    for each in (space, SpaceFactory()):
        Person.objects.bulk_create(
            Person(
                space=each, code=f"A{n:07}", first_name=f"Prénom{n}", last_name=md5(b"%d" % n).hexdigest(),
                phone=f"+336{n:08}", email=f"{n}@example.org", created_at=NOW,
            )
            for n in range(1, MANY + 1)
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE publics_person")
    return space


EQUALITY = """Index Scan using {index} on publics_person
  Index Cond: ((space_id = ANY ((InitPlan 1).col1)) AND (space_id = {space}) AND ({column} = '{value}'::text))"""


def plan_of(queryset) -> str:
    """As PostgreSQL prints it, without what reads the setting itself."""
    return queryset.explain(costs=False).partition("\n  InitPlan")[0]


def test_equality_uses_the_index_under_the_policy(crowd):
    for index, name, column, value in (
        ("person_by_phone", "phone", "(phone)::text", "+33600000042"),
        ("person_by_email", "email", "(email)::text", "42@example.org"),
    ):
        with only([crowd.pk]):
            plan = plan_of(Person.objects.of(crowd).filter(**{name: value}))
        assert plan == EQUALITY.format(index=index, space=crowd.pk, column=column, value=value)


def test_pages_of_names_are_skipped_in_the_index_alone(crowd):
    with only([crowd.pk]):
        plan = Person.objects.of(crowd).current().by_name().values("pk")[500:530].explain(costs=False)

    assert "Index Only Scan using person_by_name on publics_person" in plan


def test_close_names_are_read_from_the_trigram_index_through_the_function_only(crowd):
    josette = PersonFactory(space=crowd, first_name="Josette", last_name="Aubépine")
    body = Person.objects.filter(space=crowd, search_key__trigram_word_similar="josette aubepine")
    with only([crowd.pk]):
        as_application = body.explain(costs=False)
    as_owner, before = body.explain(costs=False), scans()

    people = found(crowd, "jozete obepine")

    assert "publics_person_search" not in as_application
    assert "Bitmap Index Scan on publics_person_search" in as_owner
    assert "(search_key %> 'josette aubepine'::text)" in as_owner
    assert people[0] == josette
    assert scans() > before


def test_parts_are_read_from_their_index_and_nobody_is_read_in_turn(crowd):
    PersonFactory(space=crowd, first_name="Josette", last_name="Aubépine", city="Rochebrisse")
    for words, first in (("josette aubep", "Josette"), ("00 00 49 42", "Prénom4942"), ("4942@example", "Prénom4942"),
                         ("rochebri", "Josette")):  # fmt: skip
        read, looked = scans("publics_person"), scans("publics_person_parts")
        for _ in range(KEPT_PLANS):
            assert found(crowd, words)[0].first_name == first
        assert (scans("publics_person_parts") - looked, scans("publics_person") - read) == (KEPT_PLANS, 0)


KEPT_PLANS = 8  # after five, a function may keep a plan that suits any words


def test_parts_are_looked_for_in_the_index(crowd):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('publics_person_parts'::regclass)")
        held = cursor.fetchone()[0].partition("(space_id, (")[2].partition(") gin_trgm_ops")[0]
        cursor.execute(
            f"EXPLAIN (COSTS OFF) SELECT id FROM publics_person WHERE space_id = %s AND ({held}) LIKE '%%aubep%%'",
            [crowd.pk],
        )
        plan = [line.strip() for (line,) in cursor.fetchall()]

    assert [line for line in plan if "Scan" in line] == [
        "Bitmap Heap Scan on publics_person",
        "->  Bitmap Index Scan on publics_person_parts",
    ]


def scans(relation="publics_person_search") -> int:
    """Of an index, or of a whole table read in turn; those of this transaction included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_numscans(%s::regclass)", [relation])
        return cursor.fetchone()[0]
