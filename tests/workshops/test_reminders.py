"""Reminders: when each falls due, who is told by which way, once; what a change of the session or of a rule does."""

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.services import queue_all
from publics.enums import ContactChannel
from publics.models import Person
from publics.notifications import recipient_of
from publics.reach import address_told, way_to_tell
from tests.factories import (
    NOW,
    AppointmentFactory,
    CycleFactory,
    GuardianshipFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    ReminderRuleFactory,
    SessionFactory,
    SpaceFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.models import ReminderOccurrence, ReminderRule, Session
from workshops.notifications import REMINDER, moments_of
from workshops.services.reminders import SESSIONS, mark_due, to_those_seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]

PARIS = ZoneInfo("Europe/Paris")
THURSDAY = datetime(2026, 12, 10, 14, tzinfo=PARIS)
EVENING = datetime(2026, 12, 8, 18, tzinfo=PARIS)
HOURS = timedelta(hours=2)
first_reminders = import_module("workshops.migrations.0020_first_reminders")
in_their_hour = import_module("workshops.migrations.0022_appointments_reminded_in_their_hour")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, starts_at=THURSDAY)


def register(session, *, at=NOW, **person):
    return services.register(session=session, person=PersonFactory(space=session.space, **person), at=at)


def reminders():
    """(first name, channel, when) of each, in the order of the hour."""
    rows = Message.objects.filter(kind="registration.reminder").order_by("due_at", "subject_id")
    names = {f"person:{person.pk}": person.first_name for person in Person.objects.all()}
    return [(names[row.recipient_ref], row.channel, f"{row.due_at.astimezone(PARIS):%d/%m %H:%M}") for row in rows]


def add(space, **fields):
    return services.create_rule(rule=ReminderRule(space=space, **fields), at=NOW, by=None)


# --- those every space begins with --------------------------------------------------------------------------------


def test_a_space_begins_with_three_that_suit_each_way(space):
    rules = ReminderRule.objects.of(space).in_order()
    assert [(str(rule), rule.told) for rule in rules] == [
        ("Une semaine avant, à 9 heures", "à qui est prévenu par courrier"),
        ("Deux jours avant, à 9 heures", "à qui est prévenu par téléphone"),
        ("Deux jours avant, à 18 heures", "à qui est prévenu par SMS ou par e-mail"),
    ]


def test_each_is_told_at_her_hour_by_her_own_way(session):
    register(session, first_name="Amina")
    register(session, first_name="Odette", by_email=True)
    register(session, first_name="Lucien", landline=True)
    register(session, first_name="Rose", by_letter=True)

    assert services.remind_due(at=datetime(2026, 12, 3, 8, 59, tzinfo=PARIS)) == 0
    assert services.remind_due(at=datetime(2026, 12, 3, 9, tzinfo=PARIS)) == 1
    assert services.remind_due(at=datetime(2026, 12, 8, 9, tzinfo=PARIS)) == 1
    assert services.remind_due(at=EVENING) == 2

    assert reminders() == [
        ("Rose", Channel.LETTER, "03/12 09:00"),
        ("Lucien", Channel.PHONE, "08/12 09:00"),
        ("Amina", Channel.SMS, "08/12 18:00"),
        ("Odette", Channel.EMAIL, "08/12 18:00"),
    ]


def test_nobody_is_reminded_of_what_is_not_published_or_is_called_off(space, session):
    draft = SessionFactory(space=space, starts_at=THURSDAY)
    RegistrationFactory(space=space, session=draft)
    register(session)
    services.cancel_session(session=session, at=NOW, by=None)

    assert services.remind_due(at=EVENING) == 0


def test_registering_writes_no_reminder(session, django_assert_num_queries):
    """The line of the confirmation alone: the others are written together, when their hour has come."""
    register(session)
    assert list(Message.objects.values_list("kind", flat=True)) == ["registration.confirmed"]
    for _ in range(3):
        register(session)

    with django_assert_num_queries(7):  # the dates of each, the messages, around them transactions
        assert services.remind_due(at=EVENING) == 4


# --- once, however long nobody looked -----------------------------------------------------------------------------


