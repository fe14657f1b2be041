"""Who is invited to shape a workshop is written to by a way she agreed to, else somebody calls her, once."""

import pytest
from django.urls import reverse

from mediation.courier.enums import Channel, Intent, MessageState
from mediation.courier.models import Message
from mediation.courier.registry import addressees_of, kind, subjects_of
from publics.enums import ContactChannel
from publics.models import Person
from publics.notifications import readdress
from publics.services import say_consents, stop_messages
from tests.factories import (
    NOW,
    GuardianshipFactory,
    InterestFactory,
    PersonFactory,
    PersonInterestFactory,
    SpaceFactory,
    WishFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.models import Invitation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

INVITED = "workshop.shape"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def workshop(space):
    envie = InterestFactory(leaf=True)
    named = {"title": "Réparer ensemble", "short_title": "Réparer ensemble"}
    return WorkshopFactory(space=space, branch=envie.parent, interest=envie, **named)


def agreeing(space, *channels, **person):
    person = PersonFactory(space=space, **{"first_name": "Amina", "email": "amina@example.org"} | person)
    if channels:
        say_consents(person=person, channels=channels, at=NOW, by=None)
    return person


def invite(workshop, person=None, **whose):
    whose = {"person": person} if person else whose
    return services.invite(workshop=workshop, at=NOW, by=None, **whose)


def ways():
    return list(Message.objects.filter(kind=INVITED).order_by("pk").values_list("channel", "address"))


def said():
    return " ".join(kind(INVITED).compose(Message.objects.get()).text.split())


def test_she_who_agreed_to_text_messages_has_one(space, workshop):
    amina = agreeing(space, Channel.SMS)

    invite(workshop, amina)

    assert ways() == [(Channel.SMS, amina.phone)]
    assert said() == (
        "Le Fil : Amina, vous en aviez envie : Réparer ensemble. On le prépare avec vous ? Appelez le 05 36 49 10 10"
    )


def test_among_the_ways_she_agreed_to_the_one_she_prefers_comes_first(space, workshop):
    amina = agreeing(space, Channel.SMS, Channel.EMAIL, preferred_channel=ContactChannel.EMAIL)

    invite(workshop, amina)

    assert ways() == [(Channel.EMAIL, "amina@example.org")]
    assert "Nous préparons « Réparer ensemble »" in said()


def test_she_who_was_not_asked_is_to_be_called(space, workshop):
    amina = agreeing(space)

    invite(workshop, amina)

    assert ways() == [(Channel.PHONE, amina.phone)]
    assert "« Bonjour Amina" in said()


def test_a_way_she_stopped_is_not_used(space, workshop):
    amina = agreeing(space, Channel.SMS)
    stop_messages(person=amina, channels=[Channel.SMS], at=NOW, by=None)
    amina.refresh_from_db()

    invite(workshop, amina)

    assert [channel for channel, _ in ways()] == [Channel.PHONE]


def test_of_a_child_the_adult_is_called(space, workshop):
    amina, sami = PersonFactory(space=space), agreeing(space, Channel.SMS, first_name="Sami", phone="+33639981066")
    GuardianshipFactory(space=space, adult=amina, child=sami)

    invite(workshop, sami)

    assert ways() == [(Channel.PHONE, amina.phone)]


def test_what_was_to_leave_where_she_no_longer_is_does_not_leave(space, workshop):
    amina = agreeing(space, Channel.SMS)
    invite(workshop, amina)

    Person.objects.filter(pk=amina.pk).update(phone="+33639981055")
    amina.refresh_from_db()
    readdress(amina, at=NOW)

    assert Message.objects.get().state == MessageState.SKIPPED


@pytest.mark.parametrize("nothing", [{"preferred_channel": ContactChannel.NONE}, {"phone": ""}])
def test_whom_nothing_reaches_is_asked_when_she_comes(space, workshop, nothing):
    invite(workshop, agreeing(space, **nothing))

    assert ways() == []


def test_she_who_left_a_wish_said_yes_by_that(space, workshop):
    wish = WishFactory(space=space, name="Odile", phone="+33639981044", wants_to_shape=True, words="Réparer ma lampe")

    invite(workshop, wish=wish)

    assert ways() == [(Channel.SMS, "+33639981044")]
    [message] = Message.objects.all()
    assert addressees_of([message])[message.pk].name == "Odile"
    assert subjects_of([message])[message.pk].title == "Préparer «\xa0Réparer ensemble\xa0»"


def test_a_wish_left_on_a_landline_is_a_call_with_her_words(space, workshop):
    wish = WishFactory(space=space, name="Odile", phone="+33536492066", wants_to_shape=True, words="Réparer ma lampe")

    invite(workshop, wish=wish)

    assert ways() == [(Channel.PHONE, "+33536492066")]
    assert "« Bonjour Odile, ici" in said()
    assert "« Réparer ma lampe »" in said()


def test_invited_twice_she_is_told_once_and_who_answered_at_once_is_not(space, workshop):
    amina = agreeing(space, Channel.SMS)
    for _ in range(2):
        invite(workshop, amina)
    services.invite(workshop=workshop, person=agreeing(space), answer="yes", at=NOW, by=None)

    assert len(ways()) == 1


def test_what_she_answers_is_hers_and_she_is_no_longer_to_be_told(space, workshop):
    invitation = invite(workshop, agreeing(space, Channel.SMS))
    assert kind(INVITED).live(NOW).filter(pk=invitation.pk).exists()

    assert kind(INVITED).answer(Message.objects.get(), Intent.YES, at=NOW)

    assert Invitation.objects.get().answer == "yes"
    assert not kind(INVITED).live(NOW).exists()


def test_a_call_does_not_become_a_text_message_she_did_not_agree_to(space, workshop):
    amina = agreeing(space, preferred_channel=ContactChannel.PHONE)
    invite(workshop, amina)

    Person.objects.filter(pk=amina.pk).update(preferred_channel=ContactChannel.SMS, phone="+33639981055")
    amina.refresh_from_db()
    readdress(amina, at=NOW)

    assert ways() == [(Channel.PHONE, "+33639981055")]
    stop_messages(person=amina, channels=list(Channel), at=NOW, by=None)
    assert Message.objects.get().state == MessageState.SKIPPED


@pytest.mark.requirement("R151")
def test_the_page_says_how_each_is_told(client, signed_in, space, workshop):
    signed_in(space)
    written, called = agreeing(space, Channel.SMS), agreeing(space)
    silent = agreeing(space, preferred_channel=ContactChannel.NONE)
    for person in (written, called, silent):
        PersonInterestFactory(space=space, interest=workshop.interest, person=person)
    address = reverse("workshops:invite", args=[workshop.pk])

    pages = [
        read(client.post(address, {"who": f"p-{person.code}", "answer": ""}, follow=True))
        for person in (written, called, silent)
    ]

    assert "C’est noté : le message part par SMS." in pages[0]
    assert "C’est noté : l’appel est dans votre liste." in pages[1]
    assert "rien ne permet de la joindre, dites-le-lui quand elle passera" in pages[2]
    assert "L'inviter à préparer un atelier" in read(client.get(reverse("desk:calls")))
