"""Before somebody is forgotten: who, when, what goes and what stays."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta

from mediation.accounts.models import Space
from publics import retention
from publics.models import Person
from publics.services.retention import last_touches
from workshops.models import Attendance, Registration

KEPT = "sa commune, l’année de sa première venue et par quelle porte elle est arrivée"


@dataclass(frozen=True)
class Line:
    person: Person
    last_at: datetime
    forgotten_at: datetime


def lines(people: Iterable[Person], *, space: Space) -> list[Line]:
    """Each with her last contact and the day she is anonymised, the nearest first."""
    people = list(people)
    last, months = last_touches(people, space=space), relativedelta(months=space.retention_months)
    found = [Line(person, last[person.pk], last[person.pk] + months) for person in people]
    return sorted(found, key=lambda line: (line.forgotten_at, line.person.pk))


def expected(person: Person, *, at: datetime) -> list[Registration]:
    """Where a seat or a rank is hers: cancelled first, so that it goes to somebody."""
    live = Registration.objects.of(person.space).live().filter(person=person, session__ends_at__gt=at)
    return list(live.select_related("session__workshop").order_by("session__starts_at", "pk"))


def preview(person: Person) -> dict:
    """`goes`: what is emptied or taken away, with its count; `stays`: what is still counted, without her name."""
    ids = [person.pk, *person.also_known_as.values_list("pk", flat=True)]
    filled = [str(Person._meta.get_field(name).verbose_name) for name in retention.PERSON if is_filled(person, name)]
    counts: Counter = Counter()
    for rule in retention.rules():
        if rule.model is not Person:
            counts[rule.model._meta] += rule.rows(ids).count()
    emptied = [(str(told.verbose_name_plural if n > 1 else told.verbose_name), n) for told, n in counts.items() if n]
    came = Attendance.objects.of(person.space).filter(person__in=ids).count()
    return {
        "goes": filled,
        "emptied": emptied,
        "stays": {"visits": person.visits.count(), "attendances": came, "interests": person.interests.count()},
        "kept": KEPT,
    }


def is_filled(person: Person, name: str) -> bool:
    return name not in ("preferred_channel", "is_provisional") and bool(getattr(person, name))
