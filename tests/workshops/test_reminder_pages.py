"""When people are reminded, as the team reads and decides it; what she who is reminded answers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier import inbound
from mediation.courier.enums import CallOutcome, Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.registry import kind
from mediation.desk.services import close_call
from tests.attacks import LONG
from tests.factories import (
    AppointmentFactory,
    CycleFactory,
    PersonFactory,
    ReminderRuleFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import RegistrationState
from workshops.models import ReminderRule, SeatOffer
from workshops.wording import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms", "now")]

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 10, tzinfo=PARIS)
THURSDAY = datetime(2026, 12, 10, 14, tzinfo=PARIS)
EVENING = datetime(2026, 12, 8, 18, tzinfo=PARIS)
PAGE, NEW = reverse("workshops:reminders"), reverse("workshops:new_reminder")


@pytest.fixture
def coordinator(signed_in, space):
    return signed_in(space, Role.COORDINATOR)


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, starts_at=THURSDAY, capacity=2, workshop__title="Ses photos")


def register(session, **person):
    return services.register(session=session, person=PersonFactory(space=session.space, **person), at=NOW)


def decided(client, address=NEW, **said):
    """Sent once; again with what the page asked to confirm, as the same page would."""
    form = client.get(address).context["form"]
    hidden = {name: form[name].value() for name in ("submission", "version") if name in form.fields}
    return client.post(address, hidden | said, follow=True)


def test_the_page_draws_what_leaves_before_the_next_session(client, coordinator, session):
    page = read(client.get(PAGE))

    assert "Avant « Ses photos » jeudi 10 décembre" in page
    drawn = page[page.index("Avant «") : page.index("Ce que l’équipe a décidé")]
    assert "Une semaine avant jeudi 3 décembre, 9 h Les lettres sont à poster" in drawn
    assert "Deux jours avant mardi 8 décembre, 9 h Les appels sont à faire" in drawn
    assert "Deux jours avant mardi 8 décembre, 18 h Les SMS et les e-mails partent" in drawn
    assert "Deux jours avant, à 18 heures en service À qui est prévenu par SMS ou par e-mail" in page


def test_a_session_early_in_the_morning_says_what_becomes_of_the_sms(client, coordinator, space):
    SessionFactory(space=space, published=True, starts_at=THURSDAY.replace(hour=10))
    ReminderRuleFactory(space=space, hours_before=3)
    assert (
        "3 heures avant jeudi 10 décembre, 7 h Chaque personne est prévenue, par son canal (les SMS attendent 9 h)"
        in (read(client.get(PAGE)))
    )


def test_without_any_the_page_says_what_one_is_for(client, coordinator, space):
    ReminderRule.objects.all().delete()
    page = read(client.get(PAGE))
    assert "Aucun rappel" in page
    assert "Rien ne part avant elle" in page


def test_whom_it_concerns_is_said_before_it_is_decided(client, coordinator, space, session):
    soon = SessionFactory(space=space, published=True, starts_at=NOW + timedelta(hours=20))
    for one in (session, session, soon):
        register(one)

    asked = decided(client, before="d1", at_hour="10")

    assert asked.status_code == 422
    assert "À savoir avant d’enregistrer" in read(asked)
    assert "2 personnes déjà inscrites auront aussi ce rappel, à 1 séance à venir." in read(asked)
    assert "Pour 1 séance, ce moment est déjà passé : 1 personne déjà inscrite n’aura pas ce rappel." in read(asked)
    assert ReminderRule.objects.filter(days_before=1).count() == 0

    form = asked.context["form"]
    again = {"before": "d1", "at_hour": "10", "submission": form["submission"].value(), "despite": form.despite}
    assert "un rappel partira la veille, à 10 heures" in read(client.post(NEW, again, follow=True))
    client.post(NEW, again)
    assert ReminderRule.objects.filter(days_before=1, hour=10).count() == 1


def test_for_a_workshop_or_a_cycle_alone(client, coordinator, space, session):
    cycle = CycleFactory(space=space, title="Dix heures pour oser")
    decided(client, before="h3", which=f"workshop:{session.workshop_id}", channels=["sms"])
    decided(client, before="d1", at_hour="9", which=f"cycle:{cycle.pk}")

    page = read(client.get(PAGE))
    assert "3 heures avant en plus À qui est prévenu par SMS · pour l’atelier « Ses photos »" in page
    assert "pour le cycle « Dix heures pour oser »" in page


def test_switched_off_it_says_who_will_not_have_it_then_nothing_leaves(client, coordinator, space, session):
    register(session)
    rule = ReminderRule.objects.of(space).get(hour=18)
    address = reverse("workshops:edit_reminder", args=[rule.pk])
    off = {"before": "d2", "at_hour": "18", "channels": ["sms", "email"]}

    asked = decided(client, address, **off)
    assert "1 personne déjà inscrite n’aura pas ce rappel, à 1 séance à venir." in read(asked)
    saved = decided(client, address, **off, despite=asked.context["form"].despite)

    assert "à l’arrêt" in read(saved)
    assert services.remind_due(at=EVENING) == 0


def test_a_session_moved_since_it_was_reminded_of_is_counted_again(client, signed_in, space, session):
    register(session)
    services.remind_due(at=EVENING)
    services.move_session(
        session=session, starts_at=THURSDAY + timedelta(days=7), ends_at=THURSDAY + timedelta(days=7, hours=2),
        at=EVENING, by=None,
    )  # fmt: skip
    address = reverse("workshops:edit_reminder", args=[ReminderRule.objects.of(space).get(hour=18).pk])

    with time_machine.travel(EVENING + timedelta(minutes=1), tick=False):
        signed_in(space, Role.COORDINATOR)
        asked = decided(client, address, before="d2", at_hour="18", channels=["sms", "email"])

    assert "1 personne déjà inscrite n’aura pas ce rappel, à 1 séance à venir." in read(asked)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Ce champ est obligatoire"),
        ({"before": "d2"}, "Choisissez l’heure de ce jour-là"),
        ({"before": "h3", "at_hour": "9"}, "Ce rappel a déjà son heure"),
        ({"before": "d2", "at_hour": "18"}, "Un rappel existe déjà à ce moment-là"),
        ({"before": "d400", "at_hour": "18"}, "n’en fait pas partie"),
        ({"before": "d3", "at_hour": "3"}, "n’en fait pas partie"),
        ({"before": "h3", "which": "workshop:0"}, "n’en fait pas partie"),
        ({"before": "h3", "channels": ["pigeon"]}, "n’en fait pas partie"),
        ({"before": LONG}, "n’en fait pas partie"),
        ({"before": "\0h3"}, "n’en fait pas partie"),
    ],
)
def test_what_is_no_moment_is_refused_in_words(client, coordinator, wrong, said):
    answer = decided(client, **wrong)
    assert answer.status_code == 422
    assert said.replace("’", "'") in read(answer).replace("’", "'")


def test_too_many_by_the_same_way_are_refused(client, coordinator, space):
    for hours in (3, 4):
        ReminderRuleFactory(space=space, hours_before=hours)
    assert "3 rappels au plus par le même canal" in read(decided(client, before="h2"))


def test_somebody_else_saved_meanwhile_nothing_is_overwritten(client, coordinator, space):
    rule = ReminderRuleFactory(space=space, hours_before=3)
    address = reverse("workshops:edit_reminder", args=[rule.pk])
    stale = {"before": "h6", "version": 1, "is_active": "on"}
    client.post(address, {**stale, "before": "h4"})

    assert client.post(address, stale).status_code == 422
    rule.refresh_from_db()
    assert rule.hours_before == 4


def test_those_of_another_space_are_not_there(client, coordinator):
    other = ReminderRuleFactory(space=SpaceFactory())
    assert client.get(reverse("workshops:edit_reminder", args=[other.pk])).status_code == 404


def test_the_page_of_the_session_and_hers_say_it_before_it_is_written(client, coordinator, space, session):
    """Told on the telephone when she registered: a call is to be made, that nothing shows in the outbox yet."""
    lucien = register(session, first_name="Lucien", landline=True)
    assert not Message.objects.exists()

    page = read(client.get(reverse("workshops:session", args=[session.code])))
    assert "Lucien" in page
    assert "rappel prévu mardi 8 décembre à 9 h" in page
    hers = read(client.get(page_of(lucien, session)))
    assert "Nous vous le rappellerons deux jours avant." in hers


def test_reminded_twice_of_a_same_day_her_page_names_that_day_once(client, space, session):
    for hour in (9, 18):
        ReminderRuleFactory(space=space, days_before=1, hour=hour)
    amina = register(session)

    assert "Nous vous le rappellerons deux jours avant et la veille." in read(client.get(page_of(amina, session)))


def test_what_a_rule_already_said_is_not_announced_again_once_it_is_changed(client, signed_in, space, session):
    appointment = AppointmentFactory(space=space, starts_at=THURSDAY)
    amina = register(session)
    services.remind_due(at=EVENING)
    rule = ReminderRule.objects.of(space).get(hour=18)
    rule.days_before = 1
    services.change_rule(rule=rule, at=EVENING, by=None)

    with time_machine.travel(EVENING + timedelta(minutes=1), tick=False):
        signed_in(space, Role.COORDINATOR)
        hers = read(client.get(page_of(amina, session)))
        pages = [("session", session.code), ("appointment", appointment.code)]
        team = [read(client.get(reverse(f"workshops:{name}", args=[code]))) for name, code in pages]

    assert "Nous vous le rappellerons" not in hers
    assert [page for page in team if "mercredi 9 décembre" in page] == []


def test_appointments_that_a_rule_concerns_are_said_too(client, coordinator, space):
    for starts_at in (THURSDAY, THURSDAY + timedelta(days=1), NOW + timedelta(hours=20)):
        AppointmentFactory(space=space, starts_at=starts_at)

    asked = read(decided(client, before="d1", at_hour="10"))
    assert "2 rendez-vous déjà pris auront aussi ce rappel." in asked
    assert "1 rendez-vous déjà pris n’aura pas ce rappel : ce moment est déjà passé." in asked
    assert "rendez-vous déjà pris" not in read(decided(client, before="d1", at_hour="10", channels=["letter"]))

    address = reverse("workshops:edit_reminder", args=[ReminderRule.objects.of(space).get(hour=18).pk])
    off = read(decided(client, address, before="d2", at_hour="18", channels=["sms", "email"]))
    assert "2 rendez-vous déjà pris n’auront pas ce rappel." in off


def test_two_at_the_same_instant_are_drawn_as_one_message_for_each(client, coordinator, space):
    SessionFactory(space=space, published=True, starts_at=THURSDAY.replace(hour=12))
    ReminderRuleFactory(space=space, hours_before=3)
    ReminderRuleFactory(space=space, days_before=0, hour=9)

    page = read(client.get(PAGE))

    assert "3 heures avant jeudi 10 décembre, 9 h Chaque personne est prévenue, par son canal" in page
    assert page.count("(à la même heure que le précédent : chaque personne n’en reçoit qu’un)") == 1


# --- « je ne peux pas venir » ---------------------------------------------------------------------------------------


def by_link(client, reminder, registration):
    text = kind(reminder.kind).compose(reminder).text
    path = text[text.index("/") :].split()[0]
    return client.post(path, {"act": "cancel"})


def by_reply(client, reminder, registration):
    Message.objects.filter(pk=reminder.pk).update(state=MessageState.SENT, sent_at=EVENING, provider_ref="sms-1")
    said = {"channel": Channel.SMS, "sender": reminder.address, "text": "désolée je peux pas venir"}
    inbound.receive(space=registration.space, provider_ref="answer-1", at=EVENING + timedelta(minutes=5), **said)


def by_phone(client, reminder, registration):
    close_call(message=reminder, outcome=CallOutcome.CANCELLED, at=EVENING, by=None)


@pytest.mark.parametrize(("way", "person"), [(by_link, {}), (by_reply, {}), (by_phone, {"landline": True})])
def test_reminded_she_says_no_and_the_seat_is_offered_in_the_same_minute(client, session, space, way, person):
    leaving = register(session, first_name="Amina", **person)
    register(session, first_name="Odette", by_email=True)
    waiting = register(session, first_name="Awa", phone="+33639981088")
    services.create_rule(rule=ReminderRule(space=space, days_before=3, hour=10), at=NOW, by=None)
    due = datetime(2026, 12, 7, 10, tzinfo=PARIS)
    services.remind_due(at=due)
    reminder = Message.objects.get(kind="registration.reminder", subject_id=leaving.pk)

    with time_machine.travel(due + timedelta(minutes=1), tick=False):
        way(client, reminder, leaving)

    leaving.refresh_from_db()
    assert leaving.state == RegistrationState.CANCELLED
    assert SeatOffer.objects.get().registration == waiting
    assert Message.objects.get(kind="offer.open").recipient_ref == f"person:{waiting.person_id}"
