"""Our calendars in others: secret addresses, what they say and to whom; read back with another library."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import vobject
from django.urls import reverse

from mediation.accounts.enums import LinkPurpose, Role
from mediation.accounts.models import AccessLink, Membership
from mediation.accounts.public import link_path
from tests.factories import (
    NOW,
    AccessHoursFactory,
    AppointmentFactory,
    ClosureFactory,
    MembershipFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
)
from tests.reading import read
from workshops import services
from workshops.answers import sentences
from workshops.calendars.feeds import Feed
from workshops.enums import SessionState, Setting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PAGE, CHANGE = reverse("workshops:feeds"), reverse("workshops:change_feed")
PROGRAMME = "/fil/programme.ics"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def space(settings):
    settings.PUBLIC_ADDRESS = "https://fil.example.org"
    return SpaceFactory(slug="fil")


@pytest.fixture
def venue(space):
    return VenueFactory(space=space, name="Salle du Lavoir")


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space, name="Hélène Viorne")


@pytest.fixture
def session(space, venue, helene):
    return SessionFactory(
        space=space, venue=venue, host=helene, published=True, workshop__title="Vendre ses gâteaux, ses pains ; ici"
    )


@pytest.fixture
def appointment(space, venue, helene):
    who = {"person__first_name": "Amina", "person__last_name": "Mirabelle", "purpose": "sa carte grise"}
    return AppointmentFactory(space=space, venue=venue, host=helene, **who)


def opened(feed) -> str:
    return link_path(services.open_feed(feed=feed, at=NOW, by=None))


def events(client, address) -> list:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(vobject.readOne(response.content.decode()).contents.get("vevent", []))


def fields(event) -> tuple:
    return event.uid.value, int(event.sequence.value), event.status.value


# --- what they say -----------------------------------------------------------------------------------------------


def test_the_programme_is_read_by_another_library_hours_and_zone_included(client, session):
    [event] = events(client, PROGRAMME)

    assert event.summary.value == "Vendre ses gâteaux, ses pains ; ici"
    assert event.dtstart.value.astimezone(UTC) == session.starts_at
    assert event.dtend.value.astimezone(UTC) == session.ends_at
    assert event.location.value == "Salle du Lavoir, 1 chemin du Lavoir, Saint-Aubrelin"
    assert event.url.value == f"https://fil.example.org/fil/s/{session.code}/"
    text = client.get(PROGRAMME).content.decode()
    assert "DTSTART;TZID=Europe/Paris:20261128T140000\r\n" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.parametrize(
    ("zone", "start", "said"),
    [
        ("Europe/Paris", datetime(2027, 7, 14, 12, tzinfo=UTC), "20270714T140000"),
        ("Europe/Paris", datetime(2027, 3, 28, 12, tzinfo=UTC), "20270328T140000"),  # the night before had 23 hours
        ("Europe/Paris", datetime(2027, 10, 31, 13, tzinfo=UTC), "20271031T140000"),  # that one had 25
        ("Indian/Reunion", datetime(2027, 3, 28, 10, tzinfo=UTC), "20270328T140000"),
    ],
)
def test_hours_are_those_of_the_clock_of_the_place(client, space, zone, start, said):
    SessionFactory(space=space, published=True, starts_at=start, time_zone=zone)

    [event] = events(client, PROGRAMME)

    assert f"DTSTART;TZID={zone}:{said}" in client.get(PROGRAMME).content.decode()
    assert event.dtstart.value.astimezone(UTC) == start


def test_a_change_of_hour_keeps_its_name_and_raises_its_sequence(client, session, helene):
    before = events(client, PROGRAMME)
    later = session.starts_at + timedelta(days=1)
    services.move_session(session=session, starts_at=later, ends_at=later + timedelta(hours=2), at=NOW, by=helene)

    after = events(client, PROGRAMME)

    assert [fields(event) for event in before] == [(f"{session.code}@fil", 0, "CONFIRMED")]
    assert [fields(event) for event in after] == [(f"{session.code}@fil", 1, "CONFIRMED")]
    assert after[0].dtstart.value.astimezone(UTC) == later


def test_another_room_another_host_or_a_home_are_changes_too(client, space, session):
    awa = MembershipFactory(space=space, user=UserFactory(name="Awa Diop")).user
    session.host = awa
    session.save()
    session.setting, session.venue, session.home_city = Setting.HOME, None, "Vernelune"
    session.save()

    [event] = events(client, PROGRAMME)

    assert fields(event) == (f"{session.code}@fil", 2, "CONFIRMED")
    assert event.location.value == "à domicile, Vernelune"


def test_a_seat_taken_changes_no_sequence_and_a_stale_row_never_lowers_it(client, session, helene):
    stale = type(session).objects.get(pk=session.pk)
    later = session.starts_at + timedelta(days=1)
    services.move_session(session=session, starts_at=later, ends_at=later + timedelta(hours=2), at=NOW, by=helene)
    services.set_capacity(session=session, capacity=5, at=NOW, by=helene)
    stale.starts_at, stale.ends_at = later, later + timedelta(hours=2)
    stale.save()

    assert [fields(event)[1] for event in events(client, PROGRAMME)] == [1]


def test_what_was_called_off_stays_and_says_so(client, session, helene):
    services.cancel_session(session=session, at=NOW, by=helene)

    assert [fields(event) for event in events(client, PROGRAMME)] == [(f"{session.code}@fil", 1, "CANCELLED")]


def test_drafts_are_in_none_even_called_off(client, space, venue, helene):
    SessionFactory(space=space, venue=venue, host=helene)
    services.cancel_session(session=SessionFactory(space=space, venue=venue, host=helene), at=NOW, by=helene)

    for address in (PROGRAMME, opened(Feed(space, host=helene)), opened(Feed(space, venue=venue))):
        assert events(client, address) == []


def test_mine_names_people_discreetly_and_nobody_elses_does(client, space, session, appointment):
    mine = client.get(opened(Feed(space, host=appointment.host))).content.decode()
    of_venue = opened(Feed(space, venue=appointment.venue))
    others = [client.get(address).content.decode() for address in (of_venue, PROGRAMME)]

    assert "SUMMARY:Rendez-vous\\, Amina M." in mine
    assert "SUMMARY:Rendez-vous\r\n" in others[0]
    for said in (mine, *others):
        assert "Mirabelle" not in said
        assert "carte grise" not in said
    assert not any("Amina" in said for said in others)


def test_mine_is_of_what_i_do_alone(client, space, venue, helene, session):
    awa = MembershipFactory(space=space, user=UserFactory(name="Awa Diop")).user
    AppointmentFactory(space=space, venue=venue, host=awa)

    assert [event.uid.value for event in events(client, opened(Feed(space, host=helene)))] == [f"{session.code}@fil"]
    assert len(events(client, opened(Feed(space, venue=venue)))) == 2


def test_an_appointment_called_off_says_so(client, space, helene, appointment):
    services.excuse(appointment=appointment, at=NOW)

    uid = f"rendez-vous-{appointment.code}@fil"
    assert [fields(event) for event in events(client, opened(Feed(space, host=helene)))] == [(uid, 1, "CANCELLED")]


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_however_many(client, venue, helene, django_assert_num_queries, count):
    space, ours = venue.space, {"space": venue.space, "venue": venue, "host": helene}
    for number in range(1, count + 1):
        SessionFactory(**ours, published=True, starts_at=NOW + timedelta(days=number))
        AppointmentFactory(**ours, starts_at=NOW + timedelta(days=number + 8))
    address = opened(Feed(space, host=helene))
    client.get(address)
    with django_assert_num_queries(14):
        client.get(address)


# --- asked again and again ---------------------------------------------------------------------------------------


def test_who_holds_it_already_is_told_so(client, now, session):
    first = client.get(PROGRAMME)
    now.shift(timedelta(hours=1))

    by_mark = client.get(PROGRAMME, headers={"If-None-Match": first["ETag"]})
    by_time = client.get(PROGRAMME, headers={"If-Modified-Since": first["Last-Modified"]})

    assert [by_mark.status_code, by_time.status_code] == [304, 304]


def test_once_it_changed_it_is_given_whole(client, now, session, helene):
    first = client.get(PROGRAMME)
    now.shift(timedelta(hours=1))
    services.cancel_session(session=session, at=NOW, by=helene)

    by_mark = client.get(PROGRAMME, headers={"If-None-Match": first["ETag"]})
    by_time = client.get(PROGRAMME, headers={"If-Modified-Since": first["Last-Modified"]})

    assert [by_mark.status_code, by_time.status_code] == [200, 200]


def test_without_a_cache_it_is_given_whole(client, now, session, without_cache):
    first = client.get(PROGRAMME)
    now.shift(timedelta(hours=1))

    assert client.get(PROGRAMME, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


# --- secret addresses --------------------------------------------------------------------------------------------


def sent(client, **said):
    return client.post(CHANGE, said, follow=True)


def test_an_address_is_made_changed_and_closed(client, space, helene, session):
    assert "Fermé : aucune adresse ne le donne." in read(client.get(PAGE))

    made = sent(client, act="open")
    first = link_path(AccessLink.objects.get(purpose=LinkPurpose.CALENDAR))
    assert f"https://fil.example.org{first}" in read(made)
    assert len(events(client, first)) == 1

    changed = sent(client, act="change")
    second = link_path(AccessLink.objects.get(purpose=LinkPurpose.CALENDAR, revoked_at=None))
    assert "l’ancienne ne donne plus rien" in read(changed)
    assert client.get(first).status_code == 404
    assert len(events(client, second)) == 1

    assert "C’est fermé" in read(sent(client, act="close"))
    assert client.get(second).status_code == 404


def test_made_twice_it_is_the_same(client, helene):
    sent(client, act="open")
    sent(client, act="open")

    assert AccessLink.objects.filter(purpose=LinkPurpose.CALENDAR).count() == 1


def test_that_of_a_venue_is_for_who_runs_workshops(client, space, venue, signed_in):
    signed_in(space, Role.RECEPTION)
    assert client.post(CHANGE, {"act": "open", "of": f"venue:{venue.pk}"}).status_code == 403

    signed_in(space, Role.MEDIATOR)
    assert "L’adresse est prête" in read(sent(client, act="open", of=f"venue:{venue.pk}"))


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 10_000, "²"])
def test_a_venue_that_is_none_is_not_found(client, helene, key):
    assert client.post(CHANGE, {"act": "open", "of": f"venue:{key}"}).status_code == 404


def test_a_venue_of_another_space_is_not_found(client, helene):
    assert client.post(CHANGE, {"act": "open", "of": f"venue:{VenueFactory().pk}"}).status_code == 404


def test_nobodys_but_mine_is_mine_to_open(client, space, helene):
    awa = MembershipFactory(space=space, user=UserFactory(name="Awa Diop")).user

    sent(client, act="open", of=f"host:{awa.pk}")

    assert AccessLink.objects.get(purpose=LinkPurpose.CALENDAR).subject_ref == f"host:{helene.pk}"


def test_once_she_left_the_team_her_address_gives_nothing(client, space, helene, session):
    address = opened(Feed(space, host=helene))
    Membership.objects.filter(user=helene).update(until=NOW.date() - timedelta(days=1))

    assert client.get(address).status_code == 404


def test_an_address_that_is_read_lasts_another_year(client, now, space, helene):
    address = opened(Feed(space, host=helene))
    now.shift(timedelta(days=150))
    client.get(address)
    now.shift(timedelta(days=300))

    assert client.get(address).status_code == 200


def test_a_secret_of_another_kind_opens_no_calendar(client, space, helene):
    link = AccessLink.objects.issue(
        space=space, purpose=LinkPurpose.REGISTRATION, subject_ref="host:1", expires_at=NOW + timedelta(days=9)
    )

    assert client.get(f"/fil/agenda/{link.secret}.ics").status_code == 404


def test_a_session_done_is_still_of_the_feed(client, space, venue, helene):
    SessionFactory(space=space, venue=venue, host=helene, state=SessionState.DONE, starts_at=NOW - timedelta(days=3))

    assert len(events(client, opened(Feed(space, host=helene)))) == 1


# --- what they hold ----------------------------------------------------------------------------------------------


def test_open_access_comes_back_each_week_but_on_closed_days(client, space, venue):
    until = datetime(2027, 1, 5, tzinfo=UTC).date()
    AccessHoursFactory(space=space, venue=venue, weekday=2, valid_until=until)  # Wednesdays, from 14 h to 17 h
    ClosureFactory(space=space, venue=venue, starts_on=date(2026, 12, 9), reopens_on=date(2026, 12, 10))

    for address in (opened(Feed(space, venue=venue)), PROGRAMME):
        body = client.get(address).content
        [event] = vobject.readOne(body.decode()).contents["vevent"]
        found = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(NOW, NOW + timedelta(days=365))

        assert (event.summary.value, event.location.value) == (
            "Accès libre", "Salle du Lavoir, 1 chemin du Lavoir, Saint-Aubrelin",
        )  # fmt: skip
        assert {each.start.hour for each in found} == {14}
        days = [each.start.date().isoformat() for each in sorted(found, key=lambda each: each.start)]
        assert days == ["2026-11-18", "2026-11-25", "2026-12-02", "2026-12-16", "2026-12-23", "2026-12-30"]


def test_open_access_is_not_what_one_of_us_does_nor_one_envie(client, space, venue, helene):
    AccessHoursFactory(space=space, venue=venue)
    AccessHoursFactory(space=space, venue=VenueFactory(space=space))

    assert len(events(client, opened(Feed(space, venue=venue)))) == 1
    assert events(client, opened(Feed(space, host=helene))) == []
    assert len(events(client, PROGRAMME)) == 2
    assert events(client, f"{PROGRAMME}?envie=vendre") == []


def test_a_feed_says_two_weeks_past_and_six_months_to_come(client, space, venue):
    for days in (-15, -13, 182, 184):
        SessionFactory(space=space, venue=venue, published=True, starts_at=NOW + timedelta(days=days))

    found = events(client, opened(Feed(space, venue=venue)))

    assert sorted((event.dtstart.value - NOW).days for event in found) == [-13, 182]


def test_of_too_many_a_feed_says_the_nearest(client, monkeypatch, space, venue):
    monkeypatch.setattr("workshops.calendars.feeds.MOST_AHEAD", 2)
    monkeypatch.setattr("workshops.calendars.feeds.MOST_KEPT", 1)
    for days in (-3, -2, -1, 1, 2, 3):
        SessionFactory(space=space, venue=venue, published=True, starts_at=NOW + timedelta(days=days))

    found = events(client, opened(Feed(space, venue=venue)))

    assert sorted((event.dtstart.value - NOW).days for event in found) == [-1, 1, 2]


@pytest.mark.parametrize(
    "words",
    [
        "L’été, l’hiver ; et « l’automne » : " * 6,
        "é" * 200,
        "x" * 75 + "é" * 75,
        "Un retour\nà la ligne, puis un autre\r\net un \\ seul",
        "👵🏽" * 60,
    ],
)
def test_whatever_is_written_is_read_back_as_it_is(client, space, venue, words):
    SessionFactory(space=space, venue=venue, published=True, workshop__title="Un titre", workshop__takeaway=words)

    body = client.get(PROGRAMME).content

    [event] = vobject.readOne(body.decode()).contents["vevent"]
    [other] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    expected = sentences(words).replace("\r", "")
    assert event.description.value == expected
    assert str(other["DESCRIPTION"]) == expected
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
