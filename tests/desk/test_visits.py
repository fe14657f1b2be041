"""« Noter un passage »: four questions, then what comes next; small help in one tap."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from publics.enums import HowDone, VisitKind
from publics.models import Person, PersonInterest, Visit
from tests.factories import (
    NOW,
    DemarcheFactory,
    InterestFactory,
    PersonFactory,
    PersonInterestFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    VisitFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

VISIT, SMALL_HELP, TODAY = reverse("desk:visit"), reverse("desk:small_help"), reverse("desk:today")


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", city="Montorvelle", birth_year=1987)


@pytest.fixture
def mediator(space, signed_in):
    return signed_in(space)


@pytest.fixture
def cakes():
    return InterestFactory(leaf=True, key="vendre-ce-que-je-fais", name="vendre ce que je fais")


@pytest.fixture
def attestation():
    return DemarcheFactory(name="Attestation de paiement", imposed_by="Caisse d'allocations familiales")


def note(client, follow=True, **answers):
    return client.post(VISIT, {"what": "imprimer", "who": "", "submission": uuid.uuid4(), **answers}, follow=follow)


def test_first_page_asks_four_questions_in_order(client, space, signed_in, attestation):
    signed_in(space, Role.RECEPTION)

    page = read(client.get(VISIT))

    questions = [
        "Qu’est-ce qui amène la personne ?", "Comment a-t-on fait ?",
        "Avec une heure pour elle, qu’aimerait-elle faire ?", "Comment la rappeler ?",
    ]  # fmt: skip
    places = [page.index(question) for question in questions]
    assert places == sorted(places)
    assert "Fait ensemble La personne a fait seule, j'étais à côté Fait à sa place" in page


@pytest.mark.requirement("R008", "R011")
def test_a_visit_is_noted_with_its_demarche_and_the_envie_behind(client, mediator, amina, cakes, attestation):
    for _ in range(9):
        PersonInterestFactory(space=amina.space, interest=cakes)

    page = read(
        note(client, what="attestation de PAIEMENT", how_done="together", urgency="today", words="mes gâteaux",
             interests=[cakes.key], who=amina.code)
    )  # fmt: skip

    visit = Visit.objects.get()
    assert (visit.demarche, visit.purpose, visit.how_done) == (attestation, "", HowDone.TOGETHER)
    assert (visit.person, visit.noted_by, visit.at) == (amina, mediator, NOW)
    assert amina.interests.get().words == "mes gâteaux"
    assert "C’est noté." in page
    assert "Attestation de paiement · Caisse d'allocations familiales · Fait ensemble · Amina Mirabelle" in page
    assert "9 autres personnes ont dit la même envie." in page


@pytest.mark.usefixtures("mediator")
def test_it_says_how_many_others_said_the_same(client, amina, cakes):
    PersonInterestFactory(interest=cakes)  # in another space

    page = read(note(client, interests=[cakes.key], who=amina.code))
    assert "C’est la première personne à le dire ici." in page

    PersonInterestFactory(space=amina.space, interest=cakes)
    page = read(note(client, interests=[cakes.key], who=amina.code))
    assert "Une autre personne a dit la même envie." in page


@pytest.mark.usefixtures("mediator")
def test_a_session_with_a_seat_is_proposed_with_the_reason(client, amina, cakes):
    session = SessionFactory(space=amina.space, published=True, workshop__interest=cakes)

    response = note(client, words="mes gâteaux", interests=[cakes.key], who=amina.code)

    assert "Parce qu’Amina a dit : « mes gâteaux »" in read(response)
    register = reverse("workshops:register", args=[session.code])
    assert f'<form method="post" action="{register}">' in response.content.decode()
    assert f'name="person" value="{amina.code}"' in response.content.decode()


def test_full_past_or_registered_sessions_are_not_proposed(client, space, signed_in, amina, cakes):
    signed_in(space)
    asked = {"space": space, "published": True, "workshop__interest": cakes}
    full = SessionFactory(**asked, capacity=1)
    RegistrationFactory(space=space, session=full)
    RegistrationFactory(space=space, session=SessionFactory(**asked), person=amina)
    SessionFactory(**asked, starts_at=NOW - timedelta(days=1))

    page = read(note(client, interests=[cakes.key], who=amina.code))

    assert "Aucune séance à venir n’a de place pour cette envie." in page


def test_a_workshop_is_created_from_the_envie_by_who_sets_the_programme(client, signed_in, amina, cakes):
    create = f"{reverse('workshops:new_workshop')}?envie=vendre-ce-que-je-fais"

    for role, is_proposed in ((Role.MEDIATOR, True), (Role.RECEPTION, False)):
        signed_in(amina.space, role)
        response = note(client, interests=[cakes.key], who=amina.code)
        assert (create in response.content.decode()) is is_proposed


def test_what_brings_her_may_be_anything(client, space, signed_in):
    signed_in(space)

    page = read(note(client, what="Imprimer un billet de train"))

    assert "Imprimer un billet de train · sans nom" in page
    assert Visit.objects.get().demarche is None


def test_an_envie_needs_somebody_to_call(client, space, signed_in, cakes):
    signed_in(space)

    response = note(client, words="mes gâteaux", interests=[cakes.key])

    assert response.status_code == 422
    page = read(response)
    assert "Pour garder une envie, dites qui l’a exprimée. Sans nom, décochez-la." in page
    assert 'value="mes gâteaux"' in response.content.decode()
    assert not Visit.objects.exists()


def test_words_alone_bring_the_envies_they_could_mean(client, space, signed_in, amina, cakes):
    signed_in(space)

    response = note(client, words="vendre mes gateaux", who=amina.code)

    assert "Cochez l’envie qui s’en approche le plus, ou effacez ces mots." in read(response)
    assert "vendre ce que je fais" in read(response)
    assert f'value="{amina.code}" id="id_who_{amina.code}" checked' in response.content.decode()


def test_envies_are_found_through_the_workshops_that_answer_them(client, space, signed_in, cakes):
    signed_in(space)
    SessionFactory(space=space, workshop__title="Vendre ses gâteaux", workshop__interest=cakes)
    InterestFactory.create_batch(3, leaf=True, name="mon potager")

    page = client.get(VISIT, {"words": "gateau"}, headers={"HX-Request": "true", "HX-Target": "visit-interests"})

    assert read(page).startswith("Envies vendre ce que je fais")


@pytest.mark.usefixtures("mediator", "attestation")
def test_a_demarche_is_no_envie(client, amina, cakes):
    page = read(note(client, words="attestation de paiement", interests=[cakes.key], who=amina.code))

    assert "« attestation de paiement » est une démarche : notez-la dans la première question." in page


@pytest.mark.usefixtures("mediator")
def test_a_key_that_is_no_envie_is_refused(client, amina, cakes, attestation):
    for key in (attestation.key, cakes.parent.key):
        assert note(client, interests=[key], who=amina.code).status_code == 422
    assert not Visit.objects.exists()


@pytest.mark.parametrize("field", ["what", "words"])
def test_social_security_number_is_refused_and_nothing_else_is_lost(client, space, signed_in, amina, field):
    signed_in(space)

    response = note(client, **{"how_done": "alone", "who": amina.code, field: "1 84 05 75 123 456 78"})

    assert "numéro de sécurité sociale : retirez-le" in read(response)
    assert 'value="alone" checked' in " ".join(response.content.decode().split()).replace(' id="id_how_done_1"', "")
    assert not Visit.objects.exists()


@pytest.mark.parametrize("field", ["what", "words", "name", "first_name", "phone", "email", "who", "interests"])
@pytest.mark.parametrize("value", ["x" * 10_000, "nul\x00", "<script>"])
def test_bad_input_is_answered_with_the_page(client, space, signed_in, field, value):
    signed_in(space)

    response = note(client, **{"who": "new", "first_name": "Lucien", "phone": "05 36 49 20 25", field: value})

    assert response.status_code in (200, 422)
    assert "<script>" not in response.content.decode().replace("<script src", "")


def test_somebody_new_needs_a_first_name_and_a_way_to_be_called(client, space, signed_in):
    signed_in(space)

    page = read(note(client, who="new", preferred_channel="phone"))

    assert "Son prénom suffit." in page
    assert "Donnez le numéro où appeler, ou choisissez un autre moyen." in page


def test_somebody_new_is_noted_with_the_visit(client, space, signed_in, cakes):
    signed_in(space)

    page = read(
        note(client, who="new", first_name="Lucien", last_name="Genêt", phone="05 36 49 20 25", interests=[cakes.key])
    )

    lucien = Person.objects.get()
    assert "Lucien Genêt" in page
    assert (lucien.phone, lucien.is_provisional, lucien.visits.count()) == ("+33536492025", False, 1)


def test_somebody_who_may_be_known_is_shown_before_a_second_row_is_made(client, space, signed_in, amina):
    signed_in(space)
    answers = {"who": "new", "first_name": "Amina", "last_name": "Mirabele", "phone": "06 39 98 10 77"}

    response = note(client, **answers)

    assert "Nous connaissons peut-être déjà cette personne" in read(response)
    assert "Amina Mirabelle Montorvelle · naissance en 1987 · numéro finissant par 01" in read(response)
    assert f'id="id_who_{amina.code}"' in response.content.decode()
    assert not Visit.objects.exists()

    assert "C’est noté." in read(note(client, **answers, is_somebody_else="on"))
    assert Person.objects.count() == 2


def test_a_name_typed_without_a_choice_brings_the_people_it_could_be(client, space, signed_in, amina):
    signed_in(space)

    page = read(note(client, name="mirabele"))

    assert "Choisissez la personne dans la liste, ou « Nouvelle personne », ou effacez ce nom." in page
    assert "Amina Mirabelle" in page


def test_people_are_found_as_one_types(client, space, signed_in, amina):
    signed_in(space)
    asked = {"headers": {"HX-Request": "true", "HX-Target": "visit-people"}}

    found, nobody = (client.get(VISIT, {"name": name}, **asked) for name in ("amina mirabel", "zzz"))

    assert "Amina Mirabelle" in read(found)
    assert "<h1" not in found.content.decode()
    assert "Personne à ce nom" in read(nobody)


def test_the_person_one_comes_from_is_chosen_already(client, space, signed_in, amina):
    signed_in(space)

    page = client.get(VISIT, {"personne": amina.code}).content.decode()

    assert f'value="{amina.code}" id="id_who_{amina.code}" checked' in page


def test_somebody_of_another_space_is_not_chosen(client, space, signed_in):
    signed_in(space)
    stranger = PersonFactory()

    assert str(stranger) not in read(client.get(VISIT, {"personne": stranger.code}))
    assert "n’est plus dans la liste" in read(note(client, who=stranger.code))


def test_a_form_sent_twice_notes_once_and_leads_to_the_same_page(client, space, signed_in):
    signed_in(space)
    answers = {"submission": uuid.uuid4(), "who": "new", "first_name": "Lucien", "phone": "05 36 49 20 25"}

    first, second = (note(client, follow=False, **answers) for _ in range(2))

    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert (Visit.objects.count(), Person.objects.count()) == (1, 1)


def test_the_page_after_costs_the_same_whatever_it_holds(client, space, signed_in, cakes, django_assert_num_queries):
    signed_in(space)
    visit = VisitFactory(space=space)
    PersonInterestFactory(space=space, person=visit.person, interest=cakes)
    for count in (1, 3):
        SessionFactory.create_batch(count, space=space, published=True, workshop__interest=cakes)
        PersonInterestFactory.create_batch(count, space=space, interest=cakes)
        with django_assert_num_queries(11):
            client.get(reverse("desk:visit_noted", args=[visit.pk]))


def test_a_visit_of_another_space_is_not_found(client, space, signed_in):
    signed_in(space)

    assert client.get(reverse("desk:visit_noted", args=[VisitFactory().pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.PRESCRIBER, Role.NETWORK])
def test_who_does_not_welcome_people_notes_nothing(client, space, signed_in, role):
    signed_in(space, role)

    assert client.get(VISIT).status_code == 403
    assert note(client).status_code == 403
    assert client.post(SMALL_HELP, {"kind": "print"}).status_code == 403
    assert not Visit.objects.exists()


# --- small help ---


def tap(client, kind="print", key=None, **options):
    return client.post(SMALL_HELP, {"kind": kind, "submission": key or uuid.uuid4()}, **options)


def test_one_tap_is_one_more_and_can_be_taken_back(client, space, signed_in):
    signed_in(space, Role.RECEPTION)
    tap(client)

    page = read(tap(client, follow=True))
    assert "2 Impression P 0 Numérisation S 0 Photocopie C 0 Question Q Compté : Impression. Annuler" in page

    last = Visit.objects.order_by("pk").last()
    page = read(client.post(SMALL_HELP, {"undo": last.pk}, follow=True))
    assert "1 Impression" in page
    assert "Impression : c’est annulé." in page


def test_two_clicks_on_one_page_count_once(client, space, signed_in):
    signed_in(space)
    key = uuid.uuid4()

    tap(client, key=key)
    tap(client, key=key)

    assert Visit.objects.count() == 1


def test_with_a_script_only_the_taps_come_back(client, space, signed_in):
    signed_in(space)

    response = tap(client, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert read(response).startswith("Petits coups de main 1 Impression")


@pytest.mark.parametrize("kind", ["support", "", "x" * 10_000, "nul\x00"])
def test_what_is_no_small_help_is_refused(client, space, signed_in, kind):
    signed_in(space)

    assert tap(client, kind=kind).status_code == 400
    assert not Visit.objects.exists()


@pytest.mark.parametrize("pk", ["", "abc", "9" * 30, "-1"])
def test_what_cannot_be_undone_changes_nothing(client, space, signed_in, pk):
    signed_in(space)

    assert client.post(SMALL_HELP, {"undo": pk}).status_code == 302


def test_only_ones_own_taps_are_taken_back(client, space, signed_in):
    signed_in(space)
    others = Visit.objects.create(space=space, kind=VisitKind.PRINT, at=NOW)
    elsewhere = Visit.objects.create(space=SpaceFactory(), kind=VisitKind.PRINT, at=NOW)
    visit = VisitFactory(space=space)

    for row in (others, elsewhere, visit):
        client.post(SMALL_HELP, {"undo": row.pk})

    assert Visit.objects.count() == 3
    assert not PersonInterest.objects.exists()
