"""A slip from a telephone, then at the desk; with scripts and without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from partners.models import Referral
from tests.browser import PHONE
from tests.factories import PersonFactory, SessionFactory, SpaceFactory
from workshops import services as workshops

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    starts_at = timezone.now() + timedelta(days=5)
    session = SessionFactory(space=space, published=True, capacity=1, starts_at=starts_at)
    for person in PersonFactory.create_batch(3, space=space):
        workshops.register(session=session, person=person, at=timezone.now())
    return session


@pytest.fixture
def as_reception(client, signed_in, live_server, space):
    """A page of somebody who works there."""
    signed_in(space, Role.RECEPTION)

    def enter(page):
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return enter


@pytest.mark.parametrize("scripts", [True, False])
def test_a_structure_sends_a_slip_and_the_desk_registers_her(new_page, as_reception, session, scripts):
    page = new_page(**PHONE, java_script_enabled=scripts)
    page.goto(reverse("public:refer_session", args=["fil", session.code]))
    page.get_by_label("Votre structure").fill("CCAS de Montorvelle")
    page.get_by_label("Vous êtes").fill("Samir Coudrier")
    page.get_by_label("Votre téléphone").fill("05 36 49 11 01")
    page.get_by_label("Prénom").fill("Fatoumata")
    page.get_by_label("Nom", exact=True).fill("Liseron")
    assert not page.get_by_label("Son téléphone").is_visible()
    page.get_by_label("Par SMS").check()
    page.get_by_label("Son téléphone").fill("06 39 98 10 10")
    page.get_by_label("Ce qu’elle aimerait, avec ses mots").fill("Montrer mes gâteaux")
    page.get_by_label(re.compile("Elle est d’accord")).check()
    page.get_by_label("Si elle est venue", exact=True).check()
    page.get_by_role("button", name="Envoyer la fiche").click()

    page.get_by_text("Reçue, nous nous en occupons.").wait_for()
    page.get_by_text("3e sur la liste si elle confirme").wait_for()
    followed = page.url

    desk = as_reception(new_page(java_script_enabled=scripts))
    desk.goto(Referral.objects.get().get_absolute_url())
    desk.get_by_label(re.compile("Quelqu’un de nouveau")).check()
    desk.get_by_role("button", name="Elle est d’accord, j’inscris").click()
    desk.get_by_text("Fatoumata Liseron est 3e sur la liste.").wait_for()

    page.goto(followed)
    assert "Inscrite sur la liste d’attente." in page.locator("main").inner_text()


def test_nothing_goes_beyond_a_narrow_screen(new_page, as_reception, session):
    page = as_reception(new_page(viewport={"width": 320, "height": 640}))
    for address in (
        reverse("public:refer", args=["fil"]),
        reverse("partners:partners"),
        reverse("partners:referrals"),
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
