"""A text message fits in one SMS, and its telephone number is never cut."""

import pytest

from mediation.common.gsm import ALONE, septets
from mediation.common.sms import fitted

PHONE = "05 36 49 10 10"


def said(pattern, **words):
    return fitted(pattern, {"téléphone": PHONE, **words})


def test_link_is_dropped_before_the_title_is_cut():
    pattern = "Le Fil : {quoi}, le reste de la phrase qui prend de la place. Pas libre ? {téléphone}[ ou {lien}]"

    text = said(pattern, quoi="Vendre ses gateaux", lien="fil.example.org/" + "x" * 80)

    assert text == f"Le Fil : Vendre ses gateaux, le reste de la phrase qui prend de la place. Pas libre ? {PHONE}"


def test_without_a_link_no_word_leads_to_nothing():
    assert said("Pas libre ? {téléphone}[ ou {lien}]", lien="") == f"Pas libre ? {PHONE}"


def test_long_names_and_titles_are_cut():
    hers = {"prénom": "Marie-Antoinette", "quoi": "t" * 40, "où": "Le grand lavoir de la place"}

    assert said("{prénom}. {quoi}. {où}. {téléphone}", **hers) == (
        f"Marie-Antoin. {'t' * 26}. Le grand lavoir de. {PHONE}"
    )


@pytest.mark.parametrize("title", ["t" * 26, "€" * 26, "[prix en €] " * 3, "à" * 26])
@pytest.mark.parametrize("rest", range(60, 127, 6))
def test_never_more_than_160_and_the_telephone_whole(title, rest):
    pattern = "x" * rest + " {quoi}, {prénom}. {téléphone}[ ou {lien}]"

    text = said(pattern, quoi=title, prénom="Marie-Antoinette", lien="fil.example.org/i/ABCDEFGH")

    assert septets(text) <= ALONE
    assert PHONE in text


def test_a_cut_title_ends_with_a_full_stop():
    text = said("x" * 130 + "{quoi} {téléphone}", quoi="Vendre ses gateaux")

    assert text == "x" * 130 + f"Vendre ses gat. {PHONE}"
    assert septets(text) == ALONE


def test_a_name_the_alphabet_cannot_write_is_not_a_hole():
    assert said("place gardée pour {prénom}. {téléphone}", prénom="Світлана") == f"place gardée pour vous. {PHONE}"


def test_words_that_the_alphabet_lacks_are_written_otherwise():
    assert said("C’est « noté » : {téléphone}") == f'C\'est "noté" : {PHONE}'
