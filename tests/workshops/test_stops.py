"""A session of the bus is at one of its stops: whoever comes reads where it really is, on pages and on paper."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.models import Message
from mediation.courier.registry import kind
from tests.factories import PersonFactory, SessionFactory, StopFactory, VenueFactory
from tests.reading import read
from workshops import answers, documents, services
from workshops.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
START = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture
def bus(space):
    return VenueFactory(
        space=space, name="Le Bus du Fil", short_name="bus", address="", postal_code="", city="Montorvelle",
        access="Plateforme élévatrice.", is_itinerant=True,
    )  # fmt: skip


@pytest.fixture
def stop(space, bus):
    return StopFactory(space=space, venue=bus, place="place de la Mairie", city="Rochebrisse")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def at_the_stop(stop, **fields):
    return SessionFactory(space=stop.space, venue=stop.venue, stop=stop, starts_at=START, **fields)


@pytest.mark.requirement("R034")
def test_the_public_reads_the_stop_and_not_where_the_bus_sleeps(client, stop):
    session = at_the_stop(stop, published=True)
    page = read(client.get(reverse("public:session", args=[stop.space.slug, session.code])))
    programme = read(client.get(reverse("public:programme", args=[stop.space.slug])))
    assert "Le Bus du Fil, place de la Mairie, Rochebrisse. Plateforme élévatrice." in page
    assert "Le Bus du Fil, place de la Mairie Rochebrisse" in programme
    assert "Montorvelle" not in page


@pytest.mark.requirement("R034")
def test_the_team_chooses_the_stop_of_a_session(client, mediator, space, bus, stop):
    session = SessionFactory(space=space, venue=bus, starts_at=START)
    address = reverse("workshops:edit_session", args=[session.code])
    data = {"date": "2026-09-15", "start": "14:00", "venue": bus.pk, "stop": stop.pk, "version": 1}
    page = client.post(address, data, follow=True)
    assert "Le Bus du Fil, place de la Mairie, Rochebrisse" in read(page)
    assert Session.objects.get().stop == stop


def test_a_space_without_a_bus_is_not_asked_for_a_stop(client, mediator, space):
    session = SessionFactory(space=space, starts_at=START)
    assert "Arrêt" not in read(client.get(reverse("workshops:edit_session", args=[session.code])))


def test_a_stop_of_another_bus_is_refused(client, mediator, space, bus):
    other = StopFactory(space=space, venue__name="L’autre bus")
    session = SessionFactory(space=space, venue=bus, starts_at=START)
    data = {"date": "2026-09-15", "start": "14:00", "venue": bus.pk, "stop": other.pk, "version": 1}
    response = client.post(reverse("workshops:edit_session", args=[session.code]), data)
    assert response.status_code == 422
    assert "Cet arrêt est celui de « L’autre bus ». Changez le lieu, ou l’arrêt." in read(response)


def test_the_stop_of_another_space_is_no_choice(client, mediator, space, bus, stop):
    session = SessionFactory(space=space, venue=bus, starts_at=START)
    data = {"date": "2026-09-15", "start": "14:00", "venue": bus.pk, "stop": StopFactory().pk, "version": 1}
    assert client.post(reverse("workshops:edit_session", args=[session.code]), data).status_code == 422


def test_without_a_stop_a_session_of_the_bus_is_not_published(client, mediator, space, bus):
    session = SessionFactory(space=space, venue=bus, starts_at=START)
    with pytest.raises(ValidationError, match="la séance : son arrêt"):
        services.publish(session=session, at=NOW, by=None)
    page = read(client.get(reverse("workshops:session", args=[session.code])))
    assert "À écrire dans la séance : son arrêt" in page


def test_messages_say_the_stop(stop):
    session = at_the_stop(stop, published=True)
    registration = services.register(session=session, person=PersonFactory(space=stop.space), at=NOW)
    sent = Message.objects.get(kind="registration.confirmed", subject_id=registration.pk)
    assert "bus, Rochebrisse" in kind(sent.kind).compose(sent).text


@pytest.mark.parametrize(("city", "said"), [("Rochebrisse", "bus, Rochebrisse"), ("Saint-Aubrelin-le-Vieux", None)])
def test_a_commune_too_long_for_a_text_message_stands_alone(stop, city, said):
    stop.city = city
    assert at_the_stop(stop).short_place == (said or city)


def test_papers_say_the_stop(stop):
    session = at_the_stop(stop, published=True)
    place = documents.flyer_words(session)["answers"][0][0]
    assert place.text == "Le Bus du Fil, place de la Mairie, Rochebrisse. Plateforme élévatrice."
    assert answers.where(session) == place.text


def test_a_session_in_a_building_is_said_as_before(space):
    session = SessionFactory(space=space, venue=VenueFactory(space=space, name="Salle du Lavoir"), starts_at=START)
    assert (session.place, session.city, session.short_place) == (
        "Salle du Lavoir", "Saint-Aubrelin", "salle du Lavoir"
    )  # fmt: skip


def test_a_series_stays_at_its_stop_and_rests_where_it_is(stop):
    stop.insee_code = "57463"
    stop.save()
    session = at_the_stop(stop)
    days = [session.local_date + timedelta(weeks=1)]
    series = services.repeat_session(session=session, rhythm="weekly", days=days, at=NOW, by=None)
    assert {each.stop for each in series.sessions.all()} == {stop}


def test_one_more_session_is_proposed_at_the_same_stop(client, mediator, stop):
    session = at_the_stop(stop)
    form = client.get(reverse("workshops:new_session", args=[session.workshop_id])).context["form"]
    assert form["stop"].value() == stop.pk
