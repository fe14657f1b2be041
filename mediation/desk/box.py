"""One box for a name or a démarche: what the words typed so far could be, the most likely first."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mediation.accounts.models import Space
from publics.models import Demarche, Person

SHOWN_AT_MOST = 5
SHORTEST = 2  # letters


@dataclass(frozen=True)
class Found:
    """`is_best`: every word typed begins one of its own; the first such one is what Enter takes."""

    row: Person | Demarche
    is_person: bool
    is_best: bool


def proposed(words: str, *, space: Space, is_person_known: bool) -> list[Found]:
    """Once we know who it is, only démarches are left to be said."""
    words = words.replace("\x00", "").strip()
    if len(words) < SHORTEST:
        return []
    people = [] if is_person_known else people_named(words, space=space)
    return [*people, *demarches_named(words)][: 2 * SHOWN_AT_MOST]


def people_named(words: str, *, space: Space) -> list[Found]:
    """Forgiving, but only those that may be meant: what is a démarche does not bring people."""
    people = Person.objects.search(words, space=space, at_most=4 * SHOWN_AT_MOST)
    exact = [person for person in people if begins(words, f"{person} {person.phone} {person.email}")]
    others = [] if exact or demarches_named(words) else people
    found = [*exact, *others][:SHOWN_AT_MOST]
    return [Found(person, is_person=True, is_best=person in exact) for person in found]


def demarches_named(words: str) -> list[Found]:
    every = Demarche.objects.proposed()
    found = [demarche for demarche in every if begins(words, f"{demarche.name} {demarche.imposed_by}")]
    return [Found(demarche, is_person=False, is_best=True) for demarche in found[:SHOWN_AT_MOST]]


def begins(words: str, text: str) -> bool:
    """« attes paie » begins « Attestation de paiement »."""
    of_text = telling(text)
    return all(any(word.startswith(typed) for word in of_text) for typed in telling(words))


def telling(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"[a-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def exactly(words: str, *, space: Space) -> Iterable[Person]:
    """People whose whole name was typed where one says what brings them."""
    if len(telling(words)) < SHORTEST:
        return []
    found = Person.objects.search(words, space=space, at_most=SHOWN_AT_MOST)
    return [person for person in found if sorted(telling(words)) == sorted(telling(str(person)))]
