"""A campaign: whom it tells and by which channel, how it leaves, is held and stopped, what people answer."""

import json
from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.communications import services, tasks
from mediation.communications.audience import ANNOUNCED, audience_of
from mediation.communications.enums import CampaignState, Excluded
from mediation.communications.models import Campaign
from mediation.courier import tasks as courier
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from publics.enums import ContactChannel, Purpose
from publics.models import Consent
from publics.services import say_consents, withdraw_consents
from tests.communications.asking import agrees, answers, by, leave, written
from tests.factories import (
    NOW,
    CampaignFactory,
    ConsentFactory,
    PersonFactory,
    SegmentFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import read
from workshops.enums import RegistrationState
from workshops.models import Registration
from workshops.services import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

LIST = reverse("communications:campaigns")
NEW = reverse("communications:new_campaign")


@pytest.fixture
def space():
    return SpaceFactory(slug="fil", sms_reply_number="+33639981000", phone="+33536491010")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=1, workshop__title="Vendre ses gâteaux")


@pytest.fixture
def campaign(space, session):
    return CampaignFactory(space=space, session=session, title="Gâteaux de Noël")


def told(campaign):
    return dict(audience_of(campaign, at=NOW).by_channel)


def why_not(campaign):
    return dict(audience_of(campaign, at=NOW).excluded)


def sent():
    return Message.objects.filter(kind=ANNOUNCED)


# --- whom ---------------------------------------------------------------------------------------------------------


def test_each_is_told_by_the_channel_she_prefers_among_those_she_said_yes_to(space, campaign):
    agrees(space, Channel.SMS, Channel.EMAIL)
    agrees(space, Channel.SMS, Channel.EMAIL, preferred_channel=ContactChannel.EMAIL)
    agrees(space, Channel.EMAIL, preferred_channel=ContactChannel.PHONE)
    assert told(campaign) == {Channel.SMS: 1, Channel.EMAIL: 2}


def test_who_is_not_told_and_why(space, session, campaign):
    agrees(space, Channel.SMS, preferred_channel=ContactChannel.NONE)
    register(session=session, person=agrees(space, Channel.SMS), at=NOW)
    agrees(space, Channel.LETTER, address="3 rue du Lavoir", postal_code="88000", city="Orvelle")
    PersonFactory(space=space)
    no = agrees(space, Channel.SMS)
    ConsentFactory(space=space, person=no, is_given=False, at=NOW + timedelta(seconds=1))

    assert told(campaign) == {}
    assert why_not(campaign) == {
        Excluded.WANTS_NOTHING: 1,
        Excluded.COMES: 1,
        Excluded.OTHER_WAY: 1,
        Excluded.SAID_NO: 1,
        Excluded.NOT_ASKED: 1,
    }


def test_a_yes_for_another_number_is_not_one_for_this(space, campaign):
    amina = agrees(space, Channel.SMS)
    amina.phone = "+33639982222"
    amina.save()
    assert told(campaign) == {}


def test_landline_receives_no_sms(space, campaign):
    agrees(space, Channel.SMS, phone="+33353010001")
    assert told(campaign) == {}


def test_a_group_is_read_when_it_leaves(space, campaign):
    campaign.segment = SegmentFactory(space=space)
    campaign.save()
    agrees(space, Channel.SMS, city="Ailleurs")
    agrees(space, Channel.SMS, city="Vernelune")
    services.ask_to_send(campaign=campaign, at=NOW, by=by(space=space))
    agrees(space, Channel.SMS, city="Vernelune")
    tasks.run_campaigns()
    assert sent().count() == 2


def test_a_rule_that_breaks_meanwhile_tells_nobody_and_holds_no_other_back(client, space, session, campaign, signed_in):
    other = CampaignFactory(space=space, subject_ref=campaign.subject_ref)
    campaign.segment = SegmentFactory(space=space)
    campaign.save()
    agrees(space, Channel.SMS, city="Vernelune")
    for each in (campaign, other):
        services.ask_to_send(campaign=each, at=NOW, by=by(space=space))
    campaign.segment.rule = {"v": 1, "all": [{"is": "solvency", "value": "low"}]}
    campaign.segment.save()

    tasks.run_campaigns()

    assert set(sent().values_list("subject_id", flat=True)) == {other.pk}
    signed_in(space, Role.COORDINATOR)
    page = read(client.get(campaign.get_absolute_url()))
    assert "L’envoyer à" in page
    assert "Personne n’en fait partie" in page


