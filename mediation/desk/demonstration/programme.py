"""Workshops, and the sessions around the day of launch: opened, filled and closed by the services of the pages."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from publics.enums import ContactChannel, Origin
from publics.models import Interest, Person
from workshops import services
from workshops.enums import Presence, Rhythm
from workshops.models import OutsideSession, Permanence, Registration, Session, Workshop
from workshops.models.places import WHERE

from .catalogue import tags_of
from .days import Days
from .loading import Loading, code_of, read

ANNOUNCED = timedelta(days=30)  # before launch
REGISTRATIONS_OVER = timedelta(days=18)
CLOSED_BEFORE = timedelta(days=3)  # the demonstration's people register early: their reminder is still to come
HOW_THEY_REGISTER = [Origin.DESK, Origin.DESK, Origin.PHONE, Origin.WEB]


def write_workshops(loading: Loading) -> None:
    said = read("workshops")
    loading.interests = {interest.key: interest for interest in Interest.objects.select_related("parent")}
    proposed = {
        (key := row.pop("key")): workshop(loading, row | tags_of(key), said["default"]) for row in said["workshops"]
    }
    former = [former_workshop(loading, row) for row in said["former_workshops"]]
    Workshop.objects.bulk_create([*proposed.values(), *former])
    loading.workshops, loading.former_workshops = proposed, former


def workshop(loading: Loading, row: dict, default: dict) -> Workshop:
    interest = loading.interests[row.pop("interest")]
    return Workshop(
        **loading.owned(interest=interest, branch=interest.parent, thematiques=interest.thematiques), **default | row
    )


def former_workshop(loading: Loading, row: dict) -> Workshop:
    del row["key"]
    return Workshop(**loading.owned(branch=loading.interests[row.pop("branch")], is_active=False), **row)


def day_of(days: Days, row: dict) -> date:
    if "week" in row:
        return days.of_week(row["week"], row["weekday"])
    return days.from_launch(row["days_from_launch"])


def write_sessions(loading: Loading) -> None:
    named = {}
    for row in read("programme")["sessions"]:
        session = loading.sessions[row["key"]] = open_session(loading, row)
        if row.get("is_draft"):
            continue
        for registration in fill(loading, session, row):
            registration.code = code_of("registration", row["key"], registration.person.code)
            named[registration.pk] = registration
        hold(loading, session, row)
        make_together(loading, session, row)
        note_presences(loading, session, row)
    Registration.objects.bulk_update(named.values(), ["code"])


def write_permanences(loading: Loading) -> None:
    """After the sessions: they are left out where somebody is expected already."""
    for row in read("programme")["permanences"]:
        first = loading.days.monday + timedelta(weeks=1, days=row["weekday"])
        permanence = Permanence(
            title=row["title"], venue=loading.venues[row["venue"]], starts_on=first,
            room=loading.rooms.get((row["venue"], row.get("room"))), booking=row.get("booking", ""),
            is_by_appointment=row.get("is_by_appointment", False), start_time=time.fromisoformat(row["start"]),
            end_time=time.fromisoformat(row["end"]), host=loading.users.get(row.get("host")),
            organisation=loading.organisations.get(row.get("organisation")),
        )  # fmt: skip
        services.open_permanence(
            permanence=permanence, space=loading.space, rhythm=Rhythm(row["rhythm"]),
            until=first + timedelta(weeks=row["weeks"]), at=loading.at, by=loading.users["helene"],
        )  # fmt: skip


def open_session(loading: Loading, row: dict) -> Session:
    day, by = day_of(loading.days, row), loading.users["helene"]
    session = Session(
        code=code_of("session", row["key"]),
        workshop=loading.workshops[row["workshop"]],
        **where_of(loading, row),
        host=loading.users[row["host"]],
        starts_at=loading.days.at(day, row["start"]),
        ends_at=loading.days.at(day, row["end"]),
        capacity=row["capacity"],
    )
    announced_at = min(loading.at, session.starts_at) - ANNOUNCED
    session = services.create_session(session=session, space=loading.space, by=by, at=announced_at)
    if row.get("is_draft"):
        return session
    return services.publish(session=session, by=by, at=announced_at)


def where_of(loading: Loading, row: dict) -> dict:
    """A venue of ours, unless the row says another setting."""
    if "venue" in row:
        room = loading.rooms.get((row["venue"], row.get("room")))
        return {"venue": loading.venues[row["venue"]], "room": room, "stop": loading.stops.get(row.get("stop"))}
    said = {name: row[name] for name in WHERE if name in row}
    return said | ({"organisation": loading.organisations[row["organisation"]]} if "organisation" in row else {})


def fill(loading: Loading, session: Session, row: dict) -> list[Registration]:
    """Who is named first, in order, then as many others as said; those of the waiting list last."""
    random = loading.random(f"who comes to {row.get('together', row['key'])}")
    others = iter(strangers(loading, random, row))
    people = [
        *(loading.people[key] for key in row.get("named", [])),
        *(next(others) for _ in range(row.get("others", 0))),
        *(loading.people[key] for key in row.get("waiting_named", [])),
        *(next(others) for _ in range(row.get("waiting_others", 0))),
    ]
    party_size, families = row.get("party_size", 1), families_of(loading, row)
    until = min(loading.days.midnight, session.starts_at - CLOSED_BEFORE)
    booked = []
    for person, at in zip(people, moments(loading, len(people), until=until), strict=True):
        said = {"origin": origin_of(person, row, random), "relatives": families.get(person.pk, ())}
        booked += register(loading, session, person, at=at, party_size=party_size, **said)
    return booked


def families_of(loading: Loading, row: dict) -> dict[int, list[Person]]:
    """By who registers: those of hers whom she names."""
    families = row.get("families", {}).items()
    return {loading.people[key].pk: [loading.people[relative] for relative in relatives] for key, relatives in families}


def strangers(loading: Loading, random: Random, row: dict) -> list[Person]:
    if row.get("among") == "children":
        return random.sample(loading.children, len(loading.children))
    known = [*loading.newcomers, *loading.regulars]
    return random.sample(known, 20)


def moments(loading: Loading, count: int, *, until: datetime) -> list[datetime]:
    """So many instants in opening hours, in order, over the weeks before `until`."""
    step = REGISTRATIONS_OVER / (count + 1)
    days = (loading.days.on_or_before((until - step * (count - place)).date()) for place in range(count))
    return sorted(loading.days.at(day, f"{9 + place % 8:02}:{place * 7 % 60:02}") for place, day in enumerate(days))


def origin_of(person: Person, row: dict, random: Random) -> Origin:
    if person.code in {code_of("person", key) for key in row.get("sent_by_a_partner", [])}:
        return Origin.PARTNER
    on_paper = person.preferred_channel in (ContactChannel.LETTER, ContactChannel.SOMEONE)
    return Origin.DESK if on_paper else random.choice(HOW_THEY_REGISTER)


def register(
    loading: Loading, session: Session, person: Person, *, at: datetime, origin: Origin, party_size: int,
    relatives: Sequence[Person],
) -> list[Registration]:  # fmt: skip
    """Hers, then those of the people registered with her."""
    by = None if origin == Origin.WEB else loading.users["paulette"]
    hers = services.register(
        session=session, person=person, relatives=relatives, at=at, by=by, origin=origin, party_size=party_size
    )
    return [hers, *Registration.objects.booked_with(hers).exclude(pk=hers.pk).select_related("person")]


def hold(loading: Loading, session: Session, row: dict) -> None:
    if said := row.get("held"):
        services.hold_seats(
            session=session,
            organisation=loading.organisations.get(said.get("organisation")),
            stop=loading.stops.get(said.get("stop")),
            seats=said["seats"],
            until=session.starts_at - timedelta(days=said["until_days_before"]),
            by=loading.users["helene"],
            at=loading.days.midnight - timedelta(days=6),
        )


def make_together(loading: Loading, session: Session, row: dict) -> None:
    if said := row.get("made_with"):
        services.add_co_organiser(
            session=session, organisation=loading.organisations[said["organisation"]], part=said["part"], seats=None,
            until=None, logo=None, at=loading.at, by=loading.users["helene"],
        )  # fmt: skip


def write_outside(loading: Loading) -> None:
    """What partners propose the same weeks, as far as the team knows."""
    rows = read("programme")["outside"]
    OutsideSession.objects.bulk_create(
        OutsideSession(
            **loading.owned(created_at=loading.at, created_by=loading.users["helene"]), title=row["title"],
            organisation=loading.organisations[row["organisation"]], branch=loading.interests[row["branch"]],
            on=loading.days.of_week(row["week"], row["weekday"]), city=row["city"],
        )
        for row in rows
    )  # fmt: skip


def note_presences(loading: Loading, session: Session, row: dict) -> None:
    """Sessions of days past are noted and closed; the one just before J waits for somebody to close it."""
    if session.starts_at >= loading.days.midnight:
        return
    at, by = session.ends_at, loading.users["helene"]
    special = {loading.people[key].pk: presence for key, presence in row.get("presences", {}).items()}
    for registration in session.registrations.confirmed().select_related("person"):
        presence = Presence(special.get(registration.person_id, Presence.CAME))
        services.note_presence(session=session, person=registration.person, presence=presence, at=at, by=by)
    if count := row.get("anonymous"):
        services.add_anonymous(session=session, count=count, by=by, at=at)
    if row.get("days_from_launch") is None:
        services.close_session(session=session, by=by, at=at)
