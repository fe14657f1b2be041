"""What was done in somebody's place: what to learn from it, and whether a mandate covers it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from publics.enums import HowDone
from publics.models import LearningCheck, Mandate, Person, Visit

from .kept import hers

OF_A_DEMARCHE = ("demarche__key", "demarche__name")


@dataclass(frozen=True)
class Step:
    """One démarche done `count` times in her place, and the last time she was to say how it goes."""

    key: str
    name: str
    count: int
    check: LearningCheck | None = None


def steps_of(person: Person) -> list[Step]:
    """Démarches done in her place, the most often first; those she learns come with what she says of it."""
    done = Visit.objects.of(person.space).filter(person=person, how_done=HowDone.FOR_THEM, demarche__isnull=False)
    counts = {(key, name): count for key, name, count in done.values_list(*OF_A_DEMARCHE).annotate(Count("pk"))}
    checks = hers(LearningCheck, person, lambda rows: rows.select_related("demarche").order_by("begun_at", "pk"))
    last = {(check.demarche.key, check.demarche.name): check for check in checks}
    steps = [Step(*each, counts.get(each, 0), last.get(each)) for each in counts | last]
    return sorted(steps, key=lambda step: (-step.count, step.name))


def step_after(visit: Visit) -> Step | None:
    """What to propose after a visit where a démarche was done in her place."""
    if visit.person is None or visit.demarche is None or visit.how_done != HowDone.FOR_THEM:
        return None
    return next(step for step in steps_of(visit.person) if step.key == visit.demarche.key)


def lacks_mandate(visit: Visit, *, at: datetime) -> bool:
    """No mandate in force names this family of démarches: told, never refused."""
    mandates = Mandate.objects.of(visit.space).filter(person=visit.person).in_force(on=timezone.localdate(at))
    return not mandates.covering(visit.demarche.theme).exists()


def after(visit: Visit, *, at: datetime) -> dict:
    step = step_after(visit)
    return {"step": step, "lacks_mandate": step is not None and lacks_mandate(visit, at=at)}
