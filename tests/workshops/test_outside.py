"""What other structures propose the same week is said before publishing, and never in the way of it."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    CommuneFactory,
    InterestFactory,
    OrganisationFactory,
    OutsideSessionFactory,
    SessionFactory,
    VenueFactory,
)
from tests.reading import read
from workshops.models import OutsideSession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
START = datetime(2026, 9, 15, 12, tzinfo=UTC)  # a Tuesday
LIST = reverse("workshops:outside")
NOTE = reverse("workshops:note_outside")
READ = reverse("workshops:read_outside")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def ruche(space):
    return OrganisationFactory(space=space, name="La Ruche", city="Vernelune")


@pytest.fixture
def draft(space):
    venue = VenueFactory(space=space, name="Médiathèque", city="Vernelune")
    return SessionFactory(space=space, starts_at=START, venue=venue)


def page_of(client, session) -> str:
    return read(client.get(reverse("workshops:session", args=[session.code])))


def elsewhere(draft, ruche, **fields):
    return OutsideSessionFactory(space=draft.space, organisation=ruche, **{"on": date(2026, 9, 18)} | fields)


@pytest.mark.requirement("R165")
def test_before_publishing_what_tops_the_same_week_is_said_the_closest_first(client, mediator, draft, ruche):
    elsewhere(draft, ruche, title="Un tableur", city="vernelune")
    elsewhere(draft, ruche, title="Photos", city="Vernelune", branch=draft.workshop.branch)
    page = page_of(client, draft)
    said = page.partition("La même semaine, ailleurs")[2]
    assert said.index("Photos, La Ruche, Vernelune, vendredi 18 septembre : le même thème et la même commune") == 1
    assert "Un tableur, La Ruche, vernelune, vendredi 18 septembre : la même commune" in said


@pytest.mark.requirement("R165")
def test_it_never_stops_a_session_from_being_published(client, mediator, draft, ruche):
    elsewhere(draft, ruche, branch=draft.workshop.branch)
    page = read(client.post(reverse("workshops:publish", args=[draft.code]), follow=True))
    assert "La séance est publiée" in page
    assert "La même semaine, ailleurs" not in page


@pytest.mark.parametrize(
    "fields",
    [
        {"city": "Vernelune", "on": date(2026, 9, 21)},
        {"city": "Vernelune", "on": date(2026, 9, 13)},
        {"city": "Rochebrisse"},
        {"city": ""},
    ],
)
def test_another_week_another_place_another_theme_say_nothing(client, mediator, draft, ruche, fields):
    elsewhere(draft, ruche, **fields)
    assert "La même semaine, ailleurs" not in page_of(client, draft)


def test_what_another_space_knows_is_not_said(client, mediator, draft):
    OutsideSessionFactory(on=date(2026, 9, 18), city="Vernelune", branch=draft.workshop.branch)
    assert "La même semaine, ailleurs" not in page_of(client, draft)


# --- by hand -----------------------------------------------------------------------------------------------------


def typed(ruche, **fields):
    return {"on": "2026-09-18", "title": "Café numérique", "organisation": ruche.pk, "submission": uuid4(), **fields}


@pytest.mark.requirement("R165")
def test_one_line_is_enough_and_its_commune_is_that_of_the_structure(client, mediator, ruche):
    page = read(client.post(NOTE, typed(ruche, starts="14:00"), follow=True))
    assert "Café numérique" in page
    assert "Vendredi 18 septembre 2026, 14 h · La Ruche, Vernelune" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "obligatoire"),
        ({"title": "x" * 10_000}, "au plus 120"),
        ({"title": "Café\x00"}, "nul"),
        ({"title": "2 84 05 75 123 456 11"}, "sécurité sociale"),
        ({"on": "demain"}, "date valide"),
        ({"branch": "999999"}, "choix"),
    ],
)
def test_what_cannot_be_noted_is_refused_and_kept(client, mediator, ruche, fields, sentence):
    response = client.post(NOTE, typed(ruche, **fields))
    assert response.status_code == 422
    assert sentence in read(response)
    assert not OutsideSession.objects.exists()


def test_noted_twice_it_is_noted_once(client, mediator, ruche):
    data = typed(ruche)
    for _ in range(2):
        client.post(NOTE, data)
    assert OutsideSession.objects.count() == 1
    again = client.post(NOTE, typed(ruche))
    assert again.status_code == 422
    assert "Cette séance est déjà notée." in read(again)


def test_it_is_taken_away_and_that_of_another_space_is_not_found(client, mediator, draft, ruche):
    outside = elsewhere(draft, ruche)
    client.post(reverse("workshops:forget_outside", args=[outside.pk]))
    assert not OutsideSession.objects.exists()
    other = OutsideSessionFactory()
    assert client.post(reverse("workshops:forget_outside", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client, mediator, ruche, rows, django_assert_num_queries):
    for number in range(rows):
        OutsideSessionFactory(space=ruche.space, organisation=ruche, title=f"Café {number}", on=date(2026, 9, 18))
    with django_assert_num_queries(7):
        client.get(LIST)


# --- their calendar ----------------------------------------------------------------------------------------------

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//La Ruche//FR
BEGIN:VEVENT
UID:cafe@ruche
DTSTAMP:20260801T000000Z
DTSTART;TZID=Europe/Paris:20260908T140000
DTEND;TZID=Europe/Paris:20260908T160000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Café numérique
LOCATION:Salle des fêtes\\, Rochebrisse
END:VEVENT
BEGIN:VEVENT
UID:portes@ruche
DTSTAMP:20260801T000000Z
DTSTART;VALUE=DATE:20260919
SUMMARY:Portes ouvertes
END:VEVENT
BEGIN:VEVENT
UID:passe@ruche
DTSTAMP:20260801T000000Z
DTSTART:20250919T100000Z
SUMMARY:L’an dernier
END:VEVENT
BEGIN:VEVENT
UID:loin@ruche
DTSTAMP:20260801T000000Z
DTSTART:20280919T100000Z
SUMMARY:Dans deux ans
END:VEVENT
END:VCALENDAR
"""


