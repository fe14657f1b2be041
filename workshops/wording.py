"""The words of our messages, read when they leave: a room changed since is said as it is."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink
from mediation.accounts.public import link_path
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.printing import public_address, spoken
from mediation.common.sms import fitted
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.registry import Content
from publics.models import Enquiry, Person

from .answers import sentences, when, where
from .enums import OfferState, RegistrationState, SessionState
from .models import Registration, SeatHold, SeatOffer, Session
from .notifications import (
    ACCEPTED,
    CANCELLED,
    CONFIRMED,
    EXPIRED,
    INVITED,
    OFFER,
    OTHER_DATE,
    REMINDER,
    SESSION_CANCELLED,
    SESSION_MOVED,
    SESSION_PLACE,
    WAITING,
)

LINK_LIFE = timedelta(days=30)  # after the session
SUBJECTS = {
    CONFIRMED: "Votre place est gardée : {title}",
    WAITING: "Vous êtes sur la liste : {title}",
    REMINDER: "On vous attend : {title}",
    OFFER: "Une place se libère : {title}",
    INVITED: "Une autre date pour vous : {title}",
    ACCEPTED: "Vous venez : {title}",
    EXPIRED: "La place est partie, vous restez sur la liste",
    CANCELLED: "C'est noté : votre place est libérée",
    SESSION_CANCELLED: "La séance n'aura pas lieu : {title}",
    OTHER_DATE: "Une autre date : {title}",
    SESSION_MOVED: "La date change : {title}",
    SESSION_PLACE: "Le lieu change : {title}",
}
TEXT_MESSAGES = {
    CONFIRMED: "{S} : place gardée pour {P}{W}. {T}, {D}, {L}. Pas libre ? {TEL} ou {U}",
    WAITING: "{S} : {P}, vous voici {N} sur la liste : {T}, {D}. Une place se libère ? On vous prévient. {TEL}",
    REMINDER: "{S} vous attend, {P} : {T}, {D}, {L}. Pas libre ? {TEL} ou {U}",
    OFFER: "{S} : {P}, une place se libère : {T}, {D}. A vous jusqu'à {H} : {TEL} ou {U}",
    INVITED: "{S} : {P}, une autre date pour vous : {T}, {D}. Place gardée jusqu'à {H} : {TEL} ou {U}",
    ACCEPTED: "{S} : {P}, vous venez ! {T}, {D}, {L}. Pas libre ? {TEL} ou {U}",
    EXPIRED: "{S} : {P}, la place de {T} est partie, mais vous restez sur la liste. Une question ? {TEL}",
    CANCELLED: "{S} : merci {P}, votre place est libérée ({T}, {D}). Une autre date ? {TEL} ou {U}",
    SESSION_MOVED: "{S} : {P}, la date change. {T} : {D}, {L}. Plus libre ? {TEL} ou {U}",
    SESSION_PLACE: "{S} : {P}, le lieu change. {T}, {D} : {L}. Pas libre ? {TEL} ou {U}",
    SESSION_CANCELLED: "{S} : désolés {P}, {T} n'aura pas lieu {D}. On vous rappelle pour une autre date. {TEL}",
    OTHER_DATE: "{S} : {P}, une autre date pour {T} : {D}, {L}. Pour venir : {TEL} ou {U}",
}


def ordinal(rank: int) -> str:
    return "1re" if rank == 1 else f"{rank}e"


def until(limit: datetime, *, zone) -> str:
    local = limit.astimezone(zone)
    return f"{dates.WEEKDAYS[local.weekday()][:3]} {local.hour}h" + (f"{local.minute:02}" if local.minute else "")


def until_in_full(limit: datetime, *, zone) -> str:
    """« jeudi 17 décembre à 17 heures »."""
    local = limit.astimezone(zone)
    return f"{dates.without_year(local)} à {dates.hour(local)}"


def about_registration(message: Message) -> Content:
    registration = Registration.objects.select_related("person").get(pk=message.subject_id)
    return compose(message, registration)


def about_offer(message: Message) -> Content:
    offer = SeatOffer.objects.select_related("registration__person").get(pk=message.subject_id)
    return compose(message, offer.registration, offer=offer)


def about_who_waits(message: Message) -> Content:
    """What to say on the telephone, once three offers led nowhere."""
    registration = Registration.objects.select_related("person").get(pk=message.subject_id)
    session = Session.objects.with_details().get(pk=registration.session_id)
    return written(message, facts=facts_of(registration, session, None), subject="")


def about_other_date(message: Message) -> Content:
    """Who asked may not be one of our people yet: the page of the session is anybody's."""
    session = Session.objects.with_details().get(pk=message.subject_id)
    person = who_asked(message)
    address = public_address(reverse("public:session", args=[session.space.slug, session.code]))
    if message.channel == Channel.SMS:
        said = {**in_short(session), "P": person.first_name, "U": spoken(address)}
        return Content(text=fitted(TEXT_MESSAGES[message.kind], **said))
    return about_session(message, session, {**facts_of_session(session), "person": person, "link": address})


