"""The journal is written by the database: who, for which request, what changed; nobody rewrites it."""

import pytest
from django.db import ProgrammingError, connection, transaction

from mediation.accounts.models import JournalEntry
from mediation.common import isolation
from publics.models import Person
from tests.factories import PersonFactory, RegistrationFactory, SpaceFactory
from workshops.models import Session

pytestmark = pytest.mark.django_db


def entries(table: str, row) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(table_name=table, row_id=row.pk).order_by("pk"))


def acting(space):
    return isolation.within(isolation.Scope(f"{{{space.pk}}}", "helene@fil.example.org", "demande-7"))


def test_change_is_written_with_who_and_for_which_request():
    person = PersonFactory(city="Montorvelle")

    with acting(person.space):
        Person.objects.filter(pk=person.pk).update(city="Rochebrisse")

    created, changed = entries("publics_person", person)
    assert (created.action, changed.action) == ("insert", "update")
    assert (changed.user, changed.request) == ("helene@fil.example.org", "demande-7")
    assert changed.space == person.space


def test_only_what_changed_is_kept():
    person = PersonFactory(city="Montorvelle")
    Person.objects.filter(pk=person.pk).update(city="Rochebrisse")

    changed = entries("publics_person", person)[-1]

    assert changed.before.pop("city") == "Montorvelle"
    assert changed.after.pop("city") == "Rochebrisse"
    assert set(changed.before) | set(changed.after) <= {"search_key", "sort_key"}


def test_saving_what_is_already_so_writes_nothing():
    person = PersonFactory()

    person.save()

    assert len(entries("publics_person", person)) == 1


def test_counters_the_database_keeps_are_no_change_of_the_session():
    registration = RegistrationFactory()

    session = Session.objects.get(pk=registration.session_id)

    assert session.seats_taken == 1
    assert [entry.action for entry in entries("workshops_session", session)] == ["insert"]


@pytest.mark.parametrize("statement", ["UPDATE {} SET \"user\" = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_application_neither_rewrites_nor_erases_it(statement):
    person = PersonFactory()

    with (
        isolation.only([person.space_id]),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("accounts_journalentry"))


def test_journal_of_another_space_is_not_read():
    person = PersonFactory()

    with isolation.only([SpaceFactory().pk]):
        assert entries("publics_person", person) == []
