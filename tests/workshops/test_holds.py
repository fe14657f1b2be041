"""Seats kept for a structure's group: names come later, the rest is given back in time."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.courier.models import Message
from publics.models import Person
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SeatHoldFactory,
    SessionFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import RegistrationState
from workshops.models import Registration, SeatHold, SeatOffer
from workshops.services.holds import given_back_at
from workshops.tasks import forget_comfort

pytestmark = pytest.mark.django_db


@pytest.fixture
def residence(space):
    return OrganisationFactory(space=space, name="Résidence du Lavoir")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=4, starts_at=timezone.now() + timedelta(days=20))


@pytest.fixture
def desk(client, signed_in, space):
    """The reception's browser."""
    signed_in(space, Role.RECEPTION)
    return client


@pytest.fixture
def hold(session, residence):
    until = given_back_at(session, days_before=3)
    return services.hold_seats(
        session=session, organisation=residence, seats=3, until=until, by=None, at=timezone.now()
    )


def taken(session):
    session.refresh_from_db()
    return session.seats_taken, session.waiting_count


def sent(desk, name, *args, **said):
    said = {"submission": str(uuid.uuid4())} | said
    return desk.post(reverse(f"workshops:{name}", args=args), said, follow=True)


def test_group_is_kept_its_seats_from_the_page_of_the_session(desk, session, residence):
    page = sent(desk, "new_hold", session.code, organisation=residence.pk, seats=3, days_before=7)

    assert "Places gardées pour Résidence du Lavoir" in page.content.decode()
    assert SeatHold.objects.get().until == given_back_at(session, days_before=7)
    shown = desk.get(reverse("workshops:session", args=[session.code])).content.decode()
    assert "3\u00a0places sans nom" in shown or "3 places sans nom" in shown
    assert taken(session) == (3, 0)


def test_form_sent_twice_keeps_once(desk, session, residence):
    said = {"organisation": residence.pk, "seats": 1, "days_before": 3, "submission": str(uuid.uuid4())}

    for _ in range(2):
        desk.post(reverse("workshops:new_hold", args=[session.code]), said)

    assert SeatHold.objects.count() == 1


@pytest.mark.parametrize(
    ("seats", "said"), [(5, "pas assez de places"), (0, "supérieure ou égale à 1"), ("x", "entier")]
)
def test_more_seats_than_are_free_are_not_kept(desk, session, residence, seats, said):
    page = sent(desk, "new_hold", session.code, organisation=residence.pk, seats=seats, days_before=3)

    assert (page.status_code, SeatHold.objects.count()) == (422, 0)
    assert said in page.content.decode()


def test_seats_are_not_kept_until_a_day_that_is_past(session, residence):
    at = session.starts_at - timedelta(days=2)

    with pytest.raises(ValidationError, match="déjà passé"):
        services.hold_seats(
            session=session, organisation=residence, seats=1, by=None, at=at,
            until=given_back_at(session, days_before=3),
        )  # fmt: skip


def test_pasted_list_registers_each_on_the_seats_kept(desk, session, hold, settings):
    settings.SMS_URL = "http://127.0.0.1:9/"
    names = "Amina Benali, 06 39 98 10 01\nLucien Orme ; lucien@example.org\nOdile"

    page = sent(desk, "hold", hold.pk, names=names)

    assert "3\u00a0noms donnés" in page.content.decode() or "3 noms donnés" in page.content.decode()
    told = Registration.objects.order_by("pk").values_list("person__first_name", "person__preferred_channel", "state")
    assert list(told) == [
        ("Amina", "sms", RegistrationState.CONFIRMED),
        ("Lucien", "email", RegistrationState.CONFIRMED),
        ("Odile", "none", RegistrationState.CONFIRMED),
    ]
    assert Message.objects.filter(kind="registration.confirmed").count() == 2
    assert taken(session) == (3, 0)


def test_more_names_than_seats_register_nobody(desk, session, hold):
    page = sent(desk, "hold", hold.pk, names="Un A\nDeux B\nTrois C\nQuatre D")

    assert page.status_code == 422
    assert "Il reste 3 places gardées, et vous donnez 4 noms" in page.content.decode()
    assert "Quatre D" in page.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("06 39 98 10 01", "commencez par le prénom"),
        ("Amina Benali, 12", "Ligne 1"),
        ("Amina Benali, 2 85 03 33 063 012 26", "sécurité sociale"),
        ("A" * 10_000, "6000"),
        ("a" * 200, "commencez par le prénom"),
    ],
)
def test_line_that_is_not_understood_is_named(desk, hold, names, said):
    page = sent(desk, "hold", hold.pk, names=names)

    assert (page.status_code, Registration.objects.count()) == (422, 0)
    assert said in page.content.decode().replace("\u202f", "")


