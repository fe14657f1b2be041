"""Envies found again from the words people use."""

import pytest

from publics.models import Demarche, Interest
from publics.reference import write_reference_data
from tests.factories import DemarcheFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def taxonomies():
    write_reference_data()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("vendre mes gateaux", "vendre ce que je fais"),
        ("la vente de ses confitures", "vendre ce que je fais"),
        ("mes petits enfants", "voir mes petits-enfants"),
        ("un potagé", "mon potager"),
        ("sauver les fotos", "sauver mes photos"),
    ],
)
def test_envie_is_found_from_the_words_people_use(taxonomies, said, meant):
    assert meant in [str(interest) for interest in Interest.objects.envies().resembling(said)[:3]]


@pytest.mark.parametrize("said", ["", "et à la", "12 345", "zzz", "m" * 10_000, "' ; -- %"])
def test_words_that_say_nothing_find_nothing(taxonomies, said):
    assert list(Interest.objects.envies().resembling(said)) == []


def test_branches_are_not_envies(taxonomies):
    assert not Interest.objects.envies().filter(parent=None).exists()


def test_demarche_is_known_by_its_name_accents_and_capitals_apart():
    declaration = DemarcheFactory(name="Déclaration de revenus")

    assert list(Demarche.objects.named(" declaration DE revenus ")) == [declaration]
    assert not Demarche.objects.named("une déclaration").exists()
