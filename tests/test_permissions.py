"""Who may open what: every address, every role. An address that is not listed fails."""

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from mediation.accounts.enums import Role

from .addresses import OF_OUR_ROWS, ROLES, address, names, table
from .factories import UserFactory
from .world import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox", "private_files")]


def account(role: str, made):
    if role == "administrator":
        return UserFactory(is_staff=True, is_superuser=True)
    return made.users.get(role)


def answer_to(client, user, method: str, path: str) -> str:
    """What is answered, as the table says it; whatever it did is undone."""
    client.logout()
    if user:
        client.force_login(user)
    with transaction.atomic():
        response = client.generic(method, path)
        if response.streaming:
            response.getvalue()  # a file left open would be a warning
        transaction.set_rollback(True)
    led_to = response.headers.get("Location", "")
    to_login = led_to.startswith((reverse("account_login"), reverse("admin:login")))
    return "login" if to_login else str(response.status_code)


def test_every_address_is_listed_and_every_role():
    assert (set(names()) - set(table()), set(table()) - set(names())) == (set(), set())
    assert set(ROLES) == {"nobody", *Role.values, "administrator"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says(client, role):
    made = world(slug="fil")
    user = account(role, made)
    expected = {name: row[role] for name, (_, row) in table().items()}
    got = {name: answer_to(client, user, method, address(name, made)) for name, (method, _) in table().items()}
    wrong = {name: f"{got[name]}, not {expected[name]}" for name in got if got[name] != expected[name]}
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_the_administration_is_for_its_accounts(client, role):
    user = account(role, world())
    pages = ["admin:index"] + [
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry
    ]
    expected = "200" if role == "administrator" else "login"
    assert {page: answer_to(client, user, "GET", reverse(page)) for page in pages} == dict.fromkeys(pages, expected)


def test_rows_of_another_space_are_not_found(client):
    """By somebody who may do all in her own space; under its public address too."""
    here, elsewhere = world(), world()
    user = here.users[Role.COORDINATOR]
    answers = {
        name: answer_to(client, user, table()[name][0], address(name, elsewhere, in_space=here.space))
        for name in OF_OUR_ROWS
    }
    assert answers == dict.fromkeys(OF_OUR_ROWS, "404")


def test_a_role_that_has_ended_opens_nothing(client):
    made = world()
    made.users[Role.MEDIATOR].memberships.update(until="2020-01-01")
    assert answer_to(client, made.users[Role.MEDIATOR], "GET", reverse("publics:people")) == "403"
