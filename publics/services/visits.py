from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import Space, Stop, User, Venue
from mediation.common.refusals import speaks

from .. import registry
from ..enums import ActivityKind, CountedOf, DailyDimension, HowDone, PlaceKind, Thematique, Urgency, VisitKind
from ..models import ActivityReport, Demarche, Interest, Person, PersonInterest, Visit
from .activities import Part, report_activity, void_activity
from .counts import count_daily
from .interests import note_interest
from .merges import hold_person
from .people import hold_as_known

TOO_LATE = "La journée est passée : ce passage ne se corrige plus ici."
CORRECTED = ("demarche", "purpose", "how_done", "urgency", "due_on", "is_unfinished", "minutes", "equipment")


@speaks
@transaction.atomic
def note_visit(
    *,
    space: Space,
    person: Person | None = None,
    demarche: Demarche | None = None,
    purpose: str = "",
    how_done: HowDone | str = "",
    urgency: Urgency | str = "",
    due_on: date | None = None,
    is_unfinished: bool = False,
    minutes: int | None = None,
    equipment: Collection[str] = (),
    interests: Iterable[Interest] = (),
    words: str = "",
    need: str = "",
    better_known: str = "",
    venue: Venue | None = None,
    stop: Stop | None = None,
    place_kind: PlaceKind = PlaceKind.VENUE,
    at: datetime,
    by: User | None,
) -> Visit:
    """Somebody came: what brought her, how it was done, what she would love to do. Its activity is reported with it.

    May stay without a name; refused then when an envie is to be kept, since nobody could be called about it. What it
    was for (`need`) and what clear information would have spared (`better_known`) are counted by the day, and kept
    nowhere else. At a stop of the bus (`stop`), it counts for the commune of the stop.
    """
    interests = list(interests)
    if interests and person is None:
        raise ValidationError("Pour garder une envie, dites qui l’a exprimée.", code="nobody")
    if person:
        hold_person(person)
    visit = Visit(
        space=space, person=person, demarche=demarche, purpose=purpose, how_done=how_done, urgency=urgency,
        due_on=due_on, is_unfinished=is_unfinished, minutes=minutes, equipment=list(equipment), stop=stop,
        venue=stop.venue if stop else venue, at=at, noted_by=by,
    )  # fmt: skip
    visit.full_clean(exclude=["space", "noted_by"])
    visit.save()
    for interest in interests:
        note_interest(person=person, interest=interest, words=words, at=at, by=by)
    report_visit(visit, place_kind=place_kind, interests=interests, at=at, by=by)
    counted = {DailyDimension.NEED: need, DailyDimension.BETTER_KNOWN: better_known}
    for dimension, value in counted.items():
        if value:
            count_daily(space=space, dimension=dimension, value=value, on=day_of(visit), at=at, by=by)
    return visit


@speaks
@transaction.atomic
def correct_visit(*, visit: Visit, at: datetime, by: User | None, **changes) -> Visit:
    """Until the evening, at will; its activity becomes a revision. `changes`: columns of `CORRECTED`."""
    visit = locked_of_today(visit, at=at)
    for name in CORRECTED:
        setattr(visit, name, changes.get(name, getattr(visit, name)))
    visit.full_clean(exclude=["space", "noted_by"])
    visit.save(update_fields=CORRECTED)
    told = ActivityReport.objects.of(visit.space).live().filter(source_ref=source_of(visit)).first()
    place_kind = told.place_kind if told else PlaceKind.VENUE
    report_visit(visit, place_kind=place_kind, interests=said_with(visit), at=at, by=by)
    return visit


@transaction.atomic
def undo_visit(*, visit: Visit, at: datetime, by: User | None) -> None:
    """Within its day, it never happened: neither it nor the envies said with it are kept, nothing counts it.

    What was counted by the day stays: nothing says which number it was.
    """
    visit = locked_of_today(visit, at=at)
    void_activity(space=visit.space, source_ref=source_of(visit), at=at, by=by)
    PersonInterest.objects.of(visit.space).filter(person=visit.person, said_at=visit.at).delete()
    for undo in registry.undoings():
        undo(visit=visit, at=at, by=by)
    visit.delete()


@transaction.atomic
def finish_visit(*, visit: Visit, at: datetime, by: User | None) -> None:
    """What was left to finish is done. Said twice, it is said once."""
    Visit.objects.filter(pk=visit.pk).update(is_unfinished=False)


def locked_of_today(visit: Visit, *, at: datetime) -> Visit:
    if visit.person:
        hold_as_known(visit.person)
    visit = Visit.objects.locked(visit.pk)
    if day_of(visit) != at.astimezone(visit.space.zone).date():
        raise ValidationError(TOO_LATE, code="too_late")
    return visit


def day_of(visit: Visit) -> date:
    return visit.at.astimezone(visit.space.zone).date()


def is_copied(visit: Visit) -> bool:
    """Whether La Coop holds it: corrected or taken back here, it is to be there too."""
    return ActivityReport.objects.of(visit.space).held_there(source_of(visit)).exists()


def source_of(visit: Visit) -> str:
    return f"visit:{visit.pk}"


def said_with(visit: Visit) -> list[Interest]:
    """The envies said on that visit."""
    said = PersonInterest.objects.of(visit.space).filter(person=visit.person, said_at=visit.at)
    return [one.interest for one in said.select_related("interest").order_by("pk")] if visit.person_id else []


def report_visit(
    visit: Visit, *, place_kind: PlaceKind, interests: Iterable[Interest], at: datetime, by: User | None
) -> ActivityReport:
    """One individual report a visit. Without a name, it is one more of those without a name, and nobody is invented."""
    person, where = visit.person, visit.where
    described = {} if person or not visit.how_done else {CountedOf.HOW_DONE: {visit.how_done: 1}}
    return report_activity(
        space=visit.space, source_ref=source_of(visit), kind=ActivityKind.INDIVIDUAL, on=day_of(visit),
        started_at=visit.at, minutes=visit.minutes, place_kind=place_kind, venue=visit.venue,
        city=where.city if where else "", insee_code=where.insee_code if where else "",
        equipment=visit.equipment, parts=[part_of(visit)] if person else [], anonymous_count=0 if person else 1,
        counts=described, at=at, by=by, **themes(visit.demarche, interests),
    )  # fmt: skip


def part_of(visit: Visit) -> Part:
    before = Visit.objects.of(visit.space).filter(person=visit.person, at__lt=visit.at)
    return Part(visit.person, how_done=visit.how_done, is_first=not before.exists())


def themes(demarche: Demarche | None, interests: Iterable[Interest]) -> dict[str, list[str]]:
    """Of La Coop: a démarche says its own; without one, the envies say theirs."""
    if demarche:
        return {"thematiques": [Thematique.ADMINISTRATIVE], "administrative_themes": [demarche.theme]}
    every = dict.fromkeys(code for interest in interests for code in interest.thematiques)
    return {"thematiques": list(every)}


def count_small_help(*, space: Space, kind: VisitKind, at: datetime, by: User | None) -> Visit:
    """A print, a scan, a copy, a question: counted, without a name."""
    if kind == VisitKind.SUPPORT:
        raise ValidationError("Un passage se note avec ce qui amène la personne.")
    return Visit.objects.create(space=space, kind=VisitKind(kind), at=at, noted_by=by)


def forget_small_help(*, visit: Visit, at: datetime, by: User | None) -> None:
    """One tap too many. Forgotten twice is forgotten once."""
    Visit.objects.exclude(kind=VisitKind.SUPPORT).filter(pk=visit.pk).delete()
