"""The words people read: text messages that fit, e-mails short and whole, scripts one can say, letters one opens."""

import re

import pytest

from mediation.accounts.models import AccessLink
from mediation.common.gsm import ALONE, septets, simplified
from mediation.common.phones import spaced
from mediation.courier import letters, registry
from mediation.courier.enums import Channel, Priority
from mediation.courier.models import Message
from publics.enums import ContactChannel
from tests.factories import (
    NOW,
    PersonFactory,
    RegistrationFactory,
    SeatOfferFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
)
from tests.reading import pages
from workshops import notifications as said
from workshops.enums import RegistrationState
from workshops.kinds import of_offers, of_places, of_sessions, of_what_comes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

ABOUT_OFFERS = {said.OFFER, said.INVITED, said.EXPIRED}
KINDS = [kind.name for kinds in (of_places(), of_what_comes(), of_offers(), of_sessions()) for kind in kinds]
KINDS.remove(said.TO_CALL)


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.PUBLIC_ADDRESS = "https://fil.example.org"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(
        space=space,
        published=True,
        workshop__title="Vendre ses gâteaux : Instagram et Pinterest",
        venue__name="Salle du Lavoir",
        host=UserFactory(),
    )


def composed(kind, channel, *, session, person=None, **fields):
    """What the message of this kind says, by this channel, to somebody of this session."""
    space = session.space
    person = person or PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")
    is_waiting = kind in ABOUT_OFFERS or kind == said.WAITING
    state = RegistrationState.WAITING if is_waiting else RegistrationState.CONFIRMED
    registration = RegistrationFactory(space=space, session=session, person=person, state=state, **fields)
    offer = kind in ABOUT_OFFERS and SeatOfferFactory(space=space, registration=registration)
    subject = session if kind == said.OTHER_DATE else offer or registration
    message = Message.objects.create(
        space=space, kind=kind, subject_id=subject.pk, recipient_ref=f"person:{person.pk}",
        channel=channel, address="3 chemin des Roses, 23990 Rochebrisse", dedup_key=f"{kind}:{registration.pk}",
        priority=Priority.REMINDER, created_at=NOW, due_at=NOW, expires_at=session.starts_at,
    )  # fmt: skip
    return registry.kind(kind).compose(message)


def link_of():
    return f"https://fil.example.org/fil/i/{AccessLink.objects.get().secret}/"


# --- text messages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", ["fil", "a" * 40])
@pytest.mark.parametrize("phone", ["+33536491010", "+262262123456", "+352621123456"])
def test_text_message_fits_in_the_worst_case_and_keeps_the_telephone(kind, slug, phone, settings):
    settings.PUBLIC_ADDRESS = "https://mediation-numerique.departement.example.org"
    space = SpaceFactory(slug=slug, sms_name="Orvell", phone=phone)
    session = SessionFactory(
        space=space,
        published=True,
        workshop__short_title="W" * 26,
        venue=VenueFactory(space=space, short_name="Œuvres du Lavoir !"),
        starts_at=NOW.replace(month=9, day=16, year=2027, hour=12, minute=30),
    )
    RegistrationFactory.create_batch(12, space=space, session=session, state=RegistrationState.WAITING)

    text = composed(
        kind, Channel.SMS, session=session, person=PersonFactory(space=space, first_name="Marie-Antoinette")
    ).text

    assert septets(text) <= ALONE
    assert text == simplified(text)
    assert spaced(phone) in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            said.CONFIRMED,
            (
                "Le Fil : place gardée pour Amina. Vendre ses gateaux, sam 28 nov 14h, salle du Lavoir. "
                "Pas libre ? 05 36 49 10 10 ou fil.example.org/fil/i/{secret}/"
            ),
        ),
        (
            said.WAITING,
            (
                "Le Fil : Amina, vous voici 1re sur la liste : Vendre ses gateaux, sam 28 nov 14h. "
                "Une place se libère ? On vous prévient. 05 36 49 10 10"
            ),
        ),
        (
            said.REMINDER,
            (
                "Le Fil vous attend, Amina : Vendre ses gateaux, sam 28 nov 14h, salle du Lavoir. "
                "Pas libre ? 05 36 49 10 10 ou fil.example.org/fil/i/{secret}/"
            ),
        ),
        (
            said.OFFER,
            (
                "Le Fil : Amina, une place se libère : Vendre ses gateaux, sam 28 nov 14h. "
                "A vous jusqu'à mar 10h : 05 36 49 10 10 ou fil.example.org/fil/i/{secret}/"
            ),
        ),
        (
            said.EXPIRED,
            (
                "Le Fil : Amina, la place de Vendre ses gateaux est partie, mais vous restez sur la liste. "
                "Une question ? 05 36 49 10 10"
            ),
        ),
        (
            said.SESSION_CANCELLED,
            (
                "Le Fil : désolés Amina, Vendre ses gateaux n'aura pas lieu sam 28 nov 14h. "
                "On vous rappelle pour une autre date. 05 36 49 10 10"
            ),
        ),
    ],
)
def test_text_message_word_for_word(session, kind, text):
    shown = composed(kind, Channel.SMS, session=session).text

    assert shown == text.format(secret=AccessLink.objects.get().secret)


def test_link_leaves_before_a_word_of_the_title(session, settings):
    settings.PUBLIC_ADDRESS = "https://mediation-numerique.departement.example.org"

    text = composed(said.OFFER, Channel.SMS, session=session).text

    assert text.endswith("Vendre ses gateaux, sam 28 nov 14h. A vous jusqu'à mar 10h : 05 36 49 10 10")


