"""Words in braces are replaced; a piece in brackets is said only when its words stand for something."""

import pytest
from django.core.exceptions import ValidationError

from mediation.common.braces import always_said, filled, refuse_unknown_words

PATTERN = "Appelez le {téléphone}[, ou ouvrez votre page : {lien}|.]"


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("Bonjour {prénom},", {"prénom": "Amina"}, "Bonjour Amina,"),
        ("Bonjour {prénom},", {}, "Bonjour ,"),
        ("Bonjour[ {prénom}],", {"prénom": ""}, "Bonjour,"),
        (PATTERN, {"téléphone": "05", "lien": "fil/i"}, "Appelez le 05, ou ouvrez votre page : fil/i"),
        (PATTERN, {"téléphone": "05", "lien": ""}, "Appelez le 05."),
        ("[{a} et {b}|ni l'un ni l'autre]", {"a": "x"}, "ni l'un ni l'autre"),
        ("[sans mot], [vide", {}, "[sans mot], [vide"),
        ("{prénom}", {"prénom": "[{lien}|rien]{téléphone}", "lien": "x"}, "[{lien}|rien]{téléphone}"),
        ("[vu par {prénom}]", {"prénom": "{lien}", "lien": "x"}, "vu par {lien}"),
    ],
)
def test_text_is_filled(text, words, said):
    assert filled(text, words) == said


def test_words_of_a_piece_are_not_always_said():
    assert always_said("{a} [ou {b}] et {c}") == ["a", "c"]


def test_unknown_word_is_refused_with_those_that_are_known():
    with pytest.raises(ValidationError, match=r"prenom.*ne sera pas remplacé. On peut écrire \{prénom\}, \{quoi\}"):
        refuse_unknown_words("Bonjour {prenom}", ("prénom", "quoi"))


def test_long_nonsense_is_read_at_once():
    assert filled("[{" * 5000, {}) == "[{" * 5000