def test_somebody_known_takes_a_seat_of_the_group(desk, space, session, hold):
    person = PersonFactory(space=space)
    address = f"{reverse('workshops:register', args=[session.code])}?personne={person.code}&places={hold.pk}"
    assert "Gardées pour Résidence du Lavoir (3)" in desk.get(address).content.decode()

    sent(desk, "register", session.code, person=person.code, party_size=1, hold=hold.pk, comfort=["ramp"])

    hold.refresh_from_db()
    assert (hold.seats, hold.registrations.get().person, taken(session)) == (2, person, (3, 0))
    page = desk.get(reverse("workshops:session", args=[session.code])).content.decode()
    assert "Pour être à l’aise\u00a0: une rampe" in page


def test_group_is_served_when_the_session_is_full_for_others(session, space, hold):
    at = timezone.now()
    other = services.register(session=session, person=PersonFactory(space=space), at=at)
    late = services.register(session=session, person=PersonFactory(space=space), at=at)

    named = services.register(session=session, person=PersonFactory(space=space), hold=hold, at=at)

    assert [other.state, late.state, named.state] == ["confirmed", "waiting", "confirmed"]
    with pytest.raises(ValidationError, match="pas assez de places gardées"):
        services.register(session=session, person=PersonFactory(space=space), hold=hold, party_size=3, at=at)


def test_seats_of_another_session_are_not_taken(space, session, hold):
    other = SessionFactory(space=space, published=True, starts_at=session.starts_at)

    with pytest.raises(ValidationError, match="pas assez de places gardées"):
        services.register(session=other, person=PersonFactory(space=space), hold=hold, at=timezone.now())


def test_seats_without_a_name_go_in_time_to_who_waits(space, session, hold):
    at = timezone.now()
    services.register(session=session, person=PersonFactory(space=space), at=at)
    waiting = services.register(session=session, person=PersonFactory(space=space), at=at)
    services.name_group(hold=hold, names=[services.Named("Odile")], by=None, at=at)
    assert services.release_due_holds(at=hold.until - timedelta(minutes=1)) == 0

    assert services.release_due_holds(at=hold.until) == 1

    assert SeatOffer.objects.get().registration == waiting
    assert taken(session) == (3, 1)
    with pytest.raises(ValidationError, match="places gardées"):
        services.name_group(hold=hold, names=[services.Named("Trop tard")], by=None, at=hold.until)


def test_group_is_given_more_time(desk, session, hold):
    sent(desk, "extend_hold", hold.pk, days_before=1)

    hold.refresh_from_db()
    assert hold.until == given_back_at(session, days_before=1)
    services.release_hold(hold=hold, at=timezone.now())
    page = sent(desk, "extend_hold", hold.pk, days_before=2)
    assert (page.status_code, "déjà été rendues" in page.content.decode()) == (422, True)


def test_seats_are_given_back_earlier_once_what_follows_was_read(desk, session, hold):
    services.name_group(hold=hold, names=[services.Named("Odile")], by=None, at=timezone.now())
    address = reverse("workshops:release_hold", args=[hold.pk])
    page = read(desk.get(address))
    assert "2 places sans nom sont rendues." in page
    assert "Qui a déjà été nommée garde sa place." in page

    for _ in range(2):
        desk.post(address)

    assert taken(session) == (1, 0)


def test_full_session_says_how_to_find_seats_to_keep(desk, space):
    full = SessionFactory(space=space, published=True, capacity=1)
    RegistrationFactory(session=full, space=space)

    page = read(desk.get(reverse("workshops:new_hold", args=[full.code])))

    assert "Aucune place libre" in page
    assert "Changer le nombre de places" in page
    assert "Garder ces places" not in page


def test_group_of_another_space_is_not_found(desk):
    theirs = SeatHoldFactory()

    for name in ("hold", "extend_hold", "release_hold"):
        assert desk.post(reverse(f"workshops:{name}", args=[theirs.pk])).status_code == 404


def test_what_was_asked_to_be_at_ease_is_forgotten_a_month_later(space):
    past = SessionFactory(space=space, past=True, starts_at=timezone.now() - timedelta(days=31))
    recent = SessionFactory(space=space, past=True, starts_at=timezone.now() - timedelta(days=29))
    for session in (past, recent):
        asked = services.register(
            session=session, person=PersonFactory(space=space), at=session.starts_at, comfort=["screen"]
        )
        assert Registration.objects.get(pk=asked.pk).comfort == ["screen"]

    assert forget_comfort() == 1

    assert list(Registration.objects.order_by("session__starts_at").values_list("comfort", flat=True)) == [
        [],
        ["screen"],
    ]
