"""What makes it easy to come is said of a place, a workshop or a session: never of who needs it."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mediation.accounts.enums import Access, Role
from publics.models import Person
from tests.factories import SessionFactory, UserFactory, VenueFactory
from tests.reading import read
from workshops.models import Session
from workshops.public import feeds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
START = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def made(space, **fields):
    return SessionFactory(space=space, starts_at=START, published=True, **fields)


def looping(space):
    return VenueFactory(space=space, accesses=["hearing_loop"])


@pytest.mark.requirement("R206")
def test_a_session_says_what_its_place_its_workshop_and_itself_offer(client, space):
    session = made(space, venue=looping(space), workshop__accesses=["step_free"], accesses=["childcare", "step_free"])
    page = read(client.get(reverse("public:session", args=[space.slug, session.code])))
    assert "Ce qui aide à venir On entre en fauteuil Boucle magnétique Garde d’enfants sur place" in page
    there = feeds.event(Session.objects.with_details().get())["location"]["amenityFeature"]
    assert [feature["name"] for feature in there] == session.access_names


@pytest.mark.requirement("R206")
@pytest.mark.parametrize("source", ["place", "workshop", "session"])
def test_the_programme_is_narrowed_to_what_helps_to_come_wherever_it_is_said(client, space, source):
    said = {
        "place": {"venue": looping(space)},
        "workshop": {"workshop__accesses": ["hearing_loop"]},
        "session": {"accesses": ["hearing_loop"]},
    }
    made(space, workshop__title="Vendre ses gâteaux", **said[source])
    made(space, workshop__title="Reconnaître les oiseaux")
    page = read(client.get(reverse("public:programme", args=[space.slug]), {"aide": "hearing_loop"}))
    assert "Vendre ses gâteaux" in page
    assert "Reconnaître les oiseaux" not in page


def test_only_what_some_session_to_come_offers_is_proposed(client, space):
    made(space, accesses=["childcare"])
    form = client.get(reverse("public:programme", args=[space.slug])).context["form"]
    assert form.fields["aide"].choices == [("", "Peu importe"), ("childcare", "Garde d’enfants sur place")]


def test_a_choice_typed_by_hand_narrows_nothing(client, space):
    made(space, workshop__title="Vendre ses gâteaux")
    page = client.get(reverse("public:programme", args=[space.slug]), {"aide": "ascenseur"})
    assert "Vendre ses gâteaux" in read(page)


@pytest.mark.requirement("R206")
def test_the_team_adds_what_this_session_offers_besides(client, mediator, space):
    session = made(space, venue=looping(space))
    address = reverse("workshops:adapt", args=[session.code])
    form = read(client.get(address))
    assert "Déjà dit : boucle magnétique." in form
    assert "jamais ce qui concerne quelqu’un" in form
    page = client.post(address, {"accesses": ["sign_language"], "version": 1}, follow=True)
    assert "Ce qui aide à venir Boucle magnétique, Langue des signes" in read(page)


def test_what_is_out_of_the_list_is_refused(client, mediator, space):
    session = made(space)
    response = client.post(reverse("workshops:adapt", args=[session.code]), {"accesses": ["surdité"], "version": 1})
    assert response.status_code == 422
    with pytest.raises(IntegrityError, match="session_accesses_are_of_the_list"), transaction.atomic():
        made(space, accesses=["surdité"])


def test_nothing_of_it_is_ever_written_on_a_person():
    columns = {field.name for field in Person._meta.get_fields()}
    assert not columns & {"accesses", "access", "disability", "health"}
    assert all(access.label for access in Access)


def test_a_place_says_what_it_offers_in_the_administration(client, space):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    venue = looping(space)
    page = client.get(reverse("admin:accounts_venue_change", args=[venue.pk])).content.decode()
    assert 'value="hearing_loop"' in page
