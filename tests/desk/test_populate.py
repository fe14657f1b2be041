"""A crowd of invented people, to measure with: whole, sound, and never among real ones."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F

from mediation.accounts.models import JournalEntry, Space
from mediation.common.bulk import many_rows
from mediation.courier.models import Message
from mediation.desk.crowd.populate import SCALES
from mediation.desk.crowd.spaces import mediator_of
from publics.models import ActivityReport, Consent, Person, Segment, Support, Visit
from tests.factories import PersonFactory, SpaceFactory
from workshops.models import Registration, Session

SAID = ((Message, "subject_id"), (Registration, "pk"))
CHECKED = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
ORDER BY 1, 2, 3
"""


def what_is_checked() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(CHECKED)
        return cursor.fetchall()


def test_the_hub_is_fifty_spaces_a_hundred_thousand_people():
    assert (len(SCALES["hub"]), sum(SCALES["hub"]), max(SCALES["hub"])) == (50, 100_000, 10_000)


@pytest.mark.django_db(transaction=True)
def test_a_space_is_populated_and_its_mediator_finds_people(client, capsys):
    before = what_is_checked()
    call_command("populate", scale="space")
    assert "1\u00a0espace. mediation-1@foule.example.org" in capsys.readouterr().out
    space = Space.objects.get()
    counts = [model.objects.of(space).count() for model in (Person, Visit, ActivityReport, Support)]
    assert counts == [1836, 18360, 18360, 18360]
    assert not Support.objects.exclude(person__visits__at=F("report__started_at")).exists()
    assert Consent.objects.of(space).filter(address=F("person__phone")).count() == Consent.objects.count() > 0
    seats = Session.objects.annotate(given=Count("registrations"))
    assert set(seats.values_list("seats_taken", "given")) == {(4, 4), (6, 6)}
    told, registered = (set(rows.objects.values_list(key, flat=True)) for rows, key in SAID)
    assert told == registered
    assert not JournalEntry.objects.filter(table_name="publics_person").exists()
    assert what_is_checked() == before
    client.login(username=mediator_of(1), password="une-envie-a-la-fois")
    page = client.get("/personnes/", {"q": "bouleau"}).content.decode()
    assert "Bouleau" in page
    for segment in Segment.objects.of(space):
        assert "0 personne " not in client.get(segment.get_absolute_url()).content.decode()
    with pytest.raises(CommandError, match="déjà peuplée"):
        call_command("populate", scale="space")


def test_real_people_are_never_mixed_with_invented_ones(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="Prenez une base vide"):
        call_command("populate", scale="space")
    settings.PRODUCTION = False
    SpaceFactory()
    with pytest.raises(CommandError, match="Cette base n'est pas une base d'essai"):
        call_command("populate", scale="space")
    assert not Person.objects.exists()


def test_rows_put_in_many_at_once_are_checked_in_the_end(db):
    before, person = what_is_checked(), PersonFactory()
    with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic(), many_rows(["publics_person"]):
        Person.objects.filter(pk=person.pk).update(created_by=0)
    assert what_is_checked() == before