def test_looked_at_again_nothing_is_written_twice(session):
    register(session)
    for minutes in (0, 0, 1, 60, 24 * 60):
        services.remind_due(at=EVENING + timedelta(minutes=minutes))

    assert reminders() == [("Amina", Channel.SMS, "08/12 18:00")]
    assert ReminderOccurrence.objects.filter(rule__hour=18).count() == 1


def test_written_by_two_at_once_each_is_written_once(session):
    register(session)
    marked = mark_due(SESSIONS, at=EVENING)

    assert mark_due(SESSIONS, at=EVENING) == []
    rows = to_those_seated(marked)
    assert [queue_all(rows, kind=REMINDER, at=EVENING) for _ in range(2)] == [1, 0]


def test_three_hours_late_it_is_written_with_the_hour_it_was_due(session):
    register(session)
    services.remind_due(at=EVENING + timedelta(hours=3))
    assert reminders() == [("Amina", Channel.SMS, "08/12 18:00")]


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2027, 4, 20)])  # an hour more, or less, since a month before
def test_the_furthest_is_written_in_its_hour_to_who_comes_late_in_the_evening(space, day):
    rule = ReminderRuleFactory(space=space, days_before=30, hour=8, since=None)
    session = SessionFactory(space=space, published=True, starts_at=datetime.combine(day, time(23, 45), tzinfo=PARIS))
    services.register(session=session, person=PersonFactory(space=space), at=session.starts_at - timedelta(days=40))

    assert services.remind_due(at=rule.moment_for(session)) == 1


def test_who_had_her_seat_after_its_hour_is_not_reminded(space):
    """Her confirmation said it. What comes later still applies."""
    session = SessionFactory(space=space, published=True, starts_at=THURSDAY, capacity=2)
    add(space, hours_before=3)
    leaving, _ = register(session, first_name="Odette"), register(session, first_name="Amina")
    register(session, first_name="Awa")  # waits
    after = EVENING + timedelta(minutes=5)
    services.cancel_registration(registration=leaving, at=after)
    awa = session.registrations.waiting().get()
    services.accept_offer(offer=awa.offers.get(), at=after + timedelta(hours=15))

    services.remind_due(at=after + timedelta(hours=16))
    assert reminders() == [("Amina", Channel.SMS, "08/12 18:00")]

    services.remind_due(at=THURSDAY - timedelta(hours=3))
    assert reminders()[1:] == [("Amina", Channel.SMS, "10/12 11:00"), ("Awa", Channel.SMS, "10/12 11:00")]


def test_those_named_together_are_told_once_through_the_first_whom_something_reaches(session):
    silent = PersonFactory(space=session.space, first_name="Sami", phone="", preferred_channel=ContactChannel.NONE)
    amina, lina = (PersonFactory(space=session.space, first_name=name) for name in ("Amina", "Lina"))
    services.register(session=session, person=silent, relatives=[amina, lina], at=NOW)

    services.remind_due(at=EVENING)

    assert reminders() == [("Amina", Channel.SMS, "08/12 18:00")]


def test_a_child_is_reminded_through_her_adult(session):
    adult = PersonFactory(space=session.space, first_name="Nadia", phone="+33639981077")
    child = GuardianshipFactory(space=session.space, adult=adult).child
    services.register(session=session, person=child, at=NOW)

    services.remind_due(at=EVENING)

    message = Message.objects.get(kind="registration.reminder")
    assert (message.recipient_ref, message.address) == (f"person:{child.pk}", "+33639981077")


def test_on_the_clocks_of_where_it_takes_place(space):
    session = SessionFactory(
        space=space, published=True, starts_at=datetime(2026, 12, 10, 9, tzinfo=ZoneInfo("Indian/Reunion")),
        time_zone="Indian/Reunion",
    )  # fmt: skip
    register(session)
    services.remind_due(at=EVENING)
    assert reminders() == [("Amina", Channel.SMS, "08/12 15:00")]  # 18 h over there


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2026, 10, 26), date(2027, 3, 28), date(2027, 3, 29)])
@pytest.mark.parametrize(
    "moment", [{"days_before": 3, "hour": 18}, {"days_before": 0, "hour": 8}, {"hours_before": 12}]
)
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Cayenne"])
def test_the_pages_and_the_database_say_the_same_hour_both_nights_when_clocks_change(space, day, moment, zone):
    starts_at = datetime.combine(day, time(10), tzinfo=ZoneInfo(zone))
    session = SessionFactory(space=space, published=True, starts_at=starts_at, time_zone=zone)
    rule = ReminderRuleFactory(space=space, **moment, since=None)

    mark_due(SESSIONS, at=starts_at)

    assert ReminderOccurrence.objects.get(rule=rule).due_at == rule.moment_for(session)


