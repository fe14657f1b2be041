"""Passwords and the secrets of links are not tried at will, whichever the page."""

import pytest
from django.urls import reverse

from mediation.accounts.public import WRONG_LINKS_AN_HOUR
from mediation.urls import public
from tests.factories import MembershipFactory, SpaceFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

PASSWORD = "une-phrase-assez-longue"
TRIES = 5


@pytest.fixture
def account(space):
    user = MembershipFactory(space=space).user
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, email, password, **headers):
    return client.post(reverse("account_login"), {"login": email, "password": password}, headers=headers)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_after_five_wrong_passwords_the_right_one_waits(client, account):
    for number in range(TRIES):
        log_in(client, account.email, f"autre-chose-{number}")

    page = log_in(client, account.email, PASSWORD)

    assert not is_in(client)
    assert "Trop de tentatives" in read(page)


def test_from_elsewhere_too(client, account, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(TRIES):
        log_in(client, account.email, "autre-chose", **{"X-Forwarded-For": f"192.0.2.{number}"})

    log_in(client, account.email, PASSWORD, **{"X-Forwarded-For": "192.0.2.99"})

    assert not is_in(client)


def test_a_colleague_on_the_same_network_still_logs_in(client, account):
    for number in range(TRIES):
        log_in(client, "quelqu-un@example.org", f"autre-chose-{number}")

    log_in(client, account.email, PASSWORD)

    assert is_in(client)


def test_many_accounts_tried_from_one_address_are_not(client, account):
    for number in range(2 * TRIES):
        log_in(client, f"personne-{number}@example.org", "autre-chose")

    log_in(client, account.email, PASSWORD)

    assert not is_in(client)


OPENED_BY_A_SECRET = [page.name for page in public if "secret" in page.pattern.converters]


@pytest.mark.parametrize("name", OPENED_BY_A_SECRET)
def test_secrets_are_not_tried_at_will_on_any_page(client, name):
    SpaceFactory(slug="fil")
    wrong = reverse(f"public:{name}", args=["fil", "AAAAAAAAAA"])

    statuses = [client.get(wrong).status_code for _ in range(WRONG_LINKS_AN_HOUR + 1)]

    assert set(statuses[:-1]) == {404}
    assert statuses[-1] == 429


def test_going_from_page_to_page_starts_nothing_anew(client):
    SpaceFactory(slug="fil")
    pages = [reverse(f"public:{name}", args=["fil", "AAAAAAAAAA"]) for name in OPENED_BY_A_SECRET]

    tried = [client.get(pages[number % len(pages)]).status_code for number in range(WRONG_LINKS_AN_HOUR + 1)]

    assert (len(pages) > 1, tried[-2:]) == (True, [404, 429])
