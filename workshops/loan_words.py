"""The words of our reminder of a loan, read when it leaves."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.sms import fitted
from mediation.courier.enums import Channel, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Content, Kind, Subject

from .loan_notes import DUE
from .models import Loan
from .wording import written

SUBJECTS = {DUE: "À rendre {day} : {item}"}
TEXT_MESSAGES = {DUE: "{S} : {P}, {T} est à rendre {D}, {L}. Besoin de plus longtemps ? {TEL}"}


def about_loan(message: Message) -> Content:
    loan = Loan.objects.select_related("space", "item__venue", "person").get(pk=message.subject_id)
    if message.channel == Channel.SMS:
        return Content(text=text_message(message.kind, loan))
    facts = facts_of(loan) | {"is_letter": message.channel == Channel.LETTER}
    return written(message, facts=facts, subject=SUBJECTS[message.kind].format(**facts))


def facts_of(loan: Loan) -> dict:
    return {
        "loan": loan,
        "item": loan.item.name,
        "person": loan.person,
        "space": loan.space,
        "day": dates.without_year(loan.due_on),
        "place": loan.item.venue.name,
        "phone": spaced(loan.space.phone),
    }


def text_message(kind: str, loan: Loan) -> str:
    return fitted(
        TEXT_MESSAGES[kind],
        S=loan.space.sms_name,
        P=loan.person.first_name,
        T=loan.item.name,
        D=dates.without_year(loan.due_on),
        L=loan.item.venue.short_name,
        TEL=spaced(loan.space.phone),
    )


# --- as other pages name them, and whether it is still to be said -------------------------------------------------


def titles(ids: list[int]) -> dict[int, Subject]:
    """« Tablette, n° T1, à rendre jeudi 26 novembre »."""
    loans = Loan.objects.select_related("space", "item").in_bulk(ids)
    return {pk: subject_of(loan) for pk, loan in loans.items()}


def subject_of(loan: Loan) -> Subject:
    title = f"{loan.item}, à rendre {dates.without_year(loan.due_on)}"
    return Subject(title, reverse("workshops:loan", args=[loan.code]))


def loans_of(space: Space, code: str) -> QuerySet:
    return Loan.objects.of(space).filter(code=code).values("pk")


def live_due(at: datetime) -> QuerySet:
    """Brought back before, nothing is said."""
    return Loan.objects.open().filter(due_at__gt=at).exclude(person=None)


def kinds() -> list[Kind]:
    return [Kind(DUE, "Prêt à rendre", Priority.REMINDER, live_due, about_loan)]
