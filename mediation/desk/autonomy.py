"""What was done in somebody's place: what to learn from it, and whether a mandate covers it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from publics.enums import HowDone
from publics.models import Demarche, LearningCheck, Mandate, Person, Visit

from .kept import hers


@dataclass(frozen=True)
class Step:
    """One démarche done `count` times in her place, and the last time she was to say how it goes."""

    demarche: Demarche
    count: int
    check: LearningCheck | None = None


def steps_of(person: Person) -> list[Step]:
    """Démarches done in her place, the most often first; those she learns come with what she says of it."""
    done = Visit.objects.of(person.space).filter(person=person, how_done=HowDone.FOR_THEM, demarche__isnull=False)
    counts = dict(done.values_list("demarche").annotate(Count("pk")))
    checks = hers(LearningCheck, person, lambda rows: rows.order_by("begun_at", "pk"))
    last = {check.demarche_id: check for check in checks}
    demarches = Demarche.objects.filter(pk__in=[*counts, *last])
    steps = [Step(demarche, counts.get(demarche.pk, 0), last.get(demarche.pk)) for demarche in demarches]
    return sorted(steps, key=lambda step: (-step.count, step.demarche.name))


def step_after(visit: Visit) -> Step | None:
    """What to propose after a visit where a démarche was done in her place."""
    if visit.person is None or visit.demarche is None or visit.how_done != HowDone.FOR_THEM:
        return None
    return next(step for step in steps_of(visit.person) if step.demarche == visit.demarche)


def lacks_mandate(visit: Visit, *, at: datetime) -> bool:
    """No mandate in force names this family of démarches: told, never refused."""
    mandates = Mandate.objects.of(visit.space).filter(person=visit.person).in_force(on=timezone.localdate(at))
    return not mandates.covering(visit.demarche.theme).exists()


def after(visit: Visit, *, at: datetime) -> dict:
    step = step_after(visit)
    return {"step": step, "lacks_mandate": step is not None and lacks_mandate(visit, at=at)}
