"""The calendar of the team: by day, week or month; of a venue, a room or one of us; and the hours that are free."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    NOW,
    AppointmentFactory,
    BusyHoursFactory,
    ClosureFactory,
    MembershipFactory,
    RoomFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops.calendars.drawing import OPENS, ROWS
from workshops.calendars.frames import Frame, View
from workshops.enums import SessionState
from workshops.models import Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

CALENDAR = reverse("workshops:calendar")
PARIS = ZoneInfo("Europe/Paris")
MILLIMETRE = 72 / 25.4


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space, name="Hélène Viorne")


@pytest.fixture
def venue(space):
    return VenueFactory(space=space, name="Salle du Lavoir", opening_hours="Mo-Fr 09:00-12:00,14:00-18:00")


@pytest.fixture
def ours(space, helene, venue):
    """A place and one of us, as a session has them."""
    return {"venue": venue, "room": RoomFactory(space=space, venue=venue, name="étage"), "host": helene}


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """That day of November 2026, in Paris."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def planned(space, start, minutes=120, title="Vendre ses gâteaux", **fields):
    workshop = Workshop.objects.of(space).filter(title=title).first() or WorkshopFactory(space=space, title=title)
    when = {"starts_at": start, "ends_at": start + timedelta(minutes=minutes)}
    return SessionFactory(space=space, workshop=workshop, **when, **{"published": True} | fields)


def shown(client, **asked) -> str:
    return read(client.get(CALENDAR, asked))


# --- what it shows -----------------------------------------------------------------------------------------------


def test_a_week_says_sessions_their_seats_drafts_and_appointments(client, space, helene, venue):
    planned(space, on(17, 14), venue=venue, host=helene, capacity=8)
    planned(space, on(18, 10), venue=venue, published=False, title="Inventer un jeu")
    AppointmentFactory(space=space, host=helene, venue=venue, starts_at=on(19, 10), person__first_name="Amina")

    page = shown(client)

    assert "Du lundi 16 novembre au dimanche 22 novembre 2026" in page
    order = ("Lundi 16", "Mardi 17", "Vendre ses gâteaux", "Mercredi 18", "Inventer un jeu", "Jeudi 19", "Amina")
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "14 h – 16 h" in page
    assert "0 sur 8 places" in page
    assert "0 sur 8 places · brouillon" in page
    assert "Dimanche 22" not in page  # nothing that Sunday


def test_what_was_called_off_is_not_shown(client, space, helene, venue):
    planned(space, on(17, 14), state=SessionState.CANCELLED, cancelled_at=NOW)
    AppointmentFactory(space=space, host=helene, starts_at=on(19, 10), person__first_name="Amina", excused=True)

    page = shown(client)

    assert "Vendre ses gâteaux" not in page
    assert "Amina" not in page


@pytest.mark.parametrize(("asked", "seen"), [("lieu", "venue"), ("salle", "room"), ("avec", "host")])
def test_it_is_of_a_venue_of_a_room_or_of_one_of_us(client, space, ours, asked, seen):
    awa = MembershipFactory(space=space, user=UserFactory(name="Awa Diop")).user
    planned(space, on(17, 14), **ours)
    planned(space, on(17, 9), host=awa, title="Inventer un jeu")

    page = shown(client, **{asked: ours[seen].pk})

    assert "Vendre ses gâteaux" in page
    assert "Inventer un jeu" not in page


@pytest.mark.parametrize(
    ("by", "titles"),
    [("lieu", ["Médiathèque", "Salle du Lavoir"]), ("salle", ["étage", "Sans salle"]), ("personne", ["Awa", "Hélène"])],
)
def test_a_day_is_side_by_side(client, space, ours, by, titles):
    awa = MembershipFactory(space=space, user=UserFactory(name="Awa Diop")).user
    planned(space, on(17, 14), **ours)
    elsewhere = VenueFactory(space=space, name="Médiathèque")
    planned(space, on(17, 9), venue=elsewhere, host=awa, title="Inventer un jeu")

    page = shown(client, vue="jour", jour="2026-11-17", par=by).partition("Montrer")[2]

    places = [page.index(words) for words in titles]
    assert places == sorted(places)
    assert "Mardi 17 novembre 2026" in shown(client, vue="jour", jour="2026-11-17")


def test_a_month_shows_four_a_day_then_how_many_more(client, space, helene):
    for hour in (9, 10, 11, 14, 15, 16):
        planned(space, on(17, hour), 45, title=f"Atelier de {hour} heures")

    page = shown(client, vue="mois")

    assert "Novembre 2026" in page
    assert "Atelier de 14 heures" in page
    assert "Atelier de 15 heures" not in page
    assert "et 2 de plus" in page


