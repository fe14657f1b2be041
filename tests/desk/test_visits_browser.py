"""A visit noted as people do it: over the page with a script and the keyboard, and without any script."""

import pytest
from django.test import Client
from playwright.sync_api import expect

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


# --- a slow line: what is done while an answer is on its way ---


PAUSE, LONGEST = 20, 10_000  # milliseconds


@pytest.fixture
def slow(at_desk):
    """A page, and its questions held up: `release(3)` lets the next three be answered."""
    page, held = at_desk(), []

    def hold(route):
        held.append(route)

    def release(count=1):
        for _ in range(LONGEST // PAUSE):
            if len(held) >= count:
                break
            page.wait_for_timeout(PAUSE)
        for _ in range(count):
            held.pop(0).continue_()

    page.route(lambda url: "/passage/" in url, hold)
    yield page, release
    page.unroute_all(behavior="ignoreErrors")


def test_keys_pressed_before_the_dialog_comes_are_for_it(slow, space):
    PersonFactory(space=space, first_name="Lise", last_name="Orme")
    page, release = slow
    page.goto("/personnes/")
    page.keyboard.press("n")
    page.keyboard.type("lisx")
    page.keyboard.press("Backspace")
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    page.keyboard.type("xyz")
    assert not page.locator("#dialog").is_visible()
    release()
    expect(page.locator("#dialog [name=what]")).to_have_value("lise")
    release()
    page.get_by_text("Pour Lise Orme").wait_for()


def test_a_dialog_that_does_not_come_is_given_up_by_escape(at_desk):
    page = at_desk()
    page.goto("/personnes/")
    page.route(lambda url: "/passage/" in url, lambda route: None)
    with page.expect_request("**/passage/"):
        page.keyboard.press("n")
    page.keyboard.type("am")
    page.keyboard.press("Escape")
    page.unroute_all(behavior="ignoreErrors")
    page.keyboard.press("n")
    page.locator("#dialog [name=what]:focus").wait_for()
    assert page.locator("#dialog [name=what]").input_value() == ""


def test_the_same_words_asked_twice_are_answered_twice(slow):
    page, release = slow
    page.goto("/personnes/")
    page.keyboard.press("n")
    release()
    page.locator("#dialog [name=what]:focus").wait_for()
    for key in ("amina", "n", ""):
        with page.expect_request(lambda request: "what=amina" in request.url):
            page.keyboard.type(key) if key else page.keyboard.press("Backspace")
        release()
        page.locator("#visit-box li").first.wait_for(state="attached" if key != "n" else "detached")
    page.keyboard.press("Enter")
    page.get_by_text("Pour Amina Benali").wait_for()


def test_a_small_help_is_counted_by_two_letters_pressed_at_once(slow):
    page, release = slow
    page.goto("/personnes/")
    page.keyboard.type("ap")
    release()
    release()
    page.get_by_text("Compté : Impression").wait_for()
    assert Visit.objects.get().kind == "print"


def test_what_is_ticked_or_chosen_while_an_answer_is_on_its_way_stays(slow):
    page, release = slow
    page.goto("/personnes/")
    page.keyboard.press("n")
    release()
    form = page.locator("#dialog #visit-form")
    with page.expect_request(lambda request: "words=" in request.url):
        form.get_by_label("Avec une heure pour elle").fill("danser")
    form.get_by_label("vendre ce que je fais").check()
    form.locator("#visit-interests fieldset").evaluate("(shown) => { shown.dataset.before = 'yes' }")
    release()
    form.locator("#visit-interests fieldset:not([data-before])").wait_for()
    assert form.get_by_label("vendre ce que je fais").is_checked()

    with page.expect_request(lambda request: "name=" in request.url):
        form.get_by_label("Comment la rappeler").fill("amina")
    form.get_by_label("Nouvelle personne").check()
    release()
    form.get_by_label("Amina Benali").wait_for()
    assert form.get_by_label("Nouvelle personne").is_checked()
    form.get_by_label("Amina Benali").check()
    with page.expect_request(lambda request: "name=zo" in request.url):
        form.get_by_label("Comment la rappeler").fill("zoe")
    form.get_by_label("Sans nom").check()
    form.get_by_label("Amina Benali").check()
    release()
    form.get_by_text("Personne à ce nom").wait_for()
    assert form.get_by_label("Amina Benali").is_checked()
    assert not form.get_by_label("Sans nom").is_checked()


def test_enter_takes_what_answers_the_whole_words_and_nothing_before(slow, space):
    PersonFactory(space=space, first_name="Amina", last_name="Aulne")
    page, release = slow
    page.goto("/personnes/")
    page.keyboard.press("n")
    release()
    page.locator("#dialog [name=what]:focus").wait_for()
    with page.expect_request(lambda request: "what=amina" in request.url):
        page.keyboard.type("amina")
    page.keyboard.type(" b")
    page.keyboard.press("Enter")
    release(2)  # the first is taken back by the second
    page.get_by_text("Pour Amina Benali").wait_for()


def test_a_line_that_is_cut_is_said_where_one_looks_until_it_is_back(at_desk, allowed_errors):
    allowed_errors.extend(["htmx:sendError", "ERR_"])
    page = at_desk()
    page.goto("/personnes/")
    page.route(lambda url: "/passage/" in url, lambda route: route.abort())
    page.keyboard.press("n")
    page.locator(".notice-lost", has_text="La connexion a échoué. Rien n’est perdu").wait_for()
    page.unroute_all()
    page.keyboard.press("n")
    page.locator("#dialog [name=what]:focus").wait_for()
    assert page.locator(".notice-lost").count() == 0


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
