"""Every page in a real browser: no breach of WCAG 2.2 AA nor of the RGAA that axe can see, nothing wider than a small
telephone, no error told by the browser (`tests.browser` fails on any)."""

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role

from .addresses import address, table
from .browser import DESK, PHONE, violations, watch
from .world import world

pytestmark = pytest.mark.usefixtures("private_files")

SMALL_PHONE = PHONE | {"viewport": {"width": 320, "height": 640}}
# Each sees what the others do not.
VISITORS = ["nobody", Role.COORDINATOR, Role.COLLEAGUE, Role.PRESCRIBER, Role.NETWORK]


@pytest.fixture
def made(live_server):
    return world(slug="fil")


@pytest.fixture
def visitor(made, client, live_server, new_page):
    """`visitor(role, **options)`: a page of the browser where that role is logged in."""

    def visit(role, **options):
        page = new_page(**options)
        if role != "nobody":
            client.force_login(made.users[role])
            page.context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        return page

    return visit


def pages(client, made, role) -> dict[str, str]:
    """The address of each page that this role may open, by its name."""
    names = [name for name, (method, expected) in table().items() if method == "GET" and expected[role] == "200"]
    if role not in {"nobody", Role.COORDINATOR}:
        names = [name for name in names if not name.startswith(("account_", "mfa_", "public:", "courier:"))]
    paths = {name: address(name, made) for name in names}
    return {name: path for name, path in paths.items() if is_page(name, client, path)}


are_pages: dict[str, bool] = {}  # by the names of addresses: whoever asks, a paper is a paper


def is_page(name: str, client, path: str) -> bool:
    if name not in are_pages:
        response = client.get(path)
        if response.streaming:
            response.getvalue()  # a file left open would be a warning
        are_pages[name] = response.headers["Content-Type"].startswith("text/html")
    return are_pages[name]


@pytest.mark.parametrize("role", VISITORS)
def test_axe_finds_nothing_at_a_desk(client, made, visitor, role):
    page = visitor(role, bypass_csp=True, **DESK)  # axe is a script of ours to nobody
    found = {}
    for name, path in pages(client, made, role).items():
        page.goto(path)
        found |= {name: broken} if (broken := violations(page)) else {}
    assert found == {}


FILLED_THEN_NOT = """
  () => {
    const visit = document.querySelector(".top .btn-visit");
    const colours = () => [getComputedStyle(visit).color, getComputedStyle(visit).backgroundColor];
    const before = colours();
    const own = document.createElement("a");
    own.className = "btn btn-primary";
    document.querySelector("#page").append(own);
    return [before, colours()];
  }
"""


def test_a_button_that_steps_back_as_the_page_arrives_is_never_written_in_its_own_colour(visitor):
    """The top of a page may be drawn before its own action has come: nothing then fades from one to the other."""
    page = visitor(Role.COORDINATOR)
    page.goto(reverse("desk:search"))
    (white, teal), after = page.evaluate(FILLED_THEN_NOT)
    assert white != teal
    assert after == [teal, white]


WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


def is_in_hand(role: str, name: str) -> bool:
    """The others show on a telephone the same elements as at a desk."""
    return role == "nobody" or name.startswith(("desk:", "workshops:"))


@pytest.mark.parametrize("role", VISITORS)
def test_on_a_small_telephone_no_page_scrolls_sideways_nor_breaks_the_content_policy(client, made, visitor, role):
    """Nor is there anything that axe finds."""
    page = visitor(role, **SMALL_PHONE)
    found = {}
    for name, path in pages(client, made, role).items():
        page.goto(path)
        wide, seen = page.evaluate(WIDTHS)
        found |= {f"{name}, wide": wide - seen} if wide > seen else {}
        broken = violations(page) if is_in_hand(role, name) else []
        found |= {name: broken} if broken else {}
    assert found == {}


def test_axe_would_tell(page):
    page.goto("/accessibilite/")
    page.evaluate("document.querySelector('main').append(new Image(), document.createElement('select'))")
    assert [broken.partition(" ")[0] for broken in violations(page)] == ["image-alt", "select-name"]


def test_a_page_too_wide_would_tell(new_page):
    page = new_page(**SMALL_PHONE)
    page.goto("/accessibilite/")
    page.evaluate("document.querySelector('h1').style.width = '400px'")
    wide, seen = page.evaluate(WIDTHS)
    assert wide > seen == 320


def test_a_page_that_asks_elsewhere_would_tell(new_page, live_server, allowed_errors):
    allowed_errors.append("example.org")
    page, told = new_page(bypass_csp=True), []
    watch(page, live_server.url, told)
    page.goto("/accessibilite/")
    page.evaluate("fetch('http://example.org/x').catch(() => 0)")
    assert "the page asked for http://example.org/x" in told