def test_a_week_says_how_many_more_a_day_has(client, space, helene):
    for minute in range(12):
        planned(space, on(17, 9, minute), 30)

    assert "et 2 autres ce jour-là" in shown(client)
    assert "autres ce jour-là" not in shown(client, vue="jour", jour="2026-11-17")


def test_public_holidays_and_closures_are_said(client, space, helene, venue):
    ClosureFactory(space=space, venue=venue, starts_on=date(2026, 11, 12), reopens_on=date(2026, 11, 13), reason="eau")

    page = shown(client, jour="2026-11-11")

    assert "Mercredi 11 novembre Férié : Armistice" in page
    assert "Jeudi 12 novembre Fermé, Salle du Lavoir : eau" in page


def test_it_begins_today_and_leads_before_and_after(client, space, helene):
    page = client.get(CALENDAR).content.decode()

    assert "vue=semaine&amp;par=lieu&amp;jour=2026-11-09" in page
    assert "vue=semaine&amp;par=lieu&amp;jour=2026-11-23" in page
    assert "aujourd’hui" in page


@pytest.mark.parametrize("said", ["hier", "9999-12-31", "2026-13-01", "x" * 10_000])
def test_an_address_typed_by_hand_never_fails(client, helene, said):
    asked = dict.fromkeys(("vue", "par", "jour", "lieu", "salle", "avec"), said)

    assert client.get(CALENDAR, asked).status_code == 200


def test_of_another_space_nothing_is_shown_nor_chosen(client, space, helene):
    elsewhere = planned(SpaceFactory(), on(17, 14), title="Ailleurs")
    planned(space, on(17, 9))

    page = shown(client, lieu=elsewhere.venue_id)

    assert "Ailleurs" not in page
    assert "Vendre ses gâteaux" in page


def test_a_colleague_of_another_service_reads_of_sessions_alone(client, space, venue, signed_in):
    signed_in(space, Role.COLLEAGUE)
    planned(space, on(17, 14), venue=venue)
    AppointmentFactory(space=space, venue=venue, starts_at=on(19, 10), person__first_name="Amina")

    for view in ("jour", "semaine", "mois"):
        page = shown(client, vue=view, jour="2026-11-17")
        assert "Vendre ses gâteaux" in page
        assert "Amina" not in page
        assert "Prendre un rendez-vous" not in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("cost", [("jour", 15), ("semaine", 15), ("mois", 11)])
def test_it_costs_the_same_however_many(client, helene, django_assert_num_queries, cost, count):
    (view, queries), space = cost, helene.memberships.get().space
    for number in range(count):
        planned(space, on(16, 14, 10 * number), 10, host=helene)
        AppointmentFactory(space=space, host=helene, starts_at=on(16, 9 + number))
        ClosureFactory(space=space, venue=VenueFactory(space=space), starts_on=date(2026, 11, 18))
        BusyHoursFactory(space=space, calendar__host=helene, starts_at=on(16, 16, number))
    asked = {"vue": view, "jour": "2026-11-16"}
    client.get(CALENDAR, asked)
    with django_assert_num_queries(queries):
        client.get(CALENDAR, asked)


# --- the hours that are free -------------------------------------------------------------------------------------


def test_hours_that_are_free_lead_to_both_forms(client, space, helene, venue):
    planned(space, on(17, 14), venue=venue, host=helene)

    page = client.get(CALENDAR, {"lieu": venue.pk, "avec": helene.pk})

    assert "Libre de 9 h à 12 h" in read(page)
    assert "Libre de 16 h à 18 h" in read(page)
    query = f"jour=2026-11-17&amp;heure=16%3A00&amp;lieu={venue.pk}&amp;avec={helene.pk}"
    assert f"{reverse('workshops:workshops')}?{query}" in page.content.decode()
    assert f"{reverse('desk:book')}?{query}" in page.content.decode()


def test_a_draft_takes_no_hour_a_closed_or_past_day_has_none(client, space, helene, venue):
    ClosureFactory(space=space, starts_on=date(2026, 11, 18), reopens_on=date(2026, 11, 30))
    planned(space, on(17, 14), venue=venue, published=False)

    page = shown(client, lieu=venue.pk)

    assert page.count("Libre de 14 h à 18 h") == 2  # Monday, today, and Tuesday under the draft
    assert "Libre de 10 h à 12 h" in page
    assert page.count("Libre") == 4  # both mornings; it is 10 h on Monday


