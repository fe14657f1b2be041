"""A visit noted as people do it: over the page with a script and the keyboard, and without any script."""

import pytest
from django.test import Client

from publics.models import Visit
from tests.browser import PHONE
from tests.factories import (
    DemarcheFactory,
    InterestFactory,
    MembershipFactory,
    PersonFactory,
    PersonInterestFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def space():
    space = SpaceFactory(slug="fil")
    DemarcheFactory(name="Attestation de paiement")
    cakes = InterestFactory(leaf=True, key="vendre-ce-que-je-fais", name="vendre ce que je fais")
    PersonInterestFactory.create_batch(9, space=space, interest=cakes)
    PersonFactory(space=space, first_name="Amina", last_name="Benali")
    return space


@pytest.fixture
def at_desk(space, live_server, new_page):
    def open_page(**options):
        client, page = Client(), new_page(**options)
        client.force_login(MembershipFactory(space=space).user)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_page


def test_over_the_page_with_the_keyboard(at_desk):
    page = at_desk()
    page.goto("/personnes/")
    page.keyboard.press("n")
    form = page.locator("#dialog #visit-form")
    form.get_by_label("Qu’est-ce qui amène la personne").fill("Attestation de paiement")
    form.get_by_label("Fait ensemble").check()
    form.get_by_label("Avec une heure pour elle").press_sequentially("vendre ses gateaux")
    form.get_by_label("vendre ce que je fais").check()
    form.get_by_label("Comment la rappeler").press_sequentially("amina benalli")
    form.get_by_text("Amina Benali").click()
    page.keyboard.press("Control+Enter")

    page.wait_for_url("**/passage/*/**")
    assert page.locator("h1").inner_text() == "C’est noté."
    assert "9 autres personnes ont dit la même envie." in page.locator("main").inner_text()
    assert Visit.objects.get().how_done == "together"


def test_without_a_script_what_is_to_choose_comes_back_with_all_that_was_typed(at_desk, allowed_errors):
    allowed_errors.append("422")
    page = at_desk(java_script_enabled=False, **PHONE)
    page.goto("/passage/")
    page.get_by_label("Qu’est-ce qui amène la personne").fill("Attestation de paiement")
    page.get_by_label("Avec une heure pour elle").fill("vendre ses gateaux")
    page.get_by_label("Comment la rappeler").fill("amina benalli")
    page.get_by_role("button", name="Enregistrer").click()

    page.get_by_text("Cochez l’envie qui s’en approche le plus").first.wait_for()
    page.get_by_label("vendre ce que je fais").check()
    page.get_by_label("Amina Benali").check()
    page.get_by_role("button", name="Enregistrer").click()

    page.wait_for_url("**/passage/*/**")
    assert page.locator("h1").inner_text() == "C’est noté."
    assert "Attestation de paiement" in page.locator("main").inner_text()
