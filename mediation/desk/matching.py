"""Who suits which session: one rule, read both ways, with its reason in words. No score is kept of anybody.

A tie, the strongest first: she said the very envie of the workshop; an envie of its branch; a project or a talent that
its title names; she came to another workshop of the branch. The same workshop again comes after the others.

Then nothing she said may contradict it: a day or a part of the day that does not suit her, parts of the day that do
and are others, « à distance » or « sur place » only, no car or « près de chez moi » and a place in another commune.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mediation.common.search import telling_words
from mediation.common.text import preceded
from publics.enums import FacetKind, ProjectState
from publics.models import Facet, Person, PersonFacet, PersonInterest
from workshops.models import Session, Workshop

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PARTS = {"matin", "apres-midi", "soir"}
NOON, EVENING = 12, 18
NEARBY = {"sans-voiture", "pres-de-chez-moi"}
STEM = 5  # « gâteaux » and « gâteau », « photos » and « photo »
SAME_ENVIE, SAME_BRANCH, OF_HERSELF, CAME = range(4)
AGAIN = 10  # she came to this very workshop


@dataclass(frozen=True)
class Known:
    """What she said, and the workshops she came to."""

    said: list[PersonInterest]
    facets: list[PersonFacet]
    came: list[Workshop]


@dataclass(frozen=True)
class Tie:
    rank: int
    reason: str


def tie_of(person: Person, session: Session, hers: Known) -> Tie | None:
    """The strongest tie of this person to the workshop; None when nothing calls for it."""
    workshop = session.workshop
    again = AGAIN if workshop in hers.came else 0
    for rank, interest in ((SAME_ENVIE, workshop.interest_id), (SAME_BRANCH, workshop.branch_id)):
        for one in hers.said:
            if interest and interest in (one.interest_id, one.interest.parent_id):
                return Tie(rank + again, reason_of(person, one.words or one.interest.name))
    for one in hers.facets:
        if one.state != ProjectState.DONE and are_alike(one.facet, workshop):
            return Tie(OF_HERSELF + again, reason_of(person, one.words or one.facet.name))
    past = next((other for other in hers.came if other.branch_id == workshop.branch_id), None)
    return Tie(CAME + again, reason_of(person, past.title, verb="est venue à")) if past else None


def reason_of(person: Person, words: str, *, verb: str = "a dit\u00a0:") -> str:
    """« Parce que Josette a dit : « mon potager » »."""
    return f"Parce {preceded(person.first_name, 'que')} {verb} «\u00a0{words}\u00a0»"


def are_alike(facet: Facet, workshop: Workshop) -> bool:
    """A project or a talent, and a workshop whose title has one of its words."""
    if facet.kind not in {FacetKind.PROJECT, FacetKind.TALENT}:
        return False
    return bool(stems(facet.name) & stems(f"{workshop.title} {workshop.spoken}"))


def stems(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return {word[:STEM] for word in telling_words(plain)}


def suits(person: Person, session: Session, facets: Iterable[PersonFacet]) -> bool:
    """Whether nothing that she said of « ce qui m'arrangerait » goes against its day, its hour or its place."""
    said = {one.facet.key for one in facets if one.facet.kind == FacetKind.CONVENIENCE}
    start = session.starts_at.astimezone(session.zone)
    part = "matin" if start.hour < NOON else "apres-midi" if start.hour < EVENING else "soir"
    day = WEEKDAYS[start.weekday()]
    if said & {f"pas-{day}", f"pas-{part}"}:
        return False
    if said & PARTS and part not in said:
        return False
    if {"a-distance", "sur-place"} & said and ("a-distance" if session.is_remote else "sur-place") not in said:
        return False
    return not said & NEARBY or is_near(person, session)


def is_near(person: Person, session: Session) -> bool:
    """In her commune, as far as we know."""
    place = session.city
    return not person.city or not place or person.city.casefold() == place.casefold()