@pytest.mark.requirement("R175")
def test_nobody_is_told_twice_of_a_session_nor_three_times_in_thirty_days(client, space, session, campaign, signed_in):
    amina = agrees(space, Channel.SMS, first_name="Amina")
    leave(campaign)
    again = CampaignFactory(space=space, session=session)
    assert (told(again), why_not(again)) == ({}, {Excluded.TOLD: 1})
    leave(CampaignFactory(space=space))
    third = CampaignFactory(space=space)
    assert (told(third), why_not(third)) == ({}, {Excluded.ENOUGH: 1})
    signed_in(space)
    shown = read(client.get(reverse("communications:excluded", args=[third.code, Excluded.ENOUGH])))
    assert str(amina) in shown
    assert "A reçu deux annonces en trente jours" in shown
    with time_machine.travel(NOW + timedelta(days=31)):
        assert dict(audience_of(third, at=NOW + timedelta(days=31)).by_channel) == {Channel.SMS: 1}


def test_people_of_another_space_are_never_told(space, campaign):
    agrees(SpaceFactory(), Channel.SMS)
    assert told(campaign) == {}


# --- written ------------------------------------------------------------------------------------------------------


def test_written_it_shows_what_each_channel_says(client, space, session, signed_in):
    agrees(space, Channel.SMS, first_name="Amina", last_name="Cytise")
    signed_in(space)

    shown = read(client.post(NEW, written(session), follow=True))

    assert "Relisez ce que chacun recevra." in shown
    assert "Amina, Vendre ses gateaux Pour arreter : répondez STOP." in shown
    assert "Comme Amina Cytise le recevra." in shown
    assert "L’envoyer à 1 personne" in shown


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"sms_text": "Bonjour {prenom}"}, "« {prenom} » ne sera pas remplacé."),
        ({"sms_text": ""}, "Écrivez le texte du SMS."),
        ({"channels": ["email"], "heading": "Venez"}, "Écrivez le texte de l'e-mail, de la lettre et de l'appel."),
        ({"channels": ["email"], "text": "Venez"}, "Écrivez l'objet de l'e-mail."),
        ({"channels": []}, "Ce champ est obligatoire."),
        ({"subject_ref": "session:999999"}, "Sélectionnez un choix valide."),
        ({"wanted_count": "0"}, "supérieure ou égale à 1"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, session, signed_in, fields, refusal):
    signed_in(session.space)
    response = client.post(NEW, written(session, **fields))
    assert response.status_code == 422
    assert refusal in read(response)
    assert 'value="Gâteaux"' in response.content.decode()
    assert not Campaign.objects.exists()


def test_sent_twice_the_form_writes_once(client, space, session, signed_in):
    signed_in(space)
    data = written(session)
    client.post(NEW, data)
    client.post(NEW, data)
    assert Campaign.objects.count() == 1


def test_two_who_write_it_do_not_overwrite_each_other(client, space, session, campaign, signed_in):
    signed_in(space)
    address = reverse("communications:edit_campaign", args=[campaign.code])
    said = written(session, channels=["sms"], version=campaign.version)
    client.post(address, said | {"title": "Le premier"})
    response = client.post(address, said | {"title": "Le second"})
    assert response.status_code == 422
    assert "Le premier" in read(response)
    campaign.refresh_from_db()
    assert campaign.title == "Le premier"


def test_a_trial_reaches_who_asks_for_it(client, space, campaign, signed_in, mailbox):
    signed_in(space, email="helene@fil.example.org")
    client.post(reverse("communications:try_campaign", args=[campaign.code]))
    courier.drain()
    [mail] = mailbox.glob("*.eml")
    received = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert received["To"] == "helene@fil.example.org"
    assert "Amina, Vendre ses gateaux" in received.get_body(("plain",)).get_content()


