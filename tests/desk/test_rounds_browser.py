"""A half-day of the bus as it is lived: on paper with the keyboard in the evening, on a device without network."""

import os
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from mediation.local import system
from publics.models import Visit
from tests.browser import ARGUMENTS, PHONE
from tests.factories import (
    DemarcheFactory,
    MembershipFactory,
    PersonFactory,
    RegistrationFactory,
    SeatHoldFactory,
    SessionFactory,
    SpaceFactory,
    StopFactory,
)
from workshops.models import Attendance, Registration, Round

pytestmark = pytest.mark.django_db(transaction=True)

FIVE_MINUTES = 300  # keys, one a second: somebody who looks at the sheet between two
CODE, WRONG = "271828", "314159"
KEPT_CIPHERED = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("tournee");
    asked.onsuccess = () => done(asked.result);
  });
  const found = await Promise.all([...base.objectStoreNames].map((name) => new Promise((done) => {
    const asked = base.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  })));
  base.close();
  const decoder = new TextDecoder();
  const readable = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? decoder.decode(value)
    : value && typeof value === "object" ? Object.values(value).map(readable).join(" ") : String(value);
  return readable(found);
}"""


@pytest.fixture
def stop():
    space = SpaceFactory(slug="fil")
    DemarcheFactory(name="Carte grise")
    return StopFactory(space=space, city="Marronval", place="devant la mairie", has_network=False)


@pytest.fixture
def session(stop):
    session = SessionFactory(
        space=stop.space, venue=stop.venue, stop=stop, published=True, starts_at=timezone.now(),
        workshop__title="Marcher",
    )  # fmt: skip
    for first, last in (("Amina", "Benali"), ("Lucien", "Orme"), ("Odile", "Prunelle"), ("Rosa", "Lilas")):
        person = PersonFactory(space=stop.space, first_name=first, last_name=last)
        RegistrationFactory(space=stop.space, session=session, person=person)
    return session


@pytest.fixture
def hold(stop):
    at = timezone.now()
    cakes = SessionFactory(
        space=stop.space, published=True, starts_at=at + timedelta(days=6), workshop__title="Vendre ses gâteaux"
    )
    return SeatHoldFactory(
        space=stop.space, session=cakes, organisation=None, stop=stop, seats=2, until=at + timedelta(days=5)
    )


@pytest.fixture
def malo(stop):
    return MembershipFactory(space=stop.space).user


@pytest.fixture
def log_in(live_server, malo):
    def cookie(context):
        client = Client()
        client.force_login(malo)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return cookie


# --- on paper ---


@pytest.mark.requirement("R009", "R214")
def test_a_typical_half_day_is_keyed_in_five_minutes_without_the_mouse(new_page, log_in, stop, session, hold):
    """Nine small helps, six who came of whom three are named, four presences, two without a name, one seat."""
    page, pressed = new_page(), []
    log_in(page.context)

    def press(key: str) -> None:
        pressed.append(key)

    page.expose_function("keyWasPressed", press)
    page.add_init_script("addEventListener('keydown', (event) => window.keyWasPressed(event.key), true)")
    page.goto(f"/passage/tournee/{stop.pk}/saisir/")
    page.locator("[name=print]").focus()

    def type_then_tab(*words):
        for each in words:
            page.keyboard.type(each)
            page.keyboard.press("Tab")

    type_then_tab("5", "1", "0", "3")
    visits = [
        ("1", "Carte grise"), ("", "imprimer un billet"), ("Ugo Genêt", "trier ses photos"), ("", "Carte grise"),
        ("3", "un courrier"), ("", "sa boîte mail"),
    ]  # fmt: skip
    for who, what in visits:
        type_then_tab(who, what)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    for _ in range(3 * (12 - len(visits))):
        page.keyboard.press("Tab")
    for arrows in (0, 0, 2, 1):
        page.keyboard.press("Space")
        for _ in range(arrows):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    type_then_tab("", "2", "Zoé Viorne", "0639981001")
    page.keyboard.press("Control+Enter")
    page.get_by_text("La feuille est saisie").wait_for()

    assert len(pressed) <= FIVE_MINUTES, len(pressed)
    assert Visit.objects.exclude(kind="support").count() == 9
    named = Visit.objects.filter(kind="support", how_done="together")
    assert [str(visit.person or "") for visit in named.order_by("pk")] == [
        "Amina Benali", "", "Ugo Genêt", "", "Lucien Orme", "",
    ]  # fmt: skip
    presences = Attendance.objects.order_by("pk").values_list("presence", flat=True)
    assert sorted(presences) == ["absent", "came", "came", "excused"]
    assert str(Registration.objects.get(session=hold.session).person) == "Zoé Viorne"


# --- on a device ---


@pytest.fixture
def telephone(browser, live_server, tmp_path):
    """`telephone()`: the same one each time, opened anew, with what it kept."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    opened = []

    def open_again(**options):
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "telephone", executable_path=system.chromium(), args=[*ARGUMENTS, *sandbox],
            base_url=live_server.url, locale="fr-FR", **PHONE, **options,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield open_again
    for context in opened:
        context.close()


