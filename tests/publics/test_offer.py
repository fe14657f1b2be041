"""The offer is built from envies, needs and what is missing: three things, each kept apart, and nobody named."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from publics import services
from publics.enums import DailyDimension, LackKind, Need
from publics.models import DailyCount, Lack, PersonInterest
from tests.factories import (
    DailyCountFactory,
    InterestFactory,
    LackFactory,
    PersonFactory,
    PersonInterestFactory,
    UserFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

PAGE = reverse("publics:offer")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def note(client, **said):
    typed = {"words": "un atelier le samedi", "kind": LackKind.MOMENT, "told_by": "people", "submission": uuid.uuid4()}
    return client.post(PAGE, typed | said, follow=True)


def answer(client, lack, said="Un samedi sur deux, dès janvier"):
    return client.post(reverse("publics:answer_lack", args=[lack.pk]), {"answer": said}, follow=True)


@pytest.mark.requirement("R134")
@pytest.mark.usefixtures("mediator")
def test_the_three_are_read_side_by_side_each_from_where_it_is_kept(client, space):
    cakes = InterestFactory(name="vendre ses gâteaux", parent=InterestFactory(name="Vendre"))
    amina = PersonFactory(space=space, last_name="Aubépine")
    PersonInterestFactory(space=space, person=amina, interest=cakes)
    today = timezone.localdate()
    DailyCountFactory(space=space, dimension=DailyDimension.NEED, value=Need.HEALTH, on=today, count=4)
    DailyCountFactory(space=space, value=Need.TRAVEL, on=today - timedelta(days=200), count=9)

    page = read(note(client, city="Vernelune"))

    assert "Vendre ses gâteaux Vendre 1 personne rien de prévu Créer un atelier" in page
    assert "Se soigner 4" in page
    assert "Se déplacer" not in page
    assert "Un atelier le samedi Proposer , pour « un atelier le samedi »" in page
    assert "Un jour, un horaire · Vernelune · dit par des personnes" in page
    assert "Aubépine" not in page
    kept = (PersonInterest.objects.count(), DailyCount.objects.filter(dimension="need").count(), Lack.objects.count())
    assert kept == (1, 2, 1)


@pytest.mark.requirement("R134")
@pytest.mark.usefixtures("mediator")
def test_what_was_missing_ends_with_what_is_proposed(client, space):
    lack = LackFactory(space=space)

    page = read(answer(client, lack))

    assert "C’est dit : ce manque a sa réponse." in page
    assert "Ce qui manquait Un atelier le samedi matin Un samedi sur deux, dès janvier." in page
    assert "Proposer" not in page


@pytest.mark.usefixtures("mediator")
def test_two_who_answer_at_once_keep_the_first_words_and_the_second_reads_them(client, space):
    lack = LackFactory(space=space)
    answer(client, lack)

    late = answer(client, lack, "Rien à faire")

    assert late.status_code == 422
    assert "C’est déjà dit : Un samedi sur deux, dès janvier" in read(late)
    assert "Rien à faire" in late.content.decode()
    assert Lack.objects.get().answer == "Un samedi sur deux, dès janvier"


@pytest.mark.usefixtures("mediator")
def test_sent_twice_it_is_noted_once(client):
    key = uuid.uuid4()
    for _ in range(2):
        note(client, submission=key)
    assert Lack.objects.count() == 1


@pytest.mark.usefixtures("mediator")
def test_the_very_same_is_not_noted_again_while_it_waits(client):
    note(client)
    again = note(client, words="Un atelier LE SAMEDI")
    assert again.status_code == 422
    assert "Ce manque est déjà noté." in read(again)


@pytest.mark.usefixtures("mediator")
@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ""},
        {"words": "a" * 10_000},
        {"words": "a\x00b"},
        {"words": "elle, 2 69 05 49 588 157 80"},
        {"kind": "frein"},
        {"told_by": "x"},
        {"city": "a" * 10_000},
    ],
    ids=str,
)
def test_bad_words_are_refused_and_shown_again(client, wrong):
    assert note(client, **wrong).status_code == 422
    assert Lack.objects.count() == 0


@pytest.mark.usefixtures("mediator")
@pytest.mark.parametrize("said", ["", "a" * 10_000, "a\x00b", "2 69 05 49 588 157 80"])
def test_a_bad_answer_is_refused(client, space, said):
    assert answer(client, LackFactory(space=space), said).status_code == 422
    assert Lack.objects.get().answered_at is None


@pytest.mark.usefixtures("mediator")
def test_emoji_are_words_too(client):
    assert "« un coin 🪴 pour bouturer »" in read(note(client, words="un coin 🪴 pour bouturer"))


@pytest.mark.usefixtures("mediator")
def test_what_lacks_in_another_space_is_not_found(client):
    lack = LackFactory(words="ailleurs")
    assert answer(client, lack).status_code == 404
    assert "ailleurs" not in read(client.get(PAGE))


def test_reception_notes_and_does_not_propose(client, space, signed_in):
    signed_in(space, Role.RECEPTION)
    lack = LackFactory(space=space)
    assert "C’est noté" in read(note(client))
    assert "Proposer" not in read(client.get(PAGE))
    assert answer(client, lack).status_code == 403


@pytest.mark.usefixtures("mediator")
def test_what_was_missing_is_summed_by_kind_over_the_period(client, space):
    LackFactory.create_batch(2, space=space, noted_at=timezone.now())
    LackFactory(space=space, kind=LackKind.PLACE, noted_at=timezone.now() - timedelta(days=400))

    page = read(client.get(reverse("reports:activity")))

    assert "Un jour, un horaire 2 100,0 %" in page
    assert "Un lieu plus proche" not in page


def test_an_answer_goes_with_its_time_and_words_with_something(space):
    for wrong in ({"words": ""}, {"answer": "oui"}, {"answered_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LackFactory(space=space, **wrong)


def test_the_service_refuses_a_number_of_social_security(space):
    with pytest.raises(ValidationError):
        services.note_lack(
            space=space, kind=LackKind.HELP, words="2 69 05 49 588 157 80", at=timezone.now(), by=UserFactory()
        )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("mediator")
def test_the_page_costs_the_same_whatever_it_holds(client, space, count, django_assert_num_queries):
    for number in range(count):
        LackFactory(space=space, words=f"manque {number}")
        PersonInterestFactory(space=space)
    with django_assert_num_queries(8):
        client.get(PAGE)