def test_way_said_to_the_database_is_the_one_the_pages_say(space, settings):
    """Every preference, with and without each address, with and without what she stopped."""
    gave = product(ContactChannel, ["", "+33639981001", "+33536492001"], ["", "a@example.org"], ["", "3 rue du Four"],
                   [("", ""), ("24000", ""), ("24000", "Fontbruyas")], ["", "+33536492002"],
                   [[], ["sms"], ["phone", "email"], ["letter"]],
                   [[], ["+33639981001"], ["a@example.org"]])  # fmt: skip
    Person.objects.bulk_create(
        Person(space=space, first_name="Amina", created_at=NOW, preferred_channel=preferred, phone=phone, email=email,
               address=address, postal_code=postal_code, city=city, helper_phone=helper, stopped_channels=stopped,
               dead_addresses=dead)
        for preferred, phone, email, address, (postal_code, city), helper, stopped, dead in gave
    )  # fmt: skip
    for provider in (settings.SMS_URL, ""):
        settings.SMS_URL = provider
        rows = Person.objects.annotate(way=way_to_tell()).annotate(written_to=address_told())
        for person in rows:
            recipient = recipient_of(person)
            said = (recipient.channel, recipient.address) if recipient else ("", "")
            assert (person.way, person.written_to if person.way else "") == said, vars(person)


# --- what the team decides ----------------------------------------------------------------------------------------


def test_those_of_a_workshop_or_of_a_cycle_are_added_to_those_of_the_space(space, session):
    cycle = CycleFactory(space=space)
    of_cycle = SessionFactory(space=space, published=True, starts_at=THURSDAY, cycle=cycle)
    add(space, workshop=session.workshop, days_before=1, hour=18)
    add(space, cycle=cycle, hours_before=3)
    register(session, first_name="Amina")
    register(of_cycle, first_name="Awa")

    services.remind_due(at=THURSDAY - timedelta(hours=1))

    assert reminders() == [
        ("Amina", Channel.SMS, "08/12 18:00"),
        ("Awa", Channel.SMS, "08/12 18:00"),
        ("Amina", Channel.SMS, "09/12 18:00"),
        ("Awa", Channel.SMS, "10/12 11:00"),
    ]


def test_one_for_some_channels_leaves_the_others_alone(space, session):
    add(space, hours_before=3, channels=[Channel.EMAIL])
    register(session, first_name="Amina")
    register(session, first_name="Odette", by_email=True)

    services.remind_due(at=THURSDAY - timedelta(hours=3))

    assert ("Odette", Channel.EMAIL, "10/12 11:00") in reminders()
    assert [name for name, _, _ in reminders()].count("Amina") == 1


def test_what_was_due_before_it_was_decided_is_not_caught_up(space, session):
    register(session)
    rule = ReminderRule(space=space, days_before=1, hour=18)
    services.create_rule(rule=rule, at=datetime(2026, 12, 9, 18, 1, tzinfo=PARIS), by=None)

    services.remind_due(at=THURSDAY - timedelta(hours=2))

    assert reminders() == [("Amina", Channel.SMS, "08/12 18:00")]


def test_switched_off_nothing_more_is_written_and_on_again_only_what_is_to_come(space, session):
    register(session)
    evening = ReminderRule.objects.of(space).get(hour=18)
    evening.is_active = False
    services.change_rule(rule=evening, at=NOW, by=None)
    assert services.remind_due(at=EVENING + timedelta(hours=1)) == 0

    evening.is_active = True
    services.change_rule(rule=evening, at=EVENING + timedelta(hours=2), by=None)
    assert services.remind_due(at=EVENING + timedelta(hours=3)) == 0