def take_along(page, stop):
    page.goto(f"/passage/tournee/{stop.pk}/")
    page.get_by_role("link", name="Sur cet appareil").click()
    page.get_by_label("Un code, six chiffres au moins").fill(CODE)
    page.get_by_label("Le même code").fill(CODE)
    page.get_by_role("button", name="Garder sur cet appareil").click()
    page.get_by_text("C’est gardé.").wait_for()


@pytest.fixture
def away(telephone, log_in, stop):
    """The page of a telephone that took the half-day along, as it was when this fixture is named."""
    context = telephone()
    log_in(context)
    page = context.new_page()
    take_along(page, stop)
    return page


def count_a_copy(page):
    page.get_by_role("button", name="Photocopie").click()
    page.get_by_text("1 à remonter").wait_for()


def unlock(page, code=CODE):
    page.get_by_label("Votre code").fill(code)
    page.get_by_role("button", name="Ouvrir").click()


def note_the_morning(page):
    page.get_by_role("button", name="Impression").click()
    page.get_by_text("Compté : Impression.").wait_for()
    page.get_by_label("Ce qui amène la personne").fill("Carte grise")
    page.get_by_label("Qui", exact=True).select_option(label="Amina B.")
    page.get_by_label("Fait ensemble").check()
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("Noté : Carte grise.").wait_for()
    page.get_by_role("button", name="Présent : Lucien O.").click()
    page.get_by_text("Lucien O. : Présent.").wait_for()
    page.get_by_label("Pour qui : prénom et nom").fill("Zoé Viorne")
    page.get_by_role("button", name="Donner une place").click()
    page.get_by_text("1 place à donner ici").wait_for()


@pytest.mark.requirement("R034", "R009", "R214")
def test_half_a_day_without_network_the_browser_closed_and_opened_again(telephone, log_in, stop, session, hold):
    context = telephone()
    log_in(context)
    page = context.new_page()
    take_along(page, stop)
    context.set_offline(True)
    note_the_morning(page)
    assert "Amina" not in page.evaluate(KEPT_CIPHERED)
    assert "Carte grise" not in page.evaluate(KEPT_CIPHERED)
    context.close()

    context = telephone(offline=True)
    page = context.new_page()
    page.goto("/passage/tournee/appareil/")
    unlock(page)
    page.get_by_text("4 à remonter").wait_for()
    assert page.get_by_role("button", name="Impression").inner_text().startswith("1")
    page.get_by_role("button", name="Terminer la tournée").click()
    page.get_by_text("Pas de réseau : rien n’est perdu").wait_for()
    assert not Visit.objects.exists()

    context.set_offline(False)
    page.get_by_role("button", name="Terminer la tournée").click()
    page.get_by_text("Connectez-vous d’abord").wait_for()
    log_in(context)
    page.get_by_role("button", name="Terminer la tournée").click()
    page.get_by_text("Tout est remonté, et cet appareil ne garde plus rien.").wait_for()

    assert sorted(Visit.objects.values_list("kind", flat=True)) == ["print", "support"]
    assert str(Visit.objects.get(kind="support").person) == "Amina Benali"
    assert str(Attendance.objects.get().person) == "Lucien Orme"
    assert str(Registration.objects.get(session=hold.session).person) == "Zoé Viorne"
    assert Round.objects.get().returned_at
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("caches.keys()") == []


def test_an_answer_that_was_lost_is_asked_again_and_nothing_is_doubled(away):
    count_a_copy(away)

    def lose(route):
        route.fetch()  # it arrived there, and the answer did not come back
        route.abort()

    away.route("**/remonter/", lose)
    away.get_by_role("button", name="Remonter maintenant").click()
    away.get_by_text("Pas de réseau").wait_for()
    away.unroute("**/remonter/")
    away.get_by_role("button", name="Remonter maintenant").click()
    away.get_by_text("Tout est remonté").wait_for()
    assert Visit.objects.count() == 1


def test_what_is_half_typed_and_the_keyboards_place_stay_when_an_act_is_noted(session, hold, away):
    away.get_by_label("Pour qui : prénom et nom").fill("Zoé Vio")
    away.get_by_role("button", name="Présent : Lucien O.").press("Enter")
    away.get_by_text("Lucien O. : Présent.").wait_for()
    assert away.get_by_label("Pour qui : prénom et nom").input_value() == "Zoé Vio"
    assert away.evaluate("document.activeElement.getAttribute('aria-label')") == "Présent : Lucien O."
    assert away.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"

    away.get_by_label("Pour qui : prénom et nom").fill("Zoé Viorne")
    away.get_by_role("button", name="Donner une place").click()
    away.get_by_text("1 place à donner ici").wait_for()
    assert away.get_by_label("Pour qui : prénom et nom").input_value() == ""


