"""Who agrees to be told what, by which channel. Each answer is one more row: nothing is ever rewritten."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks
from mediation.courier.enums import Channel
from mediation.courier.suppressions import allow

from .. import notifications
from ..consent_texts import CURRENT, TEXTS
from ..enums import Purpose, SaidHow
from ..models import Consent, Person
from .people import hold_as_known

NEEDS_GUARDIAN = "Avant 15 ans, un parent dit oui avec l’enfant : écrivez son nom."
NO_ADDRESS = "Pour prévenir par {}, il faut d’abord noter où."


@speaks
@transaction.atomic
def say_consents(
    *,
    person: Person,
    channels: Iterable[Channel],
    how: SaidHow = SaidHow.DESK,
    guardian_name: str = "",
    at: datetime,
    by: User | None,
) -> list[Consent]:
    """Her answer to the one question: yes by these channels, no by the others she can be reached by.

    Refused for a channel that has nowhere to go, and for a yes that may come from a child alone.
    """
    person = hold_as_known(person)
    chosen = set(channels)
    refuse_without_address(person, chosen)
    if chosen and not guardian_name and person.may_be_under_15(on=at.date()):
        raise ValidationError({"guardian_name": NEEDS_GUARDIAN}, code="guardian")
    asked = [channel for channel in Channel if person.address_for(channel)]
    said = {channel: channel in chosen for channel in asked}
    rows = write(person, Purpose.ANNOUNCEMENTS, said, how=how, guardian_name=guardian_name, at=at, by=by)
    notifications.drop_announcements(person)
    return rows


def refuse_without_address(person: Person, channels: set[Channel]) -> None:
    for channel in sorted(channels):
        if not person.address_for(channel):
            raise ValidationError(NO_ADDRESS.format(channel.label), code="address")


@transaction.atomic
def withdraw_consents(*, person: Person, how: SaidHow = SaidHow.DESK, at: datetime, by: User | None) -> list[Consent]:
    """No more announcements, by any channel. One gesture, also for addresses she no longer has."""
    person = hold_as_known(person)
    given = [one for one in person.consents.filter(purpose=Purpose.ANNOUNCEMENTS).last_words() if one.is_given]
    rows = [
        row
        for one in given
        for row in write(person, one.purpose, {one.channel: False}, address=one.address, how=how, at=at, by=by)
    ]
    notifications.drop_announcements(person)
    return rows


@transaction.atomic
def stop_messages(
    *, person: Person, channels: Iterable[Channel], how: SaidHow = SaidHow.DESK, at: datetime, by: User | None
) -> list[Consent]:
    """The messages of her registrations no longer go by these channels, whatever the address, and go by the others.

    What still waits to leave follows at once. The column is what the courier reads, the answers are its proof. A
    channel taken up again is written to again, whatever was answered there.
    """
    person = hold_as_known(person)
    stopped, before = set(channels), set(person.stopped_channels)
    said = {channel: channel not in stopped for channel in Channel if (channel in stopped) != (channel in before)}
    person.stopped_channels = sorted(stopped)
    person.save(update_fields=["stopped_channels"])
    for channel in before - stopped:
        allow(space=person.space, channel=channel, address=person.address_for(Channel(channel)))
    notifications.readdress(person, at=at)
    return write(person, Purpose.SERVICE, said, how=how, at=at, by=by)


def stop_by_message(person: Person, *, channel: Channel, address: str, at: datetime) -> None:
    """Announcements end there, and what her registrations call for goes otherwise: by another channel, or as a call."""
    given = person.consents.filter(purpose=Purpose.ANNOUNCEMENTS, channel=channel).last_words()
    if any(one.is_given and one.address == address for one in given):
        write(person, Purpose.ANNOUNCEMENTS, {channel: False}, how=SaidHow.MESSAGE, at=at, by=None)
    channels = {*person.stopped_channels, channel}
    stop_messages(person=person, channels=channels, how=SaidHow.MESSAGE, at=at, by=None)


@transaction.atomic
def oppose(*, person: Person, how: SaidHow = SaidHow.DESK, at: datetime, by: User | None) -> None:
    """She no longer wants to be contacted at all: neither announcements nor the messages of her registrations."""
    withdraw_consents(person=person, how=how, at=at, by=by)
    stop_messages(person=person, channels=list(Channel), how=how, at=at, by=by)


def write(
    person: Person, purpose: Purpose, said: dict, *, address: str | None = None, how: SaidHow, at: datetime,
    by: User | None, guardian_name: str = "",
) -> list[Consent]:  # fmt: skip
    rows = [
        Consent(
            space=person.space, person=person, purpose=purpose, channel=channel, is_given=is_given,
            address=person.address_for(Channel(channel)) if address is None else address,
            text_version=CURRENT, text=TEXTS[CURRENT][purpose], how=how, guardian_name=guardian_name, by=by, at=at,
        )
        for channel, is_given in said.items()
    ]  # fmt: skip
    return Consent.objects.bulk_create(rows)


def refuse_what_either_refused(*, kept: Person, merged: Person, at: datetime) -> None:
    """Two rows were one person, and her answers will follow. Where they differ, the refusal wins, whichever came last.

    Called before they follow; what is written here stays with her, whatever is undone.
    """
    theirs = {last_key(one): one for one in merged.consents.last_words()}
    ours = {last_key(one): one for one in kept.consents.last_words()}
    for key in theirs.keys() & ours.keys():
        if theirs[key].is_given != ours[key].is_given:
            one = ours[key]
            write(kept, one.purpose, {one.channel: False}, address=one.address, how=one.how, at=at, by=one.by)


def last_key(one: Consent) -> tuple[str, str, str]:
    return one.purpose, one.channel, one.address
