"""The administration of workshops: rows are read, services act, nothing that happened is deleted."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AttendanceFactory,
    MembershipFactory,
    RegistrationFactory,
    SeatHoldFactory,
    SeatOfferFactory,
    SessionFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.enums import OfferState, RegistrationState, SessionState
from workshops.models import Registration, SeatOffer, Session, Workshop

pytestmark = pytest.mark.django_db

FACTORIES = {
    "workshop": WorkshopFactory,
    "session": SessionFactory,
    "registration": RegistrationFactory,
    "seatoffer": SeatOfferFactory,
    "seathold": SeatHoldFactory,
    "attendance": AttendanceFactory,
}


@pytest.fixture(autouse=True)
def superuser(client, space):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def listed(model):
    return reverse(f"admin:workshops_{model}_changelist")


def act(client, model, action, row):
    return client.post(listed(model), {"action": action, "_selected_action": [row.pk]}, follow=True)


def read(response):
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("model", FACTORIES)
def test_every_list_and_row_opens_and_can_be_searched(client, space, model):
    row = FACTORIES[model](space=space)

    assert client.get(listed(model)).status_code == 200
    assert client.get(listed(model), {"q": "gâteaux"}).status_code == 200
    assert client.get(reverse(f"admin:workshops_{model}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("model", FACTORIES)
def test_nothing_that_happened_is_deleted(client, space, model):
    row = FACTORIES[model](space=space)

    assert client.post(reverse(f"admin:workshops_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", ["session", "registration", "seatoffer", "seathold", "attendance"])
def test_states_counters_and_seats_are_not_written_here(client, space, model):
    row = FACTORIES[model](space=space)

    assert client.post(reverse(f"admin:workshops_{model}_change", args=[row.pk]), {"state": "done"}).status_code == 403
    assert LogEntry.objects.count() == 0


def test_sessions_are_published_by_the_service_which_says_what_it_refuses(client, space):
    later = timezone.now() + timedelta(days=5)
    ready = SessionFactory(space=space, starts_at=later)
    lacking = SessionFactory(space=space, starts_at=later, workshop__audience="")

    response = client.post(
        listed("session"), {"action": "publish", "_selected_action": [ready.pk, lacking.pk]}, follow=True
    )

    assert Session.objects.get(pk=ready.pk).state == SessionState.PUBLISHED
    assert Session.objects.get(pk=lacking.pk).state == SessionState.DRAFT
    assert "Séances publiées : 1." in read(response)
    assert "Il manque la réponse à « Pour qui ? »" in read(response)


def test_session_is_cancelled_by_the_service(client, space):
    session = SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=5))

    act(client, "session", "cancel", session)

    assert Session.objects.get().state == SessionState.CANCELLED


def test_registration_is_cancelled_and_its_seat_offered(client, space):
    session = SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=5), capacity=1)
    leaving = RegistrationFactory(space=space, session=session)
    waiting = RegistrationFactory(space=space, session=session, state=RegistrationState.WAITING)

    act(client, "registration", "cancel", leaving)

    assert Registration.objects.get(pk=leaving.pk).state == RegistrationState.CANCELLED
    assert SeatOffer.objects.get().registration == waiting


def test_offer_and_hold_are_given_back_by_the_services(client, space):
    offer, hold = SeatOfferFactory(space=space), SeatHoldFactory(space=space)

    act(client, "seatoffer", "decline", offer)
    act(client, "seathold", "release", hold)

    offer.refresh_from_db()
    hold.refresh_from_db()
    assert offer.state == OfferState.DECLINED
    assert hold.released_at is not None


def test_who_may_only_look_acts_on_nothing(client, space, superuser):
    looker = MembershipFactory(space=space, user=UserFactory(is_staff=True)).user
    looker.user_permissions.add(Permission.objects.get(codename="view_session", content_type__app_label="workshops"))
    client.force_login(looker)
    session = SessionFactory(space=space, starts_at=timezone.now() + timedelta(days=5))

    act(client, "session", "publish", session)

    assert Session.objects.get().state == SessionState.DRAFT


def test_catalogue_is_written_to_a_file_and_read_from_it(client, space):
    WorkshopFactory(space=space, title="Vendre ses gâteaux")

    response = client.post(
        reverse("admin:workshops_workshop_export"), {"format": "0", "resource": "0", **chosen_fields()}
    )

    assert "Vendre ses gâteaux" in response.content.decode()
    assert Workshop.objects.count() == 1


def chosen_fields():
    names = ["space", "title", "short_title", "branch", "seats"]
    return {f"workshopresource_{name}": "on" for name in names}
