"""What to propose next, and why, in the words of the person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet

from mediation.accounts.models import Space
from mediation.common.search import likeness
from publics.models import Interest, Person, PersonInterest
from workshops.models import Registration, Session, Workshop

OFFERED = 8  # envies shown beside the question, ticked ones apart
READ_AT_MOST = 30
VOWELS = "aàâäeéèêëiîïoôöuùûüyœhAÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜYŒH"


@dataclass(frozen=True)
class Suggestion:
    session: Session
    reason: str


def reason_of(person: Person, said: PersonInterest) -> str:
    """« Parce que Josette a dit : « mon potager » »."""
    that = "qu’" if person.first_name[:1] in VOWELS else "que "
    return f"Parce {that}{person.first_name} a dit\u00a0: «\u00a0{said.words or said.interest.name}\u00a0»"


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


def sessions_for(
    person: Person, said: list[PersonInterest], *, at: datetime, at_most: int = 3, but: Collection[int] = ()
) -> list[Suggestion]:
    """Sessions with a seat that answer her envies first, then those of the same branch; none of those in `but`."""
    by_envie = {one.interest_id: one for one in reversed(said)}
    by_branch = {one.interest.parent_id: one for one in reversed(said)}
    matching = Q(workshop__interest__in=by_envie) | Q(workshop__branch__in=by_branch)
    every = open_sessions(space=person.space, at=at).filter(matching).exclude(pk__in=but)
    sessions = not_registered(every, person)[:READ_AT_MOST]
    found = [
        (session.workshop.interest_id not in by_envie, session, by_envie.get(session.workshop.interest_id))
        for session in sessions
    ]
    found.sort(key=lambda row: row[0])
    return [
        Suggestion(session, reason_of(person, one or by_branch[session.workshop.branch_id]))
        for _, session, one in found[:at_most]
    ]
