"""Registrations are closed, and reopened: nobody is added meanwhile, all the rest of a session goes on."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.models import Message
from tests.factories import PersonFactory, ReferralFactory, SessionFactory
from tests.reading import read
from workshops import services
from workshops.enums import RegistrationState
from workshops.models import Registration, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=1, starts_at=NOW + timedelta(days=9))


def register(session):
    return services.register(session=session, person=PersonFactory(space=session.space), at=NOW)


def close(session):
    return services.close_registrations(session=session, at=NOW, by=None)


def path(name, session):
    return reverse(f"workshops:{name}", args=[session.code])


def public(name, session):
    return reverse(f"public:{name}", args=[session.space.slug, session.code])


def test_the_desk_closes_then_reopens(client, mediator, session):
    closed = client.post(path("registrations_open", session), {"act": "close"}, follow=True)
    reopened = client.post(path("registrations_open", session), {"act": "reopen"}, follow=True)

    assert "Les inscriptions sont closes : la séance a lieu, personne ne s’y ajoute." in read(closed)
    assert "Inscriptions closes depuis mardi 1er septembre" in read(closed)
    assert path("register", session) not in closed.content.decode()
    assert "Les inscriptions sont rouvertes." in read(reopened)
    assert path("register", session) in reopened.content.decode()


def test_nobody_is_added_to_a_closed_session(client, mediator, session):
    close(session)
    person = PersonFactory(space=session.space)
    data = {"person": person.code, "party_size": 1, "submission": uuid4()}
    response = client.post(path("register", session), data)
    assert response.status_code == 422
    assert "Les inscriptions à cette séance sont closes." in read(response)
    assert not Registration.objects.exists()


def test_the_public_reads_that_it_is_closed_and_takes_place(client, session):
    close(session)
    page = read(client.get(public("session", session)))
    programme = client.get(reverse("public:programme", args=[session.space.slug]))
    assert "Les inscriptions sont closes La séance a bien lieu" in page
    assert "inscriptions closes" in read(programme)
    assert public("register", session) not in programme.content.decode()
    assert client.get(public("register", session))["location"] == public("session", session)


def test_a_closed_session_is_proposed_to_nobody(client, mediator, session):
    person = PersonFactory(space=session.space)
    proposed = path("register", session)
    pages = [
        person.get_absolute_url(),
        reverse("public:refer", args=[session.space.slug]),
        reverse("partners:referral", args=[ReferralFactory(space=session.space).code]),
    ]
    before = [client.get(page).content.decode() for page in pages]
    close(session)
    after = [client.get(page).content.decode() for page in pages]

    assert proposed in before[0]
    assert proposed not in after[0]
    for shown, closed in zip(before[1:], after[1:], strict=True):
        assert f'<option value="{session.pk}">' in shown
        assert f'<option value="{session.pk}">' not in closed


def test_a_slip_toward_a_session_closed_since_chooses_another(client, mediator, session):
    slip = ReferralFactory(space=session.space, session=session)
    close(session)

    assert "Cette séance n’est plus ouverte" in read(client.get(reverse("partners:referral", args=[slip.code])))
    assert client.get(public("refer_session", session))["location"] == public("session", session)


def test_the_day_adds_nobody_to_a_closed_session(client, mediator, session):
    Session.objects.update(starts_at=NOW + timedelta(hours=6), ends_at=NOW + timedelta(hours=7), local_date=NOW.date())
    assert path("register", session) in client.get(reverse("desk:today")).content.decode()
    close(session)

    assert path("register", session) not in client.get(reverse("desk:today")).content.decode()


def test_who_is_registered_is_still_reminded_and_who_waits_still_offered(session):
    first, second = register(session), register(session)
    close(session)
    services.cancel_registration(registration=first, at=NOW)
    offer = second.offers.get()
    assert services.accept_offer(offer=offer, at=NOW).state == RegistrationState.CONFIRMED
    services.remind_due(at=session.starts_at)
    assert Message.objects.get(kind="registration.reminder").subject_id == second.pk


def test_closed_twice_it_keeps_its_first_time(session):
    close(session)
    services.close_registrations(session=session, at=NOW + timedelta(hours=1), by=None)
    session.refresh_from_db()
    assert session.closed_at == NOW


@pytest.mark.parametrize("state", ["draft", "past", "cancelled"])
def test_only_a_session_that_takes_registrations_is_closed(client, mediator, space, session, state):
    if state == "draft":
        session = SessionFactory(space=space)
    elif state == "past":
        session = SessionFactory(space=space, past=True, starts_at=NOW - timedelta(days=2))
    else:
        services.cancel_session(session=session, at=NOW, by=None)
    response = client.post(path("registrations_open", session), {"act": "close"})
    assert response.status_code == 422
    with pytest.raises(ValidationError):
        services.reopen_registrations(session=session, at=NOW, by=None)


def test_the_database_refuses_a_closed_draft(space):
    draft = SessionFactory(space=space)
    with pytest.raises(IntegrityError, match="session_closed_was_published"):
        Session.objects.filter(pk=draft.pk).update(closed_at=NOW)


def test_the_session_of_another_space_is_not_found(client, mediator):
    theirs = SessionFactory(published=True, starts_at=NOW + timedelta(days=9))
    assert client.post(path("registrations_open", theirs), {"act": "close"}).status_code == 404


def test_one_more_session_needs_only_its_date(client, mediator, session):
    session.host = mediator
    session.save()
    page = client.get(path("session", session))
    address = reverse("workshops:new_session", args=[session.workshop_id])
    shown = client.get(address).context["form"]

    assert address in page.content.decode()
    asked = {name: shown[name].value() for name in ("start", "venue", "host", "capacity", "submission")}
    start = asked.pop("start")
    made = client.post(address, {**asked, "start": f"{start:%H:%M}", "date": "2026-10-01"}, follow=True)
    assert "La séance est prête." in read(made)
    new = Session.objects.exclude(pk=session.pk).get()
    assert (new.venue, new.host, new.capacity, new.duration) == (session.venue, mediator, 1, timedelta(hours=2))
