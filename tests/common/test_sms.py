"""A text message fits in one SMS, and its telephone number is never cut."""

import pytest

from mediation.common.gsm import ALONE, septets
from mediation.common.sms import fitted

PHONE = "05 36 49 10 10"


def test_link_is_dropped_before_the_title_is_cut():
    pattern = "{S} : {T}, le reste de la phrase qui prend de la place. Pas libre ? {TEL} ou {U}"

    text = fitted(pattern, S="Le Fil", T="Vendre ses gateaux", TEL=PHONE, U="fil.example.org/" + "x" * 80)

    assert text == f"Le Fil : Vendre ses gateaux, le reste de la phrase qui prend de la place. Pas libre ? {PHONE}"


def test_without_a_link_no_word_leads_to_nothing():
    assert fitted("Pas libre ? {TEL} ou {U}", TEL=PHONE, U="") == f"Pas libre ? {PHONE}"


def test_long_names_and_titles_are_cut():
    text = fitted("{P}. {T}. {L}. {TEL}", P="Marie-Antoinette", T="t" * 40, L="Le grand lavoir de la place", TEL=PHONE)

    assert text == f"Marie-Antoin. {'t' * 26}. Le grand lavoir de. {PHONE}"


@pytest.mark.parametrize("title", ["t" * 26, "€" * 26, "[prix en €] " * 3, "à" * 26])
@pytest.mark.parametrize("rest", range(60, 127, 6))
def test_never_more_than_160_and_the_telephone_whole(title, rest):
    pattern = "x" * rest + " {T}, {P}. {TEL} ou {U}"

    text = fitted(pattern, T=title, P="Marie-Antoinette", TEL=PHONE, U="fil.example.org/i/ABCDEFGH")

    assert septets(text) <= ALONE
    assert PHONE in text


def test_a_cut_title_ends_with_a_full_stop():
    text = fitted("x" * 130 + "{T} {TEL}", T="Vendre ses gateaux", TEL=PHONE)

    assert text == "x" * 130 + f"Vendre ses gat. {PHONE}"
    assert septets(text) == ALONE


def test_a_name_the_alphabet_cannot_write_is_not_a_hole():
    assert fitted("place gardée pour {P}. {TEL}", P="Світлана", TEL=PHONE) == f"place gardée pour vous. {PHONE}"
