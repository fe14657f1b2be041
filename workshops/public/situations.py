"""Where somebody stands with a session, as her own page says it."""

from dataclasses import dataclass
from datetime import datetime

from mediation.courier.enums import Channel
from publics.notifications import recipient_of

from ..enums import OfferState, RegistrationState, SessionState
from ..models import Registration, ReminderRule, SeatOffer, Session
from ..notifications import moments_of
from ..wording import enumerated, rank_of, until_in_full

ENDING = 2  # digits shown of a number: enough to see that it is hers, or that it was mistyped


@dataclass(frozen=True)
class Situation:
    """`name`: called_off, over, elsewhere, cancelled, offered, waiting or confirmed; the first that is true.

    Elsewhere: she comes at another date opened for the same people (`other`), or was only invited to this one and
    keeps her rank there.
    """

    name: str
    session: Session
    offer: SeatOffer | None = None
    rank: int | None = None
    other: Registration | None = None

    @property
    def is_over(self) -> bool:
        return self.name in ("called_off", "over")

    @property
    def until(self) -> str:
        return until_in_full(self.offer.expires_at, zone=self.session.zone) if self.offer else ""


def situation_of(registration: Registration, *, at: datetime) -> Situation:
    session = Session.objects.with_details().get(pk=registration.session_id)
    if session.state == SessionState.CANCELLED:
        return Situation("called_off", session)
    if session.ends_at <= at or session.state == SessionState.DONE:
        return Situation("over", session)
    if registration.state == RegistrationState.CANCELLED:
        other = elsewhere(registration, session)
        return Situation("elsewhere" if other else "cancelled", session, other=other)
    if registration.state != RegistrationState.WAITING:
        return Situation(registration.state, session)
    rank = rank_of(registration)
    offer = registration.offers.filter(state=OfferState.OPEN, expires_at__gt=at).first()
    return Situation("offered" if offer else "waiting", session, offer, rank)


def elsewhere(registration: Registration, session: Session) -> Registration | None:
    """Hers at another date opened for the same people, where one of the two is an invitation."""
    beside = Session.objects.of(session.space).public().beside(session)
    live = Registration.objects.live().filter(person=registration.person_id, session__in=beside)
    if not registration.invited_at:
        live = live.confirmed().filter(invited_at__isnull=False)
    return live.select_related("session").order_by("state", "pk").first()


@dataclass(frozen=True)
class Told:
    """How she will be told, and when she is still to be reminded: « une semaine avant et la veille »."""

    channel: Channel | None
    ending: str
    is_helped: bool
    reminded: str = ""


def told_how(registration: Registration, situation: Situation, *, at: datetime) -> Told:
    person, recipient = registration.person, recipient_of(registration.person)
    is_helped = bool(person.helper_phone) and person.call_number == person.helper_phone
    if recipient is None:
        return Told(None, "", is_helped)
    ending = recipient.address[-ENDING:] if recipient.channel in (Channel.SMS, Channel.PHONE) else ""
    rules = ReminderRule.objects.about(situation.session).to_come(situation.session)
    moments = moments_of(rules, situation.session, recipient.channel, at=at)
    return Told(
        recipient.channel, ending, is_helped, enumerated(list(dict.fromkeys(rule.before for _, rule in moments)))
    )