def test_changed_while_nobody_looked_what_was_due_before_is_still_written(space, session):
    register(session)
    evening = ReminderRule.objects.of(space).get(hour=18)
    evening.days_before, evening.hour = 1, 9
    services.change_rule(rule=evening, at=EVENING + timedelta(hours=2), by=None)

    services.remind_due(at=THURSDAY)

    assert reminders() == [("Amina", Channel.SMS, "08/12 18:00")]


def test_a_fourth_by_the_same_way_is_refused(space, session):
    add(space, days_before=1, hour=18)
    add(space, workshop=session.workshop, hours_before=3, channels=[Channel.SMS])

    with pytest.raises(ValidationError, match="3 rappels au plus"):
        add(space, hours_before=1)
    add(space, hours_before=1, channels=[Channel.PHONE, Channel.LETTER])
    add(space, workshop=WorkshopFactory(space=space), hours_before=2, channels=[Channel.SMS])


def test_two_at_the_same_moment_for_the_same_people_are_refused(space, session):
    with pytest.raises(ValidationError, match="part déjà à ce moment-là"):
        add(space, workshop=session.workshop, days_before=2, hour=18)
    with pytest.raises(ValidationError, match="existe déjà à ce moment-là"):
        add(space, days_before=2, hour=18, channels=[Channel.PHONE])
    add(space, workshop=session.workshop, days_before=2, hour=18, channels=[Channel.LETTER])


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"days_before": 2},
        {"hour": 18},
        {"days_before": 2, "hour": 3},
        {"days_before": 31, "hour": 18},
        {"hours_before": 0},
        {"hours_before": 25},
        {"days_before": 2, "hour": 18, "hours_before": 3},
        {"hours_before": 4, "channels": ["pigeon"]},
    ],
)
def test_the_database_refuses_a_moment_that_is_none(space, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderRule.objects.create(space=space, **wrong)


def test_of_a_workshop_and_a_cycle_at_once_is_refused(space):
    both = {"workshop": WorkshopFactory(space=space), "cycle": CycleFactory(space=space)}
    with pytest.raises(IntegrityError, match="reminder_rule_is_of_one"), transaction.atomic():
        ReminderRule.objects.create(space=space, hours_before=4, **both)


def test_workshop_of_another_space_is_refused(space):
    ReminderRule.objects.create(space=space, hours_before=4, workshop=WorkshopFactory(space=SpaceFactory()))
    with pytest.raises(IntegrityError, match="workshop_id_space"):
        connection.check_constraints()


# --- what a change does -------------------------------------------------------------------------------------------


def moved(session, **later):
    hours = session.ends_at - session.starts_at
    starts_at = session.starts_at + timedelta(**later)
    services.move_session(
        session=session, starts_at=starts_at, ends_at=starts_at + hours, by=None, at=EVENING + timedelta(minutes=1)
    )


def test_another_day_is_reminded_of_anew_and_another_hour_is_not(session):
    register(session)
    services.remind_due(at=EVENING)
    Message.objects.filter(kind="registration.reminder").update(state=MessageState.SENT, sent_at=EVENING)

    moved(session, hours=1)
    assert services.remind_due(at=EVENING + timedelta(hours=1)) == 0

    session.refresh_from_db()
    moved(session, days=7)
    services.remind_due(at=EVENING + timedelta(days=7))
    assert [when for _, _, when in reminders()] == ["08/12 18:00", "15/12 18:00"]


def test_moved_to_a_day_whose_hour_is_past_the_change_alone_tells_it(session):
    register(session)
    services.move_session(
        session=session, starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=2), by=None, at=NOW
    )

    assert services.remind_due(at=NOW + timedelta(hours=1)) == 0
    assert Message.objects.filter(kind="session.moved").count() == 1


def test_back_to_its_first_day_what_had_not_left_is_said_once(session):
    register(session)
    services.remind_due(at=EVENING)
    moved(session, days=7)
    assert Message.objects.get(kind="registration.reminder").state == MessageState.SKIPPED

    session.refresh_from_db()
    moved(session, days=-7)
    services.remind_due(at=EVENING + timedelta(hours=1))

    assert Message.objects.get(kind="registration.reminder").state == MessageState.QUEUED