# --- leaving ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R033", "R124")
def test_it_leaves_by_the_four_channels_and_its_page_counts(client, campaign, signed_in, mailbox):
    space = campaign.space
    campaign.channels = [Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.PHONE]
    campaign.save()
    agrees(space, Channel.SMS, first_name="Amina")
    agrees(space, Channel.EMAIL, preferred_channel=ContactChannel.EMAIL)
    agrees(space, Channel.LETTER, address="3 rue du Lavoir", postal_code="88000", city="Orvelle")
    agrees(space, Channel.PHONE, phone="+33353010001", preferred_channel=ContactChannel.PHONE)
    by(space=space)
    signed_in(space)

    shown = read(client.post(campaign.get_absolute_url(), {"submission": uuid4()}, follow=True))
    assert "Tant qu’elle n’est pas partie, vous pouvez la reprendre." in shown
    tasks.run_campaigns()
    courier.drain()

    [sms] = mailbox.glob("*.sms.json")
    assert json.loads(sms.read_bytes())["text"].startswith("Amina, Vendre ses gateaux samedi 28 novembre, de 14 heures")
    assert len(list(mailbox.glob("*.eml"))) == 1
    shown = read(client.get(campaign.get_absolute_url()))
    assert "2 sur 4 messages" in shown
    assert "Courrier 0 1 par l’équipe" in shown
    assert "Téléphone 0 1 par l’équipe" in shown


@pytest.mark.requirement("R062")
def test_who_said_yes_to_both_is_told_by_the_way_noted_on_her_page(client, space, campaign, signed_in, mailbox):
    campaign.channels = [Channel.SMS, Channel.EMAIL]
    campaign.save()
    amina = agrees(space, Channel.SMS, Channel.EMAIL, first_name="Amina", preferred_channel=ContactChannel.EMAIL)
    by(space=space)
    signed_in(space)

    client.post(campaign.get_absolute_url(), {"submission": uuid4()})
    tasks.run_campaigns()
    courier.drain()

    assert (len(list(mailbox.glob("*.eml"))), len(list(mailbox.glob("*.sms.json")))) == (1, 0)
    assert "1 sur 1 message parti" in read(client.get(campaign.get_absolute_url()))
    assert "E-mail : annonce" in read(client.get(amina.get_absolute_url()))


