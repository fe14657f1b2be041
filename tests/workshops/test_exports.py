"""The programme taken away in a file."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.factories import SessionFactory, SpaceFactory


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["=1+1", "+33 et puis", "-10 % sur tout", "@moi"])
def test_title_is_never_run_as_a_formula(client, signed_in, title):
    space = SpaceFactory()
    signed_in(space, Role.COORDINATOR)
    SessionFactory(space=space, workshop__title=title, starts_at=timezone.now() + timedelta(days=3))

    listed = client.get(reverse("workshops:sessions"), {"export": "csv"}).content.decode()

    assert f"\n'{title}," in listed
