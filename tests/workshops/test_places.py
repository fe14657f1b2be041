"""A place is said once: a room named like its venue adds nothing, wherever it is read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import RoomFactory, SessionFactory, SpaceFactory, VenueFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


def page_of(client, room: str, venue: str) -> str:
    space = SpaceFactory(slug="fil")
    where = VenueFactory(space=space, name=venue)
    session = SessionFactory(
        space=space, published=True, venue=where, room=RoomFactory(space=space, venue=where, name=room),
        starts_at=timezone.now() + timedelta(days=5),
    )  # fmt: skip
    return read(client.get(reverse("public:programme", args=["fil"]))) + read(
        client.get(reverse("public:session", args=["fil", session.code]))
    )


def test_room_named_like_its_venue_is_not_said_twice(client):
    said = page_of(client, "salle", "Salle du Lavoir")

    assert "Salle du Lavoir 1 chemin du Lavoir" in said
    assert "Salle du Lavoir, salle" not in said


def test_room_of_another_name_is_said(client):
    assert page_of(client, "coin numérique", "Médiathèque").count("Médiathèque, coin numérique") == 2
