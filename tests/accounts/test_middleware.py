"""Each request names its space, its zone and who acts; a role that ended lets nobody in."""

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.accounts.middleware import CURRENT_SPACE, scope
from mediation.common import isolation
from publics.models import Person
from tests.factories import NOW, MembershipFactory, PersonFactory, SpaceFactory, UserFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TODAY, SWITCH = reverse("desk:today"), reverse("accounts:switch_space")


def during(user, session=None, path="/"):
    """What the code of a request sees: its scope, its zone, the people it may read."""
    seen = {}

    def view(request):
        seen["scope"], seen["zone"] = isolation.current(), timezone.get_current_timezone_name()
        seen["people"] = list(Person.objects.order_by("pk"))
        seen["space"], seen["id"] = request.space, request.id

    request = RequestFactory().get(path)
    request.user, request.session = user, session or {}
    scope(view)(request)
    return seen


def test_request_sees_the_space_of_its_role_and_no_other():
    own, _elsewhere = PersonFactory(), PersonFactory()
    user = MembershipFactory(space=own.space).user

    seen = during(user)

    assert seen["people"] == [own]
    assert seen["scope"] == isolation.Scope(f"{{{own.space_id}}}", user.email, seen["id"])
    assert seen["zone"] == "Europe/Paris"


def test_request_is_in_the_zone_of_its_space():
    user = MembershipFactory(space__time_zone="Indian/Reunion").user

    assert during(user)["zone"] == "Indian/Reunion"


def test_superuser_has_no_space_on_the_pages_of_a_space():
    PersonFactory()

    assert during(UserFactory(is_superuser=True))["people"] == []


def test_administration_sees_the_spaces_that_are_administered():
    first, second = PersonFactory.create_batch(2)
    staff = MembershipFactory(space=first.space, user__is_staff=True).user

    assert during(UserFactory(is_superuser=True), path="/administration/")["people"] == [first, second]
    assert during(staff, path="/administration/")["people"] == [first]


def test_role_in_force_until_today_still_lets_in():
    membership = MembershipFactory(until=NOW.date())

    assert during(membership.user)["space"] == membership.space


@pytest.mark.parametrize(
    ("zone", "hour", "lets_in"),
    [
        ("America/Martinique", "2026-11-17 03:59+00:00", True),
        ("America/Martinique", "2026-11-17 04:00+00:00", False),
        ("Indian/Reunion", "2026-11-16 19:59+00:00", True),
        ("Indian/Reunion", "2026-11-16 20:00+00:00", False),
    ],
)
@pytest.mark.parametrize("path", ["/", "/administration/"])
def test_last_day_of_a_role_is_that_of_the_clocks_of_its_space(zone, hour, lets_in, path):
    person = PersonFactory(space__time_zone=zone)
    membership = MembershipFactory(space=person.space, until=NOW.date(), user__is_staff=True)

    with time_machine.travel(hour, tick=False):
        assert (during(membership.user, path=path)["people"] == [person]) is lets_in


def test_hours_of_the_administration_are_those_of_the_space():
    user = MembershipFactory(space__time_zone="Indian/Reunion", user__is_staff=True).user

    assert during(user, path="/administration/")["zone"] == "Indian/Reunion"
    assert during(UserFactory(is_superuser=True), path="/administration/")["zone"] == "Indian/Reunion"


def test_role_that_ended_yesterday_lets_nobody_in(client):
    membership = MembershipFactory(until=NOW.date() - timedelta(days=1))
    client.force_login(membership.user)

    assert during(membership.user)["space"] is None
    assert client.get(TODAY).status_code == 403


def test_account_that_was_closed_is_logged_out(client):
    user = MembershipFactory().user
    client.force_login(user)
    user.is_active = False
    user.save()

    assert client.get(TODAY).headers["Location"].startswith(reverse("account_login"))


@pytest.fixture
def in_two_spaces(client):
    user = UserFactory()
    for name in ("Le Fil d'Orvelle", "Médiathèque de Vernelune"):
        MembershipFactory(user=user, space=SpaceFactory(name=name, short_name=name[:26]), role=Role.COORDINATOR)
    client.force_login(user)
    return user


def test_who_works_in_several_spaces_goes_from_one_to_the_other(client, in_two_spaces):
    other = in_two_spaces.memberships.get(space__name__startswith="Médiathèque").space
    PersonFactory(space=other, provisional=True, last_name="Cytise")
    assert "Le Fil d'Orvelle" in read(client.get(TODAY))
    assert "Aller à Médiathèque de Vernelune" in read(client.get(TODAY))

    said = read(client.post(SWITCH, {"space": other.pk}, follow=True))

    assert "Médiathèque de Vernelune" in said
    assert "Amina Cytise" in said
    assert "Aller à Le Fil d'Orvelle" in said


@pytest.mark.parametrize("space", ["", "x", "999999", "1" * 10_000])
def test_space_where_one_has_no_role_is_refused(client, in_two_spaces, space):
    assert client.post(SWITCH, {"space": space}).status_code == 403


def test_space_of_somebody_else_is_refused(client, in_two_spaces):
    assert client.post(SWITCH, {"space": SpaceFactory().pk}).status_code == 403


def test_chosen_space_that_ended_gives_way_to_the_other(in_two_spaces):
    chosen, other = in_two_spaces.memberships.order_by("-pk")
    chosen.until = NOW.date() - timedelta(days=1)
    chosen.save()

    assert during(in_two_spaces, session={CURRENT_SPACE: chosen.space_id})["space"] == other.space


def test_get_does_not_change_the_space(client, in_two_spaces):
    assert client.get(SWITCH).status_code == 405


@pytest.mark.parametrize("address", ["/%00", "/?q=%00", "/chercher/?q=a%00b"])
def test_nul_character_in_an_address_is_refused_in_a_sentence(client, address):
    client.force_login(MembershipFactory().user)

    response = client.get(address)

    assert response.status_code == 400
    assert "Cette adresse n’est pas complète" in read(response)


def test_shared_screen_is_remembered_until_it_is_lifted(client):
    client.force_login(MembershipFactory().user)

    def is_shared():
        return "data-shared-screen>" in client.get(TODAY).content.decode()

    assert not is_shared()
    client.post(reverse("accounts:shared_screen"))
    assert is_shared()
    client.post(reverse("accounts:shared_screen"))
    assert not is_shared()


def test_after_a_setting_one_is_led_back_to_our_own_pages_only(client):
    client.force_login(MembershipFactory().user)
    address = reverse("accounts:shortcuts")

    assert client.post(address, headers={"referer": "http://testserver/bilan/"}).headers["Location"].endswith("/bilan/")
    assert client.post(address, headers={"referer": "https://ailleurs.example.org/"}).headers["Location"] == TODAY
