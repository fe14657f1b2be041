"""A worker killed while it sends: what is lost, what leaves twice, what stays in doubt."""

import email
import json
import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone

from mediation.courier import services
from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from mediation.local.sink import Sink
from tests.factories import PersonFactory, SessionFactory, SpaceFactory
from tests.figures import figure
from tests.races.processes import OF_ALL_SPACES, killed, race, start
from workshops.services import register

PEOPLE = 60  # more than one lease
MOMENTS = [("before", 1), ("before", 31), ("after", 1), ("after", 17), ("after", 55)]


@dataclass(frozen=True)
class Aftermath:
    lost: int
    doubled: int
    most_uncertain: int  # of one death


def written() -> set[str]:
    """Sixty e-mails to send, in one space."""
    space = SpaceFactory()
    session = SessionFactory(space=space, published=True, capacity=500, starts_at=timezone.now() + timedelta(days=20))
    before = set(Message.objects.values_list("pk", flat=True))
    for person in PersonFactory.create_batch(PEOPLE, space=space, by_email=True):
        register(session=session, person=person, at=timezone.now())
    due = Message.objects.exclude(pk__in=before).filter(due_at__lte=timezone.now())
    return {str(pk) for pk in due.values_list("pk", flat=True)}


def arrived(folder: Path) -> Counter:
    mails = (email.message_from_bytes(path.read_bytes())["Message-ID"] for path in folder.glob("*.eml"))
    texts = (json.loads(path.read_bytes())["reference"] for path in folder.glob("*.sms.json"))
    return Counter([*(mail.strip("<>").partition("@")[0] for mail in mails), *texts])


def death(moment: str, number: int, environment, folder: Path) -> Aftermath:
    """One worker dies; its lease ends; another goes on."""
    ours = written()
    assert killed(start("drain_and_die", OF_ALL_SPACES, moment, number, environment=environment))
    services.sweep(at=timezone.now() + services.LEASE)
    race(start("drain", OF_ALL_SPACES, environment=environment))
    came = arrived(folder)
    doubtful = Message.objects.filter(pk__in=ours, state=MessageState.UNCERTAIN)
    uncertain = {str(pk) for pk in doubtful.values_list("pk", flat=True)}
    return Aftermath(
        lost=len([pk for pk in ours - uncertain if not came[pk]]),
        doubled=len([pk for pk in ours if came[pk] > 1]),
        most_uncertain=len(uncertain),
    )


@cache
def aftermath() -> Aftermath:
    """Of a death at each moment: before a message is sent, and once it was taken but not yet marked."""
    with tempfile.TemporaryDirectory() as folder, Sink(Path(folder)) as sink:
        environment = os.environ | sink.environment
        deaths = [death(moment, number, environment, Path(folder)) for moment, number in MOMENTS]
    return Aftermath(
        lost=sum(each.lost for each in deaths),
        doubled=sum(each.doubled for each in deaths),
        most_uncertain=max(each.most_uncertain for each in deaths),
    )


@figure(exactly=0, unit="messages")
def lost_when_a_worker_is_killed() -> int:
    return aftermath().lost


@figure(exactly=0, unit="messages")
def sent_twice_when_a_worker_is_killed() -> int:
    return aftermath().doubled


@figure(at_most=1, unit="messages")
def uncertain_a_worker_killed() -> int:
    return aftermath().most_uncertain
