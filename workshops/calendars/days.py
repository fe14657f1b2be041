"""What takes place, day by day: sessions, permanences and appointments in their order, and what is closed.

What calendars of elsewhere take is said without more. However many there are, one query reads each kind, and no more of
it than a day shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from mediation.accounts.models import User, Venue
from mediation.common.addresses import address_of
from mediation.common.days_off import department_of, public_holidays
from mediation.common.sharing import share
from mediation.common.templatetags.french import plural_fr
from mediation.team.models import Closure, Handover

from ..enums import SessionState
from ..models import Appointment, BusyHours, HalfDay, Session
from .drawing import Drawn
from .frames import Frame, View
from .gaps import Gap, gaps_of, open_hours
from .scope import Scope

SHOWN = {View.DAY: 200, View.WEEK: 10, View.MONTH: 4}  # lines a day
IN_LINES = {
    Session: {"workshop": ["title"], "host": ["name"], "venue": ["name"], "room": ["name"], "stop": ["place"],
              "organisation": ["name"]},
    HalfDay: {"permanence": ["title", "venue__name", "room__name", "organisation__name", "host__name"]},
    Appointment: {},
}  # fmt: skip
IN_SHORT = {Session: {"workshop": ["title"]}, HalfDay: {"permanence": ["title"]}, Appointment: {}}
SORTS = {Session: "session", HalfDay: "permanence", Appointment: "appointment"}
OF_A_CALENDAR = ("calendar__name", "calendar__host__name", "calendar__venue__name")
MOST_BUSY = 500  # hours taken elsewhere
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line(Drawn):
    """A session, an appointment or a half-day of a permanence, on the clocks of its place; in the calendar of one of us
    (`whose`), or of all."""

    what: Session | Appointment | HalfDay
    whose: User | None = None
    kind = "line"

    @property
    def classes(self) -> str:
        """What it is, and where it is drawn."""
        draft = " is-draft" if self.is_draft else ""
        return f"is-{SORTS[type(self.what)]}{draft} {super().classes}"

    @property
    def is_session(self) -> bool:
        return isinstance(self.what, Session)

    @property
    def is_permanence(self) -> bool:
        return isinstance(self.what, HalfDay)

    @property
    def is_appointment(self) -> bool:
        return isinstance(self.what, Appointment)

    @property
    def title(self) -> str:
        """In a word or two: of who is expected, a first name and an initial."""
        match self.what:
            case Session():
                return self.what.workshop.title
            case HalfDay():
                return self.what.permanence.title
        return self.what.person.discreet_name

    @property
    def where(self) -> str:
        """And with whom: « Permanence · Médiathèque · CPAM », « Médiathèque, coin numérique · avec Hélène »."""
        if self.is_permanence:
            return f"Permanence · {self.what.permanence.place} · {self.what.holder}"
        host = self.what.host
        return f"{self.what.place} · avec {host.get_short_name()}" if host and host != self.whose else self.what.place

    @property
    def page(self) -> str:
        match self.what:
            case Session():
                return address_of("workshops:session", self.what.code)
            case HalfDay():
                return reverse("workshops:permanence", args=[self.what.permanence_id])
        return address_of("workshops:appointment", self.what.code)

    @property
    def may_move(self) -> bool:
        """To another hour: a session that is neither over nor called off."""
        return self.is_session and self.what.state in (SessionState.DRAFT, SessionState.PUBLISHED)

    @property
    def seats_words(self) -> str:
        """Of a session: « 3 sur 8 places · 2 attendent · complet »."""
        what = self.what
        said = [f"{what.seats_taken} sur {plural_fr(what.capacity, 'place,places')}"]
        if what.waiting_count:
            said.append(plural_fr(what.waiting_count, "attend,attendent"))
        if self.is_draft:
            said.append("brouillon")
        elif what.is_full:
            said.append("complet")
        elif what.closed_at:
            said.append("inscriptions closes")
        return " · ".join(said)

    @property
    def takes_us(self) -> bool:
        """Neither a draft, nor somebody from elsewhere: one of us is no longer free then."""
        return not self.is_draft and bool(not self.is_permanence or self.what.host_id)

    @property
    def is_draft(self) -> bool:
        return self.is_session and self.what.state == SessionState.DRAFT


@dataclass(frozen=True)
class Busy(Drawn):
    """What a calendar of elsewhere takes of a day, on the clocks of the space: it says neither why nor with whom.

    Or when somebody of the team is away: `words` are for the team alone.
    """

    whose: User | Venue
    name: str = ""
    words: str = ""
    kind = "busy"

    @property
    def is_absence(self) -> bool:
        return not self.name

    @property
    def who(self) -> str:
        return self.whose.get_short_name() if isinstance(self.whose, User) else self.whose.name

    @property
    def is_all_day(self) -> bool:
        return self.ends_at - self.starts_at >= A_DAY


@dataclass
class Day:
    """`left_out`: how many more lines there are. `closed`: what is, and why; `closed_at`: which venues, None for all.
    `busy` and `gaps` are of who sees people."""

    on: date
    lines: list[Line] = field(default_factory=list)
    left_out: int = 0
    closed: list[str] = field(default_factory=list)
    closed_at: set[int | None] = field(default_factory=set)
    busy: list[Busy] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def away(self) -> list[Busy]:
        """Who is away all day: said above the hours, which it would fill."""
        return [busy for busy in self.busy if busy.is_absence and busy.is_all_day]

    @property
    def items(self) -> list[Line | Busy | Gap]:
        drawn = [busy for busy in self.busy if busy not in self.away]
        return sorted([*self.lines, *drawn, *self.gaps], key=lambda item: item.starts_at)

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.closed


def line_of(row: Session | Appointment | HalfDay, scope: Scope) -> Line:
    return Line(row.starts_at.astimezone(row.zone), row.ends_at.astimezone(row.zone), row, scope.host)


def days_of(scope: Scope, frame: Frame, venues: Iterable[Venue]) -> list[Day]:
    """Without the hours that are free."""
    days, most = {on: Day(on) for on in frame.days}, SHOWN[frame.view]
    rows = read(scope, frame)
    counts = {(row.local_date, type(row)): row.of_day for row in rows}
    for row in rows:
        days[row.local_date].lines.append(line_of(row, scope))
    for (on, _), count in counts.items():
        days[on].left_out += count
    for day in days.values():
        day.lines = day.lines[:most]
        day.left_out -= len(day.lines)
    close(list(days.values()), scope, venues)
    if scope.sees_people and frame.view != View.MONTH:
        show_busy(list(days.values()), scope)
    return list(days.values())


def read(scope: Scope, frame: Frame) -> list[Session | Appointment | HalfDay]:
    """In their order, those of no day more than it shows; `of_day` says how many of its kind there are."""
    kinds = [
        Session.objects.exclude(state=SessionState.CANCELLED).filter(scope.rows),
        HalfDay.objects.standing().filter(scope.half_days),
    ]
    if scope.sees_people:
        kinds.append(Appointment.objects.shown().filter(scope.rows))
    is_short = frame.view == View.MONTH
    found = [list(first_of_each_day(kind.in_short() if is_short else kind.in_lines(), frame)) for kind in kinds]
    for kind, rows in zip(kinds, found, strict=True):
        share(rows, **(IN_SHORT if is_short else IN_LINES)[kind.model])
    return sorted(chain(*found), key=lambda row: (row.starts_at, row.pk))


def first_of_each_day(rows: QuerySet, frame: Frame) -> QuerySet:
    a_day = {"partition_by": F("local_date")}
    rank, of_day = Window(RowNumber(), order_by=["starts_at", "pk"], **a_day), Window(Count("pk"), **a_day)
    asked = rows.filter(local_date__range=(frame.first, frame.last))
    return asked.annotate(rank=rank, of_day=of_day).filter(rank__lte=SHOWN[frame.view])


def close(days: list[Day], scope: Scope, venues: Iterable[Venue]) -> None:
    """Public holidays, those of the département included, then what the team closed there."""
    place, first, last = scope.place, days[0].on, days[-1].on
    department = department_of(code for venue in filter(None, [place, *venues]) for code in codes_of(venue))
    standing = Closure.objects.of(scope.space).standing().filter(reopens_on__gt=first, starts_on__lte=last)
    closures = list(standing.filter(Q(venue=None) | Q(venue=place)) if place else standing)
    by_key = {venue.pk: venue for venue in venues}
    for closure in closures:
        closure.venue = by_key.get(closure.venue_id)
    for day in days:
        if name := public_holidays(day.on.year, department).get(day.on):
            day.closed, day.closed_at = [f"Férié\u00a0: {name}"], {None}
        for closure in closures:
            if closure.is_running(day.on):
                day.closed.append(said(closure))
                day.closed_at.add(closure.venue_id)


def codes_of(venue: Venue) -> tuple[str, str]:
    return venue.insee_code, venue.postal_code


def said(closure: Closure) -> str:
    """« Fermé : inventaire », « Fermé, Salle du Lavoir : travaux »."""
    words = f"Fermé, {closure.venue}" if closure.venue else "Fermé"
    return f"{words}\u00a0: {closure.reason}" if closure.reason else words


def show_busy(days: list[Day], scope: Scope) -> None:
    zone = scope.space.zone
    edges = [datetime.combine(day.on, time(), tzinfo=zone) for day in days]
    edges.append(edges[-1] + A_DAY)
    for busy in [*taken_elsewhere(scope, edges[0], edges[-1]), *absences(scope, days[0].on, days[-1].on)]:
        for day, midnight, next_midnight in zip(days, edges, edges[1:], strict=False):
            start, end = max(busy.starts_at, midnight), min(busy.ends_at, next_midnight)
            if start < end:
                day.busy.append(replace(busy, starts_at=start.astimezone(zone), ends_at=end.astimezone(zone)))


def taken_elsewhere(scope: Scope, since: datetime, until: datetime) -> Iterator[Busy]:
    rows = BusyHours.objects.of(scope.space).meanwhile(since, until).filter(scope.calendars)
    shown = rows.select_related("calendar__host", "calendar__venue").only("starts_at", "ends_at", *OF_A_CALENDAR)
    for row in shown.order_by("starts_at", "pk")[:MOST_BUSY]:
        yield Busy(row.starts_at, row.ends_at, row.calendar.host or row.calendar.venue, row.calendar.name)


def absences(scope: Scope, first: date, last: date) -> Iterator[Busy]:
    """Of everybody, wherever they would be; of her alone when she was chosen."""
    rows = Handover.objects.of(scope.space).between(first, last)
    theirs = list((rows.filter(from_user=scope.host) if scope.host else rows).order_by("starts_on", "pk"))
    share(theirs, from_user=["name"])
    for row in theirs:
        row.space = scope.space
        yield Busy(row.starts_at, row.ends_at, row.from_user, words=row.words)


def show_gaps(day: Day, scope: Scope, venues: Iterable[Venue], *, at: datetime) -> None:
    """Of a day that is wholly shown. A draft takes no hour yet; one of us who is away takes those of nobody else, and
    an agent from elsewhere those of their room alone."""
    place = scope.place
    if day.left_out or day.closed_at & {None, place and place.pk}:
        return
    away = [busy for busy in day.busy if scope.host or not busy.is_absence]
    taking = [*(line for line in day.lines if line.takes_us or (scope.room and not line.is_draft)), *away]
    taken = [(one.starts_at, one.ends_at) for one in taking]
    opened = open_hours([place] if place else venues)
    day.gaps = gaps_of(day.on, opened, taken, scope.query, at=at)
