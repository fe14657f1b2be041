"""What was done over a period, counted with the definitions of La Coop: always the same, and said beside each table."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Func, Q, QuerySet, Sum
from django.db.models.enums import ChoicesType

from mediation.accounts.models import Space
from mediation.common.dates import MONTHS
from mediation.common.templatetags.french import duration_fr
from publics.enums import (
    ActivityKind,
    AdministrativeTheme,
    AgeBracket,
    CountedOf,
    Equipment,
    Gender,
    LackKind,
    PlaceKind,
    SocialStatus,
    Thematique,
)
from publics.models import ActivityCount, ActivityReport, BlockingPoint, Lack, Support

from .periods import DAYS, Period
from .tables import Line, Table, masked

NBSP = "\u00a0"
DURATIONS = [(30, "Moins de 30 min"), (60, "30 min à 1 h"), (120, "1 h à 2 h"), (24 * 60, "2 h et plus")]
UNSAID = "Non précisé"
OF_SUPPORTS = "Chaque accompagnement compte une fois."
OF_MENTIONS = (
    "Chaque accompagnement compte une fois pour chaque réponse donnée. Les parts sont celles des réponses"
    f"{NBSP}: leur total fait 100{NBSP}%."
)
OF_PEOPLE = (
    "Chaque personne connue compte une fois, telle qu’elle était lors de sa dernière activité de la période ; qui n’a "
    "pas donné son nom compte une fois à chaque accompagnement."
)
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Done:
    """The live reports of a period, and what is read of them once for several tables."""

    space: Space
    period: Period

    @property
    def reports(self) -> QuerySet[ActivityReport]:
        found = ActivityReport.objects.of(self.space).live()
        return found.in_period(self.period.first, self.period.end).order_by()

    @property
    def supports(self) -> QuerySet[ActivityReport]:
        """What La Coop calls « accompagnements »: individual help, and workshops. Counted by `participants_count`."""
        return self.reports.filter(kind__in=[ActivityKind.INDIVIDUAL, ActivityKind.COLLECTIVE])

    @property
    def parts(self) -> QuerySet[Support]:
        return Support.objects.of(self.space).filter(report__in=self.supports).order_by()

    def by(self, *columns: str) -> dict:
        """How many accompagnements for each value of these columns."""
        rows = self.supports.values_list(*columns).annotate(total=Sum("participants_count"))
        return {row[:-1] if len(columns) > 1 else row[0]: row[-1] for row in rows}

    def by_mention(self, column: str) -> dict[str, int]:
        """An activity that says several counts in each."""
        mentioned = Func(F(column), function="unnest", set_returning=True)
        rows = self.supports.annotate(said=mentioned).values_list("said").annotate(total=Sum("participants_count"))
        return dict(rows)


def activity(*, space: Space, period: Period, is_shared: bool) -> list[Table]:
    """Fourteen tables, in as many queries, whatever they count. `is_shared`: small numbers are masked."""
    done = Done(space, period)
    totals = totals_of(done)
    people = people_of(done, anonymous=totals["anonymous"])
    tables = [
        overall(totals, people),
        over_time(done),
        by_thematique(done, totals),
        by_theme(done),
        by_equipment(done, totals),
        by_place_kind(done),
        by_duration(done),
        by_venue(done),
        by_city(done),
        *of_people(people),
        by_blocking(done),
        by_lack(done),
    ]
    return [masked(table) for table in tables] if is_shared else tables


# --- everything together -----------------------------------------------------------------------------------------


def totals_of(done: Done) -> Counts:
    one, many = Q(kind=ActivityKind.INDIVIDUAL), Q(kind=ActivityKind.COLLECTIVE)
    met = Q(kind=ActivityKind.OUTREACH)
    people = "participants_count"
    return done.reports.aggregate(
        individual=Sum(people, filter=one, default=0),
        participations=Sum(people, filter=many, default=0),
        activities=Count("pk", filter=one | many),
        workshops=Count("pk", filter=many),
        minutes=Sum("minutes", filter=one | many, default=0),
        anonymous=Sum("anonymous_count", filter=one | many, default=0),
        no_thematique=Sum(people, filter=(one | many) & Q(thematiques=[]), default=0),
        no_equipment=Sum(people, filter=(one | many) & Q(equipment=[]), default=0),
        outreach=Count("pk", filter=met),
        met=Sum(people, filter=met, default=0),
    )


def overall(totals: Counts, people: "People") -> Table:
    individual, participations = totals["individual"], totals["participations"]
    hours = {"scale": "hours", "as_words": duration_fr, "tells_people": False}
    lines = [
        Line("Accompagnements", individual + participations, scale="supports"),
        Line("… individuels", individual, scale="supports"),
        Line("… participations à des ateliers", participations, scale="supports"),
        Line("Activités", totals["activities"], scale="activities"),
        Line("… dont ateliers", totals["workshops"], scale="activities"),
        Line("Temps passé", totals["minutes"], **hours),
        Line("Personnes accompagnées", people.known + people.anonymous, scale="people"),
        Line("… connues", people.known, scale="people"),
        Line("… sans nom", people.anonymous, scale="people"),
        Line("… connues, venues pour la première fois", people.new, scale="people"),
        Line("Rencontres hors les murs", totals["outreach"], scale="outreach"),
        Line("… personnes rencontrées", totals["met"], scale="outreach"),
    ]
    definition = (
        "Un accompagnement est l’aide apportée à une personne, seule ou dans un atelier : un atelier de dix personnes "
        "en compte dix. Le temps passé compte chaque activité une fois, quel que soit le nombre de personnes ; celles "
        "dont la durée n’est pas notée n’y ajoutent rien. Une personne connue compte une fois sur la période ; qui n’a "
        "pas donné son nom compte une fois à chaque accompagnement. Les rencontres hors les murs sont comptées à part."
    )
    return Table("En tout", definition, lines, has_shares=False)


def over_time(done: Done) -> Table:
    """By month, those without anything too; by day when the period is a month or less."""
    days, period = done.by("on"), done.period
    if (period.end - period.first).days <= 31:
        lines = [Line(f"{day:%d/%m/%Y}", days[day]) for day in sorted(days)]
        definition = f"{OF_SUPPORTS} Les jours sans activité ne sont pas montrés."
        return Table("Par jour", definition, lines, has_shares=False)
    counts = Counter()
    for day, total in days.items():
        counts[day.year, day.month] += total
    lines = [Line(f"{MONTHS[month - 1]} {year}", counts[year, month]) for year, month in months_of(period)]
    partial = " Le premier et le dernier mois peuvent n’être comptés qu’en partie." if period.length == DAYS else ""
    return Table("Par mois", f"{OF_SUPPORTS}{partial}", lines, has_shares=False)


def months_of(period: Period) -> Iterable[tuple[int, int]]:
    first, last = (day.year * 12 + day.month - 1 for day in (period.first, period.end - timedelta(days=1)))
    return ((number // 12, number % 12 + 1) for number in range(first, last + 1))


# --- what was done, with what, where ------------------------------------------------------------------------------


def by_thematique(done: Done, totals: Counts) -> Table:
    lines = mentions(done.by_mention("thematiques"), Thematique, unsaid=totals["no_thematique"])
    return Table("Thématiques", OF_MENTIONS, lines)


def by_theme(done: Done) -> Table:
    lines = mentions(done.by_mention("administrative_themes"), AdministrativeTheme)
    return Table("Démarches administratives", OF_MENTIONS, lines)


def by_equipment(done: Done, totals: Counts) -> Table:
    lines = mentions(done.by_mention("equipment"), Equipment, unsaid=totals["no_equipment"])
    return Table("Matériel", OF_MENTIONS, lines)


def by_place_kind(done: Done) -> Table:
    return Table("Type de lieu", OF_SUPPORTS, each(done.by("place_kind"), PlaceKind))


def by_duration(done: Done) -> Table:
    counts = Counter()
    for minutes, total in done.by("minutes").items():
        counts[class_of(minutes)] += total
    lines = [Line(label, counts[label]) for _, label in DURATIONS]
    if counts[UNSAID]:
        lines.append(Line(UNSAID, counts[UNSAID]))
    definition = (
        f"{OF_SUPPORTS} Un atelier de deux heures avec dix personnes en compte dix dans «{NBSP}2 h et plus{NBSP}»."
    )
    return Table("Durée", definition, lines)


def class_of(minutes: int | None) -> str:
    if minutes is None:
        return UNSAID
    return next(label for end, label in DURATIONS if minutes < end)


def by_venue(done: Done) -> Table:
    counts = Counter()
    for (venue, place, kind), total in done.by("venue__name", "place", "place_kind").items():
        counts[venue or place or PlaceKind(kind).label] += total
    return Table("Lieux", OF_SUPPORTS, most(counts))


def by_city(done: Done) -> Table:
    """Where it was done. At a distance there is none: nothing is moved to the commune of the employer."""
    counts = Counter()
    for (city, kind), total in done.by("city", "place_kind").items():
        counts[PlaceKind.REMOTE.label if kind == PlaceKind.REMOTE else city or UNSAID] += total
    definition = f"{OF_SUPPORTS} C’est la commune où l’on était. À distance, il n’y en a pas."
    return Table("Communes", definition, most(counts))


def by_blocking(done: Done) -> Table:
    """Counted by the day: no activity and nobody is behind."""
    counted = BlockingPoint.objects.counted(space=done.space, first=done.period.first, end=done.period.end)
    met = Counter()
    for point in counted.filter(count__gt=0):
        met[point.name] += point.count
    definition = (
        "Chaque fois que quelqu’un a été arrêté là, pendant un passage ou un appel. Seul le sujet est compté, par "
        f"jour{NBSP}: ni la personne, ni ce qui l’amenait."
    )
    return Table("Là où l’on bloque", definition, most(met))


def by_lack(done: Done) -> Table:
    noted = Lack.objects.of(done.space).between(*done.period.instants(done.space.zone)).order_by()
    counts = dict(noted.values_list("kind").annotate(count=Count("pk")))
    lines = [line for line in each(counts, LackKind) if line.count]
    definition = (
        "Ce que l’équipe a noté sur la période comme manquant ici ou sur le territoire. Rien n’y parle de quelqu’un."
    )
    return Table("Ce qui manque", definition, lines)


def each(counts: Counts, choices: ChoicesType) -> list[Line]:
    return [Line(str(choice.label), counts.get(choice, 0)) for choice in choices]


def mentions(counts: Counts, choices: ChoicesType, *, unsaid: int = 0) -> list[Line]:
    """Who said nothing is counted, and is no part of what was said."""
    return [*each(counts, choices), *([Line(UNSAID, unsaid, has_share=False)] if unsaid else [])]


def most(counts: Counts) -> list[Line]:
    return [Line(label, total) for label, total in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


# --- with whom ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class People:
    """Those known, each once, and those without a name, once at each accompagnement. As they were on that day."""

    known: int
    anonymous: int
    new: int
    of: Mapping[CountedOf, Counter]


def people_of(done: Done, *, anonymous: int) -> People:
    last = done.parts.order_by("person", "-report__on", "-pk").distinct("person").values("pk")
    of = {CountedOf.GENDER: Counter(), CountedOf.AGE_BRACKET: Counter(), CountedOf.STATUS: Counter()}
    snapshots = Support.objects.of(done.space).filter(pk__in=last).order_by().values_list(*of)
    known = 0
    for *values, count in snapshots.annotate(count=Count("pk")):
        known += count
        for dimension, value in zip(of, values, strict=True):
            of[dimension][value] += count
    described = ActivityCount.objects.of(done.space).filter(report__in=done.supports, dimension__in=of).order_by()
    for dimension, value, count in described.values_list("dimension", "value").annotate(total=Sum("count")):
        of[CountedOf(dimension)][value] += count
    new = done.parts.filter(is_first=True).aggregate(count=Count("person", distinct=True))["count"]
    return People(known, anonymous, new, of)


def of_people(people: People) -> list[Table]:
    """What nobody said is what is left of them all."""
    titles = {
        "Genre": (CountedOf.GENDER, Gender, OF_PEOPLE),
        "Âge": (CountedOf.AGE_BRACKET, AgeBracket, f"{OF_PEOPLE} L’âge est celui du jour de l’activité."),
        "Statut": (CountedOf.STATUS, SocialStatus, OF_PEOPLE),
    }
    return [
        Table(title, definition, with_unsaid(people, people.of[dimension], choices))
        for title, (dimension, choices, definition) in titles.items()
    ]


def with_unsaid(people: People, counts: Counter, choices: ChoicesType) -> list[Line]:
    said = sum(counts[choice] for choice in choices if choice != choices.UNSAID)
    left = people.known + people.anonymous - said
    return each({**counts, choices.UNSAID: left}, choices)
