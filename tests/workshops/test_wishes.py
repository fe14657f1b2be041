"""« Et si on faisait… »: a wish comes in by three doors, is sorted, becomes a workshop made with those who wished."""

import io
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from publics.models import PersonInterest
from publics.services import anonymise, empty_expired, merge
from tests.factories import (
    DemarcheFactory,
    InterestFactory,
    InvitationFactory,
    PersonFactory,
    PersonInterestFactory,
    SpaceFactory,
    VisitFactory,
    WishFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import WishState
from workshops.models import Invitation, Wish

pytestmark = pytest.mark.django_db

WORDS = "réparer mon grille-pain au lieu de le jeter"
QUERIES = 9


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def repairing():
    return InterestFactory(key="reparer", name="réparer", parent=InterestFactory(name="Maison, cuisine et jardin"))


def path(name, *args):
    return reverse(f"workshops:{name}", args=args)


def sent(**said):
    return {"words": WORDS, "submission": uuid4()} | said


# --- three doors -------------------------------------------------------------------------------------------------


def test_a_wish_needs_no_name(client, mediator, space):
    response = client.post("/fil/et-si/", sent())

    assert response.headers["Location"] == "/fil/et-si/merci/"
    page = read(client.get(path("wishes")))
    assert f"« {WORDS} »" in page
    assert "sur la page publique" in page


def test_sent_twice_it_is_one_wish(client, space):
    form = sent()
    for _ in range(2):
        client.post("/fil/et-si/", form)

    assert Wish.objects.count() == 1


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"words": ""}, "Écrivez ce qui vous plairait."),
        ({"wants_to_shape": "on"}, "Pour que l’on vous rappelle, donnez un téléphone ou une adresse e-mail."),
        ({"reach": "12"}, "Écrivez un numéro complet"),
        ({"words": "x" * 10_000}, "400"),
        ({"words": "a\x00b"}, "nul"),
        ({"words": "mon numéro est 2 84 05 88 423 187 63"}, "sécurité sociale"),
        ({"sujet": "achetez"}, "Laissez vide"),
    ],
)
def test_what_is_no_wish_is_refused_and_what_was_typed_stays(client, space, bad, sentence):
    response = client.post("/fil/et-si/", sent(name="Odile") | bad)

    assert response.status_code == 422
    assert sentence in read(response)
    assert 'value="Odile"' in response.content.decode()
    assert Wish.objects.count() == 0


def test_too_many_wishes_from_one_address_wait(client, space):
    answers = [client.post("/fil/et-si/", sent()).status_code for _ in range(22)]

    assert answers[-1] == 429


def test_the_desk_notes_a_wish_of_somebody_it_knows_without_asking_her_number_again(client, mediator, space):
    person = PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")
    address = f"{path('new_wish')}?personne={person.code}"

    assert 'name="reach"' not in client.get(address).content.decode()
    client.post(address, sent(channel="paper", wants_to_shape="on"))

    assert "Amina Mirabelle · veut bien le préparer" in read(client.get(path("wishes")))


def test_the_paper_asks_first_what_would_please(client, space):
    [page] = pypdfium2.PdfDocument(io.BytesIO(client.get("/fil/et-si.pdf").content))
    text = page.get_textpage().get_text_range()

    assert text.index("Et si on faisait") < text.index("Prénom")
    assert "Vous n’avez pas à dire qui vous êtes" in text


# --- sorted ------------------------------------------------------------------------------------------------------


def test_sorting_proposes_the_closest_envies_and_notes_it_for_who_said_it(client, mediator, space, repairing):
    person = PersonFactory(space=space)
    wish = WishFactory(space=space, words=WORDS, person=person)

    page = client.get(path("sort_wish", wish.code)).content.decode()
    assert page.index("Les plus proches de ses mots") < page.index("réparer</option>")
    client.post(path("sort_wish", wish.code), {"interest": repairing.pk})

    assert PersonInterest.objects.get().words == WORDS
    assert "Tout est rangé." in read(client.get(path("wishes")))


def test_a_wish_set_aside_is_no_envie(client, mediator, space):
    wish = WishFactory(space=space, person=PersonFactory(space=space))

    client.post(path("sort_wish", wish.code), {"act": "aside"})

    assert Wish.objects.get().state == WishState.ASIDE
    assert not PersonInterest.objects.exists()


def test_a_wish_without_its_envie_is_not_sorted(client, mediator, space):
    wish = WishFactory(space=space)

    response = client.post(path("sort_wish", wish.code), {"interest": ""})

    assert response.status_code == 422
    assert "Choisissez l’envie, ou mettez ce souhait de côté." in read(response)


def test_a_wish_of_another_space_is_not_found(client, mediator):
    elsewhere = WishFactory()

    assert client.get(path("sort_wish", elsewhere.code)).status_code == 404


# --- a workshop in one gesture -----------------------------------------------------------------------------------


