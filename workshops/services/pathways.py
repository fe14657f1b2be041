"""A pathway is started, from a template or not; its steps are added, shared, held; the point is made, and kept."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from publics.models import Organisation, Person
from publics.services.merges import hold_person

from ..enums import AppointmentState, Outcome, Phase, StepKind
from ..models import Appointment, Cohort, Pathway, PathwayTemplate, Review, Step, Workshop

COPIED = ("rank", "kind", "title", "workshop_id", "organisation_id")


@speaks
@transaction.atomic
def start_pathway(
    *, person: Person, objective: str = "", motivation: str = "", template: PathwayTemplate | None = None,
    cohort: Cohort | None = None, started_on: date, at: datetime, by: User,
) -> Pathway:  # fmt: skip
    """Hers from now on: the steps of the template are copied, and change without it."""
    hold_person(person)
    pathway = Pathway(
        space=person.space, person=person, template=template, cohort=cohort, objective=objective,
        motivation=motivation, started_on=started_on, created_at=at, created_by=by,
    )  # fmt: skip
    pathway.full_clean(exclude=["space", "created_by"])
    pathway.save()
    if template:
        outlines = template.steps.order_by("rank", "pk")
        Step.objects.bulk_create(
            Step(space=person.space, pathway=pathway, **{name: getattr(each, name) for name in COPIED})
            for each in outlines
        )
    return pathway


@speaks
@transaction.atomic
def add_step(
    *, pathway: Pathway, kind: StepKind, title: str = "", workshop: Workshop | None = None,
    organisation: Organisation | None = None, is_shared: bool = False, at: datetime, by: User,
) -> Step:  # fmt: skip
    """One more, after the others. `is_shared`: she agrees that the structure sees it."""
    pathway = going_on(pathway)
    step = Step(
        space=pathway.space, pathway=pathway, rank=next_rank(pathway.steps), kind=kind, title=title,
        workshop=workshop, organisation=organisation, is_shared=is_shared,
    )  # fmt: skip
    step.full_clean(exclude=["space", "outcome_by"])
    step.save()
    return step


def going_on(pathway: Pathway) -> Pathway:
    """Held until the transaction ends, she first; refused once it is over."""
    hold_person(pathway.person)
    pathway = Pathway.objects.locked(pathway.pk)
    if pathway.ended_on:
        raise ValidationError("Ce parcours est terminé\u00a0: commencez-en un autre.", code="over")
    return pathway


def next_rank(steps) -> int:
    return (steps.aggregate(last=Max("rank"))["last"] or 0) + 1


@speaks
@transaction.atomic
def remove_step(*, step: Step, at: datetime, by: User) -> None:
    """One that came to nothing yet. Refused once an appointment was taken for it, or the structure answered."""
    going_on(step.pathway)
    step = Step.objects.locked(step.pk)
    if step.outcome or step.appointments.exists():
        raise ValidationError("Cette étape a déjà une suite notée\u00a0: elle reste dans le parcours.")
    step.delete()


@speaks
@transaction.atomic
def attach_appointment(*, step: Step, appointment: Appointment, at: datetime, by: User) -> Appointment:
    """This hour is for that step. Refused when it is somebody else's, or for another kind of step."""
    going_on(step.pathway)
    appointment = Appointment.objects.locked(appointment.pk)
    if step.kind != StepKind.APPOINTMENT or appointment.person_id != step.pathway.person_id:
        raise ValidationError("Choisissez un de ses rendez-vous.", code="somebody_else")
    if appointment.state == AppointmentState.CANCELLED:
        raise ValidationError("Ce rendez-vous est annulé\u00a0: prenez-en un autre.", code="cancelled")
    appointment.step = step
    appointment.save(update_fields=["step"])
    return appointment


@speaks
@transaction.atomic
def detach_appointment(*, appointment: Appointment, at: datetime, by: User) -> Appointment:
    """She comes for something else: the step awaits its own appointment again. Said twice, it is said once."""
    hold_person(appointment.person)
    appointment = Appointment.objects.locked(appointment.pk)
    if appointment.step:
        going_on(appointment.step.pathway)
        appointment.step = None
        appointment.save(update_fields=["step"])
    return appointment


@speaks
@transaction.atomic
def share_step(*, step: Step, is_shared: bool, at: datetime, by: User) -> Step:
    """She agrees that the structure which holds it sees her name and what is expected; or no longer does."""
    going_on(step.pathway)
    step = Step.objects.locked(step.pk)
    step.is_shared = is_shared
    step.save(update_fields=["is_shared"])
    return step


@speaks
@transaction.atomic
def tell_outcome(*, step: Step, outcome: Outcome, at: datetime, by: User) -> Step:
    """What the structure that holds the step says of it, or the team for it. Said again, the last word counts."""
    going_on(step.pathway)
    step = Step.objects.locked(step.pk)
    if step.kind != StepKind.PARTNER:
        raise ValidationError("Cette étape se note ailleurs\u00a0: au rendez-vous, ou parmi les présences.")
    step.outcome, step.outcome_at, step.outcome_by = outcome, at, by
    step.save(update_fields=["outcome", "outcome_at", "outcome_by"])
    return step


@speaks
@transaction.atomic
def review_pathway(*, pathway: Pathway, phase: Phase, on: date, words: str, at: datetime, by: User) -> Review:
    """Dated, and kept as written. Refused before the pathway began, or on a day to come."""
    pathway = going_on(pathway)
    if not pathway.started_on <= on <= at.astimezone(pathway.space.zone).date():
        raise ValidationError({"on": "Choisissez un jour entre le début du parcours et aujourd’hui."})
    review = Review(
        space=pathway.space, pathway=pathway, phase=phase, on=on, words=words, noted_at=at, noted_by=by
    )  # fmt: skip
    review.full_clean(exclude=["space", "noted_by"])
    review.save()
    return review


@speaks
@transaction.atomic
def end_pathway(*, pathway: Pathway, at: datetime, by: User) -> Pathway:
    """She is where she wanted to be, or goes elsewhere. What was done stays; done twice, it is done once."""
    pathway = Pathway.objects.select_related("space").select_for_update(of=("self",), no_key=True).get(pk=pathway.pk)
    if pathway.ended_on is None:
        pathway.ended_on = max(at.astimezone(pathway.space.zone).date(), pathway.started_on)
        pathway.save(update_fields=["ended_on"])
    return pathway
