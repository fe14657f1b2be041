"""The letter to partners and colleagues: what it says today, and who reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.phones import spaced
from mediation.common.printing import public_address
from mediation.courier.models import Message
from mediation.courier.registry import Content
from mediation.courier.scripts import email

from .models import Digest, DigestIssue, DigestStop
from .registry import Announcement, Reader, announcements, readers
from .stopping import pages_to_stop

ISSUE = "digest.issue"
TRIAL = "digest.trial"
CONTACTS, COLLEAGUES = "contact", "user"
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
    """Of one sort: who receives it and is in no sort before; how many have no e-mail, or asked not to receive it."""

    label: str
    told: list[Reader]
    without_email: int
    stopped: int


def readers_of(digest: Digest, *, at: datetime) -> list[Readers]:
    """An address is one reader, whatever the names it goes by: written to once, and stopped for all of them."""
    chosen = [("Partenaires", CONTACTS, digest.to_partners), ("Collègues", COLLEAGUES, digest.to_colleagues)]
    found = {sort: readers(sort, space=digest.space, at=at) for _, sort, _ in chosen}
    refs = set(DigestStop.objects.of(digest.space).values_list("recipient_ref", flat=True))
    stopped = {address_of(one) for those in found.values() for one in those if one.ref in refs} - {""}
    reached = set()
    return [sorted_out(label, found[sort], stopped, reached) for label, sort, is_told in chosen if is_told]


def sorted_out(label: str, found: list[Reader], stopped: set[str], reached: set[str]) -> Readers:
    """`reached` are those of the sorts before, and then of this one too."""
    told = {address_of(one): one for one in reversed(found) if address_of(one) not in {"", *stopped, *reached}}
    reached.update(told)
    return Readers(
        label,
        told=list(reversed(told.values())),
        without_email=sum(not one.email for one in found),
        stopped=len({address_of(one) for one in found} & stopped),
    )


def address_of(reader: Reader) -> str:
    return reader.email.casefold()


def at_the_address_of(ref: str, *, space: Space, at: datetime) -> list[str]:
    """Herself, and who else is written to where she is."""
    found = [one for sort in (CONTACTS, COLLEAGUES) for one in readers(sort, space=space, at=at) if one.email]
    hers = {address_of(one) for one in found if one.ref == ref}
    return [ref, *(one.ref for one in found if address_of(one) in hers and one.ref != ref)]


# --- its words, when it leaves ------------------------------------------------------------------------------------


def compose(message: Message) -> Content:
    issue = DigestIssue.objects.select_related("space").get(pk=message.subject_id)
    ref = message.recipient_ref
    stop = pages_to_stop(issue.space, LinkPurpose.DIGEST, [ref], at=timezone.now())[ref]
    text = f"{issue.text}\n\nPour ne plus recevoir cette lettre\u00a0: {stop}" if stop else issue.text
    return email(issue.space, issue.heading, text, stops_at=stop)


def compose_trial(message: Message) -> Content:
    digest = Digest.objects.select_related("space").get(pk=message.subject_id)
    letter = letter_of(digest, at=timezone.now())
    return email(digest.space, f"Essai\u00a0: {letter.heading}", letter.text)