def test_nothing_is_noted_while_all_is_brought_back_to_be_erased(away):
    held = []
    count_a_copy(away)

    def hold(route):
        held.append(route)

    away.route("**/remonter/", hold)
    with away.expect_request("**/remonter/"):
        away.get_by_role("button", name="Terminer la tournée").click()
    impression = away.locator("#helps button", has_text="Impression")
    impression.click(force=True)
    held.pop().continue_()
    away.get_by_text("cet appareil ne garde plus rien").wait_for()
    assert [visit.kind for visit in Visit.objects.all()] == ["copy"]
    assert impression.text_content().startswith("0"), "said to be counted, and erased"


def test_a_network_that_answers_with_a_page_of_its_own_loses_nothing(away):
    count_a_copy(away)
    away.route("**/remonter/", lambda route: route.fulfill(content_type="text/html", body="<h1>Wi-Fi de la gare</h1>"))
    away.get_by_role("button", name="Terminer la tournée").click()
    away.get_by_text("Le serveur n’a pas reconnu cette tournée.").wait_for()
    away.unroute_all()
    away.get_by_role("button", name="Terminer la tournée").click()
    away.get_by_text("cet appareil ne garde plus rien").wait_for()
    assert Visit.objects.count() == 1


NO_ROOM = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; }"


def test_a_device_without_room_says_that_it_kept_nothing(away):
    away.evaluate(NO_ROOM)
    away.get_by_label("Ce qui amène la personne").fill("Carte grise")
    away.get_by_role("button", name="Noter").click()
    away.get_by_text("Ce n’est pas gardé : l’appareil n’a plus la place.").wait_for()
    expect(away.get_by_label("Ce qui amène la personne")).to_have_value("Carte grise")
    assert away.locator("#waiting").inner_text() == "Tout est remonté"


def test_a_seat_given_elsewhere_is_said_with_what_to_do_before_anything_is_erased(hold, away):
    away.get_by_label("Pour qui : prénom et nom").fill("Zoé Viorne")
    away.get_by_role("button", name="Donner une place").click()
    away.get_by_text("1 à remonter").wait_for()
    type(hold).objects.update(seats=0)

    away.get_by_role("button", name="Terminer la tournée").click()
    away.get_by_text("Voyez ce qui a été refusé").wait_for()
    assert "Zoé Viorne : Il ne reste pas assez de places gardées" in away.locator("#refused").inner_text()
    assert away.get_by_role("link", name="Voir au guichet").get_attribute("href").endswith("/inscrire/")
    away.get_by_role("button", name="C’est vu : effacer").click()
    away.get_by_role("button", name="Terminer la tournée").click()
    away.get_by_text("cet appareil ne garde plus rien").wait_for()
    assert Round.objects.get().returned_at


def test_five_wrong_codes_erase_everything(away):
    away.get_by_role("button", name="Fermer avec le code").click()
    for left in (4, 3, 2, 1):
        unlock(away, WRONG)
        away.get_by_text(f"Encore {left} essai").wait_for()
    unlock(away, WRONG)
    away.get_by_text("Cinq codes faux : la tournée a été effacée").wait_for()
    assert away.evaluate("indexedDB.databases()") == []


def test_after_a_day_the_device_erases_it_even_without_network(away):
    away.context.set_offline(True)
    away.clock.set_fixed_time(timezone.now() + timedelta(hours=25))
    away.goto("/passage/tournee/appareil/")
    away.get_by_text("elle a été effacée de l’appareil").wait_for()
    assert away.evaluate("indexedDB.databases()") == []


def test_logging_out_erases_it(away):
    away.goto("/compte/logout/")
    away.locator("main form button").click()
    away.wait_for_url("**/compte/login/**")
    assert away.evaluate("indexedDB.databases()") == []


@pytest.mark.parametrize("code", ["12345", "111111", "abcdef"])
def test_a_code_that_is_guessed_is_refused(telephone, log_in, stop, code):
    context = telephone()
    log_in(context)
    page = context.new_page()
    page.goto(f"/passage/tournee/appareil/?arret={stop.pk}&jour={timezone.localdate()}&moment=afternoon")
    page.get_by_label("Un code, six chiffres au moins").fill(code)
    page.get_by_label("Le même code").fill(code)
    page.get_by_role("button", name="Garder sur cet appareil").click()
    page.locator("#said.notice-late").wait_for()
    assert not Round.objects.exists()
