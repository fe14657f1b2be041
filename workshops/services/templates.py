"""Templates of pathways, by audience, and the groups that start from one together."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from publics.models import Organisation, Person

from ..enums import Audience, StepKind
from ..models import Cohort, Pathway, PathwayTemplate, TemplateStep, Workshop
from .pathways import next_rank, start_pathway

FIRST_ALONE = "On se rencontre d’abord\u00a0: placez un rendez-vous avant le premier atelier."


@speaks
@transaction.atomic
def create_template(
    *, space: Space, title: str, audiences: Collection[Audience], at: datetime, by: User
) -> PathwayTemplate:
    """It begins with an appointment: somebody is met alone before she is proposed a workshop."""
    template = PathwayTemplate(
        space=space, title=title, audiences=list(audiences), created_at=at, created_by=by
    )  # fmt: skip
    template.full_clean(exclude=["space", "created_by"])
    template.save()
    TemplateStep.objects.create(space=space, template=template, rank=1, kind=StepKind.APPOINTMENT)
    return template


@speaks
@transaction.atomic
def outline_step(
    *, template: PathwayTemplate, kind: StepKind, title: str = "", workshop: Workshop | None = None,
    organisation: Organisation | None = None, at: datetime, by: User,
) -> TemplateStep:  # fmt: skip
    """One more, after the others. A workshop never comes first."""
    template = PathwayTemplate.objects.locked(template.pk)
    step = TemplateStep(
        space=template.space, template=template, rank=next_rank(template.steps), kind=kind, title=title,
        workshop=workshop, organisation=organisation,
    )  # fmt: skip
    step.full_clean(exclude=["space"])
    step.save()
    refuse_workshop_first(template)
    return step


@speaks
@transaction.atomic
def drop_outline(*, step: TemplateStep, at: datetime, by: User) -> None:
    """Pathways already started keep theirs. Refused when a workshop would come before any appointment."""
    template = PathwayTemplate.objects.locked(step.template_id)
    step.delete()
    refuse_workshop_first(template)


def refuse_workshop_first(template: PathwayTemplate) -> None:
    kinds = list(template.steps.order_by("rank").values_list("kind", flat=True))
    if StepKind.WORKSHOP in kinds and StepKind.APPOINTMENT not in kinds[: kinds.index(StepKind.WORKSHOP)]:
        raise ValidationError(FIRST_ALONE, code="first")


@speaks
@transaction.atomic
def create_cohort(*, template: PathwayTemplate, title: str, at: datetime, by: User) -> Cohort:
    cohort = Cohort(space=template.space, template=template, title=title, created_at=at, created_by=by)
    cohort.full_clean(exclude=["space", "created_by"])
    cohort.save()
    return cohort


@speaks
@transaction.atomic
def join_cohort(*, cohort: Cohort, person: Person, started_on: date, at: datetime, by: User) -> Pathway:
    """She starts the pathway of the group. Done twice, it is done once."""
    cohort = Cohort.objects.locked(cohort.pk)
    already = cohort.pathways.under_way().filter(person=person).first()
    return already or start_pathway(
        person=person, template=cohort.template, cohort=cohort, started_on=started_on, at=at, by=by
    )
