"""The page of a structure for the seats kept for its group: without an account, it names people and gives back."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, SpaceFactory
from tests.reading import read
from workshops import services
from workshops.models import Registration, SeatOffer, Session
from workshops.services.holds import given_back_at
from workshops.wording import page_of_group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=4, starts_at=timezone.now() + timedelta(days=20))


@pytest.fixture
def hold(space, session):
    return services.hold_seats(
        session=session, organisation=OrganisationFactory(space=space, name="Résidence du Lavoir"), seats=3, by=None,
        until=given_back_at(session, days_before=3), at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def theirs(hold, session):
    return page_of_group(hold, session)


def give(client, theirs, names, **said):
    said = {"names": names, "submission": str(uuid.uuid4())} | said
    return client.post(theirs, said, follow=True)


def test_the_desk_reads_the_address_to_give(client, signed_in, space, hold, theirs):
    signed_in(space, Role.RECEPTION)

    page = client.get(reverse("workshops:hold", args=[hold.pk]))

    assert "La page de la structure" in read(page)
    assert theirs in page.content.decode()


def test_a_structure_sees_its_seats_and_names_people(client, session, theirs):
    page = read(client.get(theirs))
    assert "3 places vous attendent encore" in page

    page = read(give(client, theirs, "Amina Benali, 06 39 98 10 01\nLucien Orme"))

    assert "1 place vous attend encore" in page
    assert "Amina B." in page
    assert "Lucien O." in page
    assert set(Registration.objects.values_list("origin", "state")) == {("partner", "confirmed")}


def test_names_sent_twice_count_once(client, session, theirs):
    key = str(uuid.uuid4())

    for _ in range(2):
        give(client, theirs, "Amina Benali", submission=key)

    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("12", "commencez par le prénom"),
        ("Un A\nDeux B\nTrois C\nQuatre D", "Il reste 3 places gardées"),
        ("A" * 10_000, "6000"),
        ("Amina 2 85 03 33 063 012 26", "sécurité sociale"),
    ],
)
def test_a_list_that_cannot_be_is_said_and_kept(client, theirs, names, said):
    page = give(client, theirs, names)

    assert (page.status_code, Registration.objects.count()) == (422, 0)
    assert said in read(page)
    assert names.splitlines()[-1] in page.content.decode()


def test_seats_given_back_go_to_who_waits(client, space, session, hold, theirs):
    at = timezone.now()
    give(client, theirs, "Amina Benali")
    services.register(session=session, person=PersonFactory(space=space), at=at)
    waiting = services.register(session=session, person=PersonFactory(space=space, by_email=True), at=at)

    for _ in range(2):
        page = read(client.post(theirs, {"act": "release"}, follow=True))

    assert "Les places sans nom ont été rendues" in page
    assert "Amina B." in page
    assert "Inscrire ces personnes" not in page
    assert SeatOffer.objects.get().registration == waiting
    assert give(client, theirs, "Trop Tard").status_code == 422


def test_once_the_session_has_begun_or_is_called_off_nothing_is_asked(client, session, theirs):
    services.cancel_session(session=session, by=None, at=timezone.now())
    page = read(client.get(theirs))
    assert "Cette séance n’aura pas lieu" in page
    assert "Inscrire ces personnes" not in page

    Session.objects.update(ends_at=timezone.now() - timedelta(hours=1), starts_at=timezone.now() - timedelta(hours=3))
    assert client.get(theirs).status_code == 200


def test_the_address_opens_nothing_in_another_space(client, theirs):
    elsewhere = SpaceFactory()

    assert client.get(theirs.replace(f"/{theirs.split('/')[1]}/", f"/{elsewhere.slug}/", 1)).status_code == 404


def test_more_than_sixty_sendings_in_an_hour_are_refused(client, theirs):
    answers = {number: client.post(theirs, {"names": ""}).status_code for number in range(61)}

    assert set(list(answers.values())[:60]) == {422}
    assert answers[60] == 429


@pytest.mark.parametrize("count", [1, 3])
def test_it_reads_as_much_whatever_the_names(client, theirs, count, django_assert_num_queries):
    give(client, theirs, "\n".join(f"Personne {letter}" for letter in "ABC"[:count]))

    with django_assert_num_queries(6):
        client.get(theirs)
