"""An activity in the fields of La Coop's own form, in its order: to be read, copied, or taken away."""

from collections.abc import Iterable
from dataclasses import dataclass

from mediation.common.templatetags.french import duration_fr
from publics.enums import (
    ActivityKind,
    AdministrativeTheme,
    AgeBracket,
    Autonomy,
    CountedOf,
    Equipment,
    Gender,
    SocialStatus,
    Thematique,
)
from publics.models import ActivityReport, Support

NBSP = "\u00a0"
DESCRIBED = {CountedOf.GENDER: Gender, CountedOf.AGE_BRACKET: AgeBracket, CountedOf.STATUS: SocialStatus}
COLUMNS = [
    *(
        "Type",
        "Date",
        "Durée (min)",
        "Lieu",
        "Nom de l’atelier",
        "Personnes",
        "Personnes connues",
        "Anonymes",
        "Matériel",
    ),
    *("Thématiques", "Démarches administratives", "Autonomie ou niveau", "Orientation vers", "Notes"),
]
NAMES = COLUMNS.index("Personnes connues")
KEPT_HERE = ""  # what she said stays in her story: nothing of it is copied elsewhere


@dataclass(frozen=True)
class Field:
    label: str
    value: str
    is_private: bool = False


@dataclass(frozen=True)
class Line:
    report: ActivityReport
    fields: list[Field]


@dataclass(frozen=True)
class Listed:
    """An activity in a list: nobody is named."""

    report: ActivityReport

    @property
    def place(self) -> str:
        report = self.report
        named = ", ".join(filter(None, [report.venue.name if report.venue else report.place, report.city]))
        return named or report.get_place_kind_display()

    @property
    def themes(self) -> str:
        """What it was about: démarches when there are, thématiques else."""
        report = self.report
        if report.administrative_themes:
            return labels(report.administrative_themes, AdministrativeTheme)
        return labels(report.thematiques, Thematique)


def lines_of(reports: Iterable[ActivityReport]) -> list[Line]:
    """What each has to copy. `reports` come with their venue, supports, people and counts."""
    return [Line(report, fields_of(report)) for report in reports]


def fields_of(report: ActivityReport) -> list[Field]:
    values = dict(zip(COLUMNS, row_of(report), strict=True))
    values |= {"Date": f"{report.on:%d/%m/%Y}", "Durée (min)": duration_fr(report.minutes)}
    return [
        Field(label.removesuffix(" (min)"), str(value), is_private=label == COLUMNS[NAMES])
        for label, value in values.items()
        if value and label != "Personnes"
    ]


def rows_of(reports: Iterable[ActivityReport], *, with_names: bool) -> list[list[object]]:
    """Under their titles, one row an activity: its duration once, so that the column adds up."""
    every = [COLUMNS, *map(row_of, reports)]
    return every if with_names else [[*row[:NAMES], *row[NAMES + 1 :]] for row in every]


def row_of(report: ActivityReport) -> list[object]:
    """In the order of COLUMNS; empty where the form has a field and nothing was noted."""
    supports, counts = list(report.supports.all()), list(report.counts.all())
    return [
        report.get_kind_display(), report.on, report.minutes, where(report), report.title, report.participants_count,
        ", ".join(sorted(str(support.person) for support in supports)), anonymous(report, counts),
        labels(report.equipment, Equipment), labels(report.thematiques, Thematique),
        labels(report.administrative_themes, AdministrativeTheme), autonomy(report, supports, counts),
        report.get_redirected_to_display(), KEPT_HERE,
    ]  # fmt: skip


def where(report: ActivityReport) -> str:
    place = report.venue.name if report.venue else report.place
    return ", ".join(filter(None, [report.get_place_kind_display(), place, report.city]))


def anonymous(report: ActivityReport, counts: Iterable) -> str:
    """« 3 (Féminin : 2 ; 70 ans et plus : 1) »."""
    described = [one for one in counts if one.dimension in DESCRIBED]
    said = [
        f"{DESCRIBED[one.dimension](one.value).label}{NBSP}: {one.count}"
        for one in sorted(described, key=lambda one: (one.dimension, one.value))
    ]
    number = str(report.anonymous_count or "")
    return f"{number} ({' ; '.join(said)})" if said else number


def autonomy(report: ActivityReport, supports: Iterable[Support], counts: Iterable) -> str:
    if report.kind == ActivityKind.COLLECTIVE:
        return report.get_level_display()
    noted = {support.autonomy for support in supports if support.autonomy}
    noted |= {one.value for one in counts if one.dimension == CountedOf.AUTONOMY}
    return labels(sorted(noted), Autonomy)


def labels(codes: Iterable[str], choices) -> str:
    return ", ".join(str(choices(code).label) for code in codes)