def test_a_free_hour_fills_in_the_session(client, space, helene, venue):
    room = RoomFactory(space=space, venue=venue)
    workshop = WorkshopFactory(space=space, title="Vendre ses gâteaux")
    asked = {"jour": "2026-11-17", "heure": "16:00", "lieu": venue.pk, "salle": room.pk, "avec": helene.pk}

    choose = client.get(reverse("workshops:workshops"), asked)
    form = client.get(reverse("workshops:new_session", args=[workshop.pk]), asked).context["form"]

    assert "Pour mardi 17 novembre 2026 : choisissez l’atelier" in read(choose)
    assert "jour=2026-11-17&amp;heure=16%3A00" in choose.content.decode()
    values = {name: str(form[name].value()) for name in ("date", "start", "venue", "room", "host")}
    assert values == {
        "date": "2026-11-17", "start": "16:00", "venue": str(venue.pk), "room": str(room.pk), "host": str(helene.pk),
    }  # fmt: skip


def test_a_free_hour_fills_in_the_appointment(client, space, helene, venue):
    asked = {"jour": "2026-11-17", "heure": "16:00", "lieu": venue.pk, "avec": helene.pk}

    form = client.get(reverse("desk:book"), asked).context["form"]

    assert [form[name].value() for name in ("on", "start", "venue")] == ["2026-11-17", "16:00", str(venue.pk)]
    assert form["host"].value() == helene.pk
    assert form.is_elsewhen


@pytest.mark.parametrize("said", ["x" * 10_000, "2026-13-01", "<b>"])
def test_a_moment_typed_by_hand_never_fails(client, space, helene, said):
    workshop = WorkshopFactory(space=space)
    asked = dict.fromkeys(("jour", "heure", "lieu", "salle", "avec"), said)
    for address in ("workshops:workshops", "desk:book"):
        assert client.get(reverse(address), asked).status_code == 200
    assert client.get(reverse("workshops:new_session", args=[workshop.pk]), asked).status_code == 200


# --- the drawing -------------------------------------------------------------------------------------------------


def test_what_is_earlier_or_later_than_the_hours_drawn_stands_at_their_edge(client, space, helene):
    planned(space, on(17, OPENS - 2), 60)
    planned(space, on(17, 23), 30)

    lines = [line for day in client.get(CALENDAR).context["columns"] for line in day.day.lines]

    assert [(line.row, line.rows) for line in lines] == [(0, 4), (ROWS - 2, 2)]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_night_when_clocks_change_keeps_the_hours_of_the_clock(client, space, helene, day, hours):
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=PARIS)
    assert (midnight + timedelta(days=1)).timestamp() - midnight.timestamp() == hours * 3600
    planned(space, midnight.replace(hour=14), created_at=midnight - timedelta(days=9))

    page = shown(client, vue="jour", jour=day.isoformat())

    assert "14 h – 16 h" in page


def test_a_session_is_on_the_day_of_its_own_clocks(client, space, helene):
    """23 h in Paris is already tomorrow in Saint-Denis."""
    planned(space, on(17, 23), time_zone="Indian/Reunion")

    assert "Mercredi 18 novembre 2 h – 4 h Vendre ses gâteaux" in shown(client)


@pytest.mark.parametrize(
    ("view", "first", "last", "title"),
    [
        (View.DAY, date(2026, 12, 1), date(2026, 12, 1), "mardi 1er décembre 2026"),
        (
            View.WEEK,
            date(2026, 11, 30),
            date(2026, 12, 6),
            "du lundi 30 novembre au dimanche 6 décembre 2026",
        ),
        (View.MONTH, date(2026, 11, 30), date(2027, 1, 3), "décembre 2026"),
    ],
)
def test_a_view_spans_whole_weeks(view, first, last, title):
    frame = Frame(view, date(2026, 12, 1))

    assert (frame.first, frame.last, frame.title) == (first, last, title)


def test_a_month_after_the_31st_is_the_month_after():
    assert Frame(View.MONTH, date(2026, 1, 31)).after == date(2026, 2, 28)


# --- on paper ----------------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_the_week_on_paper_is_one_page_and_names_nobody_whole(client, space, helene, venue):
    planned(space, on(17, 14), venue=venue, host=helene)
    who = {"person__first_name": "Amina", "person__last_name": "Mirabelle"}
    AppointmentFactory(space=space, host=helene, starts_at=on(19, 10), **who)

    content = client.get(reverse("workshops:week_sheet"), {"avec": helene.pk}).content

    [page] = pypdfium2.PdfDocument(io.BytesIO(content))
    text = " ".join(page.get_textpage().get_text_bounded().split())
    assert [round(length / MILLIMETRE) for length in page.get_size()] == [297, 210]
    assert "Du lundi 16 novembre au dimanche 22 novembre 2026" in text
    assert "Vendre ses gâteaux" in text
    assert "Amina M." in text
    assert "Mirabelle" not in text
