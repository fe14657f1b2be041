"""Words in braces, replaced by what they stand for: « Bonjour {prénom} ».

A piece in brackets is said only when each of its words stands for something: `[, ou ouvrez votre page : {lien}]`. After
a bar comes what is said otherwise: `[vous êtes {rang} sur la liste|votre place est gardée]`. Brackets without words in
braces are brackets.
"""

import re
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError

_WORD = re.compile(r"\{([^{}]*)\}")
_PART = re.compile(r"\[(?P<piece>[^\[\]{]*\{[^\[\]]*)\]|\{(?P<word>[^{}]*)\}")


def filled(text: str, words: Mapping[str, str]) -> str:
    """Read once: what somebody typed is never taken for a word, nor for a piece."""

    def said(found: re.Match) -> str:
        if found["piece"] is None:
            return words.get(found["word"], "")
        piece, _, otherwise = found["piece"].partition("|")
        chosen = piece if all(words.get(word) for word in words_of(piece)) else otherwise
        return _WORD.sub(lambda word: words.get(word[1], ""), chosen)

    return _PART.sub(said, text)


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def always_said(text: str) -> list[str]:
    """Its words that are in no piece."""
    return [found["word"] for found in _PART.finditer(text) if found["piece"] is None]


def refuse_unknown_words(text: str, known: Iterable[str]) -> None:
    """`{prenom}` would leave as a hole."""
    unknown = [word for word in words_of(text) if word not in known]
    if unknown:
        listed = ", ".join(f"{{{word}}}" for word in known)
        raise ValidationError(f"«\u00a0{{{unknown[0]}}}\u00a0» ne sera pas remplacé. On peut écrire {listed}.")
