"""How long a text message is, as telephones count. Texts are drawn from the seed of the run, which pytest prints."""

import random

import pytest

from mediation.common.gsm import ALPHABET, EXTENSION, length, septets, simplified

FRENCH = "L’été, « ça » coûte 3 € — œuvre, fenêtre, garçon, naïve… n°\u00a05\u202f! J'ai [noté] {cela} 🎂 Світлана\t\n"
IN_ALPHABET = sorted(ALPHABET)


def drawn(letters, longest=700):
    """Two hundred texts, of every length."""
    return ["".join(random.choices(letters, k=random.randrange(longest))) for _ in range(200)]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("L’atelier « Œuvre »", 'L\'atelier "Oeuvre"'),
        ("Thi-Lan, João, Kévin, Noé", "Thi-Lan, Joao, Kévin, Noé"),
        ("fenêtre, garçon, À demain, août", "fenetre, garcon, A demain, aout"),
        ("éèàùÉ", "éèàùÉ"),
        ("e\u0301te\u0301", "été"),
        ("14\u00a0h, n°\u202f3…", "14 h, no 3..."),
        ("un\tdeux", "un deux"),
        ("Світлана🎂", ""),
        ("", ""),
    ],
)
def test_words_keep_their_letters_in_the_alphabet_of_telephones(written, sent):
    assert simplified(written) == sent


def test_some_signs_count_twice():
    assert (septets("10 €"), septets("[a]"), septets("abc")) == (5, 5, 3)


@pytest.mark.parametrize(
    ("text", "units", "segments", "left"),
    [
        ("", 0, 0, 160),
        ("a", 1, 1, 159),
        ("é" * 160, 160, 1, 0),
        ("a" * 161, 161, 2, 145),
        ("a" * 306, 306, 2, 0),
        ("a" * 307, 307, 3, 152),
        ("€" * 80, 160, 1, 0),
        ("€" * 81, 162, 2, 143),  # 76 euros in the first part: the next one would be cut in two
        ("ê", 1, 1, 69),
        ("ê" * 70, 70, 1, 0),
        ("ê" * 71, 71, 2, 63),
        ("🎂" * 35, 70, 1, 0),
        ("🎂" * 36, 72, 2, 61),
    ],
)
def test_how_many_messages_a_text_makes(text, units, segments, left):
    found = length(text)

    assert (found.units, found.segments, found.left) == (units, segments, left)


def test_one_letter_outside_the_alphabet_makes_a_text_of_one_message_three():
    assert [length(text).segments for text in ("a" * 150, "a" * 149 + "ê")] == [1, 3]


def test_letters_that_make_it_longer_are_named():
    found = length("L’été «\u00a0coûte\u00a0»…")

    assert found.is_ucs2
    assert found.culprits == [
        "l’apostrophe courbe",
        "le guillemet «",
        "l’espace insécable",
        "«\u00a0û\u00a0»",
        "le guillemet »",
        "les points de suspension en un signe",
    ]


def test_letters_of_french_that_are_in_the_alphabet_cost_nothing_more():
    assert not length("déjà là, où est-ce ? 5 € à l'été").is_ucs2


def test_a_simplified_text_is_always_of_the_alphabet_and_simplifying_it_again_changes_nothing():
    for text in drawn(FRENCH):
        simple = simplified(text)
        assert set(simple) <= ALPHABET
        assert simplified(simple) == simple
        assert not length(simple).is_ucs2


def test_a_simplified_text_never_costs_more():
    for text in drawn(FRENCH):
        assert length(simplified(text)).segments <= length(text).segments


@pytest.mark.parametrize(("letters", "alone", "part"), [(IN_ALPHABET, 160, 153), (FRENCH + "ê", 70, 67)])
def test_parts_hold_the_whole_text_and_none_is_left_empty(letters, alone, part):
    for text in drawn(letters):
        found = length(text)
        if found.is_ucs2 != (part == 67):
            continue
        most = max(found.segments, 1) * (alone if found.segments <= 1 else part)
        assert found.units <= most
        assert found.left == most - found.units or cuts_a_pair(text)
        assert found.segments <= 1 or found.units > alone
        # A part goes with one unit empty at most.
        assert found.segments <= 1 or found.units > (found.segments - 1) * (part - 1)


def cuts_a_pair(text):
    return any(letter in EXTENSION or ord(letter) > 0xFFFF for letter in text)


def test_one_more_letter_never_makes_fewer_messages():
    text = ""
    for letter in random.choices(IN_ALPHABET, k=500):
        longer = text + letter
        assert length(text).segments <= length(longer).segments <= length(text).segments + 1
        text = longer
