"""Two people print the same letters at once: each letter is in one batch, and the second is told."""

from datetime import timedelta

import pytest

from mediation.common import isolation
from mediation.courier import batches
from mediation.courier.enums import LetterFate
from mediation.courier.models import BatchedLetter, LetterBatch
from tests.factories import NOW, PersonFactory, SessionFactory, SpaceFactory
from workshops.services import register

from .waiting import meanwhile


@pytest.fixture
def letters():
    space = SpaceFactory()
    session = SessionFactory(space=space, published=True)
    for _ in range(2):
        person = PersonFactory(space=space, by_letter=True)
        register(session=session, person=person, at=NOW)
    return batches.letters_to_print(space=space, at=NOW)


def printed_meanwhile(letters, act):
    """What the second is told, who comes while somebody prints the first letter."""
    space = letters[0].space
    return meanwhile(
        lambda: batches.print_batch(space=space, messages=letters[:1], at=NOW, by=None),
        act,
        seeing=isolation.only([space.pk]),
    )


@pytest.mark.pdf
@pytest.mark.django_db(transaction=True)
def test_same_letter_printed_by_two_at_once(letters):
    told = printed_meanwhile(
        letters, lambda: batches.print_batch(space=letters[0].space, messages=letters[:1], at=NOW, by=None)
    )

    assert told == [batches.PRINTED_ALREADY]
    assert BatchedLetter.objects.count() == LetterBatch.objects.count() == 1


@pytest.mark.pdf
@pytest.mark.django_db(transaction=True)
def test_letters_of_which_somebody_prints_one_at_once(letters):
    told = printed_meanwhile(
        letters, lambda: batches.print_batch(space=letters[0].space, messages=letters, at=NOW, by=None)
    )

    assert told == []
    assert [batch.letters.get().message for batch in LetterBatch.objects.order_by("pk")] == letters


@pytest.mark.pdf
@pytest.mark.django_db(transaction=True)
def test_batch_posted_by_two_at_once(letters):
    batch = batches.print_batch(space=letters[0].space, messages=letters, at=NOW, by=None)
    day, posted = batch.printed_on, batches.rows_of(batch)[:1]

    def post_all_the_day_after():
        rows, later = batches.rows_of(batch), timedelta(days=1)
        batches.post_batch(batch=batch, posted=rows, on=day + later, at=NOW + later, by=None)

    told = meanwhile(
        lambda: batches.post_batch(batch=batch, posted=posted, on=day, at=NOW, by=None),
        post_all_the_day_after,
        seeing=isolation.only([batch.space_id]),
    )

    assert told == [batches.CLOSED]
    assert LetterBatch.objects.get().posted_on == day
    assert [row.fate for row in batches.rows_of(batch)] == [LetterFate.POSTED, LetterFate.KEPT]
