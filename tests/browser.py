"""pytest plugin (`-p tests.browser`): a real browser on a real server. Any error it meets fails the test."""

import os
import re

import pytest

from mediation.local import system

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]
TAKEN_BACK = ("htmx:afterRequest", "htmx:sendAbort")
ARGUMENTS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.chromium(), args=[*ARGUMENTS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def allowed_errors() -> list[str]:
    """Patterns of what the browser may report in this test: `allowed_errors.append("status of 404")`."""
    return []


@pytest.fixture
def new_page(browser, live_server, settings, allowed_errors):
    """`new_page(**PHONE)`, `new_page(java_script_enabled=False)`: a visitor of their own, without a session.

    Addresses are relative: `page.goto("/ateliers/")`. Messages sent meanwhile lead to this server.
    """
    settings.PUBLIC_ADDRESS = live_server.url
    errors, contexts = [], []

    def visit(**options):
        context = browser.new_context(base_url=live_server.url, locale="fr-FR", **(DESK | options))
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, live_server.url, errors)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [error for error in errors if not any(re.search(pattern, error) for pattern in allowed_errors)] == []


@pytest.fixture
def page(new_page):
    return new_page()


def watch(page, address: str, errors: list[str]) -> None:
    """Console errors (a breach of the content policy is one), exceptions of scripts, and anything from elsewhere.

    Requests are heard of, not held up: a browser whose requests are held up asks for every file again at each page.
    A question that the next one took back is no error; one that was not answered says `htmx:sendError` besides.
    """

    def console(message):
        if message.type == "error" and not message.text.startswith(TAKEN_BACK):
            errors.append(f"{message.text} ({message.location.get('url')})")

    def requested(request):
        if not request.url.startswith((address, "data:", "blob:", "about:")):
            errors.append(f"the page asked for {request.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.context.on("request", requested)


def violations(page) -> list[str]:
    """Each rule broken, with the first element that breaks it. The page needs `bypass_csp`: axe is a script."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES}).response["violations"]
    return [f"{rule['id']} ×{len(rule['nodes'])}: {rule['nodes'][0]['html'][:160]}" for rule in found]