@pytest.mark.requirement("R151")
def test_a_cluster_becomes_a_workshop_and_those_who_wished_are_asked_to_shape_it(client, mediator, space, repairing):
    at = timezone.now()
    for name in ("Odile", "Gaston"):
        wish = WishFactory(space=space, words=WORDS, name=name, phone="+33536492066", wants_to_shape=True)
        services.sort_wish(wish=wish, interest=repairing, at=at, by=mediator)
    said = PersonInterestFactory(space=space, interest=repairing, person__space=space, person__first_name="Amina")

    page = read(client.get(path("wishes")))
    assert "Réparer En faire un atelier : réparer 2 souhaits · 1 personne l’a dit au guichet" in page
    form = client.get(path("new_workshop"), {"envie": "reparer"}).content.decode()
    assert f'<option value="{repairing.pk}" selected>' in form
    assert f'value="{WORDS}"' in form

    workshop = WorkshopFactory(space=space, branch=repairing.parent, interest=repairing)
    people = read(client.get(path("shape", workshop.pk)))
    assert "Odile" in people
    assert "05 36 49 20 66" in people
    assert str(said.person) in people
    client.post(path("invite", workshop.pk), {"who": f"s-{wish.code}", "answer": "yes"})
    client.post(path("invite", workshop.pk), {"who": f"p-{said.person.code}", "answer": ""})
    client.post(path("invite", workshop.pk), {"who": f"p-{said.person.code}", "answer": "later"})
    asked = read(client.get(path("shape", workshop.pk)))
    assert "1 personne en est." in asked
    assert "Plus tard invitée" not in asked
    assert Invitation.objects.count() == 2


@pytest.mark.requirement("R219")
def test_what_is_often_asked_becomes_a_workshop_in_one_gesture(client, mediator, space):
    demarche = DemarcheFactory(key="carte-grise", name="Carte grise")
    VisitFactory.create_batch(3, space=space, demarche=demarche, at=timezone.now())
    VisitFactory(space=space, demarche=DemarcheFactory(name="Passeport"), at=timezone.now())
    VisitFactory.create_batch(
        3, space=space, demarche=DemarcheFactory(name="Retraite"), at=timezone.now() - timedelta(days=200)
    )

    page = read(client.get(path("wishes")))
    assert "Carte grise En faire un atelier : Carte grise 3 passages en trois mois" in page
    assert "Passeport" not in page
    assert "Retraite" not in page

    form = client.get(path("new_workshop"), {"demande": "carte-grise"})
    assert 'value="Faire soi-même, tranquillement\xa0: Carte grise"' in form.content.decode()


@pytest.mark.parametrize(
    ("who", "answer"),
    [("", "yes"), ("p-ABCDEFGH", "yes"), ("s-ABCDEFGH", "yes"), ("p-a\x00", ""), ("p-ABCDEFGH", "oui")],
)
def test_an_answer_of_nobody_is_not_kept(client, mediator, space, who, answer):
    workshop = WorkshopFactory(space=space)

    assert client.post(path("invite", workshop.pk), {"who": who, "answer": answer}).status_code == 404
    assert not Invitation.objects.exists()


def test_who_did_not_say_she_would_is_not_called(client, mediator, space):
    wish = WishFactory(space=space)

    assert client.post(path("invite", WorkshopFactory(space=space).pk), {"who": f"s-{wish.code}"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_box_costs_the_same_whatever_it_holds(client, mediator, space, django_assert_num_queries, rows):
    at = timezone.now()
    for _ in range(rows):
        WishFactory(space=space, person=PersonFactory(space=space))
        services.sort_wish(wish=WishFactory(space=space), interest=InterestFactory(leaf=True), at=at, by=mediator)
        VisitFactory.create_batch(3, space=space, demarche=DemarcheFactory(), at=at)
    with django_assert_num_queries(QUERIES):
        client.get(path("wishes"))


# --- what is kept ------------------------------------------------------------------------------------------------


def test_who_is_forgotten_leaves_her_wish_counted_and_nothing_of_hers(space, repairing, mediator):
    person, at = PersonFactory(space=space), timezone.now()
    wish = WishFactory(space=space, person=person, name="Odile", phone="+33536492066", wants_to_shape=True)
    services.sort_wish(wish=wish, interest=repairing, at=at, by=mediator)

    anonymise(people=[person.pk], at=at, by=None)

    wish.refresh_from_db()
    assert (wish.words, wish.name, wish.phone, wish.wants_to_shape) == ("effacé", "", "", False)
    assert Wish.objects.about(repairing).count() == 1


def test_a_wish_without_a_person_is_emptied_after_the_months_of_the_space(space):
    old = WishFactory(space=space, name="Odile", received_at=timezone.now() - timedelta(days=800))
    new = WishFactory(space=space, name="Gaston", received_at=timezone.now())

    empty_expired(space=space, at=timezone.now())

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.words, old.name, new.name) == ("effacé", "", "Gaston")


def test_two_records_of_one_person_have_one_invitation(space):
    kept, merged = PersonFactory.create_batch(2, space=space)
    workshop = WorkshopFactory(space=space)
    for person in (kept, merged):
        InvitationFactory(space=space, workshop=workshop, person=person)

    merge(kept=kept, merged=merged, at=timezone.now(), by=None)

    assert [invitation.person for invitation in Invitation.objects.all()] == [kept]
