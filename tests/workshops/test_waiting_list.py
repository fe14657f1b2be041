"""The waiting list as the desk and she who waits read it, from the rank to the seat."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.accounts.models import Venue
from mediation.courier.models import Message
from mediation.desk.services import close_call
from tests.factories import PersonFactory, SessionFactory, SpaceFactory
from tests.reading import read
from workshops import services
from workshops.enums import RegistrationState
from workshops.models import SeatOffer, Session
from workshops.wording import page_of


@pytest.mark.requirement("R081")
@pytest.mark.django_db
@pytest.mark.usefixtures("sms")
def test_freed_seat_is_offered_in_order_until_a_time_that_is_told_and_taken_by_her_link(client, signed_in):
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


# --- after the third offer, by telephone, too many --------------------------------------------------------------


@pytest.fixture
def full(space, sms):
    """Full, in forty days: one seated, one who waits; the clock stands on a Saturday morning."""
    return SessionFactory(space=space, published=True, capacity=1, starts_at=SATURDAY + timedelta(days=40))


SATURDAY = datetime.fromisoformat("2026-11-21T10:00+01:00")


def line(session, **person):
    """Nadia has the seat, she waits; then the seat is freed."""
    nadia, waiting = [
        services.register(session=session, person=PersonFactory(space=session.space, **fields), at=SATURDAY)
        for fields in ({"first_name": "Nadia"}, person)
    ]
    services.cancel_registration(registration=nadia, at=SATURDAY)
    return waiting


@pytest.mark.django_db
def test_after_three_offers_without_an_answer_she_is_called_not_written_to(client, signed_in, space, full):
    amina = line(full, first_name="Amina", phone="+33639981077")
    for days in (2, 4, 6):
        services.expire_offers(at=SATURDAY + timedelta(days=days))
        services.offer_freed_seats(session=full, at=SATURDAY + timedelta(days=days + 1))
    assert (amina.offers.count(), SeatOffer.objects.open().count()) == (3, 0)

    with time_machine.travel(SATURDAY + timedelta(days=7), tick=False):
        signed_in(space, Role.RECEPTION)
        today = read(client.get(reverse("desk:today")))
        assert "Trois propositions sans suite : attend-elle toujours ?" in today
        page = read(client.get(reverse("workshops:session", args=[full.code])))
        assert "à appeler trois propositions sans suite, elle garde son rang" in page
        [call] = Message.objects.filter(kind="waiting.call")
        sheet = read(client.get(reverse("desk:call", args=[call.pk])))
        assert "Est-ce que vous voulez encore venir" in sheet
        client.post(reverse("desk:call", args=[call.pk]), {"outcome": "accepted"})

    amina.refresh_from_db()
    assert amina.state == RegistrationState.CONFIRMED


@pytest.mark.django_db
def test_who_no_longer_waits_after_three_offers_leaves_the_list_on_the_telephone(full):
    amina = line(full, first_name="Amina")
    for days in (0, 2, 4):
        services.offer_freed_seats(session=full, at=SATURDAY + timedelta(days=days))
        services.decline_offer(offer=SeatOffer.objects.open().get(), at=SATURDAY + timedelta(days=days, hours=1))
    [call] = Message.objects.filter(kind="waiting.call")

    close_call(message=call, outcome="left_list", at=SATURDAY + timedelta(days=5), by=None)

    amina.refresh_from_db()
    assert amina.state == RegistrationState.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-12:00", ""], ids=["when we are there", "when nobody said so"])
def test_a_landline_keeps_her_offer_until_somebody_had_the_time_to_call(space, full, hours):
    Venue.objects.update(opening_hours=hours)

    line(full, first_name="Ginette", landline=True)

    until = SeatOffer.objects.get().expires_at.astimezone(full.zone)
    assert f"{until:%a %H:%M}" == ("Tue 10:00" if hours else "Sun 10:00")


@pytest.mark.django_db
def test_who_answers_by_sms_is_not_given_more_than_a_day(full):
    Venue.objects.update(opening_hours="Mo-Fr 09:00-12:00")

    line(full, first_name="Amina")

    assert SeatOffer.objects.get().expires_at == SATURDAY + timedelta(days=1)


@pytest.mark.django_db
def test_a_landline_is_never_given_later_than_the_evening_before(space, full):
    Venue.objects.update(opening_hours="Tu 09:00-12:00")
    starts_at = SATURDAY + timedelta(days=3)
    Session.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))

    line(full, first_name="Ginette", landline=True)

    assert f"{SeatOffer.objects.get().expires_at.astimezone(full.zone):%a %H:%M}" == "Mon 17:00"


@pytest.mark.django_db
def test_a_party_too_big_for_what_is_free_keeps_its_rank_and_the_desk_reads_why(client, signed_in, space, full):
    at = timezone.now()
    starts_at = at + timedelta(days=20)
    Session.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    held = services.register(session=full, person=PersonFactory(space=space), at=at)
    services.register(session=full, person=PersonFactory(space=space, first_name="Awa"), party_size=4, at=at)

    services.cancel_registration(registration=held, at=at)

    signed_in(space, Role.RECEPTION)
    page = read(client.get(reverse("workshops:session", args=[full.code])))
    assert "passée, elle garde son rang 4 places demandées, 1 libre" in page
    assert "Lui donner la place" not in page
