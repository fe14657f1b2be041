"""Calendars kept elsewhere: fetched with care, read for their busy hours alone, shown and proposed to nobody."""

import socket
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    NOW,
    AppointmentHoursFactory,
    BusyHoursFactory,
    OtherCalendarFactory,
    PersonFactory,
    SpaceFactory,
    VenueFactory,
)
from tests.reading import read
from workshops import services
from workshops.calendars.fetching import NotFetched, are_open, fetch
from workshops.calendars.reading import MOST_HOURS, Unreadable, busy_hours
from workshops.models import Appointment, BusyHours, OtherCalendar
from workshops.slots import free_slots
from workshops.tasks import read_other_calendars

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PAGE, NEW = reverse("workshops:other_calendars"), reverse("workshops:new_other_calendar")
PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
ELSEWHERE = "https://rdv.example.org/secret/agenda.ics"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space, name="Hélène Viorne")


def ics(*events: str, before: str = "") -> bytes:
    """A calendar of these events, their lines separated by bars."""
    blocks = "".join(f"BEGIN:VEVENT|UID:{n}|{event}|END:VEVENT|" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR|VERSION:2.0|PRODID:x|{before}{blocks}END:VCALENDAR|".replace("|", "\r\n").encode()


def hours(content: bytes, zone=PARIS, at=NOW) -> list[str]:
    """« 17 10:00–11:00 » each, on the clocks of the space."""
    spans = [(start.astimezone(zone), end.astimezone(zone)) for start, end in busy_hours(content, zone=zone, at=at)]
    return [f"{start:%d %H:%M}–{end:%H:%M}" for start, end in spans]


# --- what is read ------------------------------------------------------------------------------------------------


def test_hours_are_read_whatever_says_their_zone():
    content = ics(
        "DTSTART:20261117T090000Z|DTEND:20261117T100000Z|SUMMARY:Amina Mirabelle",
        "DTSTART;TZID=Europe/Paris:20261118T100000|DURATION:PT45M",
        "DTSTART:20261119T100000|DTEND:20261119T110000",
    )

    assert hours(content) == ["17 10:00–11:00", "18 10:00–10:45", "19 10:00–11:00"]


def test_whole_days_are_those_of_the_space():
    content = ics("DTSTART;VALUE=DATE:20261117|DTEND;VALUE=DATE:20261119")

    assert busy_hours(content, zone=PARIS, at=NOW) == [
        (datetime(2026, 11, 16, 23, tzinfo=UTC), datetime(2026, 11, 18, 23, tzinfo=UTC))
    ]
    assert busy_hours(content, zone=REUNION, at=NOW)[0][0] == datetime(2026, 11, 16, 20, tzinfo=UTC)


def test_what_was_called_off_or_leaves_one_available_takes_no_hour():
    one = "DTSTART:20261117T090000Z|DTEND:20261117T100000Z"

    assert hours(ics(f"{one}|STATUS:CANCELLED", f"{one}|TRANSP:TRANSPARENT")) == []


def test_what_comes_back_is_read_within_the_window_without_its_exceptions():
    content = ics(
        "DTSTART;TZID=Europe/Paris:20260106T140000|DTEND;TZID=Europe/Paris:20260106T150000|RRULE:FREQ=WEEKLY"
        "|EXDATE;TZID=Europe/Paris:20261124T140000"
    )

    read_back = hours(content)

    assert read_back[:3] == ["10 14:00–15:00", "17 14:00–15:00", "01 14:00–15:00"]  # not the 24th
    assert len(read_back) == 27  # from a week before to half a year ahead


def test_a_meeting_of_each_week_keeps_its_hour_when_clocks_change():
    weekly = (
        "DTSTART;TZID=Europe/Paris:20270319T140000|DTEND;TZID=Europe/Paris:20270319T150000|RRULE:FREQ=WEEKLY;COUNT=3"
    )

    assert hours(ics(weekly), at=datetime(2027, 3, 20, tzinfo=UTC)) == [
        "19 14:00–15:00", "26 14:00–15:00", "02 14:00–15:00",
    ]  # fmt: skip


def test_the_hour_an_autumn_night_shows_twice_is_two_hours_long():
    night = "DTSTART;TZID=Europe/Paris:20261025T010000|DTEND;TZID=Europe/Paris:20261025T040000"

    [(start, end)] = busy_hours(ics(night), zone=PARIS, at=datetime(2026, 10, 24, tzinfo=UTC))

    assert end - start == timedelta(hours=4)


def test_those_that_touch_are_one():
    content = ics(
        "DTSTART:20261117T090000Z|DTEND:20261117T100000Z",
        "DTSTART:20261117T100000Z|DTEND:20261117T110000Z",
        "DTSTART:20261117T093000Z|DTEND:20261117T094500Z",
    )

    assert hours(content) == ["17 10:00–12:00"]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;BYMINUTE=0,1,2"])
def test_what_comes_back_within_the_day_is_not_unrolled(rule):
    assert hours(ics(f"DTSTART:20261101T090000Z|DURATION:PT1M|RRULE:{rule}")) == []


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00", b"<html>", b"\xff\xfe", b"BEGIN:VCALENDAR\r\n", b"x" * 10_000,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR",
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused_with_a_sentence(content):
    with pytest.raises(Unreadable, match="iCalendar"):
        busy_hours(content, zone=PARIS, at=NOW)


def test_an_event_that_makes_no_sense_is_left_out_alone():
    content = ics(
        "DTSTART:hier", "SUMMARY:sans heure", "DTSTART:20261117T100000Z|DTEND:20261117T090000Z",
        "DTSTART:20261118T090000Z|DTEND:20261118T100000Z|RRULE:FREQ=PARFOIS",
        "DTSTART:20261119T090000Z|DTEND:20261119T100000Z",
    )  # fmt: skip

    assert "19 10:00–11:00" in hours(content)


def test_too_many_are_refused():
    a_day = [f"DTSTART:202611{day}T{hour:02}{minute:02}00Z|DURATION:PT1M" for day in (17, 18, 19) for hour in range(24)
             for minute in range(0, 60, 1)]  # fmt: skip
    assert len(a_day) > MOST_HOURS

    with pytest.raises(Unreadable, match="trop de rendez-vous"):
        busy_hours(ics(*a_day), zone=PARIS, at=NOW)


# --- what is fetched ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_what_only_this_machine_reaches_is_not_asked(monkeypatch, number):
    answers(monkeypatch, [number])

    assert not are_open([number])
    with pytest.raises(NotFetched, match="réseau privé"):
        fetch(ELSEWHERE)


def test_one_address_of_a_private_network_among_others_is_enough_to_refuse(monkeypatch):
    answers(monkeypatch, ["93.184.216.34", "127.0.0.1"])

    with pytest.raises(NotFetched, match="réseau privé"):
        fetch(ELSEWHERE)


@pytest.mark.parametrize(
    "address",
    [
        "http://rdv.example.org/", "ftp://rdv.example.org/", "file:///etc/passwd", "https://rdv.example.org:8443/",
        "https://moi:secret@rdv.example.org/", "https://", "https://[", "https://rdv.example.org:x/", "",
    ],
)  # fmt: skip
def test_only_https_on_its_own_port_is_asked(address):
    with pytest.raises(NotFetched, match="https"):
        fetch(address)


def test_a_name_nobody_has_is_said(monkeypatch):
    def nobody(*args, **options):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(NotFetched, match="n’existe pas"):
        fetch(ELSEWHERE)


def answers(monkeypatch, *each: list[str]) -> None:
    """What the directory of names answers, the first time, the second…; the last for ever."""
    left = list(each)

    def getaddrinfo(host, port, *args, **options):
        numbers = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_a_calendar_is_fetched(elsewhere):
    elsewhere.says(b"BEGIN:VCALENDAR")

    assert fetch(ELSEWHERE) == b"BEGIN:VCALENDAR"
    assert elsewhere.asked == [("rdv.example.org", "/secret/agenda.ics")]


def test_a_name_that_answers_otherwise_the_second_time_is_asked_once(elsewhere, monkeypatch):
    answers(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    elsewhere.says(b"BEGIN:VCALENDAR")

    assert fetch(ELSEWHERE) == b"BEGIN:VCALENDAR"
    assert elsewhere.reached == ["93.184.216.34"]


@pytest.mark.parametrize("target", ["https://localhost/", "https://127.0.0.1/", "http://rdv.example.org/", "//[::1]/"])
def test_a_redirection_is_looked_at_as_the_first_address_was(elsewhere, target):
    elsewhere.says(b"", status=302, location=target)

    with pytest.raises(NotFetched):
        fetch(ELSEWHERE)
    assert elsewhere.reached == ["93.184.216.34"]


def test_a_redirection_is_followed_and_not_for_ever(elsewhere):
    elsewhere.says(b"", status=302, location="/plus-loin.ics")

    with pytest.raises(NotFetched, match="trop de fois"):
        fetch(ELSEWHERE)
    assert [path for _, path in elsewhere.asked] == ["/secret/agenda.ics", *["/plus-loin.ics"] * 3]


def test_a_file_too_long_is_not_read_to_its_end(elsewhere):
    elsewhere.says(b"x" * 3_000_000)

    with pytest.raises(NotFetched, match="trop long"):
        fetch(ELSEWHERE)


def test_a_server_that_refuses_is_said(elsewhere):
    elsewhere.says(b"", status=404)

    with pytest.raises(NotFetched, match="répond 404"):
        fetch(ELSEWHERE)


def test_a_server_that_is_not_who_it_says_is_not_read(elsewhere):
    elsewhere.says(b"BEGIN:VCALENDAR")

    with pytest.raises(NotFetched, match="pas répondu"):
        fetch("https://autre.example.org/")


# --- from there to our pages -------------------------------------------------------------------------------------


@pytest.fixture
def calendar(space, helene):
    return OtherCalendarFactory(space=space, host=helene, address=ELSEWHERE)


def nine_to_ten(day: int) -> bytes:
    return ics(f"DTSTART:202611{day}T080000Z|DTEND:202611{day}T090000Z|SUMMARY:Amina Mirabelle")


def test_it_is_read_again_and_says_what_it_says_now(elsewhere, calendar):
    for day in (19, 20):
        elsewhere.says(nine_to_ten(day))
        services.read_calendar(calendar=calendar, at=NOW)

    [busy] = BusyHours.objects.all()
    calendar.refresh_from_db()
    assert busy.starts_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert (calendar.read_at, calendar.error) == (NOW, "")


def test_while_it_cannot_be_read_what_it_last_said_stays_and_why_is_shown(client, elsewhere, calendar):
    elsewhere.says(nine_to_ten(19))
    services.read_calendar(calendar=calendar, at=NOW)
    elsewhere.says(b"", status=503)
    services.read_calendar(calendar=calendar, at=NOW + timedelta(hours=1))

    page = read(client.get(PAGE))

    assert BusyHours.objects.count() == 1
    assert "RDV Service Public, Hélène Viorne pas lu" in page
    assert "lu lundi 16 novembre" in page
    assert "Ce serveur répond 503." in page
    assert "secret" not in page


def test_those_that_wait_longest_are_read_first_and_not_all_the_time(elsewhere, space, now):
    elsewhere.says(ics())
    _, second = (OtherCalendarFactory(space=space, address=f"{ELSEWHERE}?{n}") for n in range(2))
    OtherCalendar.objects.filter(pk=second.pk).update(tried_at=NOW - timedelta(hours=1))

    for _ in range(2):
        read_other_calendars()

    assert [path[-1] for _, path in elsewhere.asked] == ["0", "1"]
    now.shift(timedelta(minutes=16))
    read_other_calendars()
    assert len(elsewhere.asked) == 4


def test_what_is_taken_elsewhere_is_proposed_to_nobody(space, calendar):
    hours = AppointmentHoursFactory(space=space, host=calendar.host)
    BusyHoursFactory(space=space, calendar=calendar, starts_at=datetime(2026, 11, 19, 8, tzinfo=UTC))

    slots = free_slots(space=space, at=NOW, days=6)

    assert [f"{slot.starts_at:%d %H:%M}" for slot in slots] == ["19 10:30", "19 11:15"]
    assert {slot.hours for slot in slots} == {hours}


def test_what_a_venue_s_calendar_takes_is_proposed_by_nobody_there(space):
    venue = VenueFactory(space=space)
    AppointmentHoursFactory(space=space, venue=venue)
    AppointmentHoursFactory(space=space)
    taken = OtherCalendarFactory(space=space, host=None, venue=venue)
    BusyHoursFactory(space=space, calendar=taken, ends_at=NOW + timedelta(days=4), starts_at=NOW + timedelta(days=2))

    slots = free_slots(space=space, at=NOW, days=6)

    assert len(slots) == 4
    assert venue.pk not in {slot.hours.venue_id for slot in slots}


def test_an_hour_taken_elsewhere_is_refused_with_where_it_comes_from(space, helene, calendar):
    BusyHoursFactory(space=space, calendar=calendar, starts_at=datetime(2026, 11, 19, 8, tzinfo=UTC))
    said = {"person": PersonFactory(space=space), "host": helene, "venue": VenueFactory(space=space), "minutes": 45}

    with pytest.raises(ValidationError, match=r"Pris ailleurs, de 9 heures à 10 heures, d’après .*RDV Service Public"):
        services.book(space=space, starts_at=datetime(2026, 11, 19, 8, 30, tzinfo=UTC), at=NOW, by=helene, **said)
    assert not Appointment.objects.exists()


def test_it_shows_in_the_calendar_with_neither_why_nor_whom(client, space, helene, calendar):
    BusyHoursFactory(space=space, calendar=calendar, starts_at=datetime(2026, 11, 19, 8, tzinfo=UTC))
    whole = OtherCalendarFactory(space=space, host=None, venue=VenueFactory(space=space, name="Médiathèque"))
    midnight = datetime(2026, 11, 16, 23, tzinfo=UTC)
    BusyHoursFactory(space=space, calendar=whole, starts_at=midnight, ends_at=midnight + timedelta(days=2))

    page = read(client.get(reverse("workshops:calendar")))

    assert "9 h – 10 h Pris ailleurs · RDV Service Public, Hélène" in page
    assert page.count("Toute la journée Pris ailleurs · RDV Service Public, Médiathèque") == 2
    assert "Libre de 10 h à 18 h" in page


# --- the team says which -----------------------------------------------------------------------------------------


def typed(client, helene, **said):
    submission = client.get(NEW).context["form"]["submission"].value()
    return {"name": "RDV Service Public", "address": ELSEWHERE, "host": helene.pk, "submission": submission} | said


def test_a_calendar_is_added_once_then_removed(client, helene):
    said = typed(client, helene)
    pages = [client.post(NEW, said, follow=True) for _ in range(2)]

    calendar = OtherCalendar.objects.get()
    assert "lu d’ici cinq minutes" in read(pages[0])
    assert (calendar.host, calendar.created_by, calendar.server) == (helene, helene, "rdv.example.org")
    assert "pas encore lu" in read(client.get(PAGE))

    BusyHoursFactory(space=calendar.space, calendar=calendar)
    removed = client.post(reverse("workshops:remove_other_calendar", args=[calendar.pk]), follow=True)
    assert "n’est plus lu" in read(removed)
    assert not BusyHours.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"address": "http://rdv.example.org/agenda.ics"}, "commence par https://"),
        ({"address": "pas une adresse"}, "URL valide"),
        ({"address": "https://rdv.example.org/" + "x" * 10_000}, "au plus 400 caractères"),
        ({"host": ""}, "celui d’une personne de l’équipe, ou celui d’un lieu"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(client, helene, wrong, sentence):
    response = client.post(NEW, typed(client, helene, **wrong))

    assert response.status_code == 422
    assert sentence in read(response)
    assert response.context["form"]["name"].value() == "RDV Service Public"
    assert not OtherCalendar.objects.exists()


def test_the_same_address_twice_is_refused(client, helene, calendar):
    response = client.post(NEW, typed(client, helene))

    assert response.status_code == 422
    assert "Cet agenda est déjà lu." in read(response)


def test_reception_reads_the_list_and_changes_nothing(client, space, signed_in):
    signed_in(space, Role.RECEPTION)
    calendar = OtherCalendarFactory(space=space)

    assert "Retirer" not in read(client.get(PAGE))
    assert client.post(reverse("workshops:remove_other_calendar", args=[calendar.pk])).status_code == 403


def test_one_of_another_space_is_not_found(client, helene):
    address = reverse("workshops:remove_other_calendar", args=[OtherCalendarFactory().pk])

    assert client.post(address).status_code == 404