def who_asked(message: Message) -> Person:
    """Herself or, still unknown, under the name she gave."""
    sort, _, pk = message.recipient_ref.partition(":")
    if sort == "person":
        return Person.objects.get(pk=pk)
    wish = Enquiry.objects.select_related("person").get(pk=pk)
    return wish.person or Person(first_name=wish.name)


def compose(message: Message, registration: Registration, offer: SeatOffer | None = None) -> Content:
    session = Session.objects.with_details().get(pk=registration.session_id)
    if message.channel == Channel.SMS:
        return Content(text=text_message(message.kind, registration, session, offer))
    return about_session(message, session, facts_of(registration, session, offer))


def about_session(message: Message, session: Session, facts: dict) -> Content:
    facts = facts | {"is_letter": message.channel == Channel.LETTER}
    return written(message, facts=facts, subject=SUBJECTS[message.kind].format(title=session.workshop.title))


def written(message: Message, *, facts: dict, subject: str) -> Content:
    """The script of a call, a letter, or an e-mail in both its forms; its template bears the name of its kind."""
    name = message.kind.replace(".", "_")
    if message.channel == Channel.PHONE:
        return Content(text=render_to_string(f"workshops/messages/{name}.call.txt", facts).strip())
    text = render_to_string(f"workshops/messages/{name}.txt", facts).strip()
    page = {**facts, "subject": subject, "paragraphs": text.split("\n\n")}
    html = "" if facts["is_letter"] else render_to_string("courier/message.html", page)
    return Content(subject=subject, text=text, html=html)


def facts_of(registration: Registration, session: Session, offer: SeatOffer | None) -> dict:
    """What the words of e-mails, letters and calls are made of."""
    others = others_of(registration)
    return (
        facts_of_session(session)
        | way_into(registration, session)
        | {
            "registration": registration,
            "person": registration.person,
            "link": address_of(registration, session, with_scheme=True),
            "rank": rank_of(registration),
            "with_her": enumerated([each.person.first_name for each in others]),
            "seats": registration.party_size + sum(each.party_size for each in others),
            "until": until_in_full(offer.expires_at, zone=session.zone) if offer else "",
        }
    )


def others_of(registration: Registration) -> list[Registration]:
    """Those who were named with her and come, or wait, as she does."""
    same = Registration.objects.filter(state=registration.state).booked_with(registration)
    return list(same.exclude(pk=registration.pk).select_related("person"))


def enumerated(names: list[str]) -> str:
    """« Sami, Lina et Tom »."""
    *firsts, last = names or [""]
    return f"{', '.join(firsts)} et {last}" if firsts else last


def facts_of_session(session: Session) -> dict:
    start = session.starts_at.astimezone(session.zone)
    return {
        "session": session,
        "workshop": session.workshop,
        "space": session.space,
        "when": when(session),
        "day": dates.without_year(start),
        "weekday": dates.WEEKDAYS[start.weekday()],
        "hours": dates.hours(start, session.ends_at.astimezone(session.zone)),
        "place": session.place_and_city,
        "where": where(session),
        "way_in": "",
        "conditions": sentences(session.workshop.conditions),
        "phone": spaced(session.space.phone),
    }


def way_into(registration: Registration, session: Session) -> dict[str, str]:
    """How one joins a session at a distance: said to those who have a seat, and to nobody else."""
    if registration.state != RegistrationState.CONFIRMED:
        return {}
    number = {"place": f"{session.place}, au {spaced(session.remote_phone)}"} if session.remote_phone else {}
    return {"way_in": session.way_in, **number}


