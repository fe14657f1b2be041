"""Letters at the desk: printed together, looked at page by page, posted."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.common import printing
from mediation.communications.audience import ANNOUNCED
from mediation.courier import batches
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import LetterBatch, Message
from publics.notifications import readdress
from tests.factories import (
    NOW,
    BatchedLetterFactory,
    CampaignFactory,
    LetterBatchFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import read
from workshops import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TODAY, LETTERS = reverse("desk:today"), reverse("desk:letters")


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, workshop__title="Vendre ses gâteaux")


@pytest.fixture
def desk(client, signed_in, space):
    signed_in(space, Role.RECEPTION, name="Paulette Arbois")
    return client


@pytest.fixture
def registration(space, session):
    rene = PersonFactory(space=space, by_letter=True, first_name="René", last_name="Sureau")
    return services.register(session=session, person=rene, at=NOW)


@pytest.fixture
def letter(registration):
    return Message.objects.get(channel=Channel.LETTER, kind="registration.confirmed")


@pytest.fixture
def batch(space, letter):
    return batches.print_batch(space=space, messages=[letter], at=NOW, by=None)


@pytest.fixture
def waiting(registration):
    """A letter of a batch, in a file that nobody made."""
    return letter_about(registration, page=7)


def letter_about(registration, **fields):
    about = {"subject_id": registration.pk, "recipient_ref": f"person:{registration.person_id}"}
    of_message = {f"message__{name}": value for name, value in about.items()}
    return BatchedLetterFactory(space=registration.space, **of_message, **fields)


def boxes(page) -> dict[int, bool]:
    """Each letter that may be ticked, and whether it is."""
    found = re.findall(r'name="letters" value="(\d+)" (checked)?', page.content.decode())
    return {int(pk): bool(ticked) for pk, ticked in found}


def address(batch, name="letter_batch"):
    return reverse(f"desk:{name}", args=[batch.code])


def print_letters(client, *letters, key=None, **options):
    typed = {"letters": [str(letter.pk) for letter in letters], "submission": key or uuid4()}
    return client.post(LETTERS, typed, **options)


def post(client, batch, *rows, on="2026-11-16", **options):
    typed = {"letters": [str(row.pk) for row in rows], "posted_on": on, "submission": uuid4()}
    return client.post(address(batch), typed, **options)


# --- to print -----------------------------------------------------------------------------------------------------


def test_letters_are_listed_with_their_address(desk, letter):
    said = read(desk.get(LETTERS))

    assert "René Sureau" in said
    assert "3 chemin des Roses, 23990 Rochebrisse" in said
    assert "Imprimer les courriers cochés" in said


def test_no_letter_says_where_letters_come_from(desk):
    assert "Rien à imprimer" in read(desk.get(LETTERS))


@pytest.mark.pdf
def test_a_letter_is_looked_at(desk, letter):
    response = desk.get(reverse("desk:letter", args=[letter.pk]))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


@pytest.mark.pdf
def test_printed_letters_wait_in_their_batch(desk, letter):
    said = read(print_letters(desk, letter, follow=True))

    assert "1 courrier à poster" in said
    assert "Imprimés lundi 16 novembre à 10 h par Paulette Arbois" in said
    assert "René Sureau page 1 Lui dire que sa place est gardée · Vendre ses gâteaux" in said
    listed = read(desk.get(LETTERS))
    assert "Imprimés, à poster 1 courrier Postés" in listed
    assert "Rien à imprimer" in listed
    assert "1 courrier à poster Postés ?" in read(desk.get(TODAY))


@pytest.mark.pdf
def test_double_press_prints_once(desk, letter):
    key = uuid4()

    first, second = (print_letters(desk, letter, key=key).headers["Location"] for _ in range(2))

    assert first == second == address(LetterBatch.objects.get())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ([], "Cochez au moins un courrier."),
        (["not-a-key"], "ne sont plus à envoyer"),
        (["\x00"], "ne sont plus à envoyer"),
        (["x" * 10_000], "ne sont plus à envoyer"),
    ],
    ids=["none", "unknown", "nul", "long"],
)
def test_what_cannot_be_printed_says_why(desk, letter, typed, why):
    answer = desk.post(LETTERS, {"letters": typed, "submission": uuid4()})

    assert answer.status_code == 422
    assert why in read(answer)
    assert not LetterBatch.objects.exists()


@pytest.mark.pdf
def test_letter_printed_by_somebody_else_meanwhile_is_refused(desk, letter, batch):
    answer = print_letters(desk, letter)

    assert answer.status_code == 422
    assert "Ces courriers viennent d’être imprimés" in read(answer)


def test_where_pdfs_cannot_be_made_nothing_is_printed(desk, letter, monkeypatch):
    """Pango is not there: its library cannot be loaded."""

    def missing(name):
        raise OSError(name)

    monkeypatch.setattr(printing, "import_module", missing)

    answer = print_letters(desk, letter)

    assert answer.status_code == 503
    assert "Les PDF ne sont pas disponibles ici" in read(answer)
    assert not LetterBatch.objects.exists()


# --- the file -----------------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_file_of_a_batch_is_the_one_that_was_printed(desk, batch):
    first, second = (desk.get(address(batch, "letter_batch_file")) for _ in range(2))

    assert first.headers["Content-Type"] == "application/pdf"
    assert first.content == second.content


@pytest.mark.pdf
def test_file_whose_words_changed_says_so_and_is_printed_anew(desk, session, batch):
    type(session.workshop).objects.update(title="Vendre ses confitures")

    said = read(desk.get(address(batch, "letter_batch_file"), follow=True))
    assert "Le PDF ne serait plus le même que celui qui a été imprimé" in said
    assert "À retirer" not in said

    again = read(desk.post(address(batch, "print_again"), follow=True))
    assert "Le nouveau PDF est prêt" in again
    assert desk.get(address(batch, "letter_batch_file")).content.startswith(b"%PDF")
    assert LetterBatch.objects.get().printed_by.name == "Paulette Arbois"


def test_letter_whose_registration_was_cancelled_is_named_with_its_page(desk, session, registration, waiting):
    awa = RegistrationFactory(space=session.space, session=session, person__first_name="Awa")
    still_to_send = letter_about(awa, batch=waiting.batch, page=8)
    services.cancel_registration(registration=registration, at=NOW)

    said = read(desk.get(address(waiting.batch)))

    assert "À retirer de l’enveloppe : page 7, René Sureau . Ce courrier n’est plus à envoyer." in said
    assert "René Sureau page 7 à retirer de l’enveloppe" in said
    assert "à retirer de l’enveloppe : page 7" in read(desk.get(LETTERS))
    assert "à retirer de l’enveloppe : page 7" in read(desk.get(TODAY))
    assert "À retirer de l’enveloppe : page 7" in read(desk.get(address(waiting.batch, "print_again")))
    assert boxes(desk.get(address(waiting.batch))) == {waiting.pk: False, still_to_send.pk: True}


@pytest.mark.pdf
def test_letter_that_goes_elsewhere_since_is_shown_unticked_to_be_printed_again(desk, registration, batch):
    person = registration.person
    person.address = "1 chemin du Lavoir"
    person.save()
    readdress(person, at=NOW)

    answer = desk.get(address(batch))

    row = batch.letters.get()
    assert "A changé depuis l’impression : page 1, René Sureau . Imprimer de nouveau" in read(answer)
    assert "René Sureau page 1 a changé : à imprimer de nouveau" in read(answer)
    assert f'value="{row.pk}" checked' not in answer.content.decode()
    for page in (LETTERS, TODAY):
        assert "à imprimer de nouveau, l’adresse a changé : page 1" in read(desk.get(page))
    desk.post(address(batch, "print_again"))
    assert "A changé" not in read(desk.get(address(batch)))


# --- posted -------------------------------------------------------------------------------------------------------


def test_posted_letters_close_their_batch_with_its_date(desk, waiting):
    said = read(post(desk, waiting.batch, waiting, follow=True))

    waiting.message.refresh_from_db()
    assert (waiting.message.state, waiting.message.sent_at) == (MessageState.SENT, NOW)
    assert "C’est noté : 1 courrier posté." in said
    assert "Déjà postés 1 courrier Lundi 16 novembre, par Paulette Arbois" in said
    assert "1 courrier posté lundi 16 novembre, par Paulette Arbois René Sureau posté Page 7" in read(
        desk.get(address(waiting.batch))
    )
    assert "1 courrier à poster" not in read(desk.get(TODAY))


def test_letter_left_unticked_is_to_be_printed_again(desk, waiting):
    said = read(post(desk, waiting.batch, follow=True))

    waiting.message.refresh_from_db()
    assert waiting.message.state == MessageState.QUEUED
    assert "aucun n’est posté. Ceux qui restent à dire sont de nouveau à imprimer" in said
    assert "1 chemin du Lavoir" in said
    assert "pas posté" in read(desk.get(address(waiting.batch)))


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2026-11-17", "Ce jour n’est pas encore venu."),
        ("2026-11-15", "Ce lot a été imprimé après ce jour."),
        ("", "Ce champ est obligatoire."),
        ("x" * 10_000, "Saisissez une date valide."),
        ("\x00", "Saisissez une date valide."),
    ],
)
def test_day_that_cannot_be_is_refused_with_what_was_ticked(desk, registration, waiting, on, why):
    ticked = letter_about(registration, batch=waiting.batch, page=8)

    answer = post(desk, waiting.batch, ticked, on=on)

    assert answer.status_code == 422
    assert why in read(answer)
    assert boxes(answer) == {waiting.pk: False, ticked.pk: True}
    assert LetterBatch.objects.get().posted_on is None


def test_letter_of_another_batch_is_refused(desk, space, waiting):
    other = BatchedLetterFactory(space=space)

    answer = post(desk, waiting.batch, other)

    assert answer.status_code == 422
    assert "Ce courrier n’est pas de ce lot." in read(answer)


def test_batch_that_somebody_closed_meanwhile_says_so(desk, waiting):
    batches.post_batch(batch=waiting.batch, posted=[waiting], on=date(2026, 11, 16), at=NOW, by=None)

    answer = post(desk, waiting.batch, waiting)

    assert answer.status_code == 422
    assert "Quelqu’un a déjà noté que ce lot est posté." in read(answer)


@pytest.mark.parametrize("name", ["letter_batch_file", "print_again"])
def test_posted_letters_are_not_printed_any_more(desk, space, name):
    batch = LetterBatchFactory(space=space, posted=True)

    assert "Ces courriers sont postés : leur PDF n’est plus à imprimer." in read(
        desk.get(address(batch, name), follow=True)
    )


@pytest.mark.pdf
def test_batch_closed_while_it_was_to_be_printed_again_says_so(desk, space):
    batch = LetterBatchFactory(space=space, posted=True)

    said = read(desk.post(address(batch, "print_again"), follow=True))

    assert "Quelqu’un a déjà noté que ce lot est posté." in said


# --- who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["letter_batch", "letter_batch_file", "print_again"])
def test_batch_of_another_space_is_not_found(desk, name):
    batch = LetterBatchFactory(space=SpaceFactory())

    assert desk.get(address(batch, name)).status_code == 404
    assert desk.post(address(batch, name)).status_code in (404, 405)


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.PRESCRIBER, Role.NETWORK])
def test_batches_are_refused_to_who_does_not_welcome_people(client, space, signed_in, waiting, role):
    signed_in(space, role)

    for name in ("letter_batch", "letter_batch_file", "print_again"):
        assert client.get(address(waiting.batch, name)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_batches_cost_the_same_whatever_their_number(desk, space, session, django_assert_num_queries, rows):
    for number in range(rows):
        batch = LetterBatchFactory(space=space)
        for page in range(number + 1):
            registration = RegistrationFactory(space=space, session=session)
            BatchedLetterFactory(space=space, batch=batch, page=page + 1, message__subject_id=registration.pk)
        BatchedLetterFactory(space=space, batch=LetterBatchFactory(space=space, posted=True))

    for page, count in ((LETTERS, 8), (address(batch), 8)):
        with django_assert_num_queries(count):
            assert desk.get(page).status_code == 200


@pytest.mark.pdf
@pytest.mark.parametrize("rows", [1, 3])
def test_printed_batch_of_a_campaign_costs_the_same_whatever_its_letters(desk, space, django_assert_num_queries, rows):
    campaign, people = CampaignFactory(space=space, running=True), [PersonFactory(space=space) for _ in range(rows)]
    told = [
        MessageFactory(
            space=space, kind=ANNOUNCED, subject_id=campaign.pk, recipient_ref=f"person:{person.pk}",
            channel=Channel.LETTER, address="1 chemin du Lavoir, 23990 Saint-Aubrelin",
        )
        for person in people
    ]  # fmt: skip
    batch = batches.print_batch(space=space, messages=told, at=NOW, by=None)

    for page, count in ((LETTERS, 8), (address(batch), 14)):
        with django_assert_num_queries(count):
            assert desk.get(page).status_code == 200