def test_moved_and_back_the_same_morning_what_another_hour_made_late_is_said_in_its_time(space, session):
    """Moved from 18 h to 10 h, « 3 heures avant » was late; back at 18 h, it falls at 15 h again."""
    rule = add(space, hours_before=3)
    register(session)
    services.remind_due(at=EVENING)
    morning, evening = (THURSDAY.replace(hour=hour) for hour in (10, 18))

    for minutes, starts_at in enumerate([evening, morning, evening]):
        at = THURSDAY.replace(hour=8, minute=minutes)
        services.move_session(session=session, starts_at=starts_at, ends_at=starts_at + HOURS, by=None, at=at)

    assert list(ReminderRule.objects.about(session).to_come(session)) == [rule]
    services.remind_due(at=evening)
    assert [when for _, _, when in reminders()] == ["08/12 18:00", "10/12 15:00"]


def test_moved_later_the_same_day_what_was_said_is_not_said_again(space, session):
    add(space, hours_before=3)
    register(session)
    services.remind_due(at=THURSDAY.replace(hour=11))
    Message.objects.filter(kind="registration.reminder").update(state=MessageState.SENT, sent_at=EVENING)
    later = THURSDAY.replace(hour=18)

    services.move_session(
        session=session, starts_at=later, ends_at=later + HOURS, by=None, at=THURSDAY.replace(hour=12)
    )

    assert services.remind_due(at=later) == 0


def test_told_by_another_way_since_it_is_still_said_of_that_date_and_dropped_of_another(session):
    register(session)
    services.remind_due(at=EVENING)
    by_text = Message.objects.get(kind="registration.reminder")
    Message.objects.filter(pk=by_text.pk).update(state=MessageState.SENT, sent_at=EVENING)
    by_call = MessageFactory(
        space=session.space, kind=by_text.kind, subject_id=by_text.subject_id, channel=Channel.PHONE,
        recipient_ref=by_text.recipient_ref, address="+33536492001", dedup_key=f"{by_text.dedup_key}:phone",
    )  # fmt: skip

    for later, state in [({"hours": 1}, "queued"), ({"days": 7}, "skipped"), ({"days": -7}, "queued")]:
        moved(session, **later)
        session.refresh_from_db()
        by_call.refresh_from_db()
        assert by_call.state == state


# --- two at the same instant --------------------------------------------------------------------------------------


@pytest.fixture
def noon(space):
    """Three hours before it is also the morning of that day, at nine."""
    add(space, days_before=0, hour=9)
    return SessionFactory(space=space, published=True, starts_at=THURSDAY.replace(hour=12))


def test_two_that_fall_at_the_same_hour_for_one_session_are_one_message(space, noon, session):
    add(space, hours_before=3)
    for one in (noon, session):
        register(one)

    services.remind_due(at=THURSDAY)

    at_noon, at_two = (f"{hour:02}:00" for hour in (9, 11))
    of_the_day = [when for _, _, when in reminders() if when.startswith("10/12")]
    assert of_the_day == [f"10/12 {at_noon}", f"10/12 {at_noon}", f"10/12 {at_two}"]  # noon's, then both of the other


def test_written_for_the_one_it_is_not_written_for_the_other_once_it_meets_it(space, noon):
    """Moved to noon after nine had struck, the reminder of three hours before would fall at nine again."""
    session = noon
    Session.objects.filter(pk=session.pk).update(starts_at=THURSDAY, ends_at=THURSDAY + timedelta(hours=2))
    add(space, hours_before=3)
    register(session)
    services.remind_due(at=THURSDAY.replace(hour=9))
    Session.objects.filter(pk=session.pk).update(starts_at=THURSDAY.replace(hour=12))

    services.remind_due(at=THURSDAY.replace(hour=10))

    assert [when for _, _, when in reminders()] == ["08/12 18:00", "10/12 09:00"]


def test_one_for_some_channels_beside_one_for_all_tells_each_once(space, noon):
    add(space, workshop=noon.workshop, hours_before=3, channels=[Channel.EMAIL])
    register(noon, first_name="Amina")
    register(noon, first_name="Odette", by_email=True)

    services.remind_due(at=THURSDAY)

    of_the_day = sorted(name for name, _, when in reminders() if when == "10/12 09:00")
    assert of_the_day == ["Amina", "Odette"]


