"""The waiting list as the desk and she who waits read it, from the rank to the seat."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.factories import PersonFactory, SessionFactory, SpaceFactory
from tests.reading import read
from workshops import services
from workshops.enums import RegistrationState
from workshops.wording import page_of


@pytest.mark.requirement("R081")
@pytest.mark.django_db
def test_freed_seat_is_offered_in_order_until_a_time_that_is_told_and_taken_by_her_link(client, signed_in, settings):
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    space, at = SpaceFactory(), timezone.now()
    signed_in(space, Role.RECEPTION)
    session = SessionFactory(space=space, published=True, capacity=1, starts_at=at + timedelta(days=20))
    held, first, second = [
        services.register(session=session, person=PersonFactory(space=space, first_name=name), at=at)
        for name in ("Nadia", "Amina", "Awa")
    ]
    address = reverse("workshops:session", args=[session.code])
    assert read(client.get(address)).index("Amina") < read(client.get(address)).index("Awa")

    client.post(reverse("workshops:cancel_registration", args=[held.code]))

    assert read(client.get(address)).count("place proposée gardée jusqu’à") == 1
    hers = page_of(first, session)
    assert "jusqu’à" in read(client.get(hers))
    client.post(hers, {"act": "accept"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert [first.state, second.state] == [RegistrationState.CONFIRMED, RegistrationState.WAITING]