def test_an_email_is_stopped_in_one_press_by_the_button_of_its_reader(space, campaign, mailbox):
    amina = agrees(space, Channel.EMAIL)
    leave(campaign)
    courier.drain()
    [mail] = mailbox.glob("*.eml")
    received = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = received["List-Unsubscribe"].strip("<>")
    assert address in received.get_body(("plain",)).get_content()

    reader = Client(enforce_csrf_checks=True)
    response = reader.post("/" + address.split("/", 3)[3], {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 302
    assert not amina.has_consent(Purpose.ANNOUNCEMENTS, Channel.EMAIL)
    assert "vous ne recevez plus nos annonces" in read(reader.get(response["Location"]))


def test_the_page_to_stop_stops_nothing_by_being_opened(client, space, campaign, mailbox):
    amina = agrees(space, Channel.EMAIL)
    leave(campaign)
    courier.drain()
    [mail] = mailbox.glob("*.eml")
    address = message_from_bytes(mail.read_bytes(), policy=policy.default)["List-Unsubscribe"].strip("<>")
    assert "Ne plus recevoir d’annonces" in read(client.get("/" + address.split("/", 3)[3]))
    assert amina.has_consent(Purpose.ANNOUNCEMENTS, Channel.EMAIL)


def test_departing_twice_tells_nobody_twice(space, campaign):
    agrees(space, Channel.SMS)
    leave(campaign)
    Campaign.objects.update(state=CampaignState.PLANNED)
    assert services.depart(campaign=campaign, at=NOW) == 0
    assert sent().count() == 1


def test_at_its_hour_not_before(space, campaign, now):
    agrees(space, Channel.SMS)
    services.ask_to_send(campaign=campaign, at=NOW, by=by(space=space), due_at=NOW + timedelta(hours=3))
    assert tasks.run_campaigns() == 0
    now.shift(timedelta(hours=3))
    assert tasks.run_campaigns() == 1


@pytest.mark.parametrize(
    ("due_at", "refusal"),
    [("2026-11-15T10:00", "Cette heure est passée."), ("2027-06-01T10:00", "Choisissez une date dans les trois mois.")],
)
def test_an_hour_that_is_not_soon_is_refused(client, campaign, signed_in, due_at, refusal):
    signed_in(campaign.space)
    response = client.post(campaign.get_absolute_url(), {"submission": uuid4(), "due_at": due_at})
    assert (response.status_code, refusal in read(response)) == (422, True)


def test_nobody_to_tell_is_refused_in_a_sentence(client, space, campaign, signed_in):
    signed_in(space)
    response = client.post(campaign.get_absolute_url(), {"submission": uuid4()})
    assert response.status_code == 422
    assert "Personne de ce groupe ne peut être prévenu par ces canaux" in read(response)


def test_what_is_no_longer_to_come_is_not_announced(client, space, session, campaign, signed_in):
    agrees(space, Channel.SMS)
    session.closed_at = NOW
    session.save()
    signed_in(space)
    response = client.post(campaign.get_absolute_url(), {"submission": uuid4()})
    assert "Ce qu’elle annonce n’est plus à venir" in read(response)


def test_session_cancelled_meanwhile_is_announced_to_nobody_more(space, session, campaign, gateway):
    from workshops.services import cancel_session

    agrees(space, Channel.SMS)
    leave(campaign)
    cancel_session(session=session, at=NOW, by=None)
    courier.drain()
    assert gateway.received == []
    assert {one.state for one in sent()} == {MessageState.SKIPPED}


def test_who_withdraws_meanwhile_is_not_told(space, campaign, gateway):
    amina = agrees(space, Channel.SMS)
    leave(campaign)
    withdraw_consents(person=amina, at=NOW, by=None)
    courier.drain()
    assert gateway.received == []


def test_who_says_yes_to_another_channel_is_not_told_by_this_one(space, campaign, gateway):
    amina = agrees(space, Channel.SMS)
    leave(campaign)
    say_consents(person=amina, channels=[Channel.EMAIL], at=NOW, by=None)
    courier.drain()
    assert gateway.received == []


# --- read by somebody else ----------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr("mediation.communications.services.campaigns.APPROVED_ABOVE", 1)


def many(space):
    for _ in range(2):
        agrees(space, Channel.SMS)


@pytest.mark.usefixtures("small")
def test_a_large_one_waits_for_somebody_else(client, space, campaign, signed_in):
    many(space)
    by(space=space)
    writer = signed_in(space)
    shown = read(client.post(campaign.get_absolute_url(), {"submission": uuid4()}, follow=True))
    assert "elle part quand quelqu’un d’autre l’aura relue" in shown
    assert "C’est relu, elle peut partir" not in shown
    act = reverse("communications:move_campaign", args=[campaign.code, "relire"])
    response = client.post(act)
    assert (response.status_code, "Quelqu’un d’autre" in read(response)) == (422, True)
    tasks.run_campaigns()
    assert not sent().exists()

    assert signed_in(space) != writer
    assert "C’est relu : elle part." in read(client.post(act, follow=True))
    tasks.run_campaigns()
    assert sent().count() == 2


@pytest.mark.usefixtures("small")
def test_alone_one_has_ten_minutes_to_take_it_back(client, space, campaign, signed_in, now):
    many(space)
    signed_in(space)
    client.post(campaign.get_absolute_url(), {"submission": uuid4()})
    now.shift(timedelta(minutes=9))
    tasks.run_campaigns()
    assert not sent().exists()
    back = reverse("communications:move_campaign", args=[campaign.code, "reprendre"])
    assert "Rien n’est parti." in read(client.post(back, follow=True))
    now.shift(timedelta(minutes=9))
    tasks.run_campaigns()
    assert not sent().exists()


# --- held, gone on with, stopped ----------------------------------------------------------------------------------


def move(client, campaign, act):
    return client.post(reverse("communications:move_campaign", args=[campaign.code, act]), follow=True)


def test_paused_nothing_leaves_and_it_goes_on(client, space, campaign, signed_in, gateway):
    agrees(space, Channel.SMS)
    leave(campaign)
    signed_in(space)
    assert "En pause : ce qui n’est pas parti attend." in read(move(client, campaign, "pause"))
    courier.drain()
    assert gateway.received == []
    move(client, campaign, "suite")
    courier.drain()
    assert len(gateway.received) == 1
    tasks.run_campaigns()
    assert "Finie" in read(client.get(campaign.get_absolute_url()))


def test_stopped_what_has_not_left_never_does(client, space, campaign, signed_in, gateway):
    agrees(space, Channel.SMS)
    leave(campaign)
    signed_in(space)
    assert "ce qui n’est pas parti ne partira pas" in read(move(client, campaign, "arreter"))
    courier.drain()
    assert gateway.received == []
    response = move(client, campaign, "suite")
    assert (response.status_code, "relisez où elle en est" in read(response)) == (422, True)


def test_an_act_nobody_knows_is_not_found(client, space, campaign, signed_in):
    signed_in(space)
    assert move(client, campaign, "zzz").status_code == 404


# --- answers and results ------------------------------------------------------------------------------------------


@pytest.mark.requirement("R030")
def test_yes_takes_a_seat_then_a_rank_and_the_campaign_counts_them(client, space, campaign, signed_in, gateway):
    campaign.wanted_count = 3
    campaign.save()
    people = [agrees(space, Channel.SMS, phone=f"+3363998100{n}") for n in range(1, 5)]
    leave(campaign)
    courier.drain()
    for person, text in zip(people, ["Oui", "ok !", "non merci", "STOP"], strict=True):
        answers(space, text, sender=person.phone, ref=text)

    states = [Registration.objects.filter(person=person).values_list("state", flat=True).first() for person in people]
    assert states == [RegistrationState.CONFIRMED, RegistrationState.WAITING, None, None]
    assert not people[3].has_consent(Purpose.ANNOUNCEMENTS, Channel.SMS)
    signed_in(space)
    shown = read(client.get(campaign.get_absolute_url()))
    assert "Réponses : 2 oui, 1 non, 1 stop." in shown
    assert "2 personnes inscrites ou en attente · 2 nouvelles sur 3 espérées." in shown


def test_yes_on_the_telephone_takes_a_seat(client, space, session, campaign, signed_in):
    campaign.channels = [Channel.PHONE]
    campaign.save()
    lucien = agrees(space, Channel.PHONE, phone="+33353010001", preferred_channel=ContactChannel.PHONE)
    leave(campaign)
    signed_in(space)
    [call] = sent()
    page = reverse("desk:call", args=[call.pk])
    assert "Lui annoncer quelque chose, elle a dit oui" in read(client.get(page))

    client.post(page, {"outcome": "accepted"}, follow=True)

    registration = Registration.objects.get(person=lucien, session=session)
    assert (registration.state, registration.origin) == (RegistrationState.CONFIRMED, "phone")


def test_call_for_a_session_that_closed_meanwhile_is_refused_in_a_sentence(client, space, session, campaign, signed_in):
    campaign.channels = [Channel.PHONE]
    campaign.save()
    agrees(space, Channel.PHONE, phone="+33353010001", preferred_channel=ContactChannel.PHONE)
    leave(campaign)
    session.closed_at = NOW
    session.save()
    signed_in(space)
    [call] = sent()
    response = client.post(reverse("desk:call", args=[call.pk]), {"outcome": "accepted"}, follow=True)
    assert "ne l'accueille plus" in read(response)
    assert not Registration.objects.exists()


# --- who, and how many statements ---------------------------------------------------------------------------------


def test_campaign_of_another_space_is_not_found(client, space, signed_in):
    signed_in(space)
    theirs = CampaignFactory(space=SpaceFactory())
    assert client.get(theirs.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client, space, signed_in, django_assert_num_queries, rows):
    CampaignFactory.create_batch(rows, space=space)
    signed_in(space)
    with django_assert_num_queries(5):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_campaign_costs_the_same_whatever_its_people(client, campaign, signed_in, django_assert_num_queries, rows):
    space = campaign.space
    for _ in range(rows):
        agrees(space, Channel.SMS)
    signed_in(space)
    with django_assert_num_queries(9):
        client.get(campaign.get_absolute_url())


def test_no_campaign_says_what_to_do(client, space, signed_in):
    signed_in(space)
    assert "Aucune campagne pour l’instant" in read(client.get(LIST))
    assert Consent.objects.count() == 0
