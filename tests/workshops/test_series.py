"""A session that repeats: dates are read with what speaks against them, then each is a session of its own."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    ClosureFactory,
    CommuneFactory,
    RoomFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import recurrence, services
from workshops.enums import Rhythm, SessionState
from workshops.models import Series, Session
from workshops.proposals import Wish, proposals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
FIRST = date(2026, 9, 15)  # a third Tuesday


@pytest.fixture
def space():
    return SpaceFactory(school_zone="A")


@pytest.fixture
def session(space):
    return on(FIRST, space=space)


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def on(day, hour=14, zone=PARIS, **fields):
    start = datetime.combine(day, time(hour), tzinfo=zone)
    return SessionFactory(starts_at=start, time_zone=zone.key, **fields)


def weekly(session, *days):
    return services.repeat_session(session=session, rhythm=Rhythm.WEEKLY, days=days, at=NOW, by=None)


def shown(client, session, **asked):
    return client.get(reverse("workshops:repeat_session", args=[session.code]), {"rythme": "weekly", **asked})


def send(client, session, *days, **asked):
    data = {"rythme": "weekly", "fois": 4, "submission": uuid4(), "jour": [str(day) for day in days], **asked}
    return client.post(reverse("workshops:repeat_session", args=[session.code]), data)


# --- rhythms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (date(2026, 9, 15), ["Chaque mardi", "Un mardi sur deux", "Le 3e mardi du mois"]),
        (date(2026, 9, 1), ["Chaque mardi", "Un mardi sur deux", "Le 1er mardi du mois"]),
        (date(2026, 9, 22), ["Chaque mardi", "Un mardi sur deux", "Le 4e mardi du mois"]),
        (date(2026, 9, 29), ["Chaque mardi", "Un mardi sur deux", "Le dernier mardi du mois"]),
        (date(2027, 2, 23), ["Chaque mardi", "Un mardi sur deux", "Le 4e mardi du mois", "Le dernier mardi du mois"]),
    ],
)
def test_rhythms_are_said_in_words(first, words):
    assert [recurrence.in_words(rhythm, first) for rhythm in recurrence.rhythms(first)] == words


@pytest.mark.parametrize(
    ("rhythm", "first", "following"),
    [
        (Rhythm.WEEKLY, date(2026, 12, 22), [date(2026, 12, 29), date(2027, 1, 5)]),
        (Rhythm.FORTNIGHTLY, date(2026, 12, 22), [date(2027, 1, 5), date(2027, 1, 19)]),
        (Rhythm.MONTHLY, date(2026, 12, 9), [date(2027, 1, 13), date(2027, 2, 10)]),
        (Rhythm.MONTHLY_LAST, date(2026, 12, 29), [date(2027, 1, 26), date(2027, 2, 23)]),
    ],
)
def test_a_rhythm_gives_its_dates(rhythm, first, following):
    rule = recurrence.rule_of(rhythm, first)
    assert list(recurrence.days(recurrence.ending(rule, following[-1]), first)) == [first, *following]
    assert recurrence.rhythm_of(rule) == rhythm


# --- clocks ------------------------------------------------------------------------------------------------------


def test_hours_stay_the_same_on_the_clocks_in_autumn_and_in_spring(space):
    autumn = weekly(on(date(2026, 10, 20), space=space), date(2026, 10, 27))
    spring = weekly(on(date(2027, 3, 23), space=space), date(2027, 3, 30))

    assert [each.starts_at.hour for each in autumn.sessions.by_date()] == [12, 13]  # in UTC
    assert [each.starts_at.hour for each in spring.sessions.by_date()] == [13, 12]
    assert {each.starts_at.astimezone(PARIS).time() for each in Session.objects.all()} == {time(14)}


def test_the_night_clocks_go_back_shows_an_hour_twice_and_the_first_is_meant():
    start = recurrence.instant(date(2026, 10, 25), time(2, 30), PARIS)
    assert start.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_night_clocks_go_forward_skips_an_hour_and_the_next_is_meant():
    start = recurrence.instant(date(2027, 3, 28), time(2, 30), PARIS)
    assert start.astimezone(UTC).astimezone(PARIS).time() == time(3, 30)


def test_a_session_at_night_lasts_by_the_clocks_across_both_changes(space):
    session = SessionFactory(
        space=space,
        starts_at=datetime(2026, 10, 18, 1, tzinfo=PARIS),
        ends_at=datetime(2026, 10, 18, 4, tzinfo=PARIS),
    )
    weekly(session, date(2026, 10, 25), date(2026, 11, 1))
    lengths = [each.duration for each in Session.objects.by_date()]
    assert lengths == [timedelta(hours=3), timedelta(hours=4), timedelta(hours=3)]


def test_la_reunion_never_changes_its_clocks_and_rests_on_its_own_day():
    space = SpaceFactory(time_zone="Indian/Reunion", school_zone="other")
    venue = VenueFactory(space=space, postal_code="97400")
    session = on(date(2026, 12, 13), zone=REUNION, space=space, venue=venue)
    found = proposals(session, Wish(Rhythm.WEEKLY, times=2), at=NOW)
    assert [(each.day, each.reasons) for each in found] == [
        (date(2026, 12, 20), ("Jour férié\u00a0: Abolition de l'esclavage",)),
        (date(2026, 12, 27), ()),
        (date(2027, 1, 3), ()),
    ]
    series = weekly(session, date(2026, 12, 27), date(2027, 1, 3))
    assert {each.starts_at.hour for each in series.sessions.all()} == {10}  # UTC, all year round


# --- dates proposed ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R089")
def test_dates_are_shown_with_what_speaks_against_them(client, mediator, space, session):
    start = datetime.combine(date(2026, 9, 29), time(15), tzinfo=PARIS)
    session.room = RoomFactory(space=space, venue=session.venue)
    session.save()
    SessionFactory(space=space, room=session.room, published=True, starts_at=start, workshop__title="Un potager")
    ClosureFactory(space=space, starts_on=date(2026, 10, 6), reason="Inventaire")
    page = read(shown(client, session, fois=9, vacances="on"))

    assert "Mardi 22 septembre 2026 Mardi 29" in page  # nothing against the first
    assert "Mardi 29 septembre 2026 Cette salle est déjà prise : « Un potager », de 15 heures à 17 heures" in page
    assert "Mardi 6 octobre 2026 Fermeture notée : Inventaire" in page
    assert "Mardi 20 octobre 2026 Vacances de la Toussaint" in page
    assert "Mardi 27 octobre 2026 Vacances de la Toussaint" in page
    assert "Mardi 15 décembre 2026" in page
    assert "Mardi 22 décembre 2026" not in page  # nine are kept


def test_public_holidays_are_those_of_the_departement(space):
    for code, reasons in [("67000", ("Jour férié\u00a0: Vendredi saint",)), ("23000", ())]:
        venue = VenueFactory(space=space, postal_code=code)
        session = on(date(2027, 3, 19), space=space, venue=venue)
        assert proposals(session, Wish(Rhythm.WEEKLY, times=1), at=NOW)[0].reasons == reasons


def test_a_bus_without_an_address_rests_with_the_territory(space):
    CommuneFactory(space=space, insee_code="57463")
    venue = VenueFactory(space=space, is_itinerant=True, postal_code="", address="")
    session = on(date(2027, 3, 19), space=space, venue=venue)
    assert proposals(session, Wish(Rhythm.WEEKLY, times=1), at=NOW)[0].reasons == ("Jour férié\u00a0: Vendredi saint",)


def test_without_a_pause_school_breaks_are_dates_like_others(space):
    session = on(date(2026, 10, 13), space=space)
    found = proposals(session, Wish(Rhythm.WEEKLY, times=2), at=NOW)
    assert [(each.day, each.reasons) for each in found] == [(date(2026, 10, 20), ()), (date(2026, 10, 27), ())]


def test_a_school_year_that_is_not_published_is_said_not_guessed(client, mediator, space):
    session = on(date(2050, 6, 21), space=space)
    page = read(shown(client, session, fois=2, vacances="on"))
    assert "Mardi 28 juin 2050 Vacances scolaires pas encore connues à cette date" in page


def test_a_space_with_another_school_calendar_is_told_to_look(client, signed_in):
    space = SpaceFactory(school_zone="other")
    signed_in(space, Role.MEDIATOR)
    page = client.get(reverse("workshops:repeat_session", args=[on(FIRST, space=space).code]))
    assert "Votre espace suit un autre calendrier que les zones A, B et C" in read(page)


def test_a_closure_of_another_venue_and_one_taken_back_stop_nothing(space, session):
    ClosureFactory(space=space, starts_on=date(2026, 9, 22), venue=VenueFactory(space=space))
    ClosureFactory(space=space, starts_on=date(2026, 9, 29), withdrawn_at=NOW)
    found = proposals(session, Wish(Rhythm.WEEKLY, times=2), at=NOW)
    assert [each.reasons for each in found] == [(), ()]


def test_both_limits_hold_the_sooner_first(session):
    until = Wish(Rhythm.WEEKLY, times=5, until=date(2026, 10, 1))
    assert [each.day.day for each in proposals(session, until, at=NOW)] == [22, 29]


def test_dates_that_are_past_are_not_proposed(space):
    session = on(date(2026, 8, 18), space=space)
    found = proposals(session, Wish(Rhythm.WEEKLY, times=2), at=NOW)
    assert [each.day for each in found] == [date(2026, 9, 1), date(2026, 9, 8)]


def test_looking_at_dates_reads_the_same_whatever_their_number(session, django_assert_num_queries):
    for times, count in ((1, 4), (50, 3)):  # its equipment is read once
        # the territory when the venue has no code, closures, calendars of elsewhere; it takes no room and nobody
        with django_assert_num_queries(count):
            session.venue.postal_code = ""
            proposals(session, Wish(Rhythm.WEEKLY, times=times), at=NOW)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"fois": "", "jusquau": ""}, "Dites combien de séances, ou jusqu’à quelle date."),
        ({"fois": 61}, "inférieure ou égale à 60"),
        ({"jusquau": "2026-09-15"}, "Cette date vient avant la séance que vous répétez."),
        ({"jusquau": "2029-01-01"}, "C’est à plus de deux ans"),
        ({"rythme": "yearly"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wish_that_cannot_be_is_said(client, mediator, session, asked, refusal):
    assert refusal in read(shown(client, session, **({"fois": 3} | asked)))


# --- dates made --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R089")
def test_dates_that_are_ticked_become_drafts_like_the_first(client, mediator, space, session):
    days = [date(2026, 9, 22), date(2026, 10, 6)]
    page = client.post(reverse("workshops:repeat_session", args=[session.code]), follow=True, data={
        "rythme": "weekly", "fois": 3, "submission": uuid4(), "jour": [str(day) for day in days],
    })  # fmt: skip

    text = read(page)
    assert "2 séances sont prêtes, en brouillon." in text
    assert "Chaque mardi, de 14 h à 16 h , depuis le mardi 15 septembre 2026" in text
    assert "Mardi 22 septembre 2026, de 14 h à 16 h" in text
    series = Series.objects.get()
    made = list(series.sessions.by_date())
    assert [(each.series_rank, each.local_date, each.state) for each in made] == [
        (1, FIRST, SessionState.DRAFT), (2, days[0], SessionState.DRAFT), (3, days[1], SessionState.DRAFT),
    ]  # fmt: skip
    assert {(each.venue, each.capacity, each.workshop) for each in made} == {
        (session.venue, session.capacity, session.workshop)
    }
    assert series.rule == "FREQ=WEEKLY;UNTIL=20261006"
    assert series.left_out == [date(2026, 9, 29)]


def test_a_holiday_ticked_back_is_made(client, mediator, space):
    session = on(date(2026, 11, 4), space=space)
    send(client, session, date(2026, 11, 11), fois=1)
    assert Series.objects.get().sessions.count() == 2


def test_the_same_dates_sent_twice_are_made_once(client, mediator, session):
    key = uuid4()
    first = send(client, session, date(2026, 9, 22), submission=key)
    second = send(client, session, date(2026, 9, 22), submission=key)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Session.objects.count() == 2


def test_without_a_date_the_page_comes_back_as_it_was(client, mediator, session):
    response = send(client, session)
    assert response.status_code == 422
    assert "Gardez au moins une date." in read(response)
    assert "checked" not in response.content.decode().partition('id="dates"')[2]


def test_a_date_the_rhythm_does_not_give_is_not_made(client, mediator, session):
    assert send(client, session, date(2026, 9, 23)).status_code == 422
    assert send(client, session, "x" * 10_000).status_code == 422
    with pytest.raises(ValidationError, match="ne suit pas le rythme"):
        weekly(session, date(2026, 9, 23))


def test_a_date_that_is_past_is_not_made(space):
    with pytest.raises(ValidationError, match="est passée"):
        weekly(on(date(2026, 8, 18), space=space), date(2026, 8, 25), date(2026, 9, 8))


def test_a_session_repeats_once(client, mediator, session):
    series = weekly(session, date(2026, 9, 22))
    response = client.get(reverse("workshops:repeat_session", args=[session.code]))
    assert response["location"] == reverse("workshops:series", args=[series.pk])
    with pytest.raises(ValidationError, match="se répète déjà"):
        weekly(session, date(2026, 9, 22))


def test_a_cancelled_session_does_not_repeat(client, mediator, space, session):
    services.cancel_session(session=session, at=NOW, by=None)
    response = send(client, session, date(2026, 9, 22))
    assert response.status_code == 422
    assert "Cette séance est annulée, ou se répète déjà." in read(response)


def test_the_series_of_another_space_is_not_found(client, mediator):
    theirs = weekly(on(FIRST), date(2026, 9, 22))
    assert client.get(reverse("workshops:series", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("workshops:publish_series", args=[theirs.pk])).status_code == 404


def test_people_read_how_often_it_comes_back(client, space, session):
    weekly(session, date(2026, 9, 22))
    services.publish(session=session, at=NOW, by=None)
    page = read(client.get(reverse("public:session", args=[space.slug, session.code])))
    assert "Chaque mardi. Mardi 15 septembre 2026, de 14 heures à 16 heures." in page


# --- published together ------------------------------------------------------------------------------------------


def test_a_series_is_published_at_once(client, mediator, session):
    series = weekly(session, date(2026, 9, 22), date(2026, 9, 29))
    response = client.post(reverse("workshops:publish_series", args=[series.pk]), follow=True)
    assert "3 séances sont publiées : les inscriptions sont ouvertes." in read(response)
    assert {each.state for each in series.sessions.all()} == {SessionState.PUBLISHED}


def test_a_series_is_published_whole_or_not_at_all_and_says_which_date_stops_it(client, mediator, space, session):
    session.host = mediator
    session.save()
    series = weekly(session, date(2026, 9, 22))
    workshop = WorkshopFactory(space=space, title="Un potager")
    on(date(2026, 9, 22), space=space, host=mediator, published=True, workshop=workshop)
    response = client.post(reverse("workshops:publish_series", args=[series.pk]))
    assert response.status_code == 422
    said = (
        "Mardi 22 septembre 2026 : Cette personne accueille déjà ailleurs : « Un potager », de 14 heures à 16 heures. "
        "Le plus près de libre : mardi 22 septembre à midi."
    )
    assert said in read(response)
    assert {each.state for each in series.sessions.all()} == {SessionState.DRAFT}


def test_a_series_without_a_draft_has_nothing_to_publish(client, mediator, session):
    series = weekly(session, date(2026, 9, 22))
    address = reverse("workshops:publish_series", args=[series.pk])
    client.post(address)
    response = client.post(address)
    assert response.status_code == 422
    assert "Il ne reste aucun brouillon à publier dans cette série." in read(response)


@pytest.mark.parametrize("weeks", [1, 3])
def test_the_page_of_a_series_reads_the_same_whatever_its_length(
    client, mediator, session, django_assert_num_queries, weeks
):
    series = weekly(session, *(FIRST + timedelta(weeks=week) for week in range(1, weeks + 1)))
    client.get(reverse("workshops:series", args=[series.pk]))
    with django_assert_num_queries(6):
        client.get(reverse("workshops:series", args=[series.pk]))
