"""A slip is received, read, then leads to a registration, to a call or to nothing. Two desks act once."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from publics import services as publics
from publics.enums import ContactChannel, HeardFrom, Origin
from publics.models import Person
from workshops import services as workshops
from workshops.models import Registration, SeatHold, Session

from .. import notifications
from ..enums import ReachChannel, ReferralState, RefusalReason
from ..models import Contact, Partner, Referral

TRANSITIONS = {
    ReferralState.RECEIVED: {ReferralState.TO_CALL, ReferralState.REGISTERED, ReferralState.DECLINED},
    ReferralState.TO_CALL: {ReferralState.REGISTERED, ReferralState.DECLINED},
    ReferralState.REGISTERED: set(),
    ReferralState.DECLINED: set(),
}
PREFERRED = {
    ReachChannel.PHONE: ContactChannel.PHONE,
    ReachChannel.SMS: ContactChannel.SMS,
    ReachChannel.EMAIL: ContactChannel.EMAIL,
    ReachChannel.REFERRER: ContactChannel.SOMEONE,
}


def move(referral: Referral, state: ReferralState, *, at: datetime) -> None:
    """Only along TRANSITIONS; the slip is already locked."""
    if state not in TRANSITIONS[referral.state]:
        raise ValidationError(
            f"Cette fiche est déjà close\u00a0: {referral.get_state_display().lower()}.", code="closed"
        )
    referral.state = state
    referral.opened_at = referral.opened_at or at
    if not referral.is_open:
        referral.closed_at = at


@speaks
@transaction.atomic
def submit_referral(*, referral: Referral, space: Space, at: datetime, by: User | None = None) -> Referral:
    """Receive a slip. Refused without her agreement, or while the same one is open: it never says whose that is."""
    referral.space, referral.created_at = space, at
    contact = sender(referral, by=by)
    referral.organisation = contact and contact.partner.organisation
    referral.save(force_insert=True)
    notifications.received(referral, at=at)
    return referral


def sender(referral: Referral, *, by: User | None) -> Contact | None:
    """The contact who writes: by an account, or by a number or an address that the team has noted.

    A name anybody may type opens nothing to the structure that bears it: then the desk says which one it is.
    """
    named = Partner.objects.of(referral.space).named(referral.structure_name)
    contacts = Contact.objects.of(referral.space).filter(partner__in=named).alias(lower_email=Lower("email"))
    found = contacts.filter(known_by(referral, by=by)).select_related("partner__organisation").order_by("pk")
    return found[0] if len({contact.partner_id for contact in found}) == 1 else None


def known_by(referral: Referral, *, by: User | None) -> Q:
    ways = Q(user=by) if by else Q(pk=None)
    if referral.referrer_phone:
        ways |= Q(phone=referral.referrer_phone)
    if referral.referrer_email:
        ways |= Q(lower_email=referral.referrer_email.lower())
    return ways


def open_referral(*, referral: Referral, at: datetime, by: User | None) -> bool:
    """Somebody of the team has read it; whether this was the first time."""
    return bool(Referral.objects.filter(pk=referral.pk, opened_at=None).update(opened_at=at))


@transaction.atomic
def attach_referral(*, referral: Referral, partner: Partner, at: datetime, by: User) -> Referral:
    """The structure that somebody typed is this partner; its words stay as they were written."""
    referral = Referral.objects.locked(referral.pk)
    referral.organisation = partner.organisation
    referral.save(update_fields=["organisation"])
    return referral


@transaction.atomic
def detach_referral(*, referral: Referral, at: datetime, by: User) -> Referral:
    """It was not that structure: its account no longer reads the slip."""
    referral = Referral.objects.locked(referral.pk)
    referral.organisation = None
    referral.save(update_fields=["organisation"])
    return referral


@speaks
@transaction.atomic
def accept_referral(
    *, referral: Referral, person: Person | None, session: Session | None = None, at: datetime, by: User
) -> Registration:
    """She agrees: a seat, or a rank. Without a person, she is somebody new. Done twice, it is done once.

    When she had registered meanwhile by herself, the slip leads to that registration. When seats are kept there for the
    structure that sends her, hers is one of them.
    """
    referral = Referral.objects.locked(referral.pk)
    if referral.registration:
        return referral.registration
    was_called = referral.state == ReferralState.TO_CALL
    move(referral, ReferralState.REGISTERED, at=at)
    session = session or referral.session
    if session is None:
        raise ValidationError("Choisissez une séance.", code="session")
    person = person or person_of(referral, at=at, by=by)
    already = Registration.objects.of(referral.space).live().filter(session=session, person=person).first()
    kept = SeatHold.objects.of(referral.space).of_group(referral.organisation_id, session=session.pk).first()
    referral.registration = already or workshops.register(
        session=session, person=person, at=at, by=by, origin=Origin.PARTNER, is_told=was_called, hold=kept
    )
    referral.session = session
    referral.save(update_fields=["state", "opened_at", "closed_at", "registration", "session"])
    return referral.registration


def person_of(referral: Referral, *, at: datetime, by: User) -> Person:
    """Somebody new, as the slip describes her; reached through the structure when she asked for it."""
    through = referral.reach_channel == ReachChannel.REFERRER
    return publics.create_person(
        space=referral.space,
        first_name=referral.first_name,
        last_name=referral.last_name,
        phone=referral.phone,
        email=referral.email,
        preferred_channel=PREFERRED[referral.reach_channel],
        helper_name=f"{referral.referrer_name}, {referral.structure_name}"[:80] if through else "",
        helper_phone=referral.referrer_phone if through else "",
        birth_year=referral.birth_year,
        city=referral.city,
        heard_from=HeardFrom.STRUCTURE,
        origin=Origin.PARTNER,
        at=at,
        by=by,
    )


@speaks
@transaction.atomic
def call_first(*, referral: Referral, at: datetime, by: User) -> Referral:
    """She is to be called before anything. Refused when the slip gives no number; asked twice, she is called once."""
    referral = Referral.objects.locked(referral.pk)
    if referral.state == ReferralState.TO_CALL:
        return referral
    if not referral.call_number:
        raise ValidationError("Cette fiche ne donne pas de numéro à appeler\u00a0: écrivez-lui.", code="no_number")
    move(referral, ReferralState.TO_CALL, at=at)
    referral.save(update_fields=["state", "opened_at"])
    notifications.to_call(referral, at=at)
    return referral


@speaks
@transaction.atomic
def decline_referral(*, referral: Referral, reason: RefusalReason, at: datetime, by: User) -> Referral:
    """Nothing comes of it, and why, in words the structure may read. Said twice, the first reason stays."""
    referral = Referral.objects.locked(referral.pk)
    if referral.state == ReferralState.DECLINED:
        return referral
    move(referral, ReferralState.DECLINED, at=at)
    referral.refusal_reason = reason
    referral.save(update_fields=["state", "opened_at", "closed_at", "refusal_reason"])
    return referral
