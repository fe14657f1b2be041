"""The catalogue itself: workshops, the tools they name, what is tried and what is decided of it."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..enums import Decision
from ..models import Experiment, MaterialUse, Tool, Workshop

PROPOSED = Path(__file__).parent.parent / "data" / "tools.toml"


@speaks
@transaction.atomic
def create_workshop(
    *, workshop: Workshop, space: Space, forked_from: Workshop | None = None, by: User | None, at: datetime
) -> Workshop:
    """A variant keeps what the form does not ask of the one it comes from: its themes, its resources."""
    workshop.space, workshop.forked_from = space, forked_from
    workshop.thematiques = forked_from.thematiques if forked_from else workshop.thematiques
    workshop.full_clean(exclude=["space"])
    workshop.save()
    if forked_from:
        uses = MaterialUse.objects.of(space).filter(workshop=forked_from).values_list("material", flat=True)
        MaterialUse.objects.bulk_create(MaterialUse(space=space, workshop=workshop, material_id=pk) for pk in uses)
    return workshop


@cache
def proposed_tools() -> list[str]:
    return tomllib.loads(PROPOSED.read_text(encoding="utf-8"))["tools"]


@transaction.atomic
def propose_tools(*, space: Space, at: datetime, by: User | None) -> int:
    """Those that most spaces use and this one has not; how many."""
    known = set(Tool.objects.of(space).values_list("key", flat=True))
    rows = [Tool(space=space, key=key_of(name), name=name) for name in proposed_tools() if key_of(name) not in known]
    return len(Tool.objects.bulk_create(rows, ignore_conflicts=True))


@speaks
@transaction.atomic
def create_tool(*, name: str, space: Space, by: User | None, at: datetime) -> Tool:
    """Its key comes from its name and never changes: « Pinterest » and « pinterest » are one."""
    tool = Tool(space=space, key=key_of(name), name=name)
    tool.full_clean(exclude=["space"])
    tool.save()
    return tool


def key_of(name: str) -> str:
    key = slugify(name)[:40]
    if not key:
        raise ValidationError("Écrivez ce nom avec des lettres ou des chiffres.")
    return key


@speaks
@transaction.atomic
def start_experiment(
    *, workshop: Workshop, question: str, review_on: date, at: datetime, by: User | None
) -> Experiment:
    """It is tried from now on. Refused for a date of review that is over."""
    if review_on <= at.astimezone(workshop.space.zone).date():
        raise ValidationError({"review_on": "Choisissez un jour à venir."})
    experiment = Experiment(
        space=workshop.space, workshop=workshop, question=question, review_on=review_on, started_at=at, started_by=by
    )
    experiment.full_clean(exclude=["space"])
    experiment.save()
    return experiment


@speaks
@transaction.atomic
def decide_experiment(
    *, experiment: Experiment, decision: Decision, evaluation: str, at: datetime, by: User
) -> Experiment:
    """What was seen, what is decided, dated. Stopped, the workshop is no longer proposed; its sessions stay."""
    experiment = Experiment.objects.locked(experiment.pk)
    if experiment.decision:
        raise ValidationError(f"C’est déjà décidé\u00a0: {experiment.get_decision_display().lower()}.", code="decided")
    experiment.decision, experiment.evaluation = decision, evaluation
    experiment.decided_at, experiment.decided_by = at, by
    experiment.full_clean(exclude=["space"])
    experiment.save()
    if decision == Decision.STOP:
        workshop = Workshop.objects.locked(experiment.workshop_id)
        workshop.is_active, workshop.version = False, workshop.version + 1
        workshop.save(update_fields=["is_active", "version"])
    return experiment