def sent(ruche, content, **fields):
    upload = SimpleUploadedFile("ruche.ics", content.encode() if isinstance(content, str) else content)
    return {"organisation": ruche.pk, "calendar": upload, "submission": uuid4(), **fields}


@pytest.mark.requirement("R165")
def test_the_calendar_of_a_partner_is_read_its_repeated_dates_too(client, mediator, ruche):
    CommuneFactory(space=ruche.space, name="Rochebrisse")
    branch = InterestFactory(parent=None)
    page = read(client.post(READ, sent(ruche, CALENDAR, branch=branch.pk), follow=True))
    assert "4 séances sont notées." in page
    rows = OutsideSession.objects.by_date().values_list("title", "on", "starts", "city", "branch")
    assert [(title, on.day, starts and starts.hour, city, theme) for title, on, starts, city, theme in rows] == [
        ("Café numérique", 8, 14, "Rochebrisse", branch.pk),
        ("Café numérique", 15, 14, "Rochebrisse", branch.pk),
        ("Portes ouvertes", 19, None, "Vernelune", branch.pk),
        ("Café numérique", 22, 14, "Rochebrisse", branch.pk),
    ]


def test_read_again_nothing_is_there_twice(client, mediator, ruche):
    for _ in range(2):
        page = read(client.post(READ, sent(ruche, CALENDAR), follow=True))
    assert "Rien de nouveau dans les six mois à venir." in page
    assert OutsideSession.objects.count() == 4


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;BYSECOND=0,1,2"])
def test_what_comes_back_within_the_day_is_not_followed(client, mediator, ruche, rule):
    client.post(READ, sent(ruche, CALENDAR.replace("FREQ=WEEKLY;COUNT=3", rule)))
    assert [outside.title for outside in OutsideSession.objects.all()] == ["Portes ouvertes"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Bonjour", "n’est pas un agenda"),
        (b"\x00\xff\xfe", "n’est pas un agenda"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Sans date\n", "n’est pas un agenda"),
        ("x" * (1024 * 1024 + 1), "trop lourd"),
        ("", "vide"),
    ],
)
def test_what_is_no_calendar_is_refused(client, mediator, ruche, content, sentence):
    response = client.post(READ, sent(ruche, content))
    assert response.status_code == 422
    assert sentence in read(response)


def test_a_structure_of_another_space_is_no_choice(client, mediator):
    assert client.post(READ, sent(OrganisationFactory(), CALENDAR)).status_code == 422
