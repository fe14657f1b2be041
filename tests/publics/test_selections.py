"""Several people at once: ticked on the list, named on the page that confirms, told once it is done."""

import uuid

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from publics.models import Export, PersonInterest
from tests.factories import NOW, InterestFactory, PersonFactory, PersonInterestFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PEOPLE, NOTE, KEEP, EXPORT = (
    reverse(f"publics:{name}") for name in ("people", "note_together", "keep_together", "export_people")
)
STATEMENTS = 18
NUL, LONG = "\x00", "x" * 10_000


@pytest.fixture
def mediator(space, signed_in):
    return signed_in(space)


@pytest.fixture
def coordinator(space, signed_in):
    return signed_in(space, Role.COORDINATOR)


@pytest.fixture
def people(space):
    names = [("Josette", "Aubépine"), ("Lucien", "Bouleau"), ("Marthe", "Charme")]
    return [PersonFactory(space=space, first_name=first, last_name=last) for first, last in names]


@pytest.fixture
def potager():
    return InterestFactory(leaf=True, name="mon potager")


def of(address: str, *people) -> str:
    return f"{address}?{'&'.join(f'personne={person.code}' for person in people)}"


def answers(**given) -> dict:
    return {"submission": uuid.uuid4(), **given}


def test_all_those_of_the_page_are_ticked_by_a_link(client, mediator, people):
    assert client.get(PEOPLE).content.decode().count("checked") == 0
    assert client.get(PEOPLE, {"cocher": "page"}).content.decode().count("checked") == len(people)


def test_an_envie_of_several_is_confirmed_by_name_then_noted_once(client, mediator, people, potager):
    josette, lucien, _ = people
    page = read(client.get(of(NOTE, josette, lucien)))
    assert "Une envie pour 2 personnes" in page
    assert "Josette Aubépine" in page
    assert "Marthe Charme" not in page

    given = answers(interest=potager.key)
    told = [read(client.post(of(NOTE, josette, lucien), given, follow=True)) for _ in range(2)]

    assert "« mon potager » est noté pour 2 personnes." in told[0]
    noted = PersonInterest.objects.order_by("person")
    assert [(one.person, one.said_at, one.noted_by) for one in noted] == [
        (josette, NOW, mediator), (lucien, NOW, mediator),
    ]  # fmt: skip


def test_who_had_said_it_keeps_her_words(client, mediator, people, potager):
    josette, lucien, _ = people
    PersonInterestFactory(space=josette.space, person=josette, interest=potager, words="mes tomates")

    page = read(client.post(of(NOTE, josette, lucien), answers(interest=potager.key), follow=True))

    assert "« mon potager » est noté pour 1 personne. 1 personne l’avait déjà dit." in page
    assert PersonInterest.objects.get(person=josette).words == "mes tomates"


def test_the_list_comes_back_as_it_was_filtered(client, coordinator, people, potager):
    josette = people[0]
    PersonFactory(space=josette.space, first_name="Zoé")
    page = client.get(PEOPLE, {"q": "josette", "tri": "name", "cocher": "page", "inconnu": "x"}).content.decode()
    assert '<input type="hidden" name="q" value="josette">' in page
    assert 'name="inconnu"' not in page
    address = of(NOTE, josette) + "&q=josette"

    assert 'href="/personnes/?q=josette"' in client.get(address).content.decode()
    assert 'href="/personnes/?q=josette"' in client.get(of(EXPORT, josette) + "&q=josette").content.decode()
    response = client.post(address, answers(interest=potager.key))

    assert response.url == f"{PEOPLE}?q=josette"


def test_the_months_of_several_begin_again(client, mediator, people):
    josette, lucien, _ = people
    assert "On garde 2 personnes ?" in read(client.get(of(KEEP, josette, lucien)))

    page = read(client.post(of(KEEP, josette, lucien), answers(), follow=True))

    assert "On garde 2 personnes : leurs mois recommencent aujourd’hui." in page
    for person in people:
        person.refresh_from_db()
    assert [person.returned_at for person in people] == [NOW, NOW, None]


def test_only_those_who_were_ticked_leave(client, coordinator, people):
    asked = {"columns_of": "liste", "columns": ["first_name"], "format_name": "csv"}

    response = client.post(of(EXPORT, *people[:2]), asked)

    assert response.content.decode().split() == ["prénom", "Josette", "Lucien"]
    noted = Export.objects.get()
    assert (noted.rows_count, noted.filters) == (2, "cochées une à une dans la liste")


@pytest.mark.parametrize("address", [NOTE, KEEP, EXPORT])
@pytest.mark.parametrize("codes", ["", LONG, "-1"])
def test_without_anybody_ticked_the_page_says_what_to_do(client, coordinator, potager, address, codes):
    assert "Dans la liste, cochez d’abord les personnes" in read(client.get(address, {"personne": codes}))

    given = answers(interest=potager.key, columns_of="coop", format_name="csv")
    assert client.post(f"{address}?personne=", given).status_code == 422
    assert not PersonInterest.objects.exists()
    assert not Export.objects.exists()


@pytest.mark.parametrize("interest", ["", "zzz", NUL, LONG])
def test_a_bad_envie_is_noted_for_nobody(client, mediator, people, interest):
    assert client.post(of(NOTE, *people), answers(interest=interest)).status_code == 422
    assert not PersonInterest.objects.exists()


def test_somebody_of_another_space_is_nobody_here(client, mediator, people, potager):
    stranger = PersonFactory()

    for address in (NOTE, KEEP):
        assert client.post(of(address, stranger), answers(interest=potager.key)).status_code == 422
    assert not PersonInterest.objects.exists()
    stranger.refresh_from_db()
    assert stranger.returned_at is None


@pytest.mark.usefixtures("mediator")
@pytest.mark.parametrize("count", [1, 3])
def test_an_envie_of_several_costs_as_much_as_of_one(client, people, potager, count, django_assert_num_queries):
    client.get(PEOPLE)
    with django_assert_num_queries(STATEMENTS):
        client.post(of(NOTE, *people[:count]), answers(interest=potager.key))
