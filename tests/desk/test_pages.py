"""Pages anybody may read, and what a supervisor asks."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.urls import reverse

from mediation.courier.enums import Channel
from mediation.desk import health
from tests.factories import NOW, MessageFactory, SpaceFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

HEALTH = reverse("desk:health")
PAGES = ["desk:accessibility", "desk:legal_notice", "desk:personal_data"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_open_to_anybody(client, name):
    assert client.get(reverse(name)).status_code == 200


def test_accessibility_is_not_claimed_without_an_audit(client):
    assert "Accessibilité : non conforme" in read(client.get(reverse("desk:accessibility")))


def test_page_speaks_for_the_space_one_comes_from(client):
    SpaceFactory(slug="fil", legal_name="Communauté de communes du Pays d'Orvelle", retention_months=18)

    legal = read(client.get(reverse("desk:legal_notice"), {"espace": "fil"}))
    kept = read(client.get(reverse("desk:personal_data"), {"espace": "fil"}))

    assert "Communauté de communes du Pays d'Orvelle" in legal
    assert "05 36 49 10 10" in legal
    assert "18 mois après votre dernière visite" in kept


@pytest.mark.parametrize("slug", ["", "inconnu", "x" * 10_000])
def test_unknown_space_is_no_space(client, slug):
    assert client.get(reverse("desk:personal_data"), {"espace": slug}).status_code == 200


def test_page_speaks_for_the_space_one_works_in(client, signed_in):
    signed_in(SpaceFactory(legal_name="Ville de Vernelune"))

    assert "Ville de Vernelune" in read(client.get(reverse("desk:legal_notice")))


def test_health_answers_when_all_serves(client):
    response = client.get(HEALTH)

    assert response.status_code == 200
    assert response.json() == {
        "database": True,
        "cache": True,
        "oldest_due_message_seconds": 0,
        "messages_are_late": False,
        "paused_channels": [],
        "is_serving": True,
    }


def test_health_says_since_when_messages_wait(client):
    MessageFactory(channel=Channel.SMS, address="+33639981001", due_at=NOW - timedelta(minutes=20))
    MessageFactory(channel=Channel.PHONE, due_at=NOW - timedelta(days=1))

    with time_machine.travel(NOW, tick=False):
        facts = client.get(HEALTH).json()

    assert (facts["oldest_due_message_seconds"], facts["messages_are_late"]) == (1200, True)


def test_health_says_that_the_cache_is_away_and_goes_on_serving(client, without_cache):
    response = client.get(HEALTH)

    assert response.status_code == 200
    assert response.json()["cache"] is False


def test_health_refuses_without_the_database(client, monkeypatch):
    def fails():
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", fails)

    response = client.get(HEALTH)

    assert response.status_code == 503
    assert response.json()["database"] is False
