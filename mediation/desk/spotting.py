"""What to propose after the eight questions, with its reason: the mediator decides. No answer, no level is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from publics.models import Interest, Person, PersonInterest
from publics.spotting import ANSWERS, QUESTIONS, TO_LEARN, Question
from workshops.models import Session

from .suggestions import Suggestion, facets_of, not_registered, open_sessions, sessions_for_envie

READ_AT_MOST = 100
EACH = 2


@dataclass(frozen=True)
class Step:
    reason: str
    otherwise: str
    sessions: list[Session]


def steps_after(person: Person, answers: Mapping[str, str], *, at: datetime) -> list[Step]:
    """One a question that she answered « avec de l'aide » or « non », in the order they are asked."""
    sessions = not_registered(open_sessions(space=person.space, at=at), person)[:READ_AT_MOST]
    asked = [question for question in QUESTIONS if answers.get(question.key) in TO_LEARN]
    return [Step(reason_of(one, answers[one.key]), one.otherwise, teaching(one, sessions)) for one in asked]


def teaching(question: Question, sessions) -> list[Session]:
    return [one for one in sessions if question.codes & set(one.workshop.thematiques)][:EACH]


def reason_of(question: Question, answer: str) -> str:
    return f"«\u00a0{question.words}\u00a0» {dict(ANSWERS)[answer]}."


def sessions_of_envie(person: Person, interest: Interest | None, words: str, *, at: datetime) -> list[Suggestion]:
    """For an envie she says now, noted or not."""
    if interest is None:
        return []
    said = PersonInterest(space=person.space, person=person, interest=interest, words=words)
    return sessions_for_envie(person, said, facets_of(person), at=at, but=())
