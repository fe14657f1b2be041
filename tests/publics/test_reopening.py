"""What was answered may come back: reopened, with who, when and why, and counted as the one message that it is."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.models import Message
from mediation.courier.tasks import drain
from publics import services
from publics.enums import EnquiryKind, EnquiryState
from publics.models import Enquiry
from tests.factories import NOW, EnquiryFactory, PersonFactory, SpaceFactory, VenueFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

HALF_AN_HOUR, LATER = timedelta(minutes=30), timedelta(hours=5)


@pytest.fixture
def space():
    made = SpaceFactory(slug="fil")
    VenueFactory(space=made, opening_hours="Mo-Fr 09:00-12:00,14:00-17:30")
    return made


@pytest.fixture
def by(signed_in, space):
    return signed_in(space, Role.COORDINATOR, name="Hélène Viorne")


@pytest.fixture
def enquiry(space, by):
    """Answered half an hour after it came."""
    asked = EnquiryFactory(space=space, person=PersonFactory(space=space))
    return services.answer_enquiry(enquiry=asked, answer="Oui, samedi.", at=NOW + HALF_AN_HOUR, by=by)


def act(client, enquiry, name, **said):
    return client.post(enquiry.get_absolute_url(), {"act": name, **said}, follow=True)


def reopen(client, enquiry, why="Elle n’a pas trouvé la porte."):
    return act(client, enquiry, "reopen", why=why)


def figures(client):
    return read(client.get(reverse("publics:enquiry_figures")))


@pytest.mark.requirement("R118")
def test_what_is_not_over_comes_back_with_who_when_and_why(client, now, enquiry):
    now.move_to(NOW + LATER)

    shown = read(reopen(client, enquiry))

    assert "Rouvert Elle n’a pas trouvé la porte. · lundi 16 novembre à 15 h, par Hélène Viorne" in shown
    assert "Répondu Oui, samedi." in shown
    assert "Pris par Hélène Viorne" in shown
    assert "À répondre avant mardi 17 novembre, 10 h 30" in shown
    assert "Maurice" not in read(client.get(reverse("publics:enquiries"), {"voir": "closes"}))


def test_her_story_says_that_it_came_back(client, now, enquiry):
    now.move_to(NOW + LATER)
    reopen(client, enquiry)

    story = read(client.get(enquiry.person.get_absolute_url())).partition("Son parcours")[2]

    assert "Question, page publique" in story
    assert "Message rouvert par Hélène Viorne" in story
    assert "Elle n’a pas trouvé la porte." in story


def test_it_stays_one_message_and_what_she_waited_is_added(client, now, enquiry):
    assert "1 message traité, dont 1 dans le temps prévu. La moitié a attendu moins de 30 min." in figures(client)

    now.move_to(NOW + LATER)
    reopen(client, enquiry)
    assert "0 message traité" in figures(client)
    now.move_to(NOW + LATER + HALF_AN_HOUR)
    shown = read(act(client, enquiry, "answer", answer="À gauche de la mairie."))

    assert "après 1 h d’ouverture" in shown
    told = figures(client)
    assert "En tout 1 reçus" in told
    assert (
        "1 message traité, dont 1 dans le temps prévu. La moitié a attendu moins de 1 h. 1 message est revenu." in told
    )


def test_an_answer_that_was_late_stays_late(client, now, space, by):
    asked = EnquiryFactory(space=space, due_at=NOW + HALF_AN_HOUR)
    services.answer_enquiry(enquiry=asked, answer="Oui.", at=NOW + LATER, by=by)
    now.move_to(NOW + LATER)

    reopen(client, asked)
    act(client, asked, "answer", answer="Oui, dès 9 h.")

    assert "1 message traité, dont 0 dans le temps prévu" in figures(client)


def test_each_answer_leaves_by_e_mail(client, now, space, by, mailbox):
    asked = EnquiryFactory(space=space, phone="", email="irene@example.org", name="Irène")
    for answer in ("Oui, venez à deux.", "Oui, à trois aussi."):
        act(client, asked, "answer", answer=answer)
        drain()
        reopen(client, asked)

    texts = [message.payload["text"] for message in Message.objects.of(space)]
    assert [sum(answer in text for text in texts) for answer in ("venez à deux", "à trois aussi")] == [1, 1]


def test_reopened_twice_it_says_so(client, enquiry, by):
    reopen(client, enquiry)
    act(client, enquiry, "redirect", redirected_to="La mairie")

    shown = read(reopen(client, enquiry, why="La mairie ne répond pas."))

    assert "La mairie ne répond pas." in shown
    assert "pour la 2 e fois" in shown


@pytest.mark.parametrize("why", ["", "m" * 201, "x\x00y", "Son numéro est le 2 84 05 38 123 456 82"])
def test_why_badly_said_is_refused(client, enquiry, why):
    assert reopen(client, enquiry, why=why).status_code == 422
    assert Enquiry.objects.get().state == EnquiryState.ANSWERED


def test_two_people_reopen_the_second_is_told_and_loses_nothing(client, enquiry, by):
    services.reopen_enquiry(enquiry=enquiry, why="Elle rappelle.", at=NOW + LATER, by=by)

    response = reopen(client, enquiry, why="Elle est revenue.")

    assert response.status_code == 422
    assert "Vous aviez écrit : « Elle est revenue. »" in read(response)
    with pytest.raises(ValidationError, match="déjà à traiter"):
        services.reopen_enquiry(enquiry=enquiry, why="Elle est revenue.", at=NOW + LATER, by=by)


def test_a_wish_does_not_come_back_beside_the_same_one(space, by):
    said = {"kind": EnquiryKind.OTHER_DATE, "subject_ref": "workshop:1", "words": "", "due_at": None}
    first = EnquiryFactory(space=space, **said)
    services.close_enquiry(enquiry=first, at=NOW + LATER, by=by)
    EnquiryFactory(space=space, **said)

    with pytest.raises(ValidationError, match="déjà notée"):
        services.reopen_enquiry(enquiry=first, why="Elle attend encore.", at=NOW + LATER, by=by)


def test_of_somebody_forgotten_nothing_comes_back(client, enquiry, by):
    services.anonymise(people=[enquiry.person_id], at=NOW + LATER, by=by)

    assert "Rouvrir" not in read(client.get(enquiry.get_absolute_url()))
    with pytest.raises(ValidationError, match="rien ne dit plus qui elle est"):
        services.reopen_enquiry(enquiry=enquiry, why="Elle rappelle.", at=NOW + LATER, by=by)


def test_words_erased_with_time_do_not_come_back(space, by):
    asked = EnquiryFactory(space=space, words="effacé")
    services.close_enquiry(enquiry=asked, at=NOW + LATER, by=by)

    with pytest.raises(ValidationError, match="Ses mots ont été effacés"):
        services.reopen_enquiry(enquiry=asked, why="Elle rappelle.", at=NOW + LATER, by=by)
