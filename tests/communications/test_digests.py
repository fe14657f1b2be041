"""The letter to partners and colleagues: what it tells, when it leaves, who receives it and stops it."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.communications import services, tasks
from mediation.communications.digests import ISSUE, TRIAL
from mediation.communications.enums import Rhythm
from mediation.communications.models import Digest, DigestIssue, DigestStop
from mediation.courier import registry
from mediation.courier import tasks as courier
from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from partners.enums import PartnerState
from tests.factories import (
    NOW,
    ContactFactory,
    DigestFactory,
    DigestStopFactory,
    MembershipFactory,
    PartnerFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PAGE, SET, TRY = (reverse(f"communications:{name}") for name in ("digest", "edit_digest", "try_digest"))
PARIS = ZoneInfo("Europe/Paris")
MONDAY_AT_9 = datetime(2026, 11, 23, 9, tzinfo=PARIS)  # the fourth of the month
FIRST_MONDAY = datetime(2026, 12, 7, 9, tzinfo=PARIS)


def contact(space, **fields):
    """Of a partner that works with the space."""
    return ContactFactory(space=space, **{"partner__state": PartnerState.ACTIVE} | fields)


@pytest.fixture
def samir(space):
    return contact(space, email="samir@ccas.example.org", partner__organisation__name="CCAS d’Orvelle")


@pytest.fixture
def colleague(space):
    user = UserFactory(name="Léa Tilleul", email="lea@mairie.example.org")
    MembershipFactory(space=space, role=Role.COLLEAGUE, user=user)
    return user


def weekly(space, **fields):
    return DigestFactory(space=space, **{"is_active": True, "rhythm": Rhythm.WEEKLY} | fields)


def leaves(at):
    with time_machine.travel(at, tick=False):
        return tasks.send_digests()


def send(client):
    return client.post(PAGE, {"submission": uuid4()}, follow=True)


# --- what it tells, and whom --------------------------------------------------------------------------------------


@pytest.mark.requirement("R201")
@pytest.mark.usefixtures("mailbox")
def test_each_week_partners_and_colleagues_are_told_the_agenda(client, session, samir, colleague, signed_in):
    signed_in(session.space, Role.COORDINATOR)
    typed = {"version": 0, "is_active": "on", "rhythm": "weekly", "weekday": "0", "hour": "9", "to_partners": "on"}
    client.get(PAGE)
    typed |= {"to_colleagues": "on", "opening": "Nous cherchons deux tricoteuses."}
    shown = read(client.post(SET, typed, follow=True))
    assert "Chaque semaine, toute seule. La prochaine : lundi 23 novembre à 9 h" in shown
    assert "Qui la reçoit : 2" in shown

    assert leaves(MONDAY_AT_9) == 1
    with time_machine.travel(MONDAY_AT_9, tick=False):
        courier.drain()

    told = Message.objects.get(address=samir.email).payload["text"].replace("\u00a0", " ")
    assert "Nous cherchons deux tricoteuses." in told
    assert "À venir, du lundi 23 novembre au lundi 14 décembre :" in told
    assert "Semaine du lundi 23 novembre\n– samedi 28 novembre, de 14 heures à 16 heures : Vendre ses gâteaux," in told
    assert {message.address for message in Message.objects.all()} == {samir.email, colleague.email}
    assert "lundi 23 novembre 2026, à 2 personnes" in read(client.get(PAGE)).lower()


def test_of_one_day_what_begins_first_is_told_first(client, space, signed_in):
    for hours, title in [(3, "Le soir"), (1, "Le midi"), (-4, "Le matin")]:
        begins = NOW + timedelta(days=3, hours=hours)
        SessionFactory(space=space, published=True, starts_at=begins, workshop__title=title)
    signed_in(space, Role.COORDINATOR)
    page = read(client.get(PAGE))
    assert page.index("Le matin") < page.index("Le midi") < page.index("Le soir")


def test_who_has_no_email_sleeps_or_asked_not_to_is_left_out(client, space, session, samir, signed_in):
    ContactFactory(space=space, partner=samir.partner, name="Sans adresse")
    ContactFactory(space=space, name="Loin", email="loin@example.org", partner__state=PartnerState.DORMANT)
    stopped = contact(space, name="Assez", email="assez@example.org")
    DigestStopFactory(space=space, recipient_ref=f"contact:{stopped.pk}")
    contact(space, name="La même adresse", email="SAMIR@ccas.example.org")
    signed_in(space, Role.COORDINATOR)

    page = read(client.get(PAGE))

    assert "Qui la reçoit : 1" in page
    assert "1 sans adresse e-mail, 1 l’a arrêtée." in page
    assert "Loin" not in page


def test_partners_met_or_active_alone_are_told(client, space, session, signed_in):
    for state in PartnerState:
        ContactFactory(space=space, name=f"De {state}", email=f"{state}@example.org", partner__state=state)
    signed_in(space, Role.COORDINATOR)
    assert "Partenaires : 2" in read(client.get(PAGE))
    send(client)
    told = sorted(message.address for message in Message.objects.all())
    assert told == ["active@example.org", "met@example.org"]


def test_with_partners_not_met_yet_its_page_says_nobody_receives_it(client, space, session, signed_in):
    ContactFactory(space=space, email="encore@example.org")
    signed_in(space, Role.COORDINATOR)
    page = read(client.get(PAGE))
    assert "Qui la reçoit : 0" in page
    assert "Partenaires : 0 Personne pour l’instant." in page
    assert "Personne n’a d’adresse e-mail" in read(send(client))


def test_who_no_longer_works_with_the_space_is_not_told(space, session, colleague):
    gone, last_day = (UserFactory(email=f"{name}@mairie.example.org") for name in ("partie", "dernier-jour"))
    for user, until in [(gone, MONDAY_AT_9.date() - timedelta(days=1)), (last_day, MONDAY_AT_9.date())]:
        MembershipFactory(space=space, role=Role.COLLEAGUE, user=user, until=until)
    weekly(space)
    assert leaves(MONDAY_AT_9) == 1
    assert {message.address for message in Message.objects.all()} == {colleague.email, last_day.email}


def test_partners_of_another_space_are_never_told(client, space, session, samir, signed_in):
    contact(SpaceFactory(), email="ailleurs@example.org")
    signed_in(space, Role.COORDINATOR)
    send(client)
    assert [message.address for message in Message.objects.all()] == [samir.email]


def test_a_trial_reaches_who_asks_for_it(client, space, session, signed_in, mailbox):
    user = signed_in(space, Role.COORDINATOR)
    shown = read(client.post(TRY, follow=True))
    courier.drain()
    assert f"L’essai part vers {user.email}." in shown
    message = Message.objects.get()
    assert (message.address, message.payload["subject"][:5]) == (user.email, "Essai")
    assert not DigestIssue.objects.exists()


def test_a_trial_leaves_before_the_announcements_that_wait(space, session, samir, colleague, mailbox):
    services.send_digest(digest=Digest.objects.that_of(space, at=NOW), at=NOW, by=None)
    services.try_digest(digest=Digest.objects.that_of(space, at=NOW), at=NOW, by=colleague)
    assert [message.kind for message in Message.objects.order_by("priority", "due_at", "pk")] == [TRIAL, ISSUE, ISSUE]
    assert registry.kind(TRIAL).is_awaited


# --- when ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "count"), [(-1, 0), (0, 1), (3, 1), (47, 1), (48, 0)], ids=["before", "at", "late", "later", "too late"]
)
def test_it_leaves_at_its_hour_or_within_two_days(session, samir, hours, count):
    weekly(session.space, since=MONDAY_AT_9 - timedelta(days=1))
    assert leaves(MONDAY_AT_9 + timedelta(hours=hours)) == count


def test_looked_at_again_it_leaves_once(session, samir):
    weekly(session.space)
    at = [MONDAY_AT_9 + timedelta(minutes=minutes) for minutes in (0, 1, 60, 24 * 60)]
    assert [leaves(moment) for moment in at] == [1, 0, 0, 0]
    assert Message.objects.count() == 1


def test_set_after_its_hour_it_waits_for_the_next(session, samir):
    weekly(session.space, since=MONDAY_AT_9 + timedelta(minutes=1))
    assert leaves(MONDAY_AT_9 + timedelta(minutes=2)) == 0


def test_what_goes_wrong_in_one_space_never_holds_back_the_others(session, samir, caplog):
    weekly(session.space)
    lost = [SpaceFactory(time_zone="Mars/Olympus") for _ in range(2)]
    for space in lost:
        weekly(space)
    assert leaves(MONDAY_AT_9) == 1
    assert [issue.space for issue in DigestIssue.objects.all()] == [session.space]
    for space in lost:
        assert f"The letter of space {space.pk} could not leave." in caplog.text


def test_the_longest_name_of_a_space_is_said_in_full(space, samir):
    space.name = "x" * 80
    space.save()
    weekly(space)
    at = datetime(2027, 9, 8, 9, tzinfo=PARIS)
    SessionFactory(space=space, published=True, starts_at=at + timedelta(days=2))
    issue = services.send_digest(digest=Digest.objects.that_of(space, at=at), at=at, by=None)
    assert issue.heading == f"{space.name}\u00a0: à venir jusqu’au mercredi 29 septembre"


def test_once_a_month_is_the_first_of_its_day(space):
    digest = Digest(space=space, rhythm=Rhythm.MONTHLY, weekday=0, hour=9)
    assert digest.next_due(NOW) == FIRST_MONDAY
    assert digest.last_due(NOW) == datetime(2026, 11, 2, 9, tzinfo=PARIS)


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion"])
def test_its_hour_is_that_of_the_space_whatever_the_season(zone):
    digest = Digest(space=SpaceFactory(time_zone=zone), rhythm=Rhythm.WEEKLY, weekday=0, hour=9)
    for day in (datetime(2027, 3, 26, tzinfo=PARIS), datetime(2026, 10, 24, tzinfo=PARIS)):
        due = digest.next_due(day).astimezone(ZoneInfo(zone))
        assert (due.weekday(), due.hour) == (0, 9)


def test_with_nothing_to_tell_or_nobody_to_read_it_nothing_leaves(client, space, signed_in):
    weekly(space)
    alone = contact(space, email="seul@ccas.example.org")
    assert leaves(MONDAY_AT_9) == 0
    signed_in(space, Role.COORDINATOR)
    assert "Rien n’est publié pour ces semaines" in read(send(client))
    SessionFactory(space=space, published=True)
    alone.delete()
    assert "Personne n’a d’adresse e-mail" in read(send(client))
    assert not DigestIssue.objects.exists()


def test_refused_at_its_hour_it_waits_for_the_next(space):
    weekly(space)
    assert leaves(MONDAY_AT_9) == 0
    SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=20))
    contact(space, email="seul@ccas.example.org")
    later = [MONDAY_AT_9 + after for after in (timedelta(hours=1), timedelta(hours=37), timedelta(days=7))]
    assert [leaves(moment) for moment in later] == [0, 0, 1]


def test_sent_by_hand_it_leaves_once_a_day_whoever_asks(client, space, session, samir, signed_in):
    signed_in(space, Role.COORDINATOR)
    assert "La lettre part vers 1 personne." in read(send(client))
    again = send(client)
    assert again.status_code == 422
    assert "Une lettre est déjà partie aujourd’hui." in read(again)
    assert Message.objects.filter(kind=ISSUE).count() == 1


# --- stopping it --------------------------------------------------------------------------------------------------


def letter_to(samir):
    services.send_digest(digest=Digest.objects.that_of(samir.space, at=NOW), at=NOW, by=None)
    return Message.objects.get(kind=ISSUE)


def test_it_is_stopped_in_one_press_and_asked_for_again(client, session, samir, mailbox):
    letter_to(samir)
    courier.drain()
    text = Message.objects.get().payload["text"]
    address = text[text.index("/fil/lettre/") :].split()[0]
    strict = Client(enforce_csrf_checks=True)

    assert "Ne plus recevoir cette lettre" in read(strict.get(address))
    assert not DigestStop.objects.exists()
    strict.post(address, {"List-Unsubscribe": "One-Click"})
    assert "vous ne recevez plus notre lettre" in read(client.get(address))
    assert DigestStop.objects.get().recipient_ref == f"contact:{samir.pk}"
    assert "Vous recevez notre lettre" in read(client.post(address, {"act": "resume"}, follow=True))


def test_what_has_not_left_does_not(session, samir):
    message = letter_to(samir)
    services.stop_digest(space=samir.space, ref=message.recipient_ref, at=NOW)
    courier.drain()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.SKIPPED, "a demandé à ne plus la recevoir")


def test_who_stops_it_stops_it_for_every_name_at_her_address(session, samir, colleague):
    twin = contact(samir.space, email="Samir@ccas.example.org")
    user = UserFactory(name="Samir Ba", email="samir2@ccas.example.org")
    MembershipFactory(space=samir.space, role=Role.COLLEAGUE, user=user)
    contact(samir.space, email=user.email.upper())
    services.send_digest(digest=Digest.objects.that_of(samir.space, at=NOW), at=NOW, by=None)
    addresses = [message.address.casefold() for message in Message.objects.filter(kind=ISSUE)]
    assert sorted(addresses) == sorted([colleague.email, samir.email, user.email])

    services.stop_digest(space=samir.space, ref=f"contact:{twin.pk}", at=NOW)
    message = Message.objects.get(kind=ISSUE, state=MessageState.SKIPPED)
    assert message.address.casefold() == samir.email
    tomorrow = NOW + timedelta(days=1)
    services.send_digest(digest=Digest.objects.that_of(samir.space, at=tomorrow), at=tomorrow, by=None)
    assert DigestIssue.objects.last_first()[0].told_count == 2

    services.resume_digest(space=samir.space, ref=f"contact:{samir.pk}", at=tomorrow)
    assert not DigestStop.objects.exists()


# --- what is refused, and what it costs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({}, "Dites à qui elle part."),
        ({"to_partners": "on", "weekday": "6"}, "Sélectionnez un choix valide"),
        ({"to_partners": "on", "hour": "3"}, "Sélectionnez un choix valide"),
        ({"to_partners": "on", "opening": "x" * 1001}, "1000"),
    ],
)
def test_what_is_wrong_is_said(client, space, signed_in, typed, refusal):
    signed_in(space, Role.COORDINATOR)
    DigestFactory(space=space)
    response = client.post(SET, {"version": 1, "rhythm": "weekly", "weekday": "0", "hour": "9"} | typed)
    assert response.status_code == 422
    assert refusal in read(response)


@pytest.mark.parametrize("is_sent_by_hand", [False, True])
def test_of_two_who_set_it_for_the_first_time_the_second_overwrites_nothing(
    client, session, samir, signed_in, is_sent_by_hand
):
    signed_in(session.space, Role.COORDINATOR)
    shown = client.get(SET).context["form"]["version"].value()
    typed = {"version": shown, "rhythm": "weekly", "weekday": "0", "hour": "9", "to_partners": "on"}
    if is_sent_by_hand:
        send(client)

    assert client.post(SET, typed | {"opening": "Le mien"}).status_code == 302
    second = client.post(SET, typed | {"opening": "Le vôtre"})

    assert second.status_code == 422
    assert "Le mien" in read(second)
    assert Digest.objects.get().opening == "Le mien"
    again = typed | {"opening": "Le vôtre", "version": second.context["form"]["version"].value()}
    assert client.post(SET, again).status_code == 302
    assert Digest.objects.get().opening == "Le vôtre"


@pytest.mark.parametrize("rows", [1, 3])
def test_its_page_costs_the_same_whatever_its_readers(client, space, signed_in, django_assert_num_queries, rows):
    DigestFactory(space=space)
    SessionFactory.create_batch(rows, space=space, published=True)
    for number in range(rows):
        partner = PartnerFactory(space=space, state=PartnerState.MET)
        ContactFactory(space=space, partner=partner, email=f"c{number}@example.org")
        MembershipFactory(space=space, role=Role.COLLEAGUE)
    signed_in(space, Role.COORDINATOR)
    with django_assert_num_queries(9):
        client.get(PAGE)
