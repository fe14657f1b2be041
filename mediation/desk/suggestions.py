"""What to ask about, and what there is to propose. Who suits what is said in `matching`."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet

from mediation.accounts.models import Space
from mediation.common.search import likeness
from publics.enums import ContactChannel, FacetKind
from publics.models import Facet, Interest, Person, PersonFacet, PersonInterest
from workshops.models import Attendance, Registration, Session, Workshop

from .matching import Known, Tie, are_alike, suits, tie_of

OFFERED = 8  # envies shown beside the question, ticked ones apart
READ_AT_MOST = 100
AT_MOST = 3
PEOPLE_AT_MOST = 120  # four pages of them: who calls stops before


@dataclass(frozen=True)
class Suggestion:
    session: Session
    reason: str
    submission: UUID = field(default_factory=uuid4)  # a double press on its button registers once


@dataclass(frozen=True)
class Interested:
    person: Person
    reason: str
    is_reached: bool


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
    """To come, with a seat left."""
    sessions = Session.objects.of(space).public().filter(starts_at__gt=at, seats_taken__lt=F("capacity"))
    return sessions.with_details().by_date()


def not_registered(sessions: QuerySet[Session], person: Person) -> QuerySet[Session]:
    live = Registration.objects.of(person.space).live().filter(person=person)
    return sessions.exclude(pk__in=live.values("session"))


def what_next(
    person: Person, said: list[PersonInterest], facets: list[PersonFacet], *, at: datetime
) -> tuple[list[Suggestion], list[Session]]:
    """Sessions with a seat that these envies and what we know of her call for, the strongest tie first; the others."""
    hers = Known(said, facets, came_of([person]).get(person.pk, []))
    sessions = sessions_to_propose(person, at=at)
    suggestions = tied(person, hers, sessions)[:AT_MOST]
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


def tied(person: Person, hers: Known, sessions: list[Session]) -> list[Suggestion]:
    ties = [(tie_of(person, session, hers), session) for session in sessions if suits(person, session, hers.facets)]
    found = sorted(((tie, session) for tie, session in ties if tie), key=lambda row: row[0].rank)
    return [Suggestion(session, tie.reason) for tie, session in found]


def facets_of(person: Person) -> list[PersonFacet]:
    return list(PersonFacet.objects.of(person.space).filter(person=person).in_order())


def came_of(people: list[Person]) -> dict[int, list[Workshop]]:
    """The workshops each came to."""
    rows = Attendance.objects.came().filter(person__in=people).select_related("session__workshop")
    came = defaultdict(list)
    for one in rows.order_by("-session__starts_at", "pk"):
        came[one.person_id].append(one.session.workshop)
    return came


def people_for(session: Session, *, among: QuerySet[Person] | None = None) -> list[Interested]:
    """Who could like the session: those one can reach first, then the strongest tie, then those who said it first.

    `among`: a group of people to keep to. Read among the first hundred and twenty that something ties to the workshop.
    """
    people = list(tied_to(session, among)[:PEOPLE_AT_MOST])
    came = came_of(people)
    found: list[tuple[Tie, Person]] = []
    for person in people:
        hers = Known(person.her_envies, person.her_facets, came.get(person.pk, []))
        tie = tie_of(person, session, hers)
        if tie and suits(person, session, hers.facets):
            found.append((tie, person))
    found.sort(key=lambda row: (not is_reached(row[1]), row[0].rank, row[1].sort_key))
    return [Interested(person, tie.reason, is_reached(person)) for tie, person in found]


def tied_to(session: Session, among: QuerySet[Person] | None) -> QuerySet[Person]:
    """Those whom an envie, a project, a talent or a past session ties to the workshop; not those of its list.

    Each with `her_envies`, the last said first, and `her_facets`.
    """
    space, workshop = session.space, session.workshop
    people = Person.objects.of(space).current() if among is None else among
    said, branch = PersonInterest.objects.of(space), workshop.branch_id
    came = Attendance.objects.of(space).came().filter(session__workshop__branch=branch)
    alike = [facet.pk for facet in Facet.objects.proposed() if are_alike(facet, workshop)]
    ties = (
        Q(pk__in=said.filter(Q(interest=workshop.interest_id) | Q(interest__parent=branch)).values("person"))
        | Q(pk__in=PersonFacet.objects.of(space).filter(facet__in=alike).values("person"))
        | Q(pk__in=came.values("person"))
    )
    same_envie = Exists(said.filter(person=OuterRef("pk"), interest=workshop.interest_id))
    listed = Registration.objects.of(space).live().filter(session=session)
    envies = PersonInterest.objects.select_related("interest").order_by("-said_at", "pk")
    people = (
        people.filter(ties)
        .exclude(pk__in=listed.values("person"))
        .prefetch_related(
            Prefetch("interests", envies, to_attr="her_envies"),  # plain lists: hundreds of people are compared
            Prefetch("facets", PersonFacet.objects.in_order(), to_attr="her_facets"),
        )
    )
    return people.order_by(same_envie.desc(), "sort_key", "pk")


def is_reached(person: Person) -> bool:
    """By a number or an address she gave, unless she asked to be told nothing."""
    return person.preferred_channel != ContactChannel.NONE and bool(person.call_number or person.email)
