"""What is told, and the gateway that the courier is tried with: campaigns really leave."""

import pytest

from tests.courier.conftest import gateway
from tests.factories import SessionFactory, SpaceFactory

__all__ = ["gateway"]


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    """Saturday the 28th, in twelve days."""
    return SessionFactory(space=space, published=True, workshop__title="Vendre ses gâteaux")
