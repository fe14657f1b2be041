"""What somebody lets us show of her: signed, a medium each, taken back in one gesture, followed to its end."""

from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from publics import services
from publics.enums import AuthorisationMedium
from publics.models import Authorisation, Person
from tests.factories import NOW, AuthorisationFactory, PersonFactory, SpaceFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = NOW.date()
FOLLOWED = reverse("publics:authorisations_to_follow")


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space, name="Hélène Viorne")
    return space


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", birth_year=1980)


def sign(client, person, **said):
    address = reverse("publics:authorisations", args=[person.code])
    shown = client.get(address)
    data = {
        "submission": shown.context["form"]["submission"].value(), "kind": "image", "shown_in": ["website", "press"],
        "scope": "les photos de l’atelier pain", "name_shown": "initial", "signed_on": "2026-11-16", "months": "24",
    }  # fmt: skip
    return client.post(address, data | said, follow=True)


def test_each_medium_has_its_own_until_the_same_day(client, amina):
    page = read(sign(client, amina))

    assert "C’est noté, jusqu’au 16/11/2028. Gardez la feuille signée." in page
    assert "Son image · Site internet" in page
    assert "les photos de l’atelier pain · Une initiale · jusqu’au 16 nov. 2028" in page
    assert set(Authorisation.objects.values_list("medium", flat=True)) == {"website", "press"}


def test_nothing_is_ticked_beforehand(client, amina):
    shown = client.get(reverse("publics:authorisations", args=[amina.code]))

    assert shown.context["form"]["shown_in"].value() is None
    assert "Rien : on ne montre ni son image ni ses mots." in read(shown)


def test_sent_twice_it_is_signed_once(client, amina):
    key = "1f3b3b50-8a44-4a42-90d2-6f3de9c0a1d2"
    for _ in range(2):
        sign(client, amina, submission=key)

    assert Authorisation.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"shown_in": []}, "Cochez au moins un endroit où la montrer."),
        ({"signed_on": "2026-11-17"}, "Donnez le jour de la signature : aujourd’hui, ou avant."),
        ({"scope": "x" * 10_000}, "200 caractères"),
        ({"scope": "a\x00b"}, "Le caractère nul n’est pas autorisé."),
        ({"scope": "2 55 08 14 168 025 38"}, "sécurité sociale"),
    ],
)
def test_wrong_sheet_is_refused_with_what_was_typed(client, amina, said, refusal):
    response = sign(client, amina, **said)

    assert response.status_code == 422
    assert refusal in read(response).replace("'", "’").replace("ne sont pas autorisés", "n’est pas autorisé")
    assert "Une initiale" in read(response)
    assert not Authorisation.objects.exists()


def test_child_and_parent_both_say_yes(client, amina):
    Person.objects.update(birth_year=NOW.year - 12)

    alone = sign(client, amina)
    assert alone.status_code == 422
    assert "Pour un enfant, un parent signe avec lui : écrivez le nom de ce parent." in read(alone)
    assert "Demandez d’abord à l’enfant : sans son accord, rien ne se montre." in read(alone)

    page = read(sign(client, amina, guardian_name="Nadia Mirabelle", child_agrees="on"))
    assert "signée aussi par Nadia Mirabelle" in page
    amina.refresh_from_db()
    with pytest.raises(ValidationError, match="un parent signe avec lui"):
        services.authorise(
            person=amina, kind="image", media=["press"], scope="x", signed_on=TODAY,
            ends_on=TODAY + timedelta(days=9), at=NOW, by=None,
        )  # fmt: skip


def test_one_is_withdrawn_in_one_gesture_and_stays_withdrawn_that_day(client, space, amina):
    one = AuthorisationFactory(space=space, person=amina, signed_on=TODAY - timedelta(days=9))

    page = read(client.post(reverse("publics:withdraw_authorisation", args=[one.pk]), follow=True))
    assert "C’est retiré. Enlevez maintenant les images et les mots là où ils se montrent." in page
    assert "Ce qui ne vaut plus Son image · Affiches et dépliants retirée" in page

    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        client.post(reverse("publics:withdraw_authorisation", args=[one.pk]))
    one.refresh_from_db()
    assert one.withdrawn_on == TODAY


def test_all_are_withdrawn_in_one_gesture(client, space, amina):
    for medium in AuthorisationMedium:
        AuthorisationFactory(space=space, person=amina, medium=medium)
    AuthorisationFactory(space=space, person=PersonFactory(space=space))

    client.post(reverse("publics:withdraw_authorisations", args=[amina.code]))

    assert Authorisation.objects.in_force(on=TODAY).count() == 1


def test_list_to_follow_says_what_comes_down_then_what_ends_soon(client, space, amina):
    ago = TODAY - timedelta(days=300)
    AuthorisationFactory(
        space=space, person=amina, scope="fin proche", signed_on=ago, ends_on=TODAY + timedelta(days=30)
    )
    AuthorisationFactory(space=space, person=amina, scope="dure", signed_on=ago, ends_on=TODAY + timedelta(days=31))
    AuthorisationFactory(
        space=space, person=amina, scope="fin passée", signed_on=ago, ends_on=TODAY - timedelta(days=1)
    )
    AuthorisationFactory(space=space, person=amina, scope="ôtée", signed_on=ago, withdrawn_on=TODAY)
    AuthorisationFactory(scope="ailleurs", withdrawn_on=TODAY)

    page = read(client.get(FOLLOWED))

    assert "3 autorisations à suivre" in page
    assert page.index("ôtée") < page.index("fin passée") < page.index("fin proche")
    assert "dure" not in page.replace("durée", "")
    assert "ailleurs" not in page


def test_sheet_to_sign_is_printed(client, amina):
    response = client.get(reverse("publics:authorisation_pdf", args=[amina.code]))

    assert response["Content-Type"] == "application/pdf"
    said = pypdfium2.PdfDocument(response.content)[0].get_textpage().get_text_bounded()
    for hers in ("Mon image", "Mon témoignage", "Mon prénom seul"):
        assert hers in said


def test_another_space_has_none_of_it(client, amina):
    theirs = AuthorisationFactory()

    assert client.post(reverse("publics:withdraw_authorisation", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("publics:authorisations", args=[theirs.person.code])).status_code == 404


def test_database_refuses_one_that_ends_before_it_is_signed(amina):
    with pytest.raises(IntegrityError, match="authorisation_ends_after_it_is_signed"), transaction.atomic():
        AuthorisationFactory(space=amina.space, person=amina, ends_on=TODAY - timedelta(days=1))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_they_hold(client, space, amina, django_assert_num_queries, rows):
    for _ in range(rows):
        AuthorisationFactory(space=space, person=amina, withdrawn_on=TODAY)
    hers = reverse("publics:authorisations", args=[amina.code])
    client.get(hers)
    with django_assert_num_queries(5):
        client.get(FOLLOWED)
    with django_assert_num_queries(5):
        client.get(hers)
