"""The words of our reminder of a loan, read when it leaves."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.courier.enums import Channel, Moment, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Kind, Subject
from mediation.courier.scripts import Script

from .examples import of_a_loan
from .loan_notes import DUE
from .models import Loan
from .wording import greeting

KINDS = frozenset({DUE})


def of_loan(message: Message) -> dict[str, str]:
    loan = Loan.objects.select_related("space", "item__venue", "person").get(pk=message.subject_id)
    is_short = message.channel == Channel.SMS
    return {
        "espace": loan.space.sms_name if is_short else loan.space.name,
        "téléphone": spaced(loan.space.phone),
        "prénom": loan.person.first_name,
        "bonjour": greeting(loan.space, loan.person),
        "quoi": loan.item.name,
        "date": dates.without_year(loan.due_on),
        "où": loan.item.venue.short_name,
        "lieu": loan.item.venue.name,
    }


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
    due = Script(
        "workshops/messages", moment=Moment.LOAN, whom="La personne qui a emprunté quelque chose",
        when="La veille du retour",
        words=of_loan, example=of_a_loan(),
        subject="À rendre {date}\u00a0: {quoi}",
        short="{espace} : {prénom}, {quoi} est à rendre {date}, {où}. Besoin de plus longtemps ? {téléphone}",
    )  # fmt: skip
    return [Kind(DUE, "Prêt à rendre", Priority.REMINDER, live_due, due)]
