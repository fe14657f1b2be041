"""Media that say it again: what is to be sent to each, when, and ticked apart."""

from datetime import date

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.communications.models import Publication
from mediation.courier.models import Message
from tests.factories import MediumFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

MEDIA, THIS_WEEK = reverse("communications:media"), reverse("communications:to_send")
TYPED = {"name": "Radio Vallée", "format": "trente secondes", "closing_rule": "days_before", "closing_value": "3"}


def publish(client, medium, *subjects):
    return client.post(reverse("communications:publish", args=[medium.pk]), {"subject": subjects}, follow=True)


@pytest.fixture
def radio(space):
    """Told ten days before, then twice again."""
    return MediumFactory(space=space, name="Radio Vallée", closing_value=10, repeats=[30, 7, 2])


@pytest.mark.requirement("R175")
def test_each_repetition_is_something_to_do_on_its_own_date_and_is_ticked_apart(
    client, space, session, radio, signed_in
):
    """The 28th: closes on the 18th, then a week and two days before; nobody's telephone is written to."""
    signed_in(space)
    assert "Vendre ses gâteaux avant mercredi pour le samedi 28 novembre" in read(client.get(THIS_WEEK))

    publish(client, radio, f"session:{session.pk}")

    said = read(client.get(THIS_WEEK))
    assert "Vendre ses gâteaux avant samedi à redire, une semaine avant · pour le samedi 28 novembre" in said
    assert "deux jours avant" not in said
    assert "à redire, deux jours avant" in read(client.get(MEDIA))

    publish(client, radio, f"session:{session.pk}@7", f"session:{session.pk}@7")

    assert "une semaine avant" not in read(client.get(THIS_WEEK))
    assert sorted(Publication.objects.values_list("turn", flat=True)) == [0, 7]
    assert not Message.objects.exists()


def test_a_repetition_before_the_medium_closes_is_none(space, radio):
    assert radio.turns(date(2026, 11, 28)) == [
        (0, date(2026, 11, 18)),
        (7, date(2026, 11, 21)),
        (2, date(2026, 11, 26)),
    ]


def test_a_repetition_that_is_not_asked_is_not_noted(client, session, radio, signed_in):
    signed_in(session.space)
    for turn in ("@30", "@15", "@", "@-7", "@7@7", "@" + "9" * 10_000, "@\0"):
        assert "rien n'a été noté" in read(publish(client, radio, f"session:{session.pk}{turn}"))


def test_coordination_says_when_a_medium_says_it_again(client, space, radio, signed_in):
    signed_in(space, Role.COORDINATOR)
    address = reverse("communications:edit_medium", args=[radio.pk])

    assert "Une semaine avant" in read(client.get(address))
    client.post(address, TYPED | {"version": 1, "repeats": ["15", "2"]})
    radio.refresh_from_db()
    assert radio.repeats == [15, 2]

    refused = client.post(address, TYPED | {"version": 2, "repeats": ["3"]})
    assert refused.status_code == 422
