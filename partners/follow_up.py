"""What a structure may read of its slip: what she agreed to share, never more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink
from mediation.accounts.public import link_path
from mediation.common import dates
from workshops.enums import Presence, RegistrationState, SessionState
from workshops.models import Registration, SeatHold, Session

from .enums import ReferralState, RefusalReason, ShareBack
from .models import Referral
from .models.referrals import CAME

LINK_LIFE = timedelta(days=180)
TAKEN = "Reçue, nous nous en occupons."
CLOSED = "Close."
WORDS_FOR_HER = {
    RefusalReason.OUTSIDE: "Un lieu plus proche de chez vous peut vous recevoir.",
    RefusalReason.NOT_OURS: "Nous ne faisons pas cela, mais nous savons qui le fait.",
    RefusalReason.UNREACHABLE: "Nous avons essayé de vous appeler. Rappelez-nous quand vous voulez.",
    RefusalReason.NOT_WANTED: "C’est noté. La porte reste ouverte.",
    RefusalReason.ALREADY: "Nous nous voyons déjà, on continue ensemble.",
}


@dataclass(frozen=True)
class Step:
    """One sentence, and the colour of its mark: ok, wait or none."""

    text: str
    kind: str = ""


AWAY = {
    Presence.EXCUSED: "La personne avait prévenu qu’elle ne viendrait pas.",
    Presence.ABSENT: "La personne n’est pas venue.",
}
SEAT = {
    RegistrationState.WAITING: Step("Inscrite sur la liste d’attente.", "wait"),
    RegistrationState.CONFIRMED: Step("Inscrite.", "ok"),
    RegistrationState.CANCELLED: Step("L’inscription a été annulée."),
}


def told(referral: Referral, *, at: datetime) -> Step:
    """Where it stands, as its sender may know. The slip was read `with_details` and `with_presence`."""
    if referral.share_back == ShareBack.NOTHING:
        return Step(TAKEN, "wait") if referral.is_open else Step(CLOSED)
    match referral.state:
        case ReferralState.RECEIVED:
            return Step(TAKEN, "wait")
        case ReferralState.TO_CALL:
            return Step("Nous allons appeler cette personne.", "wait")
        case ReferralState.DECLINED:
            return Step(f"Sans suite\u00a0: {lower_first(referral.get_refusal_reason_display())}.")
    return outcome(referral)


def standing(referral: Referral, *, at: datetime) -> Step:
    """The same for the team, who may know."""
    if referral.is_open:
        late = referral.answer_by < at
        return Step(referral.get_state_display(), "late" if late else "wait")
    if referral.state == ReferralState.DECLINED:
        return Step(f"Sans suite\u00a0: {lower_first(referral.get_refusal_reason_display())}.")
    return outcome(referral)


def outcome(referral: Referral) -> Step:
    """What became of the registration, read from it and from what was noted on the day."""
    registration = referral.registration
    day = day_of(registration.session)
    if referral.presence in CAME:
        return Step(f"La personne est venue {day}.", "ok")
    if referral.presence:
        return Step(AWAY[referral.presence])
    if registration.session.state == SessionState.CANCELLED:
        return Step(f"La séance du {day} n’a pas eu lieu.")
    return SEAT[registration.state]


def day_of(session: Session) -> str:
    return dates.without_year(session.starts_at.astimezone(session.zone).date())


def next_steps(referral: Referral, *, at: datetime) -> list[str]:
    """The sessions she chose since, when she agreed that the structure knows the rest."""
    if referral.share_back != ShareBack.CAME_AND_NEXT or not referral.registration:
        return []
    hers = Registration.objects.of(referral.space).live().filter(person=referral.registration.person)
    coming = hers.filter(session__starts_at__gt=at, session__state=SessionState.PUBLISHED)
    coming = coming.exclude(pk=referral.registration.pk).select_related("session__workshop")
    return [
        f"{each.session.workshop.title}, {day_of(each.session)}"
        for each in coming.order_by("session__starts_at", "pk")[:5]
    ]


def rank_if_confirmed(referral: Referral) -> int | None:
    """Her place on the list should she confirm now: after those who wait and the slips before. None: a seat is free."""
    session = referral.session
    if not referral.is_open or session is None or session.state != SessionState.PUBLISHED:
        return None
    if not (session.is_full or session.waiting_count):
        return None
    if SeatHold.objects.of(referral.space).of_group(referral.organisation_id, session=session.pk).exists():
        return None
    earlier = Q(created_at__lt=referral.created_at) | Q(created_at=referral.created_at, pk__lt=referral.pk)
    before = Referral.objects.of(referral.space).open().filter(earlier, session=session)
    return session.waiting_count + before.count() + 1


def is_open_to(referral: Referral, *, at: datetime) -> bool:
    """Whether the session it was sent toward still takes people."""
    session = referral.session
    if session is None or session.state != SessionState.PUBLISHED:
        return False
    return session.ends_at > at and not session.closed_at


def page_of(referral: Referral) -> str:
    """Where its sender follows it, without an account."""
    link = AccessLink.objects.issue(
        space=referral.space,
        purpose=LinkPurpose.REFERRAL,
        subject_ref=f"referral:{referral.pk}",
        expires_at=referral.created_at + LINK_LIFE,
    )
    return link_path(link)


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