def text_message(kind: str, registration: Registration, session: Session, offer: SeatOffer | None) -> str:
    said = in_short(session)
    if session.remote_phone and registration.state == RegistrationState.CONFIRMED:
        said["L"] = f"au {spaced(session.remote_phone)}"
    return fitted(
        TEXT_MESSAGES[kind],
        **said,
        P=registration.person.first_name,
        W=f" + {count}" if kind == CONFIRMED and (count := len(others_of(registration))) else "",
        N=ordinal(rank_of(registration) or 1),
        H=until(offer.expires_at, zone=session.zone) if offer else "",
        U=address_of(registration, session, with_scheme=False),
    )


def in_short(session: Session) -> dict[str, str]:
    """What text messages say of it."""
    return {
        "S": session.space.sms_name,
        "T": session.workshop.short_title,
        "D": dates.for_sms(session.starts_at.astimezone(session.zone)),
        "L": session.short_place,
        "TEL": spaced(session.space.phone),
    }


def rank_of(registration: Registration) -> int | None:
    """Her rank now, from 1; None when she does not wait."""
    if registration.state != RegistrationState.WAITING:
        return None
    waiting = Registration.objects.filter(session=registration.session_id).waiting()
    return list(waiting.values_list("pk", flat=True)).index(registration.pk) + 1


def page_of(registration: Registration, session: Session) -> str:
    """The path of her own page: what she may do about this registration."""
    return link_path(link_of(registration, session))


def link_of(registration: Registration, session: Session) -> AccessLink:
    return AccessLink.objects.issue(
        space=session.space,
        purpose=LinkPurpose.REGISTRATION,
        subject_ref=f"registration:{registration.pk}",
        expires_at=session.ends_at + LINK_LIFE,
    )


def screen_of(session: Session) -> str:
    """The path of the screen of the room, where anybody who was there says how it was."""
    link = AccessLink.objects.issue(
        space=session.space,
        purpose=LinkPurpose.FEEDBACK,
        subject_ref=f"session:{session.pk}",
        expires_at=session.ends_at + LINK_LIFE,
    )
    return link_path(link)


def page_of_group(hold: SeatHold, session: Session) -> str:
    """The path of the page where its structure names people and gives seats back."""
    link = AccessLink.objects.issue(
        space=session.space, purpose=LinkPurpose.HOLD, subject_ref=f"hold:{hold.pk}", expires_at=session.ends_at
    )
    return link_path(link)


def address_of(registration: Registration, session: Session, *, with_scheme: bool) -> str:
    return in_full(page_of(registration, session), with_scheme=with_scheme)


def in_full(path: str, *, with_scheme: bool) -> str:
    """The address of a page of hers; empty once the key of its link was withdrawn."""
    if not path:
        return ""
    address = f"{settings.PUBLIC_ADDRESS}{path}"
    return address if with_scheme else address.partition("://")[2]


# --- still to be said? ------------------------------------------------------------------------------------------


def of_open_sessions(at: datetime) -> QuerySet:
    return Registration.objects.filter(session__state=SessionState.PUBLISHED, session__starts_at__gt=at)


def offers_of_open_sessions(at: datetime) -> QuerySet:
    return SeatOffer.objects.filter(session__state=SessionState.PUBLISHED, session__starts_at__gt=at)


def live_confirmed(at: datetime) -> QuerySet:
    return of_open_sessions(at).confirmed()


def live_waiting(at: datetime) -> QuerySet:
    return of_open_sessions(at).filter(state=RegistrationState.WAITING)


def live_cancelled(at: datetime) -> QuerySet:
    return of_open_sessions(at).filter(state=RegistrationState.CANCELLED)


def live_of_cancelled_sessions(at: datetime) -> QuerySet:
    return Registration.objects.live().filter(session__state=SessionState.CANCELLED, session__starts_at__gt=at)


def live_sessions(at: datetime) -> QuerySet:
    return Session.objects.public().filter(starts_at__gt=at)


def live_of_open_sessions(at: datetime) -> QuerySet:
    return of_open_sessions(at).live()


def live_offers(at: datetime) -> QuerySet:
    return offers_of_open_sessions(at).filter(state=OfferState.OPEN, expires_at__gt=at)


def live_expired_offers(at: datetime) -> QuerySet:
    expired = offers_of_open_sessions(at).filter(state=OfferState.EXPIRED)
    return expired.filter(registration__state=RegistrationState.WAITING)