def test_that_of_its_workshop_names_it(space, noon):
    own = add(space, workshop=noon.workshop, hours_before=3)

    moments = moments_of(ReminderRule.objects.about(noon), noon, Channel.SMS, at=NOW)

    assert [rule for _, rule in moments][1:] == [own]


# --- appointments -------------------------------------------------------------------------------------------------


@pytest.fixture
def appointment(space):
    return AppointmentFactory(space=space, starts_at=THURSDAY, ends_at=THURSDAY + timedelta(minutes=45))


def of_appointments():
    rows = Message.objects.filter(kind="appointment.reminder").order_by("due_at")
    return [(row.channel, f"{row.due_at.astimezone(PARIS):%d/%m %H:%M}") for row in rows]


def test_appointments_follow_those_of_the_space_alone(space, session, appointment):
    add(space, hours_before=3)
    add(space, workshop=session.workshop, hours_before=6)

    for at in (EVENING, THURSDAY - timedelta(hours=1), THURSDAY):
        services.remind_due(at=at)

    assert of_appointments() == [(Channel.SMS, "08/12 18:00"), (Channel.SMS, "10/12 11:00")]


def test_those_already_booked_follow_a_rule_that_changes(space, appointment):
    evening = ReminderRule.objects.of(space).get(hour=18)
    evening.days_before = 1
    services.change_rule(rule=evening, at=NOW, by=None)

    services.remind_due(at=THURSDAY)

    assert of_appointments() == [(Channel.SMS, "09/12 18:00")]


def test_appointments_of_a_child_or_of_who_is_called_are_told_as_the_pages_say(space):
    adult = PersonFactory(space=space, first_name="Nadia", phone="+33639981077")
    child = GuardianshipFactory(space=space, adult=adult).child
    for person in (child, PersonFactory(space=space, landline=True)):
        AppointmentFactory(space=space, person=person, starts_at=THURSDAY, ends_at=THURSDAY + timedelta(minutes=45))

    services.remind_due(at=THURSDAY - timedelta(hours=1))

    told = Message.objects.filter(kind="appointment.reminder").values_list("recipient_ref", "channel", "address")
    assert (f"person:{child.pk}", Channel.SMS, "+33639981077") in told
    assert {channel for _, channel, _ in told} == {Channel.SMS, Channel.PHONE}


def test_three_appointments_are_read_and_written_in_as_many_statements_as_one(space, django_assert_num_queries):
    for _ in range(3):
        AppointmentFactory(space=space, starts_at=THURSDAY, ends_at=THURSDAY + timedelta(minutes=45))

    with django_assert_num_queries(7):  # the dates of each, the messages, around them transactions
        assert services.remind_due(at=EVENING) == 3


def test_an_occurrence_is_of_a_session_or_of_an_appointment(space, session, appointment):
    rule = ReminderRule.objects.of(space).first()
    for both in ({}, {"session": session, "appointment": appointment}):
        with pytest.raises(IntegrityError, match="occurrence_is_of_one"), transaction.atomic():
            ReminderOccurrence.objects.create(space=space, rule=rule, local_date=date(2026, 12, 10), due_at=NOW, **both)


def test_appointment_of_another_space_is_refused(space):
    rule, elsewhere = ReminderRule.objects.of(space).first(), AppointmentFactory(space=SpaceFactory())
    ReminderOccurrence.objects.create(
        space=space, rule=rule, appointment=elsewhere, local_date=date(2026, 12, 10), due_at=NOW
    )
    with pytest.raises(IntegrityError, match="appointment_id_space"):
        connection.check_constraints()


