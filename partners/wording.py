"""The words of messages about slips, read when they leave."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.templatetags.french import ordinal_text
from mediation.courier.enums import Channel, Moment, Priority, TextForm
from mediation.courier.models import Message
from mediation.courier.registry import Kind, Subject
from mediation.courier.scripts import Script
from publics.registry import Named
from workshops.models import Session

from .enums import ReferralState
from .follow_up import rank_if_confirmed
from .models import Partner, Referral
from .notifications import CALL, RECEIVED

LONGEST_STRUCTURE = 36
SUNDAY = 6


def of_slip(message: Message) -> dict[str, str]:
    """What she is told: nothing of what the structure wrote of her."""
    referral = Referral.objects.with_details().get(pk=message.subject_id)
    space, is_short, day = referral.space, message.channel == Channel.SMS, call_day(referral)
    return {
        "espace": space.sms_name if is_short else space.name,
        "téléphone": spaced(space.phone),
        "prénom": referral.first_name,
        "structure": shortened(referral.structure_name) if is_short else referral.structure_name,
        "quoi": referral.session.workshop.title if referral.session else "",
        "limite": in_short(day) if is_short else dates.without_year(day),
    }


def of_call(message: Message) -> dict[str, str]:
    """For whoever calls, her own words too."""
    referral = Referral.objects.with_details().get(pk=message.subject_id)
    rank = rank_if_confirmed(referral)
    return {
        "espace": referral.space.name,
        "téléphone": spaced(referral.space.phone),
        "structure": referral.structure_name,
        "rang": ordinal_text(rank) if rank else "",
        "mots": referral.words,
        **of_session(referral.session),
    }


def of_session(session: Session | None) -> dict[str, str]:
    """What the slip is for, when it is for one session."""
    if session is None:
        return {"quoi": "", "date": "", "horaire": ""}
    start, end = session.starts_at.astimezone(session.zone), session.ends_at.astimezone(session.zone)
    return {"quoi": session.workshop.title, "date": dates.without_year(start), "horaire": dates.hours(start, end)}


def in_short(day: date) -> str:
    return f"{dates.WEEKDAYS[day.weekday()][:3]} {day.day} {dates.SHORT_MONTHS[day.month - 1]}"


def kinds() -> list[Kind]:
    written = partial(Script, "partners/messages", moment=Moment.REFERRAL)
    space = {"espace": "{espace}", "téléphone": "{téléphone}"}
    hers = space | {"structure": "CCAS de Montorvelle", "quoi": "Vendre ses gâteaux"}
    told = hers | {"prénom": "Amina", "limite": "jeudi 17 décembre"}
    received = written(
        whom="La personne dont une structure nous a parlé", when="Dès que sa fiche arrive", words=of_slip,
        is_said=False,
        subject="{espace} a bien reçu votre demande",
        short="{espace} : bonjour {prénom}. {structure} nous a parlé de vous, avec votre accord. On vous appelle avant "
        "{limite}. {téléphone}",
        example={TextForm.LONG: told, TextForm.SHORT: told | {"limite": "jeu 17 dec"}},
    )  # fmt: skip
    session = {"date": "jeudi 17 décembre", "horaire": "de 14 heures à 16 heures", "rang": ""}
    call = written(
        whom="La personne dont une structure nous a parlé", when="Quand elle préfère qu’on l’appelle", words=of_call,
        example={TextForm.SAID: hers | session | {"mots": "On me dit que je devrais les vendre."}},
    )  # fmt: skip
    return [
        Kind(RECEIVED, "Fiche d'une structure", Priority.REMINDER, live_open, received),
        Kind(CALL, "Fiche\u00a0: l'appeler", Priority.REMINDER, live_to_call, call),
    ]


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
