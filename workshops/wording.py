"""The words of our messages, read when they leave: a room changed since is said as it is."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Space
from mediation.accounts.public import link_path
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.printing import public_address, spoken
from mediation.common.templatetags.french import ordinal_text
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from publics.enums import ContactChannel
from publics.models import Enquiry, Person

from .answers import sentences, when, where
from .enums import OfferState, RegistrationState, SessionState
from .models import Registration, SeatHold, SeatOffer, Session

LINK_LIFE = timedelta(days=30)  # after the session


def until(limit: datetime, *, zone) -> str:
    local = limit.astimezone(zone)
    return f"{dates.WEEKDAYS[local.weekday()][:3]} {local.hour}h" + (f"{local.minute:02}" if local.minute else "")


def until_in_full(limit: datetime, *, zone) -> str:
    """« jeudi 17 décembre à 17 heures »."""
    local = limit.astimezone(zone)
    return f"{dates.without_year(local)} à {dates.hour(local)}"


def of_registration(message: Message) -> dict[str, str]:
    registration = Registration.objects.select_related("person").get(pk=message.subject_id)
    return words_of(message, registration)


def of_offer(message: Message) -> dict[str, str]:
    offer = SeatOffer.objects.select_related("registration__person").get(pk=message.subject_id)
    return words_of(message, offer.registration, offer=offer)


def of_other_date(message: Message) -> dict[str, str]:
    """Who asked may not be one of our people yet: the page of the session is anybody's."""
    session = Session.objects.with_details().get(pk=message.subject_id)
    person = who_asked(message)
    address = public_address(reverse("public:session", args=[session.space.slug, session.code]))
    if message.channel == Channel.SMS:
        return of_session_in_short(session) | {"prénom": person.first_name, "lien": spoken(address)}
    hers = {"prénom": person.first_name, "bonjour": greeting(session.space, person)}
    return of_session(session) | hers | {"lien": on_a_screen(message, address)}


def who_asked(message: Message) -> Person:
    """Herself or, still unknown, under the name she gave."""
    sort, _, pk = message.recipient_ref.partition(":")
    if sort == "person":
        return Person.objects.get(pk=pk)
    wish = Enquiry.objects.select_related("person").get(pk=pk)
    return wish.person or Person(first_name=wish.name)


def words_of(message: Message, registration: Registration, offer: SeatOffer | None = None) -> dict[str, str]:
    """What replaces the words in braces, as it is when the message leaves."""
    session = Session.objects.with_details().get(pk=registration.session_id)
    if message.channel == Channel.SMS:
        return of_session_in_short(session) | hers_in_short(registration, session, offer)
    link = on_a_screen(message, address_of(registration, session, with_scheme=True))
    return of_session(session) | way_into(registration, session) | hers(registration, session, offer) | {"lien": link}


def on_a_screen(message: Message, address: str) -> str:
    """No address is typed from a letter, nor read aloud."""
    return address if message.channel == Channel.EMAIL else ""


def greeting(space: Space, person: Person) -> str:
    """How a call begins: who is helped is asked for through who helps."""
    if person.preferred_channel == ContactChannel.SOMEONE and person.helper_name:
        return (
            f"Demander {person.helper_name}, qui aide {person.first_name}.\n\n"
            f"«\u00a0Bonjour, ici {space.name}. Je vous appelle pour {person.first_name}."
        )
    return f"«\u00a0Bonjour {person.first_name}, ici {space.name}."


def hers(registration: Registration, session: Session, offer: SeatOffer | None) -> dict[str, str]:
    """What e-mails, letters and calls say of her place and of those who come with her."""
    others, rank = others_of(registration), rank_of(registration)
    seats = registration.party_size + sum(each.party_size for each in others)
    return {
        "prénom": registration.person.first_name,
        "bonjour": greeting(session.space, registration.person),
        "places": f"{seats}" if seats > 1 else "",
        "avec": enumerated([each.person.first_name for each in others]),
        "rang": ordinal_text(rank) if rank else "",
        "limite": until_in_full(offer.expires_at, zone=session.zone) if offer else "",
    }


def others_of(registration: Registration) -> list[Registration]:
    """Those who were named with her and come, or wait, as she does."""
    same = Registration.objects.filter(state=registration.state).booked_with(registration)
    return list(same.exclude(pk=registration.pk).select_related("person"))


def enumerated(names: list[str]) -> str:
    """« Sami, Lina et Tom »."""
    *firsts, last = names or [""]
    return f"{', '.join(firsts)} et {last}" if firsts else last


def of_session(session: Session) -> dict[str, str]:
    start = session.starts_at.astimezone(session.zone)
    return {
        "espace": session.space.name,
        "téléphone": spaced(session.space.phone),
        "quoi": session.workshop.title,
        "quand": when(session),
        "date": dates.without_year(start),
        "jour": dates.WEEKDAYS[start.weekday()],
        "horaire": dates.hours(start, session.ends_at.astimezone(session.zone)),
        "lieu": session.place_and_city,
        "où": where(session),
        "connexion": "",
        "déplacement": "" if session.is_remote else "Ne vous déplacez pas.",
        "conditions": sentences(session.workshop.conditions),
        "hôte": session.host.get_short_name() if session.host else "",
        "places": "",
        "avec": "",
    }


def way_into(registration: Registration, session: Session) -> dict[str, str]:
    """How one joins a session at a distance: said to those who come to it, and to nobody else."""
    if registration.state != RegistrationState.CONFIRMED or session.state == SessionState.CANCELLED:
        return {}
    number = {"lieu": f"{session.place}, au {spaced(session.remote_phone)}"} if session.remote_phone else {}
    return {"connexion": session.way_in, **number}


def of_session_in_short(session: Session) -> dict[str, str]:
    """What text messages say of it."""
    return {
        "espace": session.space.sms_name,
        "téléphone": spaced(session.space.phone),
        "quoi": session.workshop.short_title,
        "quand": dates.for_sms(session.starts_at.astimezone(session.zone)),
        "où": session.short_place,
        "autres": "",
    }


def hers_in_short(registration: Registration, session: Session, offer: SeatOffer | None) -> dict[str, str]:
    comes = registration.state == RegistrationState.CONFIRMED
    number = {"où": f"au {spaced(session.remote_phone)}"} if session.remote_phone and comes else {}
    count = len(others_of(registration))
    return number | {
        "prénom": registration.person.first_name,
        "autres": f"{count}" if count else "",
        "rang": ordinal_text(rank_of(registration) or 1),
        "limite": until(offer.expires_at, zone=session.zone) if offer else "",
        "lien": address_of(registration, session, with_scheme=False),
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
