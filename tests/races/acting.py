"""A process of its own that does one thing: `python -m tests.races.acting VERB SPACE ARGUMENT…`.

Says « ready », waits for a line so that all begin together, then prints one outcome a line.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial

import django
from django.core.exceptions import ValidationError
from django.utils import timezone

READY = "ready"
WARM_UP = 3  # a process compiles its queries and opens its connections


def register(space: int, session: str, *people: str) -> Iterator[str]:
    """The state of each."""
    from publics.models import Person
    from workshops import services
    from workshops.models import Session

    session = Session.objects.get(pk=session)
    people = list(Person.objects.filter(pk__in=people))
    yield READY
    for person in people:
        yield services.register(session=session, person=person, at=timezone.now()).state


def enrol(space: int, cycle: str, *people: str) -> Iterator[str]:
    """« enrolled » or « refused », for each."""
    from publics.models import Person
    from workshops import services
    from workshops.models import Cycle

    cycle = Cycle.objects.get(pk=cycle)
    people = list(Person.objects.filter(pk__in=people))
    yield READY
    for person in people:
        try:
            services.enrol(cycle=cycle, person=person, at=timezone.now())
            yield "enrolled"
        except ValidationError:
            yield "refused"


def register_timed(space: int, elsewhere: str, session: str, *people: str) -> Iterator[str]:
    """When it began and ended, on a clock that processes share. The first people warm it up, at another session."""
    register_all(space, elsewhere, people[:WARM_UP])
    yield READY
    began = time.monotonic()
    register_all(space, session, people[WARM_UP:])
    yield f"{began:.6f} {time.monotonic():.6f}"


def register_all(space: int, session: str, people: tuple[str, ...]) -> list[str]:
    _, *states = register(space, session, *people)
    return states


def register_and_die(space: int, statement: str, session: str, person: str) -> Iterator[str]:
    """Killed by the system right after that statement of the transaction; « done » when it has fewer."""
    from django.db import connection

    left = int(statement)

    def counted(execute, sql, params, many, context):
        nonlocal left
        result = execute(sql, params, many, context)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    from publics.models import Person
    from workshops import services
    from workshops.models import Session

    arguments = {"session": Session.objects.get(pk=session), "person": Person.objects.get(pk=person)}
    yield READY
    with connection.execute_wrapper(counted):
        services.register(**arguments, at=timezone.now())
    yield "done"


def accept(space: int, *offers: str) -> Iterator[str]:
    from workshops import services
    from workshops.models import SeatOffer

    yield from each(services.accept_offer, "offer", SeatOffer.objects.filter(pk__in=offers).order_by("pk"))


def cancel(space: int, *registrations: str) -> Iterator[str]:
    from workshops import services
    from workshops.models import Registration

    hers = Registration.objects.filter(pk__in=registrations).order_by("pk")
    yield from each(services.cancel_registration, "registration", hers)


def each(service, name: str, rows: Iterable) -> Iterator[str]:
    yield READY
    for row in rows:
        yield outcome_of(service, **{name: row})


def outcome_of(service, **arguments) -> str:
    try:
        service(**arguments, at=timezone.now())
    except ValidationError:
        return "refused"
    return "done"


def merge(space: int, *people: str) -> Iterator[str]:
    """Each second one into the first."""
    from publics import services
    from publics.models import Person

    found = Person.objects.in_bulk(list(map(int, people)))
    pairs = [(found[int(kept)], found[int(merged)]) for kept, merged in zip(people[::2], people[1::2], strict=True)]
    yield READY
    for kept, merged in pairs:
        yield outcome_of(services.merge, kept=kept, merged=merged, by=None)


def write_each(space: int, *people: str) -> Iterator[str]:
    """Whatever the team notes of somebody, of each in turn."""
    from mediation.team.services import create_task
    from publics import services
    from publics.enums import EnquiryChannel
    from publics.models import Demarche, Person, Visit

    demarche = Demarche.objects.get()
    hers = {visit.person_id: visit for visit in Visit.objects.select_related("person", "space")}
    found = [(person, hers[person.pk]) for person in Person.objects.filter(pk__in=people).order_by("pk")]
    yield READY
    for person, visit in found:
        said = {"space": person.space, "person": person, "by": None}
        yield outcome_of(services.begin_learning, person=person, demarche=demarche, by=None)
        yield outcome_of(create_task, title="La rappeler", **said)
        yield outcome_of(services.note_enquiry, channel=EnquiryChannel.PHONE, words="Et mardi ?", **said)
        yield outcome_of(services.correct_visit, visit=visit, minutes=10, by=None)
        yield outcome_of(services.keep_person, person=person, by=None)


def register_each(space: int, session: str, *people: str) -> Iterator[str]:
    from workshops import services
    from workshops.models import Session

    yield from to_session(services.register, Session.objects.get(pk=session), people)


def note_presences(space: int, session: str, *people: str) -> Iterator[str]:
    from workshops import services
    from workshops.enums import Presence
    from workshops.models import Session

    came = partial(services.note_presence, presence=Presence.WALKED_IN, by=None)
    yield from to_session(came, Session.objects.get(pk=session), people)


def book_each(space: int, host: str, venue: str, starts_at: str, *people: str) -> Iterator[str]:
    """All of them at one hour of one of us."""
    from datetime import datetime

    from mediation.accounts.models import Space, User, Venue
    from publics.models import Person
    from workshops import services

    given = {"space": Space.objects.get(pk=space), "host": User.objects.get(pk=host), "minutes": 45, "by": None}
    given |= {"venue": Venue.objects.get(pk=venue), "starts_at": datetime.fromisoformat(starts_at)}
    people = list(Person.objects.filter(pk__in=people).order_by("pk"))
    yield READY
    for person in people:
        yield outcome_of(services.book, person=person, **given)


def lend_each(space: int, item: str, *people: str) -> Iterator[str]:
    """One item to all of them."""
    from datetime import timedelta

    from publics.models import Person
    from workshops import services
    from workshops.models import Item

    item = Item.objects.get(pk=item)
    due_on = timezone.localdate() + timedelta(days=7)
    people = list(Person.objects.filter(pk__in=people).order_by("pk"))
    yield READY
    for person in people:
        yield outcome_of(services.lend, item=item, person=person, due_on=due_on, by=None)


def publish(space: int, session: str) -> Iterator[str]:
    from workshops import services
    from workshops.models import Session

    session = Session.objects.get(pk=session)
    yield READY
    yield outcome_of(services.publish, session=session, by=None)


def to_session(service, session, people: tuple[str, ...]) -> Iterator[str]:
    from publics.models import Person

    people = list(Person.objects.filter(pk__in=people).order_by("pk"))
    yield READY
    for person in people:
        yield outcome_of(service, session=session, person=person)


def anonymise(space: int, *people: str) -> Iterator[str]:
    from publics import services

    yield READY
    for person in people:
        yield outcome_of(services.anonymise, people=[int(person)], by=None)


def mix(space: int, number: str, seed: str, count: str, since: str) -> Iterator[str]:
    """So many acts of one desk (`mixing`); nothing is told, the journal says all."""
    from datetime import datetime

    from .mixing import mixed, mixer_of

    mixer = mixer_of(space, int(number), int(seed))
    yield READY
    for _ in mixed(mixer, count=int(count), since=datetime.fromisoformat(since)):
        pass


def submit(space: int, address: str, form: str) -> Iterator[str]:
    """The form as a browser sends it; where it leads."""
    from django.test import Client

    yield READY
    answer = Client().post(address, json.loads(form))
    yield f"{answer.status_code} {answer.headers.get('Location', '')}"


VERBS = {
    verb.__name__: verb
    for verb in (
        accept,
        anonymise,
        book_each,
        cancel,
        enrol,
        lend_each,
        merge,
        mix,
        note_presences,
        publish,
        register,
        register_and_die,
        register_each,
        register_timed,
        submit,
        write_each,
    )
}


def main(verb: str, space: str, *arguments: str) -> None:
    from django.db import connection

    from mediation.common.isolation import only

    with only([int(space)]):
        connection.ensure_connection()
        tell(VERBS[verb](int(space), *arguments))


def tell(outcomes: Iterator[str]) -> None:
    """One a line, as they come; whoever is ready waits to be let go."""
    for outcome in outcomes:
        print(outcome, flush=True)
        if outcome == READY:
            sys.stdin.readline()


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
