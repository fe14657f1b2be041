"""The public catalogue: what one chooses, the plan of places, the programme on other sites and in feeds."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    NOW,
    ExperimentFactory,
    InterestFactory,
    MaterialFactory,
    MaterialUseFactory,
    SessionFactory,
    SpaceFactory,
    ToolFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops.public.choices import Place
from workshops.public.plan import HEIGHT, RADIUS, WIDTH, plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PROGRAMME_QUERIES = 12


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


def coming(space, title, *, days=12, venue=None, **workshop):
    workshop.setdefault("branch", InterestFactory())
    made = WorkshopFactory(space=space, title=title, **workshop)
    venue = venue or VenueFactory(space=space)
    return SessionFactory(space=space, published=True, workshop=made, venue=venue, starts_at=NOW + timedelta(days=days))


@pytest.fixture
def three(space):
    """Cakes for makers at the Lavoir, a game for children at the Page, a walk for everybody elsewhere, later."""
    ToolFactory(space=space, key="instagram", name="Instagram")
    selling = InterestFactory(key="vendre", name="Vendre, entreprendre")
    lavoir = VenueFactory(space=space, name="Salle du Lavoir", city="Saint-Aubrelin")
    page = VenueFactory(space=space, name="La Page tournée", city="Vernelune")
    return [
        coming(space, "Vendre ses gâteaux", venue=lavoir, branch=selling, audiences=["makers"], tools=["instagram"]),
        coming(space, "Inventer un jeu", days=13, venue=page, audiences=["children"], ages_from=8, ages_to=12),
        coming(
            space, "Marcher sans se perdre", days=20, venue=VenueFactory(space=space, name="Bus", city="Tournebise")
        ),
    ]


def titles(response) -> list[str]:
    return re.findall(r'programme-title"><a[^>]*>([^<]*)', response.content.decode())


@pytest.mark.requirement("R207")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["Vendre ses gâteaux", "Inventer un jeu", "Marcher sans se perdre"]),
        ("envie=vendre", ["Vendre ses gâteaux"]),
        ("public=children", ["Inventer un jeu"]),
        ("age=10", ["Vendre ses gâteaux", "Inventer un jeu", "Marcher sans se perdre"]),
        ("age=40", ["Vendre ses gâteaux", "Marcher sans se perdre"]),
        ("lieu=la-page-tournee", ["Inventer un jeu"]),
        ("outil=instagram", ["Vendre ses gâteaux"]),
        ("jour=2026-11-29", ["Inventer un jeu"]),
        ("envie=vendre&public=children", []),
        ("public=martiens&lieu=ailleurs&jour=hier&age=-3&outil=x", "everything"),
        ("age=" + "9" * 10_000, "everything"),
    ],
)
def test_programme_is_chosen_by_envie_public_age_place_day_and_tool(client, space, three, asked, shown):
    everything = [session.workshop.title for session in three]

    response = client.get(f"/fil/?{asked}")

    assert response.status_code == 200
    assert titles(response) == (everything if shown == "everything" else shown)


def test_only_what_is_to_come_is_proposed(client, space, three):
    gone = VenueFactory(space=space, name="Salle d’hier")
    coming(space, "Hier", days=-2, venue=gone, audiences=["learners"])

    page = read(client.get("/fil/"))

    assert "Enfants" in page
    assert "Qui apprennent le français" not in page
    assert "Salle d’hier" not in page


def test_nothing_answers_leads_back_to_everything(client, space, three):
    page = read(client.get("/fil/?envie=vendre&public=children"))

    assert "Rien de prévu pour ces choix" in page
    assert "Voir tous les ateliers" in page


def test_what_is_chosen_stays_while_another_envie_is(client, space, three):
    page = client.get("/fil/?outil=instagram").content.decode()

    assert 'href="?outil=instagram&amp;envie=vendre"' in page


def test_reading_the_programme_leaves_nothing_in_the_browser(client, space, three):
    for address in ("/fil/", "/fil/programme/cadre/", f"/fil/s/{three[0].code}/", "/fil/programme.ics"):
        assert not client.get(address).cookies


@pytest.mark.parametrize("count", [1, 3])
def test_programme_costs_the_same_with_or_without_choices(client, space, django_assert_num_queries, count):
    ToolFactory(space=space, key="instagram")
    for number in range(count):
        coming(space, f"Atelier {number}", tools=["instagram"], audiences=["makers"])
    with django_assert_num_queries(PROGRAMME_QUERIES):
        client.get("/fil/")
    with django_assert_num_queries(PROGRAMME_QUERIES + 1):  # those that answer are counted
        client.get("/fil/?outil=instagram&public=makers&age=40")


# --- a session ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R221")
def test_what_it_takes_is_said_in_a_way_that_keeps_nobody_out(client, space):
    session = coming(space, "Un tableur", at_ease="se servir d’une souris", accesses=["step_free"], equipment="prêté")

    page = read(client.get(f"/fil/s/{session.code}/"))

    assert "Pour être à l’aise Se servir d’une souris. Sinon, appelez-nous : on vous prépare." in page
    assert "On entre en fauteuil" in page
    assert "Avec quel matériel ? Prêté." in page


@pytest.mark.requirement("R221")
def test_the_desk_alone_is_told_to_prepare_who_is_not_at_ease_yet(client, signed_in, space):
    session = coming(space, "Un tableur", at_ease="se servir d’une souris")
    advice = "Pas encore ? Inscrivez quand même, et voyez-vous avant pour préparer."
    signed_in(space, Role.RECEPTION)

    page = read(client.get(reverse("workshops:register", args=[session.code])))

    assert f"Pour être à l’aise : se servir d’une souris. {advice}" in page
    client.logout()
    assert advice not in read(client.get(f"/fil/s/{session.code}/inscription/"))


@pytest.mark.requirement("R209")
def test_free_courses_shown_to_all_are_on_the_page_and_no_others(client, space):
    session = coming(space, "Vendre ses gâteaux")
    shown = MaterialFactory(space=space, title="Photographier un gâteau", is_public=True)
    kept = MaterialFactory(space=space, title="Déroulé pour l’équipe")
    for material in (shown, kept):
        MaterialUseFactory(space=space, workshop=session.workshop, material=material)

    response = client.get(f"/fil/s/{session.code}/")

    assert f'href="{shown.url}"' in response.content.decode()
    assert kept.title not in read(response)
    assert client.get(f"/fil/ressources/{kept.code}/").status_code == 404


def test_what_is_tried_says_so(client, space):
    session = coming(space, "Fabriquer un objet")
    ExperimentFactory(space=space, workshop=session.workshop)

    assert "on l’essaie" in read(client.get("/fil/"))
    assert "Nous essayons cet atelier" in read(client.get(f"/fil/s/{session.code}/"))


def test_session_is_an_event_of_schema_org_and_nothing_in_it_closes_the_block(client, space):
    session = coming(space, "</script><b>Vendre & co</b>")

    page = client.get(f"/fil/s/{session.code}/").content.decode()

    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    event = json.loads(block)
    assert event["@type"] == "Event"
    assert event["name"] == "</script><b>Vendre & co</b>"
    assert event["startDate"] == "2026-11-28T10:00:00+01:00"
    assert event["location"]["address"]["addressLocality"] == "Saint-Aubrelin"
    assert event["remainingAttendeeCapacity"] == 8


# --- elsewhere ---------------------------------------------------------------------------------------------------


def test_programme_may_be_framed_by_any_site_and_nothing_else_may(client, space, three):
    framed, ours = client.get("/fil/programme/cadre/"), client.get("/fil/")

    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in ours["Content-Security-Policy"]
    assert ours["X-Frame-Options"] == "DENY"
    assert "Vendre ses gâteaux" in read(framed)
    assert "<form" not in framed.content.decode()


def test_feeds_take_the_same_choices(client, space, three):
    rss = client.get("/fil/programme.rss?envie=vendre").content.decode()
    data = json.loads(client.get("/fil/programme.json?public=children").content)
    calendar = client.get("/fil/programme.ics?outil=instagram").content.decode()

    assert rss.count("<item>") == 1
    assert "Vendre ses gâteaux" in rss
    assert [event["name"] for event in data["@graph"]] == ["Inventer un jeu"]
    assert calendar.count("BEGIN:VEVENT") == 1


def test_whoever_shows_the_programme_is_told_how(client, space):
    page = read(client.get("/fil/programme/ailleurs/"))

    assert "/fil/programme/cadre/" in page
    assert "/fil/programme.rss" in page


@pytest.mark.parametrize("name", ["programme.rss", "programme.json", "programme.ics", "programme/cadre/"])
def test_feeds_know_nothing_of_another_space(client, space, name):
    SessionFactory(published=True, workshop__title="Ailleurs")

    assert "Ailleurs" not in client.get(f"/fil/{name}").content.decode()


# --- the plan ----------------------------------------------------------------------------------------------------


def place(name, latitude, longitude):
    return Place(name, name, "", latitude, longitude, 1)


def test_plan_keeps_directions_and_shows_every_place():
    north, south, same = place("nord", 46.2, 2.3), place("sud", 46.0, 2.3), place("sud bis", 46.0, 2.3)
    unknown = place("ailleurs", None, None)

    plan = plan_of([north, south, same, unknown])

    drawn = {point.place.name: point for point in plan.points}
    assert drawn["nord"].y < drawn["sud"].y
    assert abs(drawn["sud"].x - drawn["sud bis"].x) >= 2 * RADIUS
    assert plan.elsewhere == [unknown]
    assert plan.scale_km == "5"
    assert all(RADIUS < point.x < WIDTH - RADIUS and RADIUS < point.y < HEIGHT - RADIUS for point in plan.points)


def test_one_place_needs_no_plan():
    assert plan_of([place("seul", 46.0, 2.3)]).points == []


def test_plan_and_its_list_say_the_same(client, space):
    for number, name in enumerate(["Le Fil", "La Page"]):
        venue = VenueFactory(space=space, name=name, latitude=46.0 + number / 10, longitude=2.3)
        coming(space, f"À {name}", venue=venue)

    response = client.get("/fil/")

    assert response.content.decode().count("plan-point") == 2
    assert 'href="?lieu=le-fil"' in response.content.decode()
    assert "Où ça se passe" in read(response)
