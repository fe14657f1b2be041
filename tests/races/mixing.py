"""Acts on seats drawn from a seed: what desks, pages, answers and clocks do to a few sessions, in any order.

Each act carries its own name in the journal (`of_act`), so that whoever judges afterwards knows which changes are of
one act, what it was, and which time it was told. The times of two acts may well not be in the order of the locks.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.core.exceptions import ValidationError

from mediation.accounts.models import User
from mediation.common.isolation import acting
from mediation.courier import marks
from mediation.courier import services as courier
from mediation.courier.channels import Accepted
from mediation.courier.enums import Channel
from publics.models import Organisation, Person
from workshops import services
from workshops.enums import OfferState
from workshops.models import Registration, SeatHold, SeatOffer, Session

SPAN = timedelta(days=6)  # of the days that the acts tell, whatever they last: offers end on the way
SKEW = timedelta(minutes=10)
LARGEST_CAPACITY = 14
MORE_THAN_WAIT = 400


@dataclass
class Mixer:
    """One desk, with its own chance and its own clock."""

    number: int
    chance: Random
    sessions: list[Session]
    people: list[Person]
    organisation: Organisation
    by: User

    def any_of(self, rows):
        """One of them as it is when it is read, or None; always the same for the same chance."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MORE_THAN_WAIT])
        return rows.model.objects.get(pk=self.chance.choice(keys)) if keys else None


def of_act(number: int, place: int, name: str, at: datetime) -> str:
    """What the journal says of an act: « 12:345:cancel:1763791234.500 »."""
    return f"{number}:{place}:{name}:{at.timestamp():.3f}"


def register(mixer: Mixer, session: Session, at: datetime) -> None:
    person, by_page = mixer.chance.choice(mixer.people), mixer.chance.random() < 0.3
    size = mixer.chance.choices([1, 2, 3, 4], [80, 12, 5, 3])[0]
    services.register(session=session, person=person, party_size=size, at=at, by=None if by_page else mixer.by)


def family(mixer: Mixer, session: Session, at: datetime) -> None:
    """Somebody and those of hers that she names: by the page, by the desk, now and then more than any room has."""
    person, count = mixer.chance.choice(mixer.people), mixer.chance.choices([1, 2, 3, 6], [50, 30, 15, 5])[0]
    relatives = [services.Named(f"Enfant {number}") for number in range(count)]
    services.register_together(
        session=session, person=person, relatives=relatives, party_size=mixer.chance.choice([1, 1, count + 2]), at=at,
        by=None if mixer.chance.random() < 0.3 else mixer.by,
    )  # fmt: skip


def join(mixer: Mixer, session: Session, at: datetime) -> None:
    """Another one or two of a family of which somebody comes, or waits, already."""
    if hers := mixer.any_of(Registration.objects.filter(session=session).live()):
        relatives = [services.Named(f"Cousine {number}") for number in range(mixer.chance.choice([1, 1, 2]))]
        services.join_booking(registration=hers, relatives=relatives, at=at, by=mixer.by)


def leave_together(mixer: Mixer, session: Session, at: datetime) -> None:
    if hers := mixer.any_of(Registration.objects.filter(session=session).live()):
        services.cancel_booking(registration=hers, at=at)


def cancel(mixer: Mixer, session: Session, at: datetime) -> None:
    """More often somebody who has a seat, so that some are free."""
    live = Registration.objects.filter(session=session).live()
    if hers := mixer.any_of(live.confirmed() if mixer.chance.random() < 0.7 else live):
        services.cancel_registration(registration=hers, at=at)


def accept(mixer: Mixer, session: Session, at: datetime) -> None:
    """Most often while it is open; now and then much later."""
    offers = SeatOffer.objects.filter(session=session)
    if mixer.chance.random() < 0.9:
        offers = offers.filter(state=OfferState.OPEN)
    if offer := mixer.any_of(offers):
        services.accept_offer(offer=offer, at=at)


