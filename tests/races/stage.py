"""Where seats are fought for: a few sessions, many people reached in every way, and desks that do anything."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from mediation.accounts.models import Space
from publics.enums import ContactChannel
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.tasks import offer_freed_seats

from .judging import Verdict, judge
from .mixing import SPAN, mixed, mixer_of
from .processes import PATIENCE, race, start


def set_up(*, sessions: int, people: int, since: datetime) -> Space:
    """A third by SMS, a third by e-mail, most others by telephone; some that nothing reaches."""
    space = SpaceFactory()
    UserFactory(name="Camille")
    OrganisationFactory(space=space)
    workshop = WorkshopFactory(space=space)
    for number in range(sessions):
        SessionFactory(
            space=space, workshop=workshop, published=True, capacity=3 + number % 8, created_at=since,
            starts_at=since + timedelta(days=30, hours=number),
        )  # fmt: skip
    for ways in ({}, {"by_email": True}, {"landline": True}):
        PersonFactory.create_batch(people * 3 // 10, space=space, **ways)
    PersonFactory.create_batch(people // 10, space=space, preferred_channel=ContactChannel.NONE)
    return space


def mixed_by_turns(space: Space, *, desks: int, acts: int, seed: int, since: datetime) -> Verdict:
    """Desks of one process, each act whole before the next: the same seed does the same."""
    turns = [mixed(mixer_of(space.pk, number, seed), count=acts, since=since) for number in range(desks)]
    for _ in zip(*turns, strict=True):
        pass
    return judged(space)


def mixed_at_once(
    space: Space, *, desks: int, acts: int, seed: int, since: datetime, environment: Mapping[str, str],
    patience: int = PATIENCE,
) -> Verdict:  # fmt: skip
    processes = [
        start("mix", space.pk, number, seed, acts, since.isoformat(), environment=environment)
        for number in range(desks)
    ]
    race(*processes, patience=patience)
    return judged(space)


def judged(space: Space) -> Verdict:
    """Once the clock has looked everywhere, as it does every half minute."""
    at = timezone.now()
    offer_freed_seats()
    return judge(space.pk, at=at)


def beginning() -> datetime:
    """So that the last of the acts is now."""
    return timezone.now() - SPAN