# --- e-mails -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_email_is_short_whole_and_plain(session, kind):
    content = composed(kind, Channel.EMAIL, session=session)

    assert content.text.startswith("Bonjour Amina,")
    assert content.text.endswith("Hélène, Le Fil d'Orvelle")
    assert "Vendre ses gâteaux : Instagram et Pinterest" in content.text
    assert "05 36 49 10 10" in content.text
    assert 3 <= len(re.findall(r"[.?](?=\s|$)", content.text)) <= 12
    for trace in ("&#x27;", "&quot;", "{{", "{%", "None", "..", " ,", " .", "\n\n\n"):
        assert trace not in content.text, trace
    assert re.findall(r"[^\u00a0][:;!?»](?=[\s,.])|«[^\u00a0]", content.text.replace("gâteaux :", "")) == []
    assert len(content.subject) <= 120


@pytest.mark.parametrize("kind", [said.CONFIRMED, said.REMINDER, said.ACCEPTED, said.WAITING, said.OFFER])
def test_email_leads_to_her_page(session, kind):
    content = composed(kind, Channel.EMAIL, session=session)

    assert link_of() in content.text
    assert f'href="{link_of()}"' in content.html


def test_confirmation_says_when_where_and_how_to_change_her_mind(session):
    text = composed(said.CONFIRMED, Channel.EMAIL, session=session).text.replace("\u00a0", " ")

    assert "Quand : samedi 28 novembre 2026, de 14 heures à 16 heures." in text
    assert "Où : Salle du Lavoir, 1 chemin du Lavoir, Saint-Aubrelin." in text
    assert "Gratuit, matériel prêté." in text
    assert f"Appelez le 05 36 49 10 10, ou répondez ici : {link_of()}" in text
    assert "À samedi." in text


def test_party_is_told_of_all_its_seats(session):
    assert "Vos 3 places sont gardées" in composed(said.CONFIRMED, Channel.EMAIL, session=session, party_size=3).text


def test_offer_says_until_when(session):
    text = composed(said.OFFER, Channel.EMAIL, session=session).text

    assert "gardée jusqu’à mardi 17 novembre à 10 heures" in text


def test_html_of_the_email_asks_nothing_of_elsewhere_and_escapes_names(session):
    person = PersonFactory(space=session.space, first_name="<b>Amina</b>")

    page = composed(said.CONFIRMED, Channel.EMAIL, session=session, person=person).html

    assert "<img" not in page
    assert "<script" not in page
    assert "<link" not in page
    assert "&lt;b&gt;Amina" in page
    assert 'lang="fr"' in page
    assert set(re.findall(r'(?:href|src)="(https?://[^/"]+)', page)) == {"https://fil.example.org"}


# --- calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_script_greets_and_says_nothing_on_an_answering_machine(session, kind):
    text = composed(kind, Channel.PHONE, session=session).text.replace("\u00a0", " ")

    assert text.startswith("« Bonjour Amina, ici Le Fil d'Orvelle.")
    assert "« Ici Le Fil d'Orvelle, rappelez-nous au 05 36 49 10 10. »" in text
    assert "http" not in text
    for trace in ("&#x27;", "{{", "None", ".."):
        assert trace not in text


def test_freed_seat_by_telephone(session):
    text = composed(said.OFFER, Channel.PHONE, session=session).text.replace("\u00a0", " ")

    assert (
        "Une place s’est libérée samedi 28 novembre, de 14 heures à 16 heures, Salle du Lavoir, Saint-Aubrelin, pour "
        "« Vendre ses gâteaux : Instagram et Pinterest ». Elle est pour vous si vous voulez. »"
    ) in text


def test_somebody_who_is_helped_is_asked_through_who_helps(session):
    yvonne = PersonFactory(
        space=session.space,
        first_name="Yvonne",
        phone="",
        preferred_channel=ContactChannel.SOMEONE,
        helper_name="Fanny Luzerne",
        helper_phone="+33536491110",
    )

    text = composed(said.OFFER, Channel.PHONE, session=session, person=yvonne).text

    assert text.startswith("Demander Fanny Luzerne, qui aide Yvonne.")
    assert "Je vous appelle pour Yvonne." in text


# --- letters -----------------------------------------------------------------------------------------------------


def printed(messages):
    return letters.printed(letters.written(list(messages), day=NOW.date())).content


@pytest.mark.parametrize("kind", KINDS)
def test_letter_gives_no_address_to_type(session, kind):
    content = composed(kind, Channel.LETTER, session=session)

    assert "http" not in content.text
    assert "05 36 49 10 10" in content.text
    assert content.html == ""


@pytest.mark.pdf
def test_letters_are_one_page_each_with_the_name_in_the_window(session):
    rene = PersonFactory(space=session.space, first_name="René", last_name="Bourrache")
    composed(said.CONFIRMED, Channel.LETTER, session=session, person=rene)
    composed(said.REMINDER, Channel.LETTER, session=session)
    messages = list(Message.objects.order_by("created_at", "kind"))

    first, second = pages(printed(messages))

    assert "René Bourrache 3 chemin des Roses 23990 Rochebrisse" in first
    assert "Votre place est gardée" in first
    assert "Le lundi 16 novembre 2026" in first
    assert "Amina Mirabelle" in second


@pytest.mark.pdf
@pytest.mark.parametrize("kind", KINDS)
def test_longest_letter_holds_on_one_page(kind):
    space = SpaceFactory(name="L" * 80, address="a" * 200)
    session = SessionFactory(
        space=space,
        published=True,
        workshop__title="Atelier " * 10,
        workshop__conditions="Gratuit " * 25,
        venue__name="Salle " * 13,
        venue__address="chemin " * 22,
        venue__access="Une marche " * 36,
    )
    composed(kind, Channel.LETTER, session=session)

    assert len(pages(printed(Message.objects.all()))) == 1
