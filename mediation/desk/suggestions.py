"""What to ask about, and what there is to propose. Who suits what is said in `matching`."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID, uuid4

from django.db.models import F, Max, Prefetch, Q, QuerySet, prefetch_related_objects

from mediation.accounts.models import Space
from mediation.common.search import likeness
from publics.enums import FacetKind
from publics.models import Facet, Interest, Person, PersonFacet, PersonInterest
from publics.reach import BY_EMAIL, BY_PHONE
from workshops.models import Attendance, Registration, Session, Workshop

from .kept import hers, may_have
from .matching import Known, Tie, are_alike, suits, tie_of

OFFERED = 8  # envies shown beside the question, ticked ones apart
READ_AT_MOST = 100
AT_MOST = 3
OF_A_SESSION = (
    "code", "starts_at", "ends_at", "time_zone", "capacity", "seats_taken", "setting", "venue__name", "venue__city",
    "stop__city", "organisation__name", "organisation__city", "home_city",
    "workshop__title", "workshop__spoken", "workshop__interest", "workshop__branch", "workshop__thematiques",
)  # fmt: skip
OF_A_PERSON = (
    "code", "first_name", "last_name", "sort_key", "city", "is_provisional", "preferred_channel", "phone", "email",
    "helper_phone",
)  # fmt: skip
OF_AN_ENVIE = ("person", "words", "interest__name", "interest__parent")
PEOPLE_AT_MOST = 60  # two pages of them: who calls stops before


@dataclass(frozen=True)
class Suggestion:
    session: Session
    reason: str
    submission: UUID = field(default_factory=uuid4)  # a double press on its button registers once


@dataclass(frozen=True)
class Interested:
    person: Person
    reason: str


def envies_for(words: str, ticked: list[Interest], *, space: Space) -> list[Interest]:
    """Envies to tick: those already ticked, those the words could mean, then the most said here."""
    found = [*closest(words, space=space), *most_said(space=space)]
    others = [interest for interest in dict.fromkeys(found) if interest not in ticked]
    return [*ticked, *others[:OFFERED]]


def closest(words: str, *, space: Space) -> list[Interest]:
    """By the name of the envie, of its branch, or of a workshop that answers it."""
    envies = Interest.objects.envies()
    scores = {interest: interest.likeness for interest in envies.resembling(words)}
    workshops = Workshop.objects.of(space).active().filter(interest__in=envies)
    titles = workshops.annotate(likeness=likeness(words, F("title")) + likeness(words, F("spoken")))
    answered = dict(titles.filter(likeness__gt=0).values_list("interest").annotate(Max("likeness")))
    for interest in envies.filter(pk__in=answered):
        scores[interest] = max(scores.get(interest, 0), answered[interest.pk])
    return sorted(scores, key=lambda interest: (-scores[interest], interest.name))


def most_said(*, space: Space) -> list[Interest]:
    said = [row["interest"] for row in PersonInterest.objects.of(space).clusters()[:OFFERED]]
    rank = {pk: place for place, pk in enumerate(said)}
    return sorted(Interest.objects.envies().filter(pk__in=said), key=lambda interest: rank[interest.pk])


def open_sessions(*, space: Space, at: datetime) -> QuerySet[Session]:
    """To come, with a seat left, the workshop and the place of each."""
    sessions = Session.objects.of(space).taking(at=at).with_room().filter(starts_at__gt=at)
    return sessions.select_related("workshop", "venue", "stop", "organisation").only(*OF_A_SESSION).by_date()


def not_registered(sessions: QuerySet[Session], person: Person) -> QuerySet[Session]:
    if not may_have(person, Registration):
        return sessions
    live = Registration.objects.of(person.space).live().filter(person=person)
    return sessions.exclude(pk__in=live.values("session"))


def what_next(person: Person, known: Known, *, at: datetime) -> tuple[list[Suggestion], list[Session]]:
    """Sessions with a seat that what we know of her calls for, the strongest tie first; the others."""
    sessions = sessions_to_propose(person, at=at)
    suggestions = tied(person, known, sessions)[:AT_MOST]
    proposed = {suggestion.session.pk for suggestion in suggestions}
    return suggestions, [session for session in sessions if session.pk not in proposed]


def sessions_for_envie(
    person: Person, one: PersonInterest, facets: list[PersonFacet], *, at: datetime, but: Collection[int]
) -> list[Suggestion]:
    """Those that this envie calls for, and nothing else of her; none of `but`."""
    suiting = [facet for facet in facets if facet.facet.kind == FacetKind.CONVENIENCE]
    return tied(person, Known([one], suiting, []), sessions_to_propose(person, at=at, but=but))[:AT_MOST]


def sessions_to_propose(person: Person, *, at: datetime, but: Collection[int] = ()) -> list[Session]:
    every = open_sessions(space=person.space, at=at).exclude(pk__in=but)
    return list(not_registered(every, person)[:READ_AT_MOST])


def tied(person: Person, known: Known, sessions: list[Session]) -> list[Suggestion]:
    ties = [(tie_of(person, session, known), session) for session in sessions if suits(person, session, known.facets)]
    found = sorted(((tie, session) for tie, session in ties if tie), key=lambda row: row[0].rank)
    return [Suggestion(session, tie.reason) for tie, session in found]


def facets_of(person: Person) -> list[PersonFacet]:
    return hers(PersonFacet, person, lambda rows: rows.in_order())


def came_of(people: list[Person], session: Session) -> dict[int, list[Workshop]]:
    """The workshops of the same branch that each came to, the last first."""
    rows = Attendance.objects.of(session.space).came().filter(person__in=people)
    rows = rows.filter(session__workshop__branch=session.workshop.branch_id).select_related("session__workshop")
    rows = rows.only("person", "session__starts_at", "session__workshop__title", "session__workshop__branch")
    came = defaultdict(list)
    for one in rows.order_by("-session__starts_at", "pk"):
        came[one.person_id].append(one.session.workshop)
    return came


def people_for(session: Session, *, among: QuerySet[Person] | None = None) -> list[Interested]:
    """Who could like the session: those one can reach first, then the strongest tie, then those who said it first.

    `among`: a group of people to keep to. Read among the first sixty that something ties to the workshop.
    """
    people = tied_to(session, Person.objects.of(session.space).current() if among is None else among)
    came = came_of(people, session)
    found: list[tuple[Tie, Person]] = []
    for person in people:
        known = Known(person.her_envies, person.her_facets, came.get(person.pk, []))
        tie = tie_of(person, session, known)
        if tie and suits(person, session, known.facets):
            found.append((tie, person))
    found.sort(key=lambda row: (not row[1].is_reached, row[0].rank, row[1].sort_key))
    return [Interested(person, tie.reason) for tie, person in found]


def tied_to(session: Session, among: QuerySet[Person]) -> list[Person]:
    """Those of its very envie first, then those whom something else ties to the workshop; none of its list.

    Those one can reach first, then by name. Each with `her_envies`, those that lead there, the last said first, and
    `her_facets`: plain lists, many are compared.
    """
    space = session.space
    said = PersonInterest.objects.of(space)
    listed = Registration.objects.of(space).live().filter(session=session)
    people = among.exclude(pk__in=listed.values("person")).annotate(is_reached=BY_PHONE | BY_EMAIL)
    people = people.only(*OF_A_PERSON).order_by("-is_reached", "sort_key", "pk")
    same_envie = said.filter(interest=session.workshop.interest_id)
    found = list(people.filter(pk__in=same_envie.values("person"))[:PEOPLE_AT_MOST])
    if len(found) < PEOPLE_AT_MOST:
        others = people.filter(otherwise_tied(session)).exclude(pk__in=[person.pk for person in found])
        found += others[: PEOPLE_AT_MOST - len(found)]
    envies = said.filter(leading_to(session.workshop)).select_related("interest").only(*OF_AN_ENVIE)
    envies = envies.order_by("-said_at", "pk")
    facets = PersonFacet.objects.of(space).in_order()
    prefetch_related_objects(
        found, Prefetch("interests", envies, to_attr="her_envies"), Prefetch("facets", facets, to_attr="her_facets")
    )
    return found


def leading_to(workshop: Workshop) -> Q:
    """The envies that `matching.tie_of` looks for."""
    sought = [pk for pk in (workshop.interest_id, workshop.branch_id) if pk]
    return Q(interest__in=sought) | Q(interest__parent__in=sought)


def otherwise_tied(session: Session) -> Q:
    """By an envie of its branch, by a project or a talent, by a past session."""
    space, workshop = session.space, session.workshop
    said = PersonInterest.objects.of(space).filter(interest__parent=workshop.branch_id)
    alike = [facet.pk for facet in Facet.objects.proposed() if are_alike(facet, workshop)]
    known_for = PersonFacet.objects.of(space).filter(facet__in=alike)
    came = Attendance.objects.of(space).came().filter(session__workshop__branch=workshop.branch_id)
    return reduce(or_, (Q(pk__in=rows.values("person")) for rows in (said, known_for, came)))
