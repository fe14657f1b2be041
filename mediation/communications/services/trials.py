"""What is to be said to others, received first by who writes it."""

from datetime import datetime, timedelta

from django.utils import timezone

from mediation.accounts.models import User
from mediation.courier.enums import Channel
from mediation.courier.services import Note, Recipient, queue

from ..models import Campaign, Digest


def queue_trial(kind: str, tried: Campaign | Digest, *, at: datetime, by: User) -> None:
    """To her own address, by e-mail; pressed twice within a second, it is one."""
    recipient = Recipient(f"user:{by.pk}", Channel.EMAIL, by.email)
    key = f"{tried.pk}:{by.pk}:{timezone.localtime(at):%Y%m%d%H%M%S}"
    queue(Note(kind, tried.pk, recipient, key, expires_at=at + timedelta(hours=1)), space=tried.space, at=at)
