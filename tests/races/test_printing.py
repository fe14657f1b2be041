"""Two people print the same letters at once: each letter is in one batch, and the second is told."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from mediation.common import isolation
from mediation.courier import batches
from mediation.courier.models import BatchedLetter, LetterBatch
from publics.enums import ContactChannel
from tests.factories import NOW, PersonFactory, SessionFactory, SpaceFactory
from tests.races.test_calls import wait_until_somebody_waits
from workshops.services import register


@pytest.fixture
def letters():
    space = SpaceFactory()
    session = SessionFactory(space=space, published=True)
    for _ in range(2):
        person = PersonFactory(space=space, phone="", address="1 rue", preferred_channel=ContactChannel.LETTER)
        register(session=session, person=person, at=NOW)
    return batches.letters_to_print(space=space, at=NOW)


def meanwhile(letters, act):
    """What the second is told, who comes while the first prints."""
    space, told = letters[0].space, []

    def second():
        try:
            with isolation.only([space.pk]):
                act()
        except ValidationError as refusal:
            told.extend(refusal.messages)
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        batches.print_batch(space=space, messages=letters[:1], at=NOW, by=None)
        thread.start()
        wait_until_somebody_waits()
    thread.join()
    return told


@pytest.mark.pdf
@pytest.mark.django_db(transaction=True)
def test_same_letter_printed_by_two_at_once(letters):
    told = meanwhile(
        letters, lambda: batches.print_batch(space=letters[0].space, messages=letters[:1], at=NOW, by=None)
    )

    assert told == [batches.PRINTED_ALREADY]
    assert BatchedLetter.objects.count() == LetterBatch.objects.count() == 1


@pytest.mark.pdf
@pytest.mark.django_db(transaction=True)
def test_letters_of_which_somebody_prints_one_at_once(letters):
    told = meanwhile(letters, lambda: batches.print_batch(space=letters[0].space, messages=letters, at=NOW, by=None))

    assert told == []
    assert [batch.letters.get().message for batch in LetterBatch.objects.order_by("pk")] == letters


@pytest.mark.pdf
@pytest.mark.django_db(transaction=True)
def test_batch_posted_by_two_at_once(letters):
    batch = batches.print_batch(space=letters[0].space, messages=letters, at=NOW, by=None)
    told, both = [], threading.Barrier(2)

    def post():
        try:
            with isolation.only([batch.space_id]):
                both.wait()
                rows = batches.rows_of(batch)
                batches.post_batch(batch=batch, posted=rows, on=batch.printed_on, at=NOW, by=None)
        except ValidationError as refusal:
            told.extend(refusal.messages)
        finally:
            connections.close_all()

    desks = [threading.Thread(target=post) for _ in range(2)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()

    assert told == [batches.CLOSED]
