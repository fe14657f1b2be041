"""The twelve months before: enough for figures to mean something. Rows by the thousand, written in bulk."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from publics.enums import Equipment, HowDone, Origin, VisitKind
from publics.models import Demarche, Person, Visit
from workshops.enums import Presence, RegistrationState, SessionState
from workshops.models import Attendance, Registration, Session, Workshop

from .loading import Loading, code_of
from .people import days_ago, drawn

A_YEAR = timedelta(days=364)
SESSIONS, PRESENCES = 96, 612
FROM_A_TOOL = 18  # sessions whose title named a tool, before the team changed its way
PLACES = [("fil", "grande-table", "ines"), ("lavoir", "salle", "helene"), ("fil", "grande-table", "ines")]
WEEKDAYS = [1, 3, 4]
HOURS = ("14:00", "16:00")
ENVIE = {"registered": 581, "absent": 52, "excused": 24, "walked_in": 58}
TOOL = {"registered": 66, "absent": 15, "excused": 2, "walked_in": 0}
# Of the 410 who came, those named, and how many times. Others come once, some twice or more.
TIMES_OF_NAMED = {
    "chantal": 22, "gerard": 4, "bernard": 3, "marie-therese": 3, "odette": 2, "josette2": 2, "nadia": 2, "lucien": 2,
    "josette": 1, "marcel": 1, "kevin": 1, "emilie": 1,
}  # fmt: skip
ORIGINS = {Origin.DESK: 44, Origin.PHONE: 27, Origin.WEB: 18, Origin.PARTNER: 11}
SUPPORTS, SMALL_HELPS = 1450, 2900
HOW_DONE = {HowDone.TOGETHER: 52, HowDone.ALONE: 21, HowDone.FOR_THEM: 27}
MINUTES = {15: 40, 30: 34, 45: 14, 60: 9, 90: 3}
SMALL_HELP = {VisitKind.PRINT: 46, VisitKind.QUESTION: 24, VisitKind.SCAN: 16, VisitKind.COPY: 14}
LAST_SEEN_PAUL = timedelta(days=23 * 30.44 + 5)


@dataclass
class Past:
    """A session and who was there, before they are written."""

    session: Session
    capacity: int
    registered: int = 0
    absent: int = 0
    excused: int = 0
    walked_in: int = 0
    came: list[Person] = field(default_factory=list)
    missed: list[Person] = field(default_factory=list)

    @property
    def seats_to_fill(self) -> int:
        return self.registered - self.absent - self.excused + self.walked_in - len(self.came)


def plan_year(loading: Loading) -> list[Past]:
    """Who came when; newcomers are known since then."""
    random = loading.random("past")
    past = plan(loading, random)
    distribute_people(loading, random, past)
    newcomers = {person.code for person in loading.newcomers}
    for one in reversed(past):
        for person in one.came:
            if person.code in newcomers:
                person.created_at = one.session.starts_at - timedelta(days=5)
    return past


def write_year(loading: Loading, past: list[Past]) -> None:
    Session.objects.bulk_create([one.session for one in past])
    loading.sessions["past-cv"] = past[-1].session
    write_registrations(loading, past)
    write_attendances(loading, past)
    write_visits(loading, loading.random("visits"))


def plan(loading: Loading, random: Random) -> list[Past]:
    """Ninety-six afternoons over the year, each with its title and how many came."""
    days = past_days(loading)
    spread = [days[number * len(days) // SESSIONS] for number in range(SESSIONS)]
    tools = set(range(0, FROM_A_TOOL * 4, 4))
    titles = titles_of_envies(loading, random)
    past = []
    for number, day in enumerate(spread):
        former = loading.former_workshops
        workshop = former[number // 4 % len(former)] if number in tools else next(titles)
        past.append(past_session(loading, workshop, day, number))
    past[-1].session.workshop = loading.workshops["cv"]
    fill(random, [one for number, one in enumerate(past) if number not in tools], ENVIE)
    fill(random, [one for number, one in enumerate(past) if number in tools], TOOL)
    return past


def past_days(loading: Loading) -> list[date]:
    """Up to a week before that of launch, so that the programme begins on free rooms."""
    end = loading.days.monday - timedelta(days=7)
    return [day for day in loading.days.worked_between(loading.days.first - A_YEAR, end) if day.weekday() in WEEKDAYS]


def titles_of_envies(loading: Loading, random: Random):
    while True:
        workshops = list(loading.workshops.values())
        random.shuffle(workshops)
        yield from workshops


def past_session(loading: Loading, workshop: Workshop, day: date, number: int) -> Past:
    venue, room, host = PLACES[WEEKDAYS.index(day.weekday())]
    capacity = 8 if workshop.interest is None or number % 2 else 10
    starts_at = loading.days.at(day, HOURS[0])
    session = Session(
        **loading.owned(code=code_of("past", str(number)), workshop=workshop, venue=loading.venues[venue]),
        room=loading.rooms[venue, room],
        host=loading.users[host],
        starts_at=starts_at,
        ends_at=loading.days.at(day, HOURS[1]),
        time_zone=loading.space.time_zone,
        capacity=capacity,
        state=SessionState.DONE,
        created_at=starts_at - timedelta(days=30),
    )
    return Past(session, capacity)


def fill(random: Random, past: list[Past], totals: dict[str, int]) -> None:
    """Share the totals out, unevenly, never beyond the seats."""
    seats, registered = sum(one.capacity for one in past), totals["registered"]
    for one in past:
        one.registered = min(one.capacity, round(registered * one.capacity / seats * random.uniform(0.8, 1.2)))
    while missing := registered - sum(one.registered for one in past):
        one = random.choice(past)
        one.registered = max(3, min(one.capacity, one.registered + (1 if missing > 0 else -1)))
    for name in ("absent", "excused", "walked_in"):
        for one in random.choices(past, k=totals[name]):
            fitting = one if one.seats_to_fill > 2 else max(past, key=lambda other: other.seats_to_fill)
            setattr(fitting, name, getattr(fitting, name) + 1)


def distribute_people(loading: Loading, random: Random, past: list[Past]) -> None:
    """Everybody comes at least once. Who comes most is placed first, so that she is never twice in one room."""
    times = {loading.people[key].code: count for key, count in TIMES_OF_NAMED.items()}
    named = [loading.people[key] for key in TIMES_OF_NAMED]
    others = [*loading.newcomers, *loading.regulars]
    past[-1].came.append(loading.people["ahmed"])
    returns = PRESENCES - 1 - sum(times.values()) - len(others)
    again = Counter(person.code for person in random.choices(others, k=returns))
    times |= {person.code: 1 + again[person.code] for person in others}
    for person in sorted([*named, *others], key=lambda person: -times[person.code]):
        for one in emptiest(random, past, times[person.code]):
            one.came.append(person)
    for one in past:
        absentees = [person for person in loading.regulars if person not in one.came]
        one.missed = random.sample(absentees, one.absent + one.excused)
    next(one for one in reversed(past) if one.absent).missed[0] = loading.people["michel"]


def emptiest(random: Random, past: list[Past], count: int) -> list[Past]:
    free = [one for one in past if one.seats_to_fill > 0]
    random.shuffle(free)
    return sorted(free, key=lambda one: -one.seats_to_fill)[:count]


def write_registrations(loading: Loading, past: list[Past]) -> None:
    random, registrations = loading.random("doors"), []
    for one in past:
        walked_in = len(one.came) - one.walked_in
        for place, person in enumerate([*one.came[:walked_in], *one.missed]):
            origin = drawn(random, ORIGINS)
            at = one.session.starts_at - timedelta(days=4 - place % 3, hours=place % 4)
            registrations.append(
                Registration(
                    **loading.owned(session=one.session, person=person, state=RegistrationState.CONFIRMED),
                    code=code_of("registration", one.session.code, person.code),
                    origin=origin,
                    queued_at=at,
                    created_at=at,
                    created_by=None if origin == Origin.WEB else loading.users["paulette"],
                )
            )
    Registration.objects.bulk_create(registrations)


def write_attendances(loading: Loading, past: list[Past]) -> None:
    newcomers = {person.pk for person in loading.newcomers}
    attendances = []
    for one in past:
        for place, person in enumerate(one.came):
            walked_in = place >= len(one.came) - one.walked_in
            presence = Presence.WALKED_IN if walked_in else Presence.CAME
            is_first_time = person.pk in newcomers
            newcomers.discard(person.pk)
            attendances.append(attendance(loading, one.session, person, presence, is_first_time=is_first_time))
        for place, person in enumerate(one.missed):
            presence = Presence.ABSENT if place < one.absent else Presence.EXCUSED
            attendances.append(attendance(loading, one.session, person, presence))
    Attendance.objects.bulk_create(attendances)


def attendance(
    loading: Loading, session: Session, person: Person, presence: Presence, *, is_first_time: bool = False
) -> Attendance:
    return Attendance(
        **loading.owned(session=session, person=person, presence=presence, is_first_time=is_first_time),
        noted_at=session.ends_at,
        noted_by=session.host,
    )


def write_visits(loading: Loading, random: Random) -> None:
    days = loading.days.worked_between(loading.days.first - A_YEAR, loading.days.from_launch(-1))
    demarches = list(Demarche.objects.filter(is_active=True).order_by("key"))
    supports = [support(loading, random, random.choice(days), random.choice(demarches)) for _ in range(SUPPORTS)]
    durations = loading.random("durations")
    for one in supports:
        one.minutes, one.equipment = drawn(durations, MINUTES), [Equipment.COMPUTER]
    small = [
        visit(loading, moment(loading, random, random.choice(days)), kind=drawn(random, SMALL_HELP))
        for _ in range(SMALL_HELPS)
    ]
    Visit.objects.bulk_create([*supports, *small, *visits_of_named(loading)], batch_size=1000)


def support(loading: Loading, random: Random, day: date, demarche: Demarche) -> Visit:
    """More than half are noted without a name."""
    person = random.choice(loading.regulars) if random.random() < 0.45 else None
    how_done = drawn(random, HOW_DONE)
    return visit(loading, moment(loading, random, day), demarche=demarche, how_done=how_done, person=person)


def moment(loading: Loading, random: Random, day: date) -> datetime:
    return loading.days.at(day, "09:00") + timedelta(minutes=random.randrange(0, 510))


def visit(loading: Loading, at: datetime, **fields) -> Visit:
    return Visit(**loading.owned(at=at, venue=loading.venues["fil"], noted_by=loading.users["paulette"], **fields))


def visits_of_named(loading: Loading) -> list[Visit]:
    """Amina came three times for the same paper, done in her stead; Paul was last seen almost two years ago."""
    attestation = Demarche.objects.get(key="attestation-de-paiement-ou-de-quotient-familial")
    caf = {"person": loading.people["amina"], "demarche": attestation, "how_done": HowDone.FOR_THEM}
    paul = {"person": loading.people["paul"], "purpose": "acheter un vélo d'occasion", "how_done": HowDone.TOGETHER}
    return [
        *(visit(loading, days_ago(loading, days), **caf) for days in (150, 88, 27)),
        visit(loading, days_ago(loading, LAST_SEEN_PAUL.days), **paul),
    ]
