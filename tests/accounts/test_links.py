"""Links that open without an account: derived, hashed, ended, withdrawn, and keys that rotate."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink
from mediation.accounts.models.links import derived
from mediation.accounts.public import WRONG_LINKS_AN_HOUR, link_path, link_paths
from tests.factories import NOW, RegistrationFactory, SpaceFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

A_MONTH = timedelta(days=30)


@pytest.fixture
def registration():
    return RegistrationFactory(space__slug="fil")


def issue(registration, *, lasting=A_MONTH) -> AccessLink:
    return AccessLink.objects.issue(
        space=registration.space,
        purpose=LinkPurpose.REGISTRATION,
        subject_ref=f"registration:{registration.pk}",
        expires_at=NOW + lasting,
    )


def test_link_opens_the_page_of_its_registration(client, registration):
    response = client.get(link_path(issue(registration)))

    assert response.status_code == 200
    assert "Vendre ses gâteaux" in read(response)


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_it_leads_where_reverse_says_whatever_it_is_for(purpose):
    link = AccessLink.objects.issue(
        space=SpaceFactory(slug="fil"), purpose=purpose, subject_ref="person:1", expires_at=NOW + A_MONTH
    )

    assert link_path(link) == reverse(f"public:{purpose}", args=["fil", link.secret])


def test_link_is_read_in_capitals_or_not(client, registration):
    assert client.get(link_path(issue(registration)).lower()).status_code == 200


def test_table_holds_nothing_that_opens(registration):
    link = issue(registration)

    row = AccessLink.objects.filter(pk=link.pk).values().get()

    assert link.secret not in str(row)


def test_issued_again_it_is_the_same_link_and_lasts_longer(registration):
    first, second = issue(registration), issue(registration, lasting=2 * A_MONTH)

    assert first.secret == second.secret
    first.refresh_from_db()
    assert first.expires_at == NOW + 2 * A_MONTH


def test_first_opening_is_kept(client, registration):
    link = issue(registration)
    client.get(link_path(link))
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        client.get(link_path(link))

    link.refresh_from_db()
    assert link.first_opened_at == NOW


def test_ended_link_is_not_found(client, registration):
    path = link_path(issue(registration))

    with time_machine.travel(NOW + A_MONTH, tick=False):
        response = client.get(path)

    assert response.status_code == 404
    assert "Le lien est peut-être incomplet, ou il ne sert plus." in read(response)


def test_withdrawn_link_is_not_found_and_another_takes_its_place(client, registration):
    link = issue(registration)
    path = link_path(link)
    AccessLink.objects.filter(pk=link.pk).update(revoked_at=NOW)

    assert client.get(path).status_code == 404
    again = issue(registration)
    assert again.secret != link.secret
    assert client.get(link_path(again)).status_code == 200


def test_link_of_another_space_is_not_found(client, registration):
    link = issue(registration)
    SpaceFactory(slug="ailleurs")

    assert client.get(link_path(link).replace("/fil/", "/ailleurs/")).status_code == 404


@pytest.mark.parametrize("secret", ["AAAAAAAAAA", "x", "é" * 30, "2" * 10_000])
def test_invented_secret_is_not_found(client, registration, secret):
    assert (
        client.get(reverse("public:registration", args=["fil", "AAAAAAAAAA"]).replace("A" * 10, secret)).status_code
        == 404
    )


def test_secrets_are_not_tried_at_will(client, registration):
    address = reverse("public:registration", args=["fil", "AAAAAAAAAA"])

    statuses = [client.get(address).status_code for _ in range(WRONG_LINKS_AN_HOUR + 1)]

    assert statuses == [404] * WRONG_LINKS_AN_HOUR + [429]
    assert client.get(link_path(issue(registration))).status_code == 200


def test_link_printed_under_the_former_key_still_opens(client, registration, settings):
    settings.LINK_KEYS = ["former"]
    printed = link_path(issue(registration))

    settings.LINK_KEYS = ["newest", "former"]

    assert client.get(printed).status_code == 200
    assert link_path(issue(registration)) == printed


def test_new_links_are_derived_from_the_first_key(registration, settings):
    settings.LINK_KEYS = ["newest", "former"]

    link = issue(registration)

    assert link.secret == derived("newest", link.purpose, link.pk)


def test_link_whose_key_was_taken_out_can_no_longer_be_printed(registration, settings):
    settings.LINK_KEYS = ["former"]
    link = issue(registration)

    settings.LINK_KEYS = ["newest"]

    assert link.secret is None
    assert link_path(link) == ""


def test_links_issued_together_are_those_that_each_would_be_given(registration, settings):
    space, refs = registration.space, [f"registration:{registration.pk}", "registration:0"]
    printed = issue(registration, lasting=timedelta(days=1))

    said = {"space": space, "purpose": LinkPurpose.REGISTRATION, "subject_refs": refs}
    first = AccessLink.objects.issue_all(**said, expires_at=NOW + A_MONTH)
    again = AccessLink.objects.issue_all(**said, expires_at=NOW)

    assert printed in first
    assert {link.expires_at for link in [*first, *again]} == {NOW + A_MONTH}
    assert link_paths(first) == link_paths(again) == {link.subject_ref: link_path(link) for link in first}