def decline(mixer: Mixer, session: Session, at: datetime) -> None:
    if offer := mixer.any_of(SeatOffer.objects.filter(session=session, state=OfferState.OPEN)):
        services.decline_offer(offer=offer, at=at)


def give(mixer: Mixer, session: Session, at: datetime) -> None:
    if hers := mixer.any_of(Registration.objects.filter(session=session).live()):
        services.give_seat(registration=hers, at=at, by=mixer.by)


def expire(mixer: Mixer, session: Session, at: datetime) -> None:
    services.expire_offers(at=at)


def look(mixer: Mixer, session: Session, at: datetime) -> None:
    services.offer_freed_seats(session=session, at=at)


def hold(mixer: Mixer, session: Session, at: datetime) -> None:
    until, seats = at + timedelta(hours=mixer.chance.randint(1, 96)), mixer.chance.randint(1, 4)
    services.hold_seats(session=session, organisation=mixer.organisation, seats=seats, until=until, by=mixer.by, at=at)


def name(mixer: Mixer, session: Session, at: datetime) -> None:
    """One of a group: somebody known, on the seats that were kept."""
    if held := mixer.any_of(SeatHold.objects.filter(session=session)):
        size = mixer.chance.choice([1, 1, 2])
        person = mixer.chance.choice(mixer.people)
        services.register(session=session, person=person, party_size=size, hold=held, at=at, by=mixer.by)


def release(mixer: Mixer, session: Session, at: datetime) -> None:
    if held := mixer.any_of(SeatHold.objects.filter(session=session, released_at=None)):
        services.release_hold(hold=held, at=at)


def release_due(mixer: Mixer, session: Session, at: datetime) -> None:
    services.release_due_holds(at=at)


def resize(mixer: Mixer, session: Session, at: datetime) -> None:
    services.set_capacity(session=session, capacity=mixer.chance.randint(1, LARGEST_CAPACITY), by=mixer.by, at=at)


def move(mixer: Mixer, session: Session, at: datetime) -> None:
    """Some days earlier or later, never as near as what is said of the last day."""
    starts_at = session.created_at + timedelta(days=mixer.chance.randint(20, 40), hours=mixer.chance.randint(0, 8))
    services.move_session(
        session=session, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), by=mixer.by, at=at
    )


def post(mixer: Mixer, session: Session, at: datetime) -> None:
    """What is due by SMS or e-mail leaves, claimed and marked as the courier does; the provider takes all."""
    for channel in (Channel.SMS, Channel.EMAIL):
        for message in courier.claim(channel, at=at) or []:
            marks.mark(message, Accepted(""), None, at=at)


ACTS: dict[Callable[[Mixer, Session, datetime], None], int] = {
    register: 24,
    family: 6,
    join: 4,
    cancel: 20,
    leave_together: 4,
    accept: 12,
    decline: 7,
    give: 3,
    expire: 3,
    look: 2,
    hold: 6,
    name: 5,
    release: 4,
    release_due: 2,
    resize: 6,
    move: 3,
    post: 2,
}


def mixed(mixer: Mixer, *, count: int, since: datetime) -> Iterator[None]:
    """That many acts, one at each turn. What a service refuses is refused; anything else is an error."""
    for place in range(count):
        [act] = mixer.chance.choices(list(ACTS), list(ACTS.values()))
        session = mixer.chance.choice(mixer.sessions)
        at = since + SPAN * (place / count) + SKEW * mixer.chance.uniform(-1, 1)
        with acting(user="", request=of_act(mixer.number, place, act.__name__, at)):
            attempted(act, mixer, session, at)
        yield


def attempted(act, mixer: Mixer, session: Session, at: datetime) -> None:
    with suppress(ValidationError):
        act(mixer, session, at)


def mixer_of(space: int, number: int, seed: int) -> Mixer:
    return Mixer(
        number=number,
        chance=Random(f"{seed}/{number}"),
        sessions=list(Session.objects.filter(space=space).order_by("pk")),
        people=list(Person.objects.filter(space=space).order_by("pk")),
        organisation=Organisation.objects.get(space=space),
        by=User.objects.order_by("pk").first(),
    )
