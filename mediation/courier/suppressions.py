"""Addresses that are written to no more: who has one is told otherwise, or called."""

import hmac
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mediation.accounts.models import Space

from . import registry
from .enums import Channel, Silence
from .models import Message, Suppression


def hashed(channel: Channel, address: str) -> str:
    """Of the address as messages carry it; an e-mail is the same whatever its capitals."""
    said = f"{Channel(channel).value}:{address.strip().casefold()}"
    return hmac.digest(settings.ADDRESS_KEY.encode(), said.encode(), "sha256").hex()


@transaction.atomic
def suppress(*, space: Space, channel: Channel, address: str, reason: Silence, at: datetime) -> None:
    """From the next claim on nothing leaves for it, and whoever has it is reached otherwise. The first reason stands.

    What a worker holds at that instant may still leave: what it sends in a second (`pace`), within `services.LEASE`.
    """
    Suppression.objects.get_or_create(
        space=space, channel=channel, address_hash=hashed(channel, address), defaults={"reason": reason, "since": at}
    )
    registry.silence(space=space, channel=channel, address=address, reason=reason, at=at)


def allow(*, space: Space, channel: Channel, address: str, reasons: Iterable[Silence] = Silence) -> None:
    """She wants to be written to there again; or, silent for these reasons alone, the address works again."""
    silent = Suppression.objects.of(space).filter(channel=channel, address_hash=hashed(channel, address))
    silent.filter(reason__in=list(reasons)).delete()


def suppressed(messages: Iterable[Message]) -> dict[Message, Silence]:
    """Those whose address is written to no more, and why: one reading."""
    hashes = {message: hashed(message.channel, message.address) for message in messages}
    found = Suppression.objects.filter(
        space__in={message.space_id for message in hashes}, address_hash__in=set(hashes.values())
    )
    reasons = {(one.space_id, one.address_hash): Silence(one.reason) for one in found}
    whose = {message: reasons.get((message.space_id, key)) for message, key in hashes.items()}
    return {message: reason for message, reason in whose.items() if reason}
