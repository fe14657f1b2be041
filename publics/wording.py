"""What is said to who wrote to us: the promise shown at once, the call, the answer."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone

from mediation.common.phones import spaced
from mediation.common.templatetags.french import day_fr, hour_fr
from mediation.courier.enums import Moment, Priority, TextForm
from mediation.courier.models import Message
from mediation.courier.registry import Addressee, Kind, Subject
from mediation.courier.scripts import Script

from .enums import EnquiryKind, EnquiryState
from .models import Enquiry
from .notifications import ANSWER_ENQUIRER, CALL_ENQUIRER
from .staffing import staffed_hours

NBSP = "\u00a0"
QUARTER = timedelta(minutes=15)
PERMITTED = "Je ne peux pas vous dire si cette personne vient ici. Je peux lui dire que vous avez appelé."


# --- at once ----------------------------------------------------------------------------------------------------


def promise(enquiry: Enquiry) -> list[str]:
    """Whether we are there, and by when we answer, as it was when she wrote. No promise that depends on others."""
    if enquiry.kind == EnquiryKind.OTHER_DATE:
        return [
            "Dès qu’une autre date est fixée, nous vous prévenons.",
            "Sans nouvelle date d’ici un an, ce que vous avez écrit est effacé.",
        ]
    zone = enquiry.space.zone
    received, due = enquiry.received_at.astimezone(zone), rounded_up(enquiry.due_at.astimezone(zone))
    hours = staffed_hours(enquiry.space)
    if not hours.is_known:
        return [f"Nous vous répondons d’ici {moment(due, since=received)}."]
    if hours.is_open(received):
        return [f"Nous sommes là en ce moment{NBSP}: nous vous répondons d’ici {moment(due, since=received)}."]
    opening = hours.next_opening(received)
    by = hour_fr(due) if due.date() == opening.date() else moment(due, since=opening)
    return [
        f"Nous sommes fermés en ce moment. Nous rouvrons {moment(opening, since=received)}.",
        f"Nous vous répondons à partir de là, d’ici {by}.",
    ]


def rounded_up(instant: datetime) -> datetime:
    """To the quarter of an hour: nobody promises « 14 h 52 »."""
    over = timedelta(minutes=instant.minute % 15, seconds=instant.second, microseconds=instant.microsecond)
    return instant + (QUARTER - over) if over else instant


def moment(instant: datetime, *, since: datetime) -> str:
    """« 15 h », « demain à 10 h », « lundi 23 novembre à 9 h »."""
    days = (instant.date() - since.date()).days
    if days == 0:
        return hour_fr(instant)
    day = "demain" if days == 1 else day_fr(instant)
    return f"{day} à{NBSP}{hour_fr(instant)}"


# --- the call and the answer ------------------------------------------------------------------------------------


REASONS = {
    EnquiryKind.WORD: "Vous nous avez laissé un mot, et vous vouliez bien qu’on vous rappelle.",
    EnquiryKind.OTHER_DATE: "Vous vouliez qu’on vous prévienne d’une autre date.",
}
CONTACTED = f"Vous nous avez contactés{NBSP}: nous vous rappelons comme promis."


def of_enquiry(message: Message) -> dict[str, str]:
    enquiry = Enquiry.objects.with_details().get(pk=message.subject_id)
    return {
        "espace": enquiry.space.name,
        "téléphone": spaced(enquiry.space.phone),
        "prénom": enquiry.name,
        "motif": REASONS.get(EnquiryKind(enquiry.kind), CONTACTED),
        "mots": enquiry.words,
        "réponse": enquiry.answer,
    }


def kinds() -> list[Kind]:
    space = {"espace": "{espace}", "téléphone": "{téléphone}"}
    written = partial(Script, "publics/messages", moment=Moment.CONTACT, words=of_enquiry)
    call = written(
        whom="La personne qui voulait qu’on la rappelle", when="Dès qu’elle nous a contactés",
        example={TextForm.SAID: {**space, "motif": CONTACTED, "mots": "Je voudrais vendre mes gâteaux."}},
    )  # fmt: skip
    answer = written(
        whom="La personne qui nous a écrit", when="Quand l’équipe lui répond par e-mail", is_said=False,
        subject="{espace} vous répond", needed=("téléphone", "réponse"),
        example={TextForm.LONG: {**space, "prénom": "Amina", "réponse": "Oui, c’est gratuit, et le matériel est là."}},
    )  # fmt: skip
    return [
        Kind(CALL_ENQUIRER, "La rappeler", Priority.REMINDER, live_open, call),
        Kind(ANSWER_ENQUIRER, "Réponse", Priority.REMINDER, live_answered, answer),
    ]


def live_open(at: datetime) -> QuerySet:
    return Enquiry.objects.open()


def live_answered(at: datetime) -> QuerySet:
    return Enquiry.objects.filter(state=EnquiryState.ANSWERED)


# --- for the pages that list messages ----------------------------------------------------------------------------


def enquirers(ids: list[int]) -> dict[int, Addressee]:
    rows = Enquiry.objects.select_related("person").in_bulk(ids)
    return {pk: Addressee(enquiry.who, enquiry.get_absolute_url()) for pk, enquiry in rows.items()}


def titles(ids: list[int]) -> dict[int, Subject]:
    return {
        pk: Subject(
            f"{enquiry.get_kind_display()} du {day_fr(timezone.localtime(enquiry.received_at))}",
            enquiry.get_absolute_url(),
        )
        for pk, enquiry in Enquiry.objects.in_bulk(ids).items()
    }


def of_no_event(space, code: str) -> QuerySet:
    """Nobody's words are about one event of the programme."""
    return Enquiry.objects.none().values("pk")
