"""The words that invite somebody to shape a workshop with us, and what she answers."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common.phones import spaced
from mediation.courier.enums import Channel, Intent, Moment, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Addressee, Kind, Subject
from mediation.courier.scripts import Script
from publics.models import Person

from . import services
from .enums import Answer
from .examples import example
from .models import Invitation, Wish
from .shaping_notes import INVITED
from .wording import greeting

ANSWERS = {Intent.YES: Answer.YES, Intent.NO: Answer.NO}


def of_invitation(message: Message) -> dict[str, str]:
    """Who left a wish without being one of our people is greeted by the name she gave, if she gave one."""
    read = ("person", "wish__person", "workshop", "space")
    invitation = Invitation.objects.select_related(*read).get(pk=message.subject_id)
    space, workshop, is_short = invitation.space, invitation.workshop, message.channel == Channel.SMS
    return {
        "espace": space.sms_name if is_short else space.name,
        "téléphone": spaced(space.phone),
        "prénom": invitation.first_name,
        "bonjour": greeting(space, invitation.person or Person(first_name=invitation.first_name)),
        "quoi": workshop.short_title if is_short else workshop.title,
        "envie": invitation.wish.words if invitation.wish else "",
    }


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
    invited = Script(
        "workshops/messages", moment=Moment.SHAPING, whom="La personne qui avait une envie",
        when="Quand l’équipe l’invite", words=of_invitation, example=example(long=("envie",), said=("envie",)),
        subject="On le prépare avec vous\u00a0? {quoi}",
        short="{espace} : {prénom}, vous en aviez envie : {quoi}. On le prépare avec vous ? Appelez le {téléphone}",
    )  # fmt: skip
    return [Kind(INVITED, "Préparer un atelier", Priority.ANNOUNCEMENT, live_invited, invited, answered)]
