"""The words of messages about slips, read when they leave."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.sms import fitted
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.registry import Content, Subject
from publics.registry import Named

from .enums import ReferralState
from .follow_up import rank_if_confirmed
from .models import Partner, Referral

LONGEST_STRUCTURE = 36
SMS = "{S} : bonjour {P}. {STR} nous a parlé de vous, avec votre accord. On vous appelle avant {H2}. {TEL}"
SUNDAY = 6


def about_received(message: Message) -> Content:
    referral = Referral.objects.with_details().get(pk=message.subject_id)
    space = referral.space
    day = call_day(referral)
    if message.channel == Channel.SMS:
        return Content(text=text_message(referral, day))
    facts = {"referral": referral, "space": space, "day": dates.without_year(day), "phone": spaced(space.phone)}
    text = render_to_string("partners/messages/referral_received.txt", facts).strip()
    return Content(subject=f"{space.short_name} a bien reçu votre demande", text=text)


def about_call(message: Message) -> Content:
    referral = Referral.objects.with_details().get(pk=message.subject_id)
    facts = {"referral": referral, "space": referral.space, "rank": rank_if_confirmed(referral)}
    return Content(text=render_to_string("partners/messages/referral_call.call.txt", facts).strip())


def text_message(referral: Referral, day) -> str:
    return fitted(
        SMS,
        S=referral.space.sms_name,
        P=referral.first_name,
        STR=shortened(referral.structure_name),
        H2=f"{dates.WEEKDAYS[day.weekday()][:3]} {day.day} {dates.SHORT_MONTHS[day.month - 1]}",
        TEL=spaced(referral.space.phone),
    )


def shortened(name: str) -> str:
    """Whole words, as many as a text message holds."""
    if len(name) <= LONGEST_STRUCTURE:
        return name
    whole = name[: LONGEST_STRUCTURE + 1].rpartition(" ")[0]
    return whole or name[:LONGEST_STRUCTURE]


def call_day(referral: Referral):
    """The day by which we call; nobody is called on a Sunday."""
    day = referral.answer_by.astimezone(referral.space.zone).date()
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day


# --- still to be said? ------------------------------------------------------------------------------------------


def live_open(at: datetime) -> QuerySet:
    return Referral.objects.open()


def live_to_call(at: datetime) -> QuerySet:
    return Referral.objects.filter(state=ReferralState.TO_CALL)


# --- what these messages are about, for the pages that list them ---------------------------------------------------


def titles(ids: list[int]) -> dict[int, Subject]:
    return {
        pk: Subject(f"Fiche de {slip.structure_name}", reverse("partners:referral", args=[slip.code]))
        for pk, slip in Referral.objects.in_bulk(ids).items()
    }


def slips_toward(space: Space, code: str) -> QuerySet:
    return Referral.objects.of(space).filter(session__code=code).values("pk")


def partners_named(ids: list[int]) -> dict[int, Named]:
    """Structures that are partners, by the id of the structure: where the team works with them."""
    partners = Partner.objects.filter(organisation__in=ids).select_related("organisation")
    return {one.organisation_id: Named("sa page de partenaire", one.get_absolute_url()) for one in partners}
