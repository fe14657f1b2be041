"""The letter to partners and colleagues: what it says today, and who reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Space
from mediation.accounts.public import link_path
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.printing import public_address
from mediation.courier.models import Message
from mediation.courier.registry import Content
from mediation.courier.scripts import email

from .models import Digest, DigestIssue, DigestStop
from .registry import Announcement, Reader, announcements, readers

ISSUE = "digest.issue"
TRIAL = "digest.trial"
CONTACTS, COLLEAGUES = "contact", "user"
LINK_LIFE = timedelta(days=365)
HELLO = "Bonjour,"


@dataclass(frozen=True)
class Letter:
    heading: str
    text: str
    count: int  # of what it tells


def letter_of(digest: Digest, *, at: datetime) -> Letter:
    """What it would say at that moment."""
    space, until = digest.space, at + digest.tells_of
    coming = [one for one in announcements(space=space, at=at) if one.on <= until.astimezone(space.zone).date()]
    first, last = (dates.without_year(day.astimezone(space.zone).date()) for day in (at, until))
    programme = public_address(reverse("public:programme", args=[space.slug]))
    ending = f"Tout le programme\u00a0: {programme}\nPour nous parler de quelqu’un\u00a0: {spaced(space.phone)}"
    parts = [HELLO, digest.opening.strip(), f"À venir, du {first} au {last}\u00a0:", *weeks(coming), ending]
    return Letter(f"{space.name}\u00a0: à venir jusqu’au {last}", "\n\n".join(filter(None, parts)), len(coming))


def weeks(coming: list[Announcement]) -> list[str]:
    """A paragraph a week, a line each: what is read in a minute; the programme says the rest."""
    by_week = groupby(coming, key=lambda one: one.on - timedelta(days=one.on.weekday()))
    return ["\n".join([f"Semaine du {dates.without_year(monday)}", *map(line, those)]) for monday, those in by_week]


def line(one: Announcement) -> str:
    """« – samedi 28 novembre, de 14 heures à 16 heures : Vendre ses gâteaux, Salle du Lavoir »."""
    said = ", ".join(filter(None, [one.title, one.words.get("où", "")]))
    return f"– {one.words.get('quand') or dates.without_year(one.on)}\u00a0: {said}"


@dataclass(frozen=True)
class Readers:
    """Of one sort: who receives it; how many have no e-mail, or asked not to receive it."""

    label: str
    told: list[Reader]
    without_email: int
    stopped: int


def readers_of(digest: Digest) -> list[Readers]:
    stopped = set(DigestStop.objects.of(digest.space).values_list("recipient_ref", flat=True))
    chosen = [("Partenaires", CONTACTS, digest.to_partners), ("Collègues", COLLEAGUES, digest.to_colleagues)]
    return [sorted_out(label, readers(sort, digest.space), stopped) for label, sort, is_told in chosen if is_told]


def sorted_out(label: str, found: list[Reader], stopped: set[str]) -> Readers:
    """Two at the same address are written to once."""
    reached = {one.email.casefold(): one for one in found if one.email and one.ref not in stopped}
    return Readers(
        label,
        told=list(reached.values()),
        without_email=sum(not one.email for one in found),
        stopped=sum(bool(one.email) and one.ref in stopped for one in found),
    )


# --- its words, when it leaves ------------------------------------------------------------------------------------


def compose(message: Message) -> Content:
    issue = DigestIssue.objects.select_related("space").get(pk=message.subject_id)
    stop = page_to_stop(issue.space, message.recipient_ref, at=timezone.now())
    text = f"{issue.text}\n\nPour ne plus recevoir cette lettre\u00a0: {stop}" if stop else issue.text
    return email(issue.space, issue.heading, text, stops_at=stop)


def compose_trial(message: Message) -> Content:
    digest = Digest.objects.select_related("space").get(pk=message.subject_id)
    letter = letter_of(digest, at=timezone.now())
    return email(digest.space, f"Essai\u00a0: {letter.heading}", letter.text)


def page_to_stop(space: Space, ref: str, *, at: datetime) -> str:
    link = AccessLink.objects.issue(space=space, purpose=LinkPurpose.DIGEST, subject_ref=ref, expires_at=at + LINK_LIFE)
    path = link_path(link)
    return public_address(path) if path else ""
