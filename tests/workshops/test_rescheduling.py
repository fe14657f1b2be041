"""A series is changed or cancelled from one of its sessions; what was changed apart, is past or attended stays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from tests.factories import (
    AttendanceFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import recurrence, services
from workshops.enums import Rhythm, Scope, SessionState
from workshops.models import Series, Session
from workshops.rescheduling import Wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
DAYS = [date(2026, 9, 15), date(2026, 9, 22), date(2026, 9, 29), date(2026, 10, 6)]  # Tuesdays
WEEK = timedelta(weeks=1)


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def room(space):
    return RoomFactory(space=space)


@pytest.fixture
def sessions(space, room):
    """Four Tuesdays, 14 h to 16 h, published."""
    return published(space, DAYS, room=room, venue=room.venue)


def published(space, days, rhythm=Rhythm.WEEKLY, **fields):
    first = SessionFactory(space=space, starts_at=at(days[0], 14), **fields)
    series = services.repeat_session(session=first, rhythm=rhythm, days=days[1:], at=NOW, by=None)
    services.publish_series(series=series, at=NOW, by=None)
    return list(series.sessions.by_date())


def at(day, hour):
    return datetime.combine(day, time(hour), tzinfo=PARIS)


def wanted(session, day=None, start=14, end=16, **fields):
    day = day or session.local_date
    return Wanted(
        at(day, start),
        at(day, end),
        host=fields.pop("host", None),
        where={"venue": session.venue, "room": session.room, "stop": None} | fields,
    )


def change(session, scope, **fields):
    session.refresh_from_db()
    return services.change_series(session=session, scope=scope, wanted=wanted(session, **fields), at=NOW, by=None)


def times(sessions):
    """(day, hour) of each, on its clocks, as the database has them."""
    found = Session.objects.filter(pk__in=[each.pk for each in sessions]).by_date()
    return [(each.local_date, each.starts_at.astimezone(each.zone).hour) for each in found]


def typed(session, scope, **fields):
    start = session.starts_at.astimezone(PARIS)
    return {
        "date": start.date(), "start": f"{start:%H:%M}", "end": "16:00", "setting": "venue", "venue": session.venue_id,
        "room": session.room_id or "", "host": "", "version": session.version, "scope": scope, **fields,
    }  # fmt: skip


def page(name, session):
    return reverse(f"workshops:{name}", args=[session.code])


# --- what follows ------------------------------------------------------------------------------------------------


def test_those_that_follow_are_put_on_another_day_and_make_a_series_of_their_own(sessions):
    former = sessions[0].series

    change(sessions[1], Scope.FOLLOWING, day=date(2026, 9, 24), start=10, end=12)

    thursdays = [day + timedelta(days=2) for day in DAYS[1:]]
    assert times(sessions) == [(DAYS[0], 14), *((day, 10) for day in thursdays)]
    new = Series.objects.exclude(pk=former.pk).get()
    former.refresh_from_db()
    assert (former.rule, former.words) == ("FREQ=WEEKLY;UNTIL=20260915", "Chaque mardi")
    assert (new.rule, new.words, new.start_time) == ("FREQ=WEEKLY;UNTIL=20261008", "Chaque jeudi", time(10))
    assert list(new.sessions.by_date().values_list("series_rank", flat=True)) == [1, 2, 3]


def test_a_series_moved_by_a_week_does_not_meet_itself(sessions):
    change(sessions[0], Scope.ALL, day=DAYS[0] + WEEK)
    assert times(sessions) == [(day + WEEK, 14) for day in DAYS]


def test_all_those_to_come_stay_one_series(sessions):
    change(sessions[2], Scope.ALL, start=15, end=17)
    assert times(sessions) == [(day, 15) for day in DAYS]
    series = Series.objects.get()
    assert (series.start_time, series.end_time, series.starts_on) == (time(15), time(17), DAYS[0])


def test_hours_stay_those_of_the_clocks_when_a_change_crosses_the_end_of_summer_time(space):
    days = [date(2026, 10, 20), date(2026, 10, 27)]
    sessions = published(space, days)
    change(sessions[0], Scope.ALL, start=9, end=11)
    assert times(sessions) == [(day, 9) for day in days]


@pytest.mark.parametrize(
    ("rhythm", "days", "to", "moved"),
    [
        (Rhythm.MONTHLY, [date(2026, 9, 8), date(2026, 10, 13)], date(2026, 9, 17), [(9, 17), (10, 15)]),
        (Rhythm.MONTHLY_LAST, [date(2026, 9, 29), date(2026, 10, 27)], date(2026, 9, 30), [(9, 30), (10, 28)]),
        (Rhythm.MONTHLY, [date(2026, 9, 8), date(2026, 10, 13)], date(2026, 10, 1), [(10, 1), (11, 5)]),
    ],
)
def test_a_monthly_series_keeps_its_weekday_of_the_month(space, rhythm, days, to, moved):
    sessions = published(space, days, rhythm)
    change(sessions[0], Scope.ALL, day=to)
    assert [(day.month, day.day) for day, _ in times(sessions)] == moved


@pytest.mark.parametrize(
    ("rhythm", "day", "found"),
    [
        (Rhythm.MONTHLY, date(2026, 9, 29), Rhythm.MONTHLY_LAST),
        (Rhythm.MONTHLY_LAST, date(2026, 9, 8), Rhythm.MONTHLY),
        (Rhythm.FORTNIGHTLY, date(2026, 9, 29), Rhythm.FORTNIGHTLY),
    ],
)
def test_a_rhythm_begun_elsewhere_is_one_that_exists_there(rhythm, day, found):
    assert recurrence.rhythm_from(rhythm, day) == found


def test_what_was_changed_apart_is_past_or_attended_stays(space, sessions):
    _, second, third, last = sessions
    Session.objects.filter(pk=second.pk).update(is_detached=True)
    AttendanceFactory(space=space, session=third)
    with time_machine.travel(at(DAYS[0], 18), tick=False):
        services.change_series(
            session=last, scope=Scope.ALL, wanted=wanted(last, start=9, end=11), at=at(DAYS[0], 18), by=None
        )
    assert times(sessions) == [(DAYS[0], 14), (DAYS[1], 14), (DAYS[2], 14), (DAYS[3], 9)]


@pytest.mark.parametrize("how", ["detached", "cancelled", "past"])
def test_one_that_no_longer_follows_does_not_lead_the_others(sessions, how):
    first = sessions[0]
    if how == "detached":
        Session.objects.filter(pk=first.pk).update(is_detached=True)
    elif how == "cancelled":
        services.cancel_session(session=first, at=NOW, by=None)
    moment = at(DAYS[0], 18) if how == "past" else NOW
    with pytest.raises(ValidationError, match="ne change plus avec les autres"):
        services.change_series(session=first, scope=Scope.ALL, wanted=wanted(first, start=9), at=moment, by=None)


def test_a_room_that_is_taken_refuses_the_whole_change_and_says_by_what(space, room, sessions):
    workshop = WorkshopFactory(space=space, title="Un potager")
    SessionFactory(space=space, workshop=workshop, room=room, published=True, starts_at=at(date(2026, 10, 8), 10))
    with pytest.raises(ValidationError) as refusal:
        change(sessions[0], Scope.ALL, day=date(2026, 9, 17), start=10, end=12)
    assert refusal.value.messages == [
        "Jeudi 8 octobre 2026\u00a0: Cette salle est déjà prise\u00a0: «\u00a0Un potager\u00a0», de 10 heures à midi."
    ]
    assert times(sessions) == [(day, 14) for day in DAYS]


def test_reminders_follow_the_new_dates_and_say_nothing_of_the_former(sessions):
    person = PersonFactory(space=sessions[0].space)
    services.register(session=sessions[1], person=person, at=NOW)
    services.remind_due(at=at(DAYS[1], 10))
    change(sessions[0], Scope.ALL, day=DAYS[0] + WEEK)
    services.remind_due(at=at(DAYS[2], 10))
    reminders = Message.objects.filter(kind="registration.reminder").order_by("due_at")
    assert [(each.state, each.due_at.astimezone(PARIS).date()) for each in reminders] == [
        (MessageState.SKIPPED, DAYS[1] - timedelta(days=2)),
        (MessageState.QUEUED, DAYS[2] - timedelta(days=2)),
    ]
    assert Message.objects.filter(kind="session.moved").count() == 1


# --- on the page -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R089")
def test_each_date_is_shown_before_and_after_with_whom_it_concerns(client, mediator, sessions):
    services.register(session=sessions[1], person=PersonFactory(space=sessions[0].space), at=NOW)
    Session.objects.filter(pk=sessions[2].pk).update(is_detached=True)
    data = typed(sessions[1], Scope.FOLLOWING, date="2026-09-24", start="10:00", end="12:00")

    response = client.post(page("edit_session", sessions[1]), data, follow=True)

    text = read(response)
    assert "Changer 2 séances ?" in text
    assert "mardi 22 septembre , de 14 h à 16 h" in text.replace("septembre,", "septembre ,")
    assert "Jeudi 24 septembre 2026, de 10 h à 12 h" in text
    assert "Ce qui reste comme c’est" in text
    assert "Mardi 29 septembre 2026, de 14 h à 16 h" in text
    assert "Inscrites ou en attente : 1. Chacune est prévenue : 1 par SMS." in text
    assert times(sessions) == [(day, 14) for day in DAYS]  # nothing is done yet


def test_what_was_looked_at_is_done_in_one_gesture(client, mediator, sessions):
    data = typed(sessions[1], Scope.FOLLOWING, date="2026-09-24", start="10:00", end="12:00")
    response = client.post(page("change_series", sessions[1]), data, follow=True)
    assert "C’est fait : 3 séances changées." in read(response)
    assert "Chaque jeudi, de 10 h à 12 h" in read(response)
    assert times(sessions)[1:] == [(day + timedelta(days=2), 10) for day in DAYS[1:]]


def test_a_clash_is_shown_and_nothing_can_be_confirmed(client, mediator, space, room, sessions):
    workshop = WorkshopFactory(space=space, title="Un potager")
    SessionFactory(space=space, workshop=workshop, room=room, published=True, starts_at=at(date(2026, 10, 6), 10))
    data = typed(sessions[0], Scope.ALL, start="10:00", end="12:00")

    text = read(client.post(page("edit_session", sessions[0]), data, follow=True))
    refused = client.post(page("change_series", sessions[0]), data)

    assert "Cette salle est déjà prise : « Un potager », de 10 heures à midi." in text
    assert "Changer ces séances" not in text
    assert refused.status_code == 422
    assert "Rien n’est changé" in read(refused)


def test_a_session_changed_meanwhile_is_looked_at_again(client, mediator, sessions):
    data = typed(sessions[0], Scope.ALL, start="10:00", end="12:00")
    Session.objects.filter(pk=sessions[0].pk).update(version=2)
    response = client.post(page("change_series", sessions[0]), data)
    assert response.status_code == 422
    assert "vient d’être changée par quelqu’un d’autre" in read(response)
    assert times(sessions) == [(day, 14) for day in DAYS]


def test_the_page_of_a_series_leads_to_its_changes(client, mediator, sessions):
    Session.objects.filter(pk=sessions[0].pk).update(is_detached=True)
    body = client.get(reverse("workshops:series", args=[sessions[0].series_id])).content.decode()
    assert page("edit_session", sessions[1]) in body
    assert f"{page('cancel_series', sessions[1])}?scope=all" in body


def test_one_session_changed_alone_leaves_the_series(client, mediator, sessions):
    data = typed(sessions[1], Scope.ONE, start="10:00", end="12:00")
    response = client.post(page("edit_session", sessions[1]), data, follow=True)
    assert response.status_code == 200
    assert times(sessions) == [(DAYS[0], 14), (DAYS[1], 10), (DAYS[2], 14), (DAYS[3], 14)]
    series = client.get(reverse("workshops:series", args=[sessions[0].series_id]))
    assert read(series).count("changée à part de sa série") == 1


def test_saved_without_a_change_a_session_still_follows(client, mediator, sessions):
    client.post(page("edit_session", sessions[1]), typed(sessions[1], Scope.ONE))
    sessions[1].refresh_from_db()
    assert not sessions[1].is_detached


def test_a_session_alone_is_not_asked_what_to_change(client, mediator, space):
    alone = SessionFactory(space=space, starts_at=at(DAYS[0], 14))
    assert "Celle-ci et les suivantes" not in read(client.get(page("edit_session", alone)))
    client.post(page("edit_session", alone), typed(alone, Scope.ALL, start="15:00", end="17:00"))
    assert times([alone]) == [(DAYS[0], 15)]


@pytest.mark.parametrize("asked", [{}, {"scope": "x" * 10_000}, {"scope": "all", "date": "zzz"}, {"scope": "one"}])
def test_an_address_that_asks_nothing_leads_back(client, mediator, sessions, asked):
    for name, back in [("change_series", "edit_session"), ("cancel_series", "cancel_session")]:
        if name == "cancel_series" and asked.get("scope") == "all":
            continue
        response = client.get(page(name, sessions[0]), asked)
        assert response["location"] == page(back, sessions[0])


def test_the_series_of_another_space_is_not_found(client, mediator):
    theirs = SessionFactory(starts_at=at(DAYS[0], 14))
    for name in ("change_series", "cancel_series"):
        assert client.get(page(name, theirs), {"scope": "all"}).status_code == 404


# --- cancelled together ------------------------------------------------------------------------------------------


def test_those_that_follow_are_cancelled_and_whoever_comes_is_told_of_each(client, mediator, sessions):
    space = sessions[0].space
    called = PersonFactory(space=space, landline=True)
    for session in sessions[:3]:
        services.register(session=session, person=called, at=NOW)
    Session.objects.filter(pk=sessions[3].pk).update(is_detached=True)

    shown = client.get(page("cancel_series", sessions[1]), {"scope": "following"})
    done = client.post(page("cancel_series", sessions[1]), {"scope": "following"}, follow=True)

    assert "Annuler 2 séances ?" in read(shown)
    assert "Inscrites ou en attente : 2. Chacune est prévenue : 2 par téléphone (à appeler)." in read(shown)
    assert "2 séances sont annulées." in read(done)
    states = list(Session.objects.order_by("starts_at").values_list("state", flat=True))
    assert states == [SessionState.PUBLISHED, SessionState.CANCELLED, SessionState.CANCELLED, SessionState.PUBLISHED]
    assert Message.objects.filter(kind="session.cancelled").count() == 2


def test_cancelled_twice_it_is_told_once(client, mediator, sessions):
    services.register(session=sessions[0], person=PersonFactory(space=sessions[0].space), at=NOW)
    client.post(page("cancel_series", sessions[0]), {"scope": "all"})
    again = client.post(page("cancel_series", sessions[0]), {"scope": "all"}, follow=True)
    assert "ne change plus avec les autres" in read(again)
    assert Message.objects.filter(kind="session.cancelled").count() == 1


def test_the_page_that_cancels_one_leads_to_the_others(client, mediator, sessions):
    text = read(client.get(page("cancel_session", sessions[0])))
    assert "celle-ci et les suivantes , ou toutes celles à venir" in text


@pytest.mark.parametrize("weeks", [1, 3])
def test_looking_at_a_change_reads_the_same_whatever_the_length(
    client, mediator, space, django_assert_num_queries, weeks
):
    sessions = published(space, DAYS[: weeks + 1])
    data = typed(sessions[0], Scope.ALL, start="10:00", end="12:00")
    client.get(page("change_series", sessions[0]), data)
    with django_assert_num_queries(14):
        client.get(page("change_series", sessions[0]), data)