# --- from what was written ahead, before --------------------------------------------------------------------------


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_what_was_written_ahead_before_leaves_exactly_once(space):
    """Not due yet, its rule writes it in its time; already due, it is the one that leaves."""
    now = timezone.now()
    far, near = (SessionFactory(space=space, published=True, starts_at=now + timedelta(days=days)) for days in (9, 1))
    ReminderRule.objects.of(space).update(since=now)
    for session in (far, near):
        session.refresh_from_db()
        registration = register(session, at=now - timedelta(days=5))
        key = f"registration.reminder:{registration.pk}:{session.local_date}"
        MessageFactory(
            space=space, subject_id=registration.pk, recipient_ref=f"person:{registration.person_id}",
            address="+33639981001", channel=Channel.SMS, dedup_key=key,
            due_at=session.starts_at - timedelta(days=2), expires_at=session.starts_at,
        )  # fmt: skip

    run(first_reminders.WRITTEN_AHEAD, first_reminders.OF_SESSIONS)

    evening = ReminderRule.objects.of(space).get(hour=18)
    [kept] = Message.objects.filter(kind="registration.reminder")
    assert kept.dedup_key == f"registration.reminder:{evening.pk}:{kept.subject_id}:{near.local_date}"
    services.remind_due(at=now + timedelta(minutes=1))
    assert Message.objects.filter(kind="registration.reminder").count() == 1
    services.remind_due(at=far.starts_at - timedelta(hours=1))
    assert Message.objects.filter(kind="registration.reminder").count() == 2


def written_ahead(appointment, rule, **fields):
    """As appointments were, when they were booked; the key, as it was after the rules came."""
    hour = f"{appointment.starts_at.astimezone(UTC):%Y%m%dT%H%M}"
    former = f"appointment.reminder:{appointment.pk}:{hour}"
    message = MessageFactory(
        space=appointment.space, kind="appointment.reminder", subject_id=appointment.pk, channel=Channel.SMS,
        recipient_ref=f"person:{appointment.person_id}", address="+33639981001", dedup_key=former,
        **{"due_at": rule.moment_for(appointment), "expires_at": appointment.starts_at, **fields},
    )  # fmt: skip
    run(first_reminders.OF_APPOINTMENTS)
    return message


def appointment_in(space, days):
    starts_at = (timezone.now() + timedelta(days=days)).replace(microsecond=0)
    long_ago = {"created_at": timezone.now() - timedelta(days=30)}
    return AppointmentFactory(space=space, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45), **long_ago)


def count_of(appointment):
    return Message.objects.filter(kind="appointment.reminder", subject_id=appointment.pk).count()


@pytest.mark.parametrize("state", [{}, {"state": "skipped"}, {"state": "sent", "sent_at": NOW}])
def test_what_was_written_ahead_of_appointments_leaves_exactly_once(space, state):
    """Not due yet, its rule writes it in its time; already due, it is the one that leaves, or left."""
    evening = ReminderRule.objects.of(space).get(hour=18)
    far, near = appointment_in(space, 9), appointment_in(space, 1)
    written_ahead(far, evening)
    kept = written_ahead(near, evening, **state)

    run(in_their_hour.WRITTEN_AHEAD, in_their_hour.ALREADY_DUE)

    assert (count_of(far), list(Message.objects.filter(pk=kept.pk))) == (0, [kept])
    services.remind_due(at=timezone.now() + timedelta(minutes=1))
    services.remind_due(at=near.starts_at)
    services.remind_due(at=far.starts_at - timedelta(hours=1))
    assert (count_of(far), count_of(near)) == (1, 1)


def test_what_a_rule_changed_since_had_already_said_is_not_said_again(space):
    evening = ReminderRule.objects.of(space).get(hour=18)
    coming = appointment_in(space, 3)
    written_ahead(coming, evening, state="sent", sent_at=NOW, due_at=NOW)
    ReminderRule.objects.filter(pk=evening.pk).update(days_before=1)

    run(in_their_hour.WRITTEN_AHEAD, in_their_hour.ALREADY_DUE)

    assert services.remind_due(at=coming.starts_at) == 0
    assert count_of(coming) == 1


def test_what_a_rule_switched_off_since_had_written_ahead_is_not_said(space):
    evening = ReminderRule.objects.of(space).get(hour=18)
    coming = appointment_in(space, 9)
    written_ahead(coming, evening)
    ReminderRule.objects.filter(pk=evening.pk).update(is_active=False)

    run(in_their_hour.WRITTEN_AHEAD, in_their_hour.ALREADY_DUE)

    services.remind_due(at=coming.starts_at - timedelta(hours=1))
    assert count_of(coming) == 0
