"""How much comes in, by which door, about what, and how long people wait. Nothing here names anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Aggregate, Count, F, FloatField, Q

from mediation.accounts.models import Space
from mediation.common.templatetags.french import duration_fr

from .enums import EnquiryChannel, EnquiryKind
from .models import Enquiry
from .models.enquiries import OPEN

LENGTHS = {30: "30 jours", 90: "3 mois", 365: "Un an"}
USUAL = 90
IN_TIME = Q(due_at=None, was_late=False) | Q(handled_at__lte=F("due_at"), was_late=False)
HANDLED = Count("pk", filter=~Q(state__in=OPEN))
HANDLED_IN_TIME = Count("pk", filter=~Q(state__in=OPEN) & IN_TIME)
UNSORTED = "Sujet pas encore dit"


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


# Who waits for another date waits for the programme, not for us.
WAITED = Median("waited_minutes", filter=~Q(kind=EnquiryKind.OTHER_DATE))


def in_words(median: float | None) -> str:
    """« 1 h 20 », in staffed time."""
    return duration_fr(round(median)) if median is not None else ""


@dataclass(frozen=True)
class Row:
    label: str
    count: int
    median: float | None = None
    answered: int = 0

    @property
    def waiting(self) -> str:
        return in_words(self.median)


@dataclass(frozen=True)
class Target:
    """Of those to be answered in so many minutes: how many came, how long half of them waited, how many in time."""

    minutes: int
    count: int
    median: float | None
    handled: int
    in_time: int

    @property
    def waiting(self) -> str:
        return in_words(self.median)


@dataclass(frozen=True)
class Figures:
    total: Row
    by_target: list[Target]
    by_topic: list[Row]
    by_channel: list[Row]
    by_kind: list[Row]
    avoidable: list[Row]
    elsewhere: list[Row]
    in_time: int
    handled: int
    reopened: int

    @property
    def most(self) -> int:
        """Whatever is drawn beside the others; what was avoidable is part of its topic."""
        drawn = chain(self.by_target, self.by_topic, self.by_channel, self.by_kind, self.elsewhere)
        return max((row.count for row in drawn), default=1)


def chosen_days(said: str) -> int:
    """What cannot be understood is the usual quarter."""
    return next((days for days in LENGTHS if str(days) == said), USUAL)


def figures(*, space: Space, days: int, at: datetime) -> Figures:
    received = Enquiry.objects.of(space).filter(received_at__gte=at - timedelta(days=days))
    return Figures(
        total=Row("", **totals(received)),
        by_target=targets(received),
        by_topic=rows(received, "topic__name"),
        by_channel=rows(received, "channel", dict(EnquiryChannel.choices)),
        by_kind=rows(received, "kind", dict(EnquiryKind.choices)),
        avoidable=rows(received.filter(was_avoidable=True), "topic__name"),
        elsewhere=rows(received.exclude(redirected_to=""), "redirected_to"),
        **received.aggregate(
            handled=HANDLED,
            in_time=HANDLED_IN_TIME,
            reopened=Count("pk", filter=Q(reopened_count__gt=0)),
        ),
    )


def totals(received) -> dict:
    return received.aggregate(count=Count("pk"), median=WAITED, answered=Count("handled_at"))


def targets(received) -> list[Target]:
    """By the time promised, the shortest first."""
    promised = received.promised().values("minutes").order_by("minutes")
    counted = promised.annotate(count=Count("pk"), median=WAITED, handled=HANDLED, in_time=HANDLED_IN_TIME)
    return [Target(**row) for row in counted]


def better_known(*, space: Space, at: datetime) -> list[Row]:
    """What a clearer information would have answered before it was asked, for three months."""
    received = Enquiry.objects.of(space).filter(received_at__gte=at - timedelta(days=USUAL), was_avoidable=True)
    return rows(received, "topic__name")


def rows(received, column: str, labels: dict | None = None) -> list[Row]:
    """The most frequent first."""
    counted = received.values(said=F(column)).annotate(count=Count("pk"), median=WAITED, answered=Count("handled_at"))
    return [
        Row((labels or {}).get(row["said"], row["said"]) or UNSORTED, row["count"], row["median"], row["answered"])
        for row in counted.order_by("-count", "said")
    ]
