"""What goes out with somebody, and comes back."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet

from mediation.accounts.models import Space, User
from mediation.common import dates
from mediation.common.refusals import speaks
from mediation.team.services import create_task, finish_task
from publics.models import Organisation, Person
from publics.services.merges import hold_person

from .. import loan_notes
from ..conflicts import named, taken_beside
from ..enums import ItemState
from ..models import Item, Loan
from ..models.loans import LONGEST_LOAN
from .items import refuse_unless_in_service

A_DAY = timedelta(days=1)
REMINDED_FROM = 9  # o'clock


@speaks
@transaction.atomic
def lend(
    *,
    item: Item,
    person: Person | None = None,
    organisation: Organisation | None = None,
    due_on: date,
    condition_out: str = "",
    at: datetime,
    by: User | None,
) -> Loan:
    """To her, or to a structure, until the end of that day.

    Refused when it is out already, stays where it is, is not in service, or is booked for a session meanwhile.
    """
    if person:
        hold_person(person)
    item = Item.objects.of(item.space).with_places().held([item.pk]).get()
    refuse_unless_in_service([item])
    refuse_unless_lendable(item)
    refuse_wrong_day(due_on, since=at, at=at, space=item.space)
    loan = Loan(
        space=item.space, item=item, person=person, organisation=organisation, lent_at=at,
        due_at=end_of(due_on, item.space), condition_out=condition_out, lent_by=by,
    )  # fmt: skip
    refuse_if_booked(loan)
    loan.full_clean(exclude=["space", "lent_by"])
    loan.save()
    return loan


@speaks
@transaction.atomic
def extend_loan(*, loan: Loan, due_on: date, at: datetime, by: User | None) -> Loan:
    """Until the end of another day; what was to remind of it is settled. Refused when it is booked meanwhile."""
    loan = locked(loan)
    if loan.returned_at:
        raise ValidationError("Cet objet est déjà rendu.", code="returned")
    refuse_wrong_day(due_on, since=loan.lent_at, at=at, space=loan.space)
    loan.due_at = end_of(due_on, loan.space)
    refuse_if_booked(loan)
    settle(loan, at=at, by=by)
    loan_notes.prolonged(loan)
    loan.save(update_fields=["due_at", "task"])
    return loan


@transaction.atomic
def return_item(
    *, loan: Loan, condition_back: str = "", is_broken: bool = False, at: datetime, by: User | None
) -> Loan:
    """It is back; `is_broken`: it goes to be mended. Said twice, it is said once."""
    loan = locked(loan)
    if loan.returned_at:
        return loan
    loan.returned_at, loan.returned_by, loan.condition_back = at, by, condition_back
    settle(loan, at=at, by=by)
    loan.save(update_fields=["returned_at", "returned_by", "condition_back", "task"])
    if is_broken:
        item = Item.objects.locked(loan.item_id)
        item.state, item.version = ItemState.REPAIR, item.version + 1
        item.save(update_fields=["state", "version"])
    return loan


@transaction.atomic
def remind_due_loans(*, space: Space, at: datetime) -> int:
    """Those of tomorrow, in the morning: written to her as she asked, once; a call of the team when nothing reaches
    her. Lent this very day, she was just told. How many."""
    local = at.astimezone(space.zone)
    if local.hour < REMINDED_FROM:
        return 0
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    of_tomorrow = Loan.objects.of(space).open().filter(due_at=end_of(local.date() + A_DAY, space), lent_at__lt=today)
    due = held(of_tomorrow.filter(task=None))
    for loan in due:
        if not loan_notes.due_tomorrow(loan, at=at):
            plan_call(loan, "est à rendre", at=at)
    return len(due)


@transaction.atomic
def remind_late_loans(*, space: Space, at: datetime) -> int:
    """A call to make for each that is late: a task of the team, once; that of the day before is over. How many."""
    is_uncalled = Q(task=None) | Q(task__created_at__lt=F("due_at"))
    late = held(Loan.objects.of(space).late(at=at).filter(is_uncalled))
    for loan in late:
        settle(loan, at=at, by=None)
        plan_call(loan, "était à rendre", at=at)
    return len(late)


def held(loans: QuerySet[Loan]) -> list[Loan]:
    return list(loans.with_details().soonest_first().select_for_update(of=("self",), no_key=True))


def plan_call(loan: Loan, words: str, *, at: datetime) -> None:
    who = loan.person if loan.person and not loan.person.anonymised_at else None
    whose = f" ({loan.organisation.name[:60]})" if loan.organisation else ""
    title = f"Appeler{whose}\u00a0: «\u00a0{loan.item}\u00a0» {words} {dates.without_year(loan.due_on)}"
    day = at.astimezone(loan.zone).date()
    loan.task = create_task(space=loan.space, title=title, person=who, due_on=day, at=at, by=None)
    loan.save(update_fields=["task"])


def locked(loan: Loan) -> Loan:
    return Loan.objects.with_details().select_for_update(of=("self",), no_key=True).get(pk=loan.pk)


def settle(loan: Loan, *, at: datetime, by: User | None) -> None:
    """Nobody is to be called about it any more."""
    if loan.task:
        finish_task(task=loan.task, at=at, by=by)
        loan.task = None


def end_of(day: date, space: Space) -> datetime:
    return datetime.combine(day + A_DAY, time(), tzinfo=space.zone)


def refuse_unless_lendable(item: Item) -> None:
    if not item.may_be_lent:
        raise ValidationError(f"«\u00a0{item}\u00a0» reste sur place\u00a0: il ne se prête pas.", code="stays")
    if out := Loan.objects.of(item.space).open().filter(item=item).with_details().first():
        raise ValidationError(
            f"«\u00a0{item}\u00a0» est déjà prêté, jusqu’au {dates.without_year(out.due_on)}.", code="out"
        )


def refuse_wrong_day(due_on: date, *, since: datetime, at: datetime, space: Space) -> None:
    if due_on < at.astimezone(space.zone).date():
        raise ValidationError({"due_on": "Ce jour est passé."})
    if due_on >= since.astimezone(space.zone).date() + LONGEST_LOAN:
        raise ValidationError({"due_on": "Un prêt dure un an au plus."})


def refuse_if_booked(loan: Loan) -> None:
    taker = taken_beside(loan, loan.lent_at, loan.due_at).first()
    if taker:
        day = dates.without_year(taker.starts_at.astimezone(loan.zone))
        sentence = f"Il est réservé {day}\u00a0: {named(taker, loan)}. Choisissez un retour avant, ou un autre objet."
        raise ValidationError({"due_on": sentence}, code="taken")
