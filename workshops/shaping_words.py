"""The words that invite somebody to shape a workshop with us, and what she answers."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common.phones import spaced
from mediation.common.sms import fitted
from mediation.courier.enums import Channel, Intent, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Addressee, Content, Kind, Subject

from . import services
from .enums import Answer
from .models import Invitation, Wish
from .shaping_notes import INVITED
from .wording import written

TEXT_MESSAGE = "{S} : {P}, vous en aviez envie : {T}. On le prépare avec vous ? Appelez le {TEL}"
ANSWERS = {Intent.YES: Answer.YES, Intent.NO: Answer.NO}


def about_invitation(message: Message) -> Content:
    read = ("person", "wish__person", "workshop", "space")
    invitation = Invitation.objects.select_related(*read).get(pk=message.subject_id)
    workshop, space = invitation.workshop, invitation.space
    if message.channel == Channel.SMS:
        said = {"S": space.sms_name, "P": invitation.first_name, "T": workshop.short_title, "TEL": spaced(space.phone)}
        return Content(text=fitted(TEXT_MESSAGE, **said))
    facts = {
        "name": invitation.first_name,
        "person": invitation.person,
        "words": invitation.wish.words if invitation.wish else "",
        "workshop": workshop,
        "space": space,
        "phone": spaced(space.phone),
        "is_letter": message.channel == Channel.LETTER,
    }
    return written(message, facts=facts, subject=f"On le prépare avec vous\u00a0? {workshop.title}")


def answered(message: Message, intent: Intent, *, at: datetime) -> bool:
    """« Oui » or « non » is her answer; anything else, somebody reads it and calls."""
    if intent not in ANSWERS:
        return False
    invitation = Invitation.objects.select_related("workshop__space", "person", "wish").get(pk=message.subject_id)
    whose = {"person": invitation.person} if invitation.person else {"wish": invitation.wish}
    services.invite(workshop=invitation.workshop, answer=ANSWERS[intent], at=at, by=None, **whose)
    return True


def live_invited(at: datetime) -> QuerySet:
    return Invitation.objects.filter(answer="")


# --- as other pages name them -------------------------------------------------------------------------------------


def titles(ids: list[int]) -> dict[int, Subject]:
    invitations = Invitation.objects.select_related("workshop").in_bulk(ids)
    return {
        pk: Subject(f"Préparer «\u00a0{one.workshop}\u00a0»", reverse("workshops:shape", args=[one.workshop_id]))
        for pk, one in invitations.items()
    }


def of_no_event(space: Space, code: str) -> QuerySet:
    """What is prepared is not in the programme yet."""
    return Invitation.objects.none().values("pk")


def wishers(ids: list[int]) -> dict[int, Addressee]:
    wishes = Wish.objects.select_related("person").in_bulk(ids)
    return {pk: Addressee(one.who, reverse("workshops:sort_wish", args=[one.code])) for pk, one in wishes.items()}


def kinds() -> list[Kind]:
    return [
        Kind(INVITED, "Préparer un atelier", Priority.ANNOUNCEMENT, live_invited, about_invitation, answered),
    ]
