"""A file of people in two steps: what it would change is shown, then somebody confirms."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mediation.accounts.models import Commune, Space, User
from mediation.common.refusals import speaks

from .. import beneficiaries
from ..beneficiaries import Line
from ..enums import ContactChannel
from ..models import PeopleImport, Person, resembling
from ..notifications import REACHED_BY, readdress
from .people import hold_as_known

LEAVE, NEW = "leave", "new"
SHOWN_REMARKS = MOST_DECIDED = 200
PLACE = ("city", "postal_code", "insee_code")
ALONE = ("phone", "email", "birth_year", "gender")


@dataclass
class Resemblance:
    """Somebody a line could be, and why."""

    person: Person
    reasons: list[str]
    has_her_name: bool


@dataclass
class Sorted:
    """Lines by what becomes of them."""

    new: list[Line] = field(default_factory=list)
    known: list[tuple[Line, Person]] = field(default_factory=list)
    likely: list[tuple[Line, list[Resemblance]]] = field(default_factory=list)


@speaks
@transaction.atomic
def propose_import(*, upload: UploadedFile, space: Space, by: User | None, at: datetime) -> PeopleImport:
    """Keep what was read and say what it would change; nobody is noted yet. Refuses what is no list of people."""
    read = beneficiaries.read(upload.read(), on=at.date())
    proposal = PeopleImport(space=space, file_name=upload.name[-160:], created_at=at, created_by=by)
    proposal.report, proposal.refused_count = reported(read), sum(1 for line in read if line.refusal)
    kept = beneficiaries.readable(read)
    proposal.lines = [line.as_json() for line in kept]
    found = sort(kept, space=space)
    completed = sum(1 for line, person in found.known if lacking(person, line))
    proposal.new_count, proposal.likely_count = len(found.new), len(found.likely)
    proposal.report["likely"] = [line.number for line, _ in found.likely]
    proposal.completed_count, proposal.unchanged_count = completed, len(found.known) - completed
    proposal.save()
    return proposal


def reported(read: list[Line]) -> dict:
    """What is told of the lines, by their numbers alone."""
    return {
        "refused": [[line.number, line.refusal] for line in read if line.refusal],
        "remarks": [[line.number, remark] for line in read for remark in line.remarks][:SHOWN_REMARKS],
        "notes": sum(line.has_notes for line in read),
        "secrets": [line.number for line in read if line.has_secrets],
    }


def likely_lines(proposal: PeopleImport) -> list[tuple[Line, list[Resemblance]]]:
    """Those to decide one by one: who each could be."""
    asked = set(proposal.report.get("likely", [])[:MOST_DECIDED])
    lines = [Line(**line) for line in proposal.lines if line["number"] in asked]
    return sort(lines, space=proposal.space).likely


def sort(lines: list[Line], *, space: Space) -> Sorted:
    """Who is new, who is known for sure, who could be somebody we know."""
    given = [{"id": line.number, "phone": "", "email": "", "city": "", **line.cells} for line in lines]
    matches = resembling(given, space=space)
    people = Person.objects.of(space).in_bulk({pk for found in matches.values() for pk, *_ in found})
    found = Sorted()
    for line in lines:
        close = [Resemblance(people[pk], *rest) for pk, *rest in matches.get(line.number, [])]
        known = surely(line, close)
        if known:
            found.known.append((line, known))
        elif close:
            found.likely.append((line, close))
        else:
            found.new.append(line)
    return found


def surely(line: Line, close: list[Resemblance]) -> Person | None:
    """The one who bears this name and holds all that the line says; else the only one with a way in common."""
    hers = [one.person for one in close if one.has_her_name]
    same = next((person for person in hers if holds(person, line)), None)
    sure = [person for person in hers if shares(person, line)]
    return same or (sure[0] if len(sure) == 1 else None)


def holds(person: Person, line: Line) -> bool:
    told = {name: value for name, value in line.cells.items() if name not in beneficiaries.NAMES}
    return all(getattr(person, name) == value for name, value in told.items())


def shares(person: Person, line: Line) -> bool:
    ways = ("phone", "email", "birth_year")
    return any(line.cells.get(name) and getattr(person, name) == line.cells[name] for name in ways)


def lacking(person: Person, line: Line) -> dict[str, object]:
    """What the line says and we do not know. What we know is never written over; a place is one thing."""
    names = [*ALONE, *(PLACE if not any(getattr(person, name) for name in PLACE) else ())]
    return {name: line.cells[name] for name in names if line.cells.get(name) and not getattr(person, name)}


@speaks
@transaction.atomic
def carry_out_import(*, proposal: PeopleImport, choices: dict[int, str], by: User | None, at: datetime) -> PeopleImport:
    """Note what was proposed, as the people are now; asked twice, done once.

    `choices`, for the line of somebody we may know: NEW, or the code of who she is. A line without one is left aside.
    """
    locked = PeopleImport.objects.locked(proposal.pk)
    if locked.imported_at:
        return locked
    found = sort([Line(**line) for line in locked.lines], space=locked.space)
    known, chosen, left = decided(found, choices)
    locked.report["likely"] = left
    completed = sum(complete(person, line, at=at) for line, person in known)
    create([*found.new, *chosen], space=locked.space, at=at, by=by)
    locked.new_count, locked.likely_count = len(found.new) + len(chosen), len(left)
    locked.completed_count, locked.unchanged_count = completed, len(known) - completed
    locked.lines, locked.imported_at = [], at
    locked.save()
    return locked


def decided(found: Sorted, choices: dict[int, str]) -> tuple[list[tuple[Line, Person]], list[Line], list[int]]:
    """The lines of people we know, those of new ones, and the numbers of those that are left aside."""
    known, new, left = list(found.known), [], []
    for line, close in found.likely:
        choice = choices.get(line.number, LEAVE)
        person = next((one.person for one in close if one.person.code == choice), None)
        if choice == NEW:
            new.append(line)
        elif person:
            known.append((line, person))
        else:
            left.append(line.number)
    return known, new, left


def complete(person: Person, line: Line, *, at: datetime) -> bool:
    """Whether there was something to add."""
    person = hold_as_known(person)
    added = lacking(person, line)
    if not added:
        return False
    for name, value in added.items():
        setattr(person, name, value)
    person.version += 1
    person.save(update_fields=[*added, "version"])
    if REACHED_BY & set(added):
        readdress(person, at=at)
    return True


def create(lines: Iterable[Line], *, space: Space, at: datetime, by: User | None) -> None:
    communes = {commune.name.casefold(): commune.insee_code for commune in Commune.objects.of(space)}
    people = [
        Person(
            space=space, created_at=at, created_by=by, preferred_channel=channel_of(line),
            **{"insee_code": communes.get(line.cells.get("city", "").casefold(), ""), **line.cells},
        )
        for line in lines
    ]  # fmt: skip
    Person.objects.bulk_create(people, batch_size=500)


def channel_of(line: Line) -> ContactChannel:
    """How to tell her something, until she says how she prefers it."""
    if line.cells.get("phone"):
        return ContactChannel.PHONE
    return ContactChannel.EMAIL if line.cells.get("email") else ContactChannel.NONE


def forget_imports(*, at: datetime) -> int:
    """The lines of files that nobody confirmed; how many files."""
    return PeopleImport.objects.to_forget(at=at).update(lines=[])
