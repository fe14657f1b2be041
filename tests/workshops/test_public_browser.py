"""Registering from a telephone, as somebody does it: with and without scripts, going back, two at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publics.models import Person
from tests.browser import PHONE
from tests.factories import SessionFactory, SpaceFactory
from workshops.models import Registration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(settings):
    settings.SMS_URL = ""
    space = SpaceFactory(slug="fil")
    return SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=5))


def say_who(page, first_name="Sofia", last_name="Bleuet"):
    page.get_by_label("Prénom").fill(first_name)
    page.get_by_label("Nom", exact=True).fill(last_name)
    page.get_by_role("button", name="Continuer").click()


@pytest.mark.requirement("R130")
@pytest.mark.parametrize("scripts", [True, False])
def test_two_steps_on_a_telephone(new_page, session, scripts):
    page = new_page(**PHONE, java_script_enabled=scripts)
    page.goto("/fil/")
    page.get_by_role("link", name="Je m’inscris").click()
    say_who(page)
    page.get_by_label("Votre numéro de téléphone").wait_for(state="hidden")
    page.get_by_label("Par téléphone ou par SMS").check()
    page.get_by_label("Votre numéro de téléphone").fill("05 36 49 20 01")
    page.get_by_role("button", name="Je m’inscris").click()

    page.get_by_role("heading", level=1, name="Votre place est gardée", exact=True).wait_for()
    page.get_by_text("Nous vous appellerons au numéro qui finit par 01.").wait_for()
    page.get_by_role("button", name="Je ne peux pas venir").click()
    page.get_by_role("heading", level=1, name="votre place est libérée").wait_for()


def width(page, heading):
    """Of the page that has this heading, once its styles are there."""
    page.get_by_role("heading", level=1, name=heading).wait_for()
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.requirement("R064")
def test_no_page_is_wider_than_a_small_telephone(new_page, session):
    page = new_page(**PHONE | {"viewport": {"width": 320, "height": 640}})
    widths = {}
    page.goto("/fil/")
    widths["programme"] = width(page, "Vous avez une envie")
    page.goto(f"/fil/s/{session.code}/")
    widths["session"] = width(page, session.workshop.title)
    page.goto(f"/fil/s/{session.code}/inscription/")
    widths["who"] = width(page, "Qui vient")
    say_who(page)
    page.get_by_label("Par quelqu’un qui m’aide").check()
    widths["reach"] = width(page, "Comment vous prévenir")
    page.get_by_label("Ni l’un ni l’autre").check()
    page.get_by_role("button", name="Je m’inscris").click()
    widths["hers"] = width(page, "Votre place est gardée")

    assert {name: pixels for name, pixels in widths.items() if pixels > 320} == {}


def test_going_back_to_correct_a_name_registers_once(new_page, session):
    page = new_page(**PHONE)
    page.goto(f"/fil/s/{session.code}/inscription/")
    say_who(page, first_name="Sofya")
    page.go_back()
    page.get_by_label("Prénom").fill("Sofia")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Changer").click()
    assert page.get_by_label("Nom", exact=True).input_value() == "Bleuet"
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Ni l’un ni l’autre").check()
    page.get_by_role("button", name="Je m’inscris").dblclick(no_wait_after=True)
    page.get_by_role("heading", name="Votre place est gardée").wait_for()

    assert [str(person) for person in Person.objects.all()] == ["Sofia Bleuet"]
    assert Registration.objects.count() == 1
