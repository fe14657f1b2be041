"""Who walks through the application, and where they sit."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.browser import PHONE
from tests.factories import MembershipFactory, SpaceFactory, UserFactory

PASSWORD = "une-envie-a-la-fois"


@pytest.fixture
def morning():
    """Ten o'clock, tomorrow: nobody is called at night, and a browser keeps no session that ended yesterday."""
    tomorrow = timezone.now().astimezone(ZoneInfo("Europe/Paris")) + timedelta(days=1)
    with time_machine.travel(tomorrow.replace(hour=10, minute=0)):
        yield


@pytest.fixture
def space(transactional_db):
    return SpaceFactory(slug="fil", email_sender="bonjour@fil.example.org", sms_reply_number="+33639980010")


@pytest.fixture
def team(space):
    accounts = {}
    for role, name in ((Role.COORDINATOR, "Hélène Viorne"), (Role.RECEPTION, "Paulette Alisier")):
        user = UserFactory(name=name, email=f"{role}@fil.example.org")
        user.set_password(PASSWORD)
        user.save()
        MembershipFactory(user=user, space=space, role=role)
        accounts[role] = user
    return accounts


@pytest.fixture(params=[True, False], ids=["javascript", "without-javascript"])
def desk(request, new_page, team):
    """`desk(role)`: a page of somebody of the team."""

    def sit_down(role, **options):
        page = new_page(java_script_enabled=request.param, **options)
        page.goto("/compte/login/")
        page.fill("input[name=login]", team[role].email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda address: "/compte/login/" not in address)
        return page

    sit_down.java_script = request.param
    return sit_down


@pytest.fixture
def visitor(request, new_page, desk):
    return lambda **options: new_page(java_script_enabled=desk.java_script, **(PHONE | options))
