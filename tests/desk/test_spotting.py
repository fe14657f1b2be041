"""Eight questions at a first meeting: they propose, the mediator decides, and nothing is kept."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from publics.models import PersonInterest
from publics.spotting import QUESTIONS
from tests.attacks import versions
from tests.factories import InterestFactory, PersonFactory, SessionFactory, SpaceFactory
from tests.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space)
    return space


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


def address(person):
    return reverse("desk:spotting", args=[person.code])


@pytest.mark.requirement("R127", "R146")
def test_envie_is_asked_first_then_seven_sentences_in_her_words(client, amina):
    page = read(client.get(address(amina)))
    places = [page.index(words) for words in ("j’aimerais…", *(question.words for question in QUESTIONS))]
    assert places == sorted(places)
    assert address(amina) in client.get(amina.get_absolute_url()).content.decode()


@pytest.mark.requirement("R127", "R205")
def test_answers_propose_with_their_reason_and_are_not_written_anywhere(client, space, amina):
    SessionFactory(
        space=space, published=True, workshop__title="Écrire un e-mail", workshop__thematiques=["email"],
        starts_at=timezone.now() + timedelta(days=5),
    )  # fmt: skip
    before = versions()

    page = read(client.post(address(amina), {"email": "helped", "search": "no", "device": "alone", "home": ""}))

    assert "Parce qu’elle répond : « J’envoie un e-mail avec une pièce jointe. » Avec de l’aide." in page
    assert "Parce qu’elle répond : « Je cherche une information et je la trouve. » Non." in page
    assert "Écrire un e-mail" in page
    assert "J’allume" not in page
    assert "c’est vous deux qui décidez" in page
    assert [name for name, row in versions().items() if row != before[name]] == []


def test_envie_she_says_is_noted_in_one_press_and_not_before(client, amina):
    envie = InterestFactory(name="vendre ses gâteaux", leaf=True)
    answer = client.post(address(amina), {"interest": envie.key, "words": "mes gâteaux"})
    assert PersonInterest.objects.count() == 0
    assert "Noter cette envie sur sa page" in read(answer)

    typed = {"submission": answer.context["submission"], "interest": envie.key, "words": "mes gâteaux"}
    client.post(reverse("publics:add_interest", args=[amina.code]), typed)
    assert PersonInterest.objects.get().words == "mes gâteaux"


@pytest.mark.parametrize("wrong", ["a" * 10_000, "a\x00b"])
def test_bad_words_are_refused(client, amina, wrong):
    assert client.post(address(amina), {"words": wrong}).status_code == 422


def test_person_of_another_space_is_not_found(client, space):
    assert client.get(address(PersonFactory(space=SpaceFactory()))).status_code == 404


@pytest.mark.requirement("R204")
def test_sheet_for_the_desk_of_a_structure_is_one_page_without_a_name(client, space):
    sheet = pypdfium2.PdfDocument(client.get(reverse("public:spotting_sheet", args=["fil"])).content)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in sheet).split())
    assert len(sheet) == 1
    assert "1. Avec un ordinateur ou un téléphone, j’aimerais" in text
    assert "8. Je reconnais un message douteux." in text
    assert "Prénom" not in text
