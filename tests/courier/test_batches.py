"""Letters printed together: their pages, what changed since, what is to be taken out, and the day they are posted."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mediation.courier import batches, services
from mediation.courier.enums import Channel, LetterFate, MessageState
from mediation.courier.models import BatchedLetter, LetterBatch, Message
from publics.models import Person
from publics.services import anonymise
from tests.factories import (
    NOW,
    BatchedLetterFactory,
    LetterBatchFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
)
from tests.reading import pages
from workshops.services import cancel_registration, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.pdf]

TODAY, LATER = date(2026, 11, 16), NOW + timedelta(days=1)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, workshop__title="Vendre ses gâteaux")


@pytest.fixture
def write_to(space, session):
    """Each has a place, and is told so by a letter, which comes after those before."""
    minutes = count(-30)

    def write(name):
        person = PersonFactory(space=space, by_letter=True, first_name=name, last_name="Sureau")
        return register(session=session, person=person, at=NOW + timedelta(minutes=next(minutes)))

    return write


@pytest.fixture
def by(space):
    return UserFactory()


def printed(space, by=None, at=NOW):
    """All that are to be printed."""
    return batches.print_batch(space=space, messages=batches.letters_to_print(space=space, at=at), at=at, by=by)


def post(batch, rows=None, on=TODAY, at=NOW):
    posted = batches.rows_of(batch) if rows is None else rows
    return batches.post_batch(batch=batch, posted=posted, on=on, at=at, by=None)


def test_a_batch_keeps_who_printed_it_when_its_file_and_the_page_of_each(space, by, write_to):
    write_to("René"), write_to("Awa")

    batch = printed(space, by)

    file = batches.file_of(batch, at=NOW)
    rows = batches.rows_of(batch)
    assert (batch.printed_at, batch.printed_by, batch.file_hash) == (NOW, by, file.file_hash)
    assert [row.page for row in rows] == [1, 2]
    assert "René Sureau" in pages(file.content)[0]
    assert "Awa Sureau" in pages(file.content)[1]


def test_a_printed_letter_is_not_printed_with_the_next_ones(space, write_to):
    write_to("René")
    printed(space)
    write_to("Awa")

    [letter] = batches.letters_to_print(space=space, at=NOW)

    assert Message.objects.exclude(pk=letter.pk).get().batched.get().fate == LetterFate.WAITING


def test_printed_again_the_same_day_or_later_it_is_the_same_file_and_marks_nothing(space, write_to):
    write_to("René")
    batch = printed(space)

    assert batches.file_of(batch, at=LATER).file_hash == batch.file_hash
    assert Message.objects.get().state == MessageState.QUEUED


def test_words_that_changed_since_make_another_file_with_the_same_pages(space, by, session, write_to):
    write_to("René"), write_to("Awa")
    batch = printed(space)
    before = list(BatchedLetter.objects.order_by("page").values_list("message", "page"))
    type(session.workshop).objects.update(title="Vendre ses confitures")

    assert batches.file_of(batch, at=NOW).file_hash != batch.file_hash
    again = batches.print_again(batch=batch, at=LATER, by=by)

    assert again.file_hash == batches.file_of(again, at=LATER).file_hash
    assert (again.printed_at, again.printed_by) == (LATER, by)
    assert list(BatchedLetter.objects.order_by("page").values_list("message", "page")) == before
    assert all("Vendre ses confitures" in message.payload["text"] for message in Message.objects.all())


@pytest.mark.parametrize(
    ("become", "elsewhere"),
    [
        (lambda rene: Message.objects.update(address="1 chemin du Lavoir, 23990 Saint-Aubrelin"), True),
        (lambda rene: Person.objects.filter(pk=rene.person_id).update(last_name="Sureau-Mirabelle"), False),
        (lambda rene: type(rene.session.workshop).objects.update(title="Vendre ses confitures"), False),
    ],
    ids=["address", "name", "words"],
)
def test_letter_that_changed_since_it_was_printed_is_to_be_printed_again(space, write_to, become, elsewhere):
    rene = write_to("René")
    batch = printed(space)
    assert changed_in(batch) == []

    become(rene)

    [row] = changed_in(batch)
    assert batches.readdressed([row], gone=set()) == ({row} if elsewhere else set())
    assert changed_in(batches.print_again(batch=batch, at=LATER, by=None)) == []


def changed_in(batch):
    return list(batches.changed(batches.rows_of(batch), batch, gone=set()))


def test_letter_whose_reason_died_is_to_be_taken_out_and_leaves_an_empty_page(space, write_to):
    write_to("Awa")
    rene = write_to("René")
    batch = printed(space)
    cancel_registration(registration=rene, at=NOW)

    [over] = batches.over(batches.rows_of(batch), at=NOW)
    first, second = pages(batches.file_of(batch, at=NOW).content)

    assert over.page == 2
    assert "Awa Sureau" in first
    assert "René" not in second
    assert "plus rien à envoyer" in second


@pytest.mark.parametrize(
    "become",
    [
        {"channel": Channel.PHONE, "address": "+33536492001"},
        {"state": MessageState.EXPIRED},
        {"address": ""},
        {"kind": "unknown.kind"},
    ],
    ids=["told otherwise", "too late", "erased", "unknown"],
)
def test_what_is_no_letter_any_more_is_to_be_taken_out(space, write_to, become):
    write_to("René")
    batch = printed(space)
    Message.objects.update(**become)

    assert len(batches.over(batches.rows_of(batch), at=NOW)) == 1


def test_letter_of_somebody_who_is_forgotten_says_nothing_of_her(space, write_to):
    registration = write_to("René")
    batch = printed(space)
    anonymise(people=[registration.person_id], at=NOW, by=None)

    assert "René" not in pages(batches.file_of(batch, at=NOW).content)[0]
    assert Message.objects.filter(payload__text__contains="René").count() == 0


def test_posted_letters_say_when_and_keep_the_words_that_were_printed(space, session, write_to, by):
    write_to("René")
    batch = printed(space)
    type(session.workshop).objects.update(title="Vendre ses confitures")

    batches.post_batch(batch=batch, posted=batches.rows_of(batch), on=TODAY, at=NOW + timedelta(hours=1), by=by)

    message = Message.objects.get()
    assert (message.state, message.sent_at) == (MessageState.SENT, NOW + timedelta(hours=1))
    assert "Vendre ses gâteaux" in message.payload["text"]
    assert LetterBatch.objects.values_list("posted_on", "posted_by").get() == (TODAY, by.pk)
    assert batches.letters_to_print(space=space, at=NOW) == []


@pytest.mark.parametrize(
    ("printed_at", "sent_at"),
    [(NOW, NOW + timedelta(hours=2)), (NOW + timedelta(hours=6), NOW + timedelta(hours=6))],
    ids=["at noon", "never before it was printed"],
)
def test_letters_posted_the_day_before_left_then(space, write_to, printed_at, sent_at):
    """Printed at ten in Paris, or at four."""
    write_to("René")
    batch = printed(space, at=printed_at)

    post(batch, on=TODAY, at=LATER)

    assert Message.objects.get().sent_at == sent_at


def test_letter_that_was_not_posted_is_printed_with_the_next_ones(space, write_to):
    write_to("René"), write_to("Awa")
    batch = printed(space)
    kept, posted = batches.rows_of(batch)

    post(batch, [posted])

    assert batches.letters_to_print(space=space, at=NOW) == [kept.message]
    assert printed(space).letters.get().message == kept.message


def test_what_left_although_there_was_nothing_left_to_say_is_noted(space, write_to):
    """It was in the box already."""
    registration = write_to("René")
    batch = printed(space)
    services.sweep(at=registration.session.starts_at + timedelta(days=1))

    post(batch)

    assert (Message.objects.get().state, Message.objects.get().reason) == (MessageState.SENT, "")


def test_what_is_told_otherwise_since_is_not_noted_as_sent(space, write_to):
    write_to("René")
    batch = printed(space)
    Message.objects.update(channel=Channel.PHONE, address="+33536492001")

    post(batch)

    assert Message.objects.get().state == MessageState.QUEUED


def test_what_was_told_by_another_message_is_to_be_taken_out_and_noted_when_it_left(space, write_to):
    write_to("René")
    batch = printed(space)

    batches.take_out(Message.objects.all(), reason="dit autrement")

    assert len(batches.over(batches.rows_of(batch), at=NOW)) == 1
    post(batch)
    assert Message.objects.get().state == MessageState.SENT


def test_what_is_not_printed_is_not_taken_out(space, write_to):
    write_to("René")

    batches.take_out(Message.objects.all(), reason="dit autrement")

    assert Message.objects.get().state == MessageState.QUEUED


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "why"), [(date(2026, 11, 17), "n’est pas encore venu"), (date(2026, 11, 15), "imprimé après")]
)
def test_letters_are_posted_neither_tomorrow_nor_before_they_are_printed(space, on, why):
    batch = BatchedLetterFactory(space=space).batch

    with pytest.raises(ValidationError, match=why):
        post(batch, on=on)


def test_a_batch_is_posted_once_and_not_printed_any_more(space):
    batch = BatchedLetterFactory(space=space).batch
    post(batch)

    for act in (post, lambda batch: batches.print_again(batch=batch, at=NOW, by=None)):
        with pytest.raises(ValidationError, match="déjà noté"):
            act(batch)


def test_nothing_is_printed_when_nothing_is_left(space, write_to):
    write_to("René")
    letters = batches.letters_to_print(space=space, at=NOW)
    printed(space)

    with pytest.raises(ValidationError, match="viennent d’être imprimés"):
        batches.print_batch(space=space, messages=letters, at=NOW, by=None)


def test_a_letter_waits_in_one_batch(space):
    row = BatchedLetterFactory(space=space)

    with pytest.raises(IntegrityError, match="one_waiting_batch_a_letter"), transaction.atomic():
        BatchedLetterFactory(space=space, message=row.message)
    BatchedLetter.objects.update(fate=LetterFate.KEPT)
    BatchedLetterFactory(space=space, message=row.message)


def test_a_batch_knows_its_file_and_has_a_day_when_it_is_posted(space):
    for name, wrong in (("knows_its_file", {"file_hash": "zzz"}), ("posted_on_a_day", {"posted_by": UserFactory()})):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            LetterBatchFactory(space=space, **wrong)
