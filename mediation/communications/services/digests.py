"""The letter to partners and colleagues leaves at its hour, or when asked; somebody asks not to receive it."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.services import Note, Recipient, queue

from ..digests import ISSUE, TRIAL, at_the_address_of, letter_of, readers_of
from ..models import Digest, DigestIssue, DigestStop
from .trials import queue_trial

logger = logging.getLogger(__name__)
STILL_NEWS = timedelta(days=2)  # beyond, what it tells has passed
NOTHING = "Rien n’est publié pour ces semaines\u00a0: il n’y a rien à leur dire."
NOBODY = (
    "Personne n’a d’adresse e-mail parmi les partenaires rencontrés et les collègues, ou tout le monde l’a arrêtée."
)
ALREADY = "Une lettre est déjà partie aujourd’hui."
STOPPED = "a demandé à ne plus la recevoir"


@speaks
@transaction.atomic
def send_digest(*, digest: Digest, at: datetime, by: User | None) -> DigestIssue:
    """Its words of this moment, kept, and a message to each of its readers; at most once a day."""
    digest = Digest.objects.kept(digest.space, at=at)
    today = at.astimezone(digest.space.zone).date()
    if DigestIssue.objects.of(digest.space).filter(local_date=today).exists():
        raise ValidationError(ALREADY, code="already")
    told = [reader for sort in readers_of(digest, at=at) for reader in sort.told]
    if not told:
        raise ValidationError(NOBODY, code="nobody")
    letter = letter_of(digest, at=at)
    if not letter.count:
        raise ValidationError(NOTHING, code="nothing")
    issue = DigestIssue.objects.create(
        space=digest.space, local_date=today, heading=letter.heading, text=letter.text, sent_at=at, sent_by=by,
        told_count=len(told),
    )  # fmt: skip
    notes = [
        Note(ISSUE, issue.pk, Recipient(each.ref, Channel.EMAIL, each.email), f"{today}:{each.ref}", at + STILL_NEWS)
        for each in told
    ]
    queue(*notes, space=digest.space, at=at)
    return issue


def send_due_digests(*, at: datetime) -> int:
    """Of all spaces, those whose moment has come since they were set; how many left.

    Driven by what has left alone: late, it leaves within two days. With nothing to tell, or nobody to read it, it
    waits for its next moment. What goes wrong in one space never holds back the others.
    """
    return sum(attempted(digest, at=at) for digest in Digest.objects.active())


def attempted(digest: Digest, *, at: datetime) -> bool:
    """Whether it left. A fault is tried again; a database that goes away says nothing of one space."""
    try:
        return is_due(digest, at=at) and leaves(digest, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("The letter of space %s could not leave.", digest.space_id)
        return False


def is_due(digest: Digest, *, at: datetime) -> bool:
    due = digest.last_due(at)
    return digest.since < due and at < due + STILL_NEWS and not has_left(digest, due)


def has_left(digest: Digest, due: datetime) -> bool:
    return DigestIssue.objects.of(digest.space).filter(local_date__gte=due.date()).exists()


def leaves(digest: Digest, *, at: datetime) -> bool:
    """Refused, its moment has passed: what is published in the evening does not send it that night."""
    try:
        send_digest(digest=digest, at=at, by=None)
    except ValidationError:
        Digest.objects.filter(pk=digest.pk).update(since=at)
        return False
    return True


@transaction.atomic
def try_digest(*, digest: Digest, at: datetime, by: User) -> None:
    """To her own address, as it would leave now."""
    digest = Digest.objects.kept(digest.space, at=at)
    queue_trial(TRIAL, digest, at=at, by=by)


@transaction.atomic
def stop_digest(*, space: Space, ref: str, at: datetime) -> None:
    """From now on, for everybody at that address; what has not left does not."""
    refs = at_the_address_of(ref, space=space, at=at)
    stops = [DigestStop(space=space, recipient_ref=each, at=at) for each in refs]
    DigestStop.objects.bulk_create(stops, ignore_conflicts=True)
    waiting = Message.objects.of(space).filter(kind=ISSUE, recipient_ref__in=refs, state=MessageState.QUEUED)
    waiting.update(state=MessageState.SKIPPED, reason=STOPPED)


def resume_digest(*, space: Space, ref: str, at: datetime) -> None:
    """From the next one on."""
    refs = at_the_address_of(ref, space=space, at=at)
    DigestStop.objects.of(space).filter(recipient_ref__in=refs, at__lte=at).delete()
