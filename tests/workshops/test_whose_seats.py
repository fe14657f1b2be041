"""A seat, a rank, an offer, the seats of a group: acted on by her whose they are, or by the desk of their space."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SeatHoldFactory,
    SeatOfferFactory,
    SessionFactory,
)
from tests.reading import read
from workshops.enums import OfferState, RegistrationState
from workshops.models import Registration, SeatHold, SeatOffer, Session
from workshops.wording import page_of, page_of_group

pytestmark = pytest.mark.django_db

NOT_AT_THE_DESK = [Role.COLLEAGUE, Role.PRESCRIBER, Role.NETWORK]


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=4, starts_at=timezone.now() + timedelta(days=20))


@pytest.fixture
def offer(space, session):
    """Zélie is offered a seat; she was asked before the others."""
    return SeatOfferFactory(
        space=space, registration__session=session, registration__person__first_name="Zélie",
        registration__person__last_name="Benali", expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip


@pytest.fixture
def waiting(space, session, offer):
    """Anselme waits behind her."""
    person = PersonFactory(space=space, first_name="Anselme", last_name="Orme")
    return RegistrationFactory(space=space, session=session, person=person, state=RegistrationState.WAITING)


@pytest.fixture
def hold(space, session):
    organisation = OrganisationFactory(space=space, name="Résidence du Lavoir")
    return SeatHoldFactory(space=space, session=session, organisation=organisation, seats=2)


def as_they_are() -> tuple:
    """All that somebody could have changed."""
    return (
        list(Registration.objects.order_by("pk").values_list("pk", "state", "party_size", "hold")),
        list(SeatOffer.objects.order_by("pk").values_list("pk", "state")),
        list(SeatHold.objects.order_by("pk").values_list("pk", "seats", "until", "released_at")),
        list(Session.objects.order_by("pk").values_list("pk", "seats_taken", "waiting_count")),
    )


# --- by the link of one of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_who_waits_does_not_answer_in_the_place_of_who_was_asked(client, session, offer, waiting, act):
    his, before = page_of(waiting, session), as_they_are()
    hers = {"offer": offer.pk, "registration": offer.registration_id, "pk": offer.registration_id}

    answered = client.post(his, {"act": act, **hers})
    in_her_name = [client.post(his, {"act": act, "who": offer.registration.code}).status_code]
    in_her_name += [client.post(his, {"act": "cancel", "who": offer.registration.code}).status_code]

    assert (answered.status_code, in_her_name) == (302, [404, 404])
    assert as_they_are() == before


def test_her_page_names_nobody_else_of_the_list(client, session, offer, waiting):
    assert "Zélie" not in read(client.get(page_of(waiting, session)))
    assert "Anselme" not in read(client.get(page_of(offer.registration, session)))


def test_a_group_gives_back_its_own_seats_alone(client, space, session, hold):
    other = SeatHoldFactory(space=space, session=session, organisation=OrganisationFactory(space=space), seats=1)

    client.post(page_of_group(hold, session), {"act": "release", "hold": other.pk, "pk": other.pk})

    other.refresh_from_db()
    hold.refresh_from_db()
    assert (hold.released_at is None, other.released_at) == (False, None)


def test_the_page_of_a_group_shows_nobody_of_another(client, session, hold, offer, waiting):
    RegistrationFactory(space=session.space, session=session, person__first_name="Odile", person__last_name="Aubépin")

    page = read(client.get(page_of_group(hold, session)))

    assert [name for name in ("Zélie", "Anselme", "Odile") if name in page] == []


def test_the_link_of_a_registration_does_not_open_the_seats_of_a_group(client, session, hold, waiting):
    secret = page_of(waiting, session).rstrip("/").rpartition("/")[2]
    of_the_group = page_of_group(hold, session).rstrip("/").rpartition("/")[2]

    assert client.get(reverse("public:hold", args=[session.space.slug, secret])).status_code == 404
    assert client.get(reverse("public:registration", args=[session.space.slug, of_the_group])).status_code == 404


# --- by an account -----------------------------------------------------------------------------------------------


@pytest.fixture
def acts(offer, waiting, hold) -> list[tuple[str, dict]]:
    """Everything a desk does with the list, its offers and the seats of groups."""
    session = waiting.session
    return [
        (reverse("workshops:answer_offer", args=[offer.pk]), {"answer": "accept"}),
        (reverse("workshops:answer_offer", args=[offer.pk]), {"answer": "decline"}),
        (reverse("workshops:give_seat", args=[waiting.code]), {}),
        (reverse("workshops:cancel_registration", args=[waiting.code]), {}),
        (reverse("workshops:new_hold", args=[session.code]), {"seats": 1, "days_before": 3}),
        (reverse("workshops:hold", args=[hold.pk]), {"names": "Odile Aubépin"}),
        (reverse("workshops:extend_hold", args=[hold.pk]), {"days_before": 1}),
        (reverse("workshops:release_hold", args=[hold.pk]), {}),
        (reverse("workshops:capacity", args=[session.code]), {"capacity": 6}),
        (reverse("workshops:open_another", args=[session.code]), {}),
        (reverse("workshops:invite_who_waits", args=[session.code]), {}),
    ]


@pytest.mark.parametrize("role", NOT_AT_THE_DESK)
def test_other_roles_of_the_space_change_nothing(client, signed_in, space, acts, role):
    signed_in(space, role)
    before = as_they_are()

    answers = {address: client.post(address, said).status_code for address, said in acts}

    assert (set(answers.values()), as_they_are()) == ({403}, before)


def test_the_desk_of_another_space_finds_none_of_them(client, signed_in, acts):
    signed_in(SessionFactory().space, Role.COORDINATOR)
    before = as_they_are()

    answers = {address: client.post(address, said).status_code for address, said in acts}

    assert (set(answers.values()), as_they_are()) == ({404}, before)


def test_nobody_without_an_account_reaches_them(client, acts):
    before = as_they_are()

    led_to = {client.post(address, said)["Location"].partition("?")[0] for address, said in acts}

    assert (led_to, as_they_are()) == ({reverse("account_login")}, before)


def test_seats_kept_for_another_session_are_not_taken_by_the_form_of_this_one(client, signed_in, space, session):
    signed_in(space, Role.RECEPTION)
    full = SessionFactory(space=space, published=True, capacity=1, starts_at=session.starts_at)
    elsewhere = SeatHoldFactory(space=space, session=session, organisation=OrganisationFactory(space=space), seats=2)
    person = PersonFactory(space=space)
    before = as_they_are()

    page = client.post(
        reverse("workshops:register", args=[full.code]),
        {"person": person.code, "party_size": 1, "hold": elsewhere.pk, "submission": "0" * 32},
    )

    assert (page.status_code, as_they_are()) == (422, before)


def test_answered_at_the_desk_the_offer_is_hers(client, signed_in, space, offer, waiting):
    """What all those above are refused."""
    signed_in(space, Role.RECEPTION)

    client.post(reverse("workshops:answer_offer", args=[offer.pk]), {"answer": "accept"})

    offer.refresh_from_db()
    waiting.refresh_from_db()
    assert (offer.state, waiting.state) == (OfferState.ACCEPTED, RegistrationState.WAITING)
