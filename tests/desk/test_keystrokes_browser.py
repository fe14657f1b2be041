"""How many keys are pressed, Tab, Enter and modifiers included, from any page with nothing focused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from publics.models import DailyCount, Person, Visit
from tests.factories import (
    NOW,
    AppointmentHoursFactory,
    DemarcheFactory,
    InterestFactory,
    MembershipFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
)
from workshops.models import Appointment, Registration

pytestmark = pytest.mark.django_db(transaction=True)

FEW, MANY = 2, 25
PEOPLE, SAME_NAME = 3000, 40
FIRST = (
    "Amina Awa Bernard Camille Claire Denise Élise Emma Fatima Georges Hélène Hugo Inès Jeanne Josette Karim Léa Louis "
    "Lucien Manon Marcel Maurice Monique Nadia Nicole Noé Odette Paul Pierre Raymond Rosa Sacha Samir Simone Sofia "
    "Thérèse Ugo Victor Yvonne Zoé"
).split()
LAST = (
    "Aubépine Bouleau Bruyère Cèdre Charme Chêne Coudrier Érable Frêne Genêt Hêtre Houx If Jasmin Laurier Lilas "
    "Liseron Mélèze Mirabelle Muguet Myrte Noisetier Olivier Orme Osier Peuplier Pin Platane Pommier Prunelle Rosier "
    "Sapin Saule Sorbier Sureau Tamaris Thuya Tilleul Troène Vergne Viorne Cerisier Citronnier Cognassier Figuier "
    "Genévrier Grenadier Marronnier Mûrier Néflier Noyer Oranger Pêcher Poirier Prunier Robinier Romarin Sauge "
    "Séquoia Thym Vigne Verveine Acacia Ajonc Alisier Amandier Aulne Bambou Buis Camélia Cyprès Églantier"
    " Fougère Lierre"
).split()


@pytest.fixture
def space():
    """A town of 3,000 people, of whom 40 are called Benali: no two by the same first name."""
    space = SpaceFactory(slug="fil")
    names = [(first, last) for last in LAST for first in FIRST][: PEOPLE - SAME_NAME]
    names += [(first, "Benali") for first in FIRST[:SAME_NAME]]
    Person.objects.bulk_create(
        PersonFactory.build(space=space, first_name=first, last_name=last, phone="", created_at=NOW)
        for first, last in names
    )
    return space


@pytest.fixture
def desk(space, live_server, new_page):
    """A page that counts the keys pressed, from whatever it shows, nothing focused."""
    client, page = Client(), new_page()
    client.force_login(MembershipFactory(space=space).user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.pressed = []

    def press(key: str) -> None:
        page.pressed.append(key)

    page.expose_function("keyWasPressed", press)
    page.add_init_script("addEventListener('keydown', (event) => window.keyWasPressed(event.key), true)")
    return page


@pytest.mark.requirement("R009", "R217")
def test_small_help_is_counted_in_two_keys_from_any_page_and_one_says_for_a_demarche(desk):
    desk.goto("/personnes/")
    assert desk.evaluate("document.activeElement === document.body")

    desk.keyboard.press("a")
    desk.locator("#dialog .tap").first.wait_for()
    desk.keyboard.press("p")
    desk.get_by_text("Compté : Impression").wait_for()

    assert len(desk.pressed) <= FEW
    assert Visit.objects.get().person is None

    desk.wait_for_load_state()
    desk.keyboard.press("d")
    desk.get_by_text("Compté : Impression, pour une démarche.").wait_for()
    assert len(desk.pressed) <= FEW + 1
    kept = DailyCount.objects.get()
    assert (kept.dimension, kept.count) == ("for_demarche", 1)


@pytest.mark.requirement("R014")
def test_a_known_person_her_envie_and_her_registration_in_twenty_five_keys(desk, space):
    DemarcheFactory(name="Attestation de paiement", imposed_by="Caisse d'allocations familiales")
    potager = InterestFactory(leaf=True, key="mon-potager", name="mon potager")
    InterestFactory.create_batch(12, leaf=True, name="vendre ce que je fais")
    VenueFactory(space=space)

    SessionFactory(
        space=space, published=True, workshop__interest=potager, starts_at=timezone.now() + timedelta(days=9)
    )
    desk.goto("/ateliers/")
    assert desk.evaluate("document.activeElement === document.body")

    desk.keyboard.press("n")
    desk.locator("#dialog #visit-form").wait_for()
    desk.keyboard.type("sofia be")
    desk.locator("#visit-box [aria-selected=true]").get_by_text("Sofia Benali").wait_for()
    desk.keyboard.press("Enter")
    assert desk.get_by_text("Pour Sofia Benali").is_visible()
    desk.keyboard.type("att")
    desk.keyboard.press("Enter")
    desk.locator("[name=how_done]:focus").wait_for()
    desk.keyboard.press("Space")
    desk.keyboard.press("Tab")
    desk.keyboard.type("pota")
    desk.keyboard.press("Enter")
    desk.locator("[name=interests][value=mon-potager]:checked").wait_for()
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("heading", name="C’est noté.").wait_for()
    desk.wait_for_load_state()
    assert desk.get_by_text("Parce que Sofia a dit").is_visible()
    desk.keyboard.press("i")
    desk.get_by_text("Sofia B. est inscrite").wait_for()

    assert len(desk.pressed) <= MANY, desk.pressed
    visit = Visit.objects.get()
    assert (str(visit.person), str(visit.demarche), visit.how_done) == (
        "Sofia Benali", "Attestation de paiement", "together"
    )  # fmt: skip
    assert Registration.objects.get().person == visit.person


def test_an_hour_is_kept_on_the_telephone_without_the_mouse(space, desk):
    host = MembershipFactory(space=space).user
    today = timezone.localdate()
    for weekday in range(7):
        AppointmentHoursFactory(space=space, host=host, weekday=weekday, valid_from=today)
    DemarcheFactory(name="Carte grise")
    desk.goto("/")

    desk.keyboard.press("v")
    desk.locator("#visit-form [name=what]:focus").wait_for()
    desk.keyboard.type("karim benali")
    desk.locator("#visit-box [role=option]").first.wait_for()
    desk.keyboard.press("Enter")
    desk.locator("#visit-picked", has_text="Karim Benali").wait_for()
    desk.keyboard.type("carte")
    desk.locator("#visit-box [role=option]").first.wait_for()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Space")
    desk.keyboard.press("Control+Enter")
    desk.get_by_text("C’est noté").wait_for()

    assert len(desk.pressed) <= MANY
    appointment = Appointment.objects.get()
    assert (str(appointment.person), str(appointment.demarche)) == ("Karim Benali", "Carte grise")
