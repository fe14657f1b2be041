"""What was done, reported once: a correction writes a revision and voids the one before."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from mediation.accounts.models import Space, User
from mediation.common.refusals import speaks

from ..enums import ActivityKind, AgeBracket, Autonomy, CountedOf, Gender, HowDone, SocialStatus
from ..models import ActivityCount, ActivityReport, Organisation, Person, Support

# Until which age, that year's birthday taken as passed: only the year of birth is known.
BRACKETS = (
    (11, AgeBracket.UNDER_12),
    (17, AgeBracket.FROM_12),
    (24, AgeBracket.FROM_18),
    (39, AgeBracket.FROM_25),
    (59, AgeBracket.FROM_40),
    (69, AgeBracket.FROM_60),
)
AUTONOMY = {
    HowDone.TOGETHER: Autonomy.GUIDED,
    HowDone.FOR_THEM: Autonomy.GUIDED,
    HowDone.ALONE: Autonomy.PARTLY,
}
VALUES = {
    CountedOf.HOW_DONE: HowDone,
    CountedOf.AUTONOMY: Autonomy,
    CountedOf.AGE_BRACKET: AgeBracket,
    CountedOf.STATUS: SocialStatus,
    CountedOf.GENDER: Gender,
}

Counts = Mapping[CountedOf, Mapping[str, int]]


@dataclass(frozen=True)
class Part:
    """One person's part in an activity that is about to be reported."""

    person: Person
    how_done: HowDone | str = ""
    is_first: bool = False


@speaks
@transaction.atomic
def report_activity(
    *,
    space: Space,
    source_ref: str,
    kind: ActivityKind,
    on: date,
    parts: Collection[Part] = (),
    anonymous_count: int = 0,
    counts: Counts | None = None,
    at: datetime,
    by: User | None,
    **facts,
) -> ActivityReport:
    """Write what was done. Told again under the same `source_ref`, it is a revision, and voids the one before.

    `facts`: the other columns of ActivityReport. `counts`: what is known of those without a name, each dimension
    within their number; refused beyond it.
    """
    refuse_beyond(anonymous_count, counts or {})
    last = void(space=space, source_ref=source_ref, at=at)
    report = ActivityReport(
        space=space, source_ref=source_ref, revision=last + 1, kind=kind, on=on, anonymous_count=anonymous_count,
        participants_count=len(parts) + anonymous_count, noted_at=at, noted_by=by, **facts,
    )  # fmt: skip
    report.full_clean(exclude=["space", "noted_by"], validate_constraints=False)
    report.save()
    Support.objects.bulk_create([support(report, part) for part in parts])
    ActivityCount.objects.bulk_create(counted(report, counts or {}))
    return report


def report_collective(
    *,
    space: Space,
    source_ref: str,
    title: str,
    on: date,
    parts: Collection[Part],
    anonymous_count: int = 0,
    counts: Counts | None = None,
    at: datetime,
    by: User | None,
    **facts,
) -> ActivityReport:
    """A workshop that was held: one report, with the part of each who came and the number of those without a name."""
    return report_activity(
        space=space, source_ref=source_ref, kind=ActivityKind.COLLECTIVE, title=title, on=on, parts=parts,
        anonymous_count=anonymous_count, counts=counts, at=at, by=by, **facts,
    )  # fmt: skip


@speaks
@transaction.atomic
def report_outreach(
    *,
    space: Space,
    source_ref: str,
    on: date,
    place: str,
    met_count: int,
    contacts_count: int = 0,
    organisation: Organisation | None = None,
    at: datetime,
    by: User | None,
    **facts,
) -> ActivityReport:
    """People met where they are, without anybody registered: where, when, how many, how many left a contact."""
    if not place.strip() and organisation is None:
        raise ValidationError({"place": "Dites où c’était."})
    return report_activity(
        space=space, source_ref=source_ref, kind=ActivityKind.OUTREACH, on=on, place=place, organisation=organisation,
        anonymous_count=met_count, contacts_count=contacts_count, at=at, by=by, **facts,
    )  # fmt: skip


@transaction.atomic
def void_activity(*, space: Space, source_ref: str, at: datetime, by: User | None) -> None:
    """It did not happen: nothing counts it any more. Said twice, it is said once."""
    void(space=space, source_ref=source_ref, at=at)


def void(*, space: Space, source_ref: str, at: datetime) -> int:
    """Void the live revision, if there is one; the number of the last one ever written."""
    told = ActivityReport.objects.of(space).filter(source_ref=source_ref)
    told.live().update(voided_at=at)
    return told.aggregate(last=Max("revision", default=0))["last"]


def support(report: ActivityReport, part: Part) -> Support:
    person = part.person
    return Support(
        space=report.space, report=report, person=person, how_done=part.how_done, is_first=part.is_first,
        autonomy=AUTONOMY.get(part.how_done, ""), age_bracket=age_bracket(person.birth_year, on=report.on),
        status=person.status or SocialStatus.UNSAID, gender=person.gender or Gender.UNSAID,
    )  # fmt: skip


def age_bracket(birth_year: int | None, *, on: date) -> AgeBracket:
    """As of that day, never again."""
    age = on.year - birth_year if birth_year else -1
    if age < 0:
        return AgeBracket.UNSAID
    return next((bracket for most, bracket in BRACKETS if age <= most), AgeBracket.FROM_70)


def counted(report: ActivityReport, counts: Counts) -> Iterable[ActivityCount]:
    for dimension, values in counts.items():
        for value, count in values.items():
            yield ActivityCount(space=report.space, report=report, dimension=dimension, value=value, count=count)


def refuse_beyond(anonymous_count: int, counts: Counts) -> None:
    """Said before the database does: never more described than came."""
    for dimension, values in counts.items():
        if not set(values) <= set(VALUES[dimension].values):
            raise ValidationError("Ce code n’est dans aucune des listes.")
        if sum(Counter(values).values()) > anonymous_count:
            raise ValidationError("Il y a plus de personnes décrites que de personnes venues sans donner de nom.")
