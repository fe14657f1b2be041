"""La Coop's figures: equal to what one counts by hand, true for ever, masked before they are shared."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.reports.periods import Period
from mediation.reports.tables import Line, Table, masked
from publics.enums import ActivityKind, Gender, PlaceKind, SocialStatus
from publics.services import Part, anonymise, report_activity
from tests.factories import (
    NOW,
    ActivityCountFactory,
    ActivityReportFactory,
    PersonFactory,
    SpaceFactory,
    SupportFactory,
    VenueFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FIGURES = reverse("reports:activity")
ACTIVITIES = reverse("reports:activities")
TODAY = NOW.date()


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


def blocks(response) -> dict[str, dict[str, tuple[str, ...]]]:
    """Each table of the file by its title: its lines, count and share."""
    found, title = {}, None
    for label, count, *rest in csv.reader(StringIO(response.content.decode("utf-8"))):
        if count == "Nombre":
            title = label
            found[title] = {}
        elif title and count:
            found[title][label] = (count, *filter(None, rest))
    return found


def figures(client, **asked):
    return blocks(client.get(FIGURES, {"export": "csv", **asked}))


def told(space, *people, on=TODAY, first=(), source="visit", **facts):
    """One activity with these people."""
    number = told.number = getattr(told, "number", 0) + 1
    kind = facts.pop("kind", ActivityKind.INDIVIDUAL)
    parts = [Part(person, is_first=person in first) for person in people]
    return report_activity(
        space=space, source_ref=f"{source}:{number}", kind=kind, on=on, parts=parts, at=NOW, by=None, **facts
    )


@pytest.fixture
def month(space):
    """Two visits of Josette, one of somebody unknown, a workshop of five, a meeting outside, another month."""
    fil = VenueFactory(space=space, name="Le Fil", city="Montorvelle")
    josette = PersonFactory(space=space, birth_year=1948, gender=Gender.FEMALE, status=SocialStatus.RETIRED)
    lucien = PersonFactory(space=space, birth_year=1990, gender=Gender.MALE)
    papers = {"thematiques": ["aide_aux_demarches_administratives"], "administrative_themes": ["argent_impots"]}
    told(space, josette, first=[josette], minutes=15, venue=fil, city="Montorvelle", equipment=["ordinateur"], **papers)
    told(space, josette, minutes=45, venue=fil, city="Montorvelle", equipment=["ordinateur", "telephone"], **papers)
    told(space, anonymous_count=1, place_kind=PlaceKind.REMOTE, thematiques=["email"])
    told(
        space, josette, lucien, anonymous_count=3, counts={"gender": {"feminin": 2}}, kind=ActivityKind.COLLECTIVE,
        minutes=120, venue=fil, city="Montorvelle", thematiques=["email", "creer_avec_le_numerique"],
    )  # fmt: skip
    told(space, anonymous_count=12, kind=ActivityKind.OUTREACH, place="Marché")
    told(space, josette, on=TODAY - timedelta(days=31))
    other = PersonFactory()
    told(other.space, other)
    return josette


@pytest.mark.usefixtures("month")
def test_figures_equal_what_one_counts_by_hand(client, space, signed_in):
    signed_in(space)

    found = figures(client)

    assert found["En tout"] == {
        "Accompagnements": ("8",),
        "… individuels": ("3",),
        "… participations à des ateliers": ("5",),
        "Activités": ("4",),
        "… dont ateliers": ("1",),
        "Temps passé": ("180",),
        "Personnes accompagnées": ("6",),
        "… connues": ("2",),
        "… sans nom": ("4",),
        "… connues, venues pour la première fois": ("1",),
        "Rencontres hors les murs": ("1",),
        "… personnes rencontrées": ("12",),
    }
    assert found["Par jour"] == {"16/11/2026": ("8",)}
    assert counted(found["Thématiques"]) == {
        "E-mail": ("6", "46.2"),
        "Créer avec le numérique": ("5", "38.5"),
        "Aide aux démarches administratives": ("2", "15.4"),
    }
    assert counted(found["Démarches administratives"]) == {"Argent - Impôts": ("2", "100.0")}
    assert counted(found["Matériel"]) == {
        "Ordinateur": ("2", "66.7"),
        "Téléphone": ("1", "33.3"),
        "Non précisé": ("6",),
    }
    assert counted(found["Type de lieu"]) == {"Lieu d'activité": ("7", "87.5"), "À distance": ("1", "12.5")}
    assert counted(found["Durée"]) == {
        "Moins de 30 min": ("1", "12.5"),
        "30 min à 1 h": ("1", "12.5"),
        "2 h et plus": ("5", "62.5"),
        "Non précisé": ("1", "12.5"),
    }
    assert found["Lieux"] == {"Le Fil": ("7", "87.5"), "À distance": ("1", "12.5")}
    assert found["Communes"] == {"Montorvelle": ("7", "87.5"), "À distance": ("1", "12.5")}
    assert counted(found["Genre"]) == {
        "Féminin": ("3", "50.0"),
        "Masculin": ("1", "16.7"),
        "Non communiqué": ("2", "33.3"),
    }
    assert counted(found["Âge"]) == {
        "25 - 39 ans": ("1", "16.7"),
        "70 ans et plus": ("1", "16.7"),
        "Non communiqué": ("4", "66.7"),
    }
    assert counted(found["Statut"])["Retraité"] == ("1", "16.7")


def counted(lines):
    return {label: values for label, values in lines.items() if values[0] != "0"}


@pytest.mark.usefixtures("month")
def test_the_page_says_each_number_and_what_it_counts(client, space, signed_in):
    signed_in(space)

    said = read(client.get(FIGURES))

    assert "Chiffres, novembre 2026" in said
    assert "Temps passé 3 h" in said
    assert "E-mail 6 46,2 %" in said
    assert "un atelier de dix personnes en compte dix" in said
    assert "Les parts sont celles des réponses" in said


def test_a_person_forgotten_or_older_changes_no_past_figure(client, space, signed_in, month):
    signed_in(space)
    before = figures(client)

    month.birth_year = 1999
    month.save(update_fields=["birth_year"])
    anonymise(people=[month.pk], at=NOW, by=None)

    assert figures(client) == before


def test_a_revision_counts_instead_of_what_it_corrects(client, space, signed_in):
    signed_in(space)
    report = ActivityReportFactory(space=space, participants_count=9, voided_at=NOW)
    ActivityReportFactory(space=space, source_ref=report.source_ref, revision=2)

    assert figures(client)["En tout"]["Accompagnements"] == ("1",)


def test_months_without_anything_are_counted_too(client, space, signed_in):
    signed_in(space)
    ActivityReportFactory.create_batch(2, space=space)

    found = figures(client, periode="trimestre", le="2026-11-01")

    assert found["Par mois"] == {"octobre 2026": ("0",), "novembre 2026": ("2",), "décembre 2026": ("0",)}


@pytest.mark.parametrize(("days", "count"), [(("2026-11-01", "2026-11-15"), "0"), (("2026-11-16", "2026-11-16"), "1")])
def test_dates_are_chosen_both_counted(client, space, signed_in, days, count):
    signed_in(space)
    ActivityReportFactory(space=space)

    assert figures(client, periode="dates", le=days[0], au=days[1])["En tout"]["Activités"] == (count,)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-16", "2026-11-01"), ("hier", "x" * 10_000), ("1850-01-01", "2090-01-01"), ("0001-01-01", "9999-12-31")],
)
def test_dates_that_are_not_understood_are_this_month(client, space, signed_in, first, last):
    signed_in(space)

    page = client.get(FIGURES, {"periode": "dates", "le": first, "au": last})

    assert "Chiffres, novembre 2026" in read(page)


def test_chosen_dates_have_neighbours_as_long():
    period = Period.between("2026-11-02", "2026-11-08")

    assert (period.previous.first, period.previous.last) == (date(2026, 10, 26), date(2026, 11, 1))
    assert period.next.previous == period
    assert period.label == "du 02/11/2026 au 08/11/2026"


# --- shared outside the team --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([9, 2, 7], [9, None, None]),  # one alone would be found from the total
        ([9, 2, 1, 7], [9, None, None, 7]),
        ([9, 1, 1, 7], [9, None, None, None]),  # two of them in all: each would be one
        ([9, 0, 7], [9, 0, 7]),
        ([2], [None]),
    ],
)
def test_small_numbers_are_masked_and_cannot_be_worked_out(counts, shown):
    table = Table("Genre", "", [Line(str(number), count) for number, count in enumerate(counts)])

    found = masked(table)

    assert [line.count for line in found.lines] == shown
    assert bool(found.whole) == (None not in shown)


def test_the_network_reads_figures_masked_and_nothing_else(client, space, signed_in):
    SupportFactory(space=space, person__last_name="Cytise")
    signed_in(space, Role.NETWORK)

    said, found = read(client.get(FIGURES)), figures(client)

    assert "Accompagnements moins de 3" in said
    assert found["En tout"]["Personnes accompagnées"] == ("moins de 3",)
    assert "Tout montrer" not in said
    assert "Cytise" not in said
    assert [client.get(page).status_code for page in (ACTIVITIES, reverse("reports:to_copy"))] == [403, 403]


def test_the_team_masks_before_it_shares(client, space, signed_in):
    SupportFactory(space=space)
    signed_in(space)

    assert "Accompagnements 1 " in read(client.get(FIGURES))
    assert "Accompagnements moins de 3" in read(client.get(FIGURES, {"partage": "1"}))


@pytest.mark.parametrize("rows", [1, 3])
def test_figures_cost_the_same_whatever_they_count(client, space, signed_in, django_assert_num_queries, rows):
    for number in range(rows):
        report = SupportFactory(space=space, report__thematiques=["email"]).report
        ActivityCountFactory(space=space, report__on=report.on - timedelta(days=number))
    signed_in(space)

    with django_assert_num_queries(17):
        assert client.get(FIGURES).status_code == 200


# --- files --------------------------------------------------------------------------------------------------------


def test_the_spreadsheet_says_who_took_it_when_and_over_what(client, space, signed_in):
    ActivityReportFactory(space=space, minutes=30)
    signed_in(space, name="Hélène Viorne")

    sheet = openpyxl.load_workbook(BytesIO(client.get(FIGURES, {"export": "xlsx"}).content)).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]

    assert rows[:5] == [
        ["Chiffres de la période", "Le Fil d'Orvelle"],
        ["Emporté le", "lundi 16\u00a0novembre 2026, 10\u00a0h"],
        ["Par", "Hélène Viorne"],
        ["Filtres", "aucun"],
        ["Période", "novembre 2026"],
    ]
    assert ["Accompagnements", 1] in rows
    assert ["30 min à 1 h", 1, 100] in rows


def test_activities_are_listed_by_their_filters_without_a_name(client, space, signed_in):
    SupportFactory(space=space, person__last_name="Cytise", report__thematiques=["email"], report__minutes=90)
    ActivityReportFactory(space=space, kind=ActivityKind.COLLECTIVE, title="Vendre ses gâteaux", participants_count=6)
    ActivityReportFactory(space=space, on=TODAY - timedelta(days=40), title="Avant")
    ActivityReportFactory(title="Ailleurs")
    signed_in(space)

    every, chosen = read(client.get(ACTIVITIES)), read(client.get(ACTIVITIES, {"thematique": "email"}))

    assert "2 activités" in every
    assert "Vendre ses gâteaux" in every
    assert not any(word in every for word in ("Cytise", "Avant", "Ailleurs"))
    assert "1 activité " in chosen
    assert "1 h 30" in chosen
    assert "Vendre ses gâteaux" not in chosen


@pytest.mark.parametrize("format_name", ["csv", "xlsx", "ods"])
def test_activities_leave_with_their_filters_and_without_formulas(client, space, signed_in, format_name):
    ActivityReportFactory(space=space, kind=ActivityKind.COLLECTIVE, title="=1+1", thematiques=["email"])
    signed_in(space, Role.COORDINATOR)

    response = client.get(ACTIVITIES, {"export": format_name, "thematique": "email"})

    assert response.headers["Content-Disposition"] == f'attachment; filename="activites-2026-11-16.{format_name}"'
    if format_name == "csv":
        said = response.content.decode()
        assert "Filtres,Thématique : E-mail" in said
        assert "'=1+1" in said
        assert "Personnes connues" not in said


def test_only_the_coordination_takes_a_list_away(client, space, signed_in):
    signed_in(space, Role.MEDIATOR)

    assert client.get(ACTIVITIES, {"export": "csv"}).status_code == 403
    assert "Emporter" not in read(client.get(ACTIVITIES))


@pytest.mark.parametrize("value", ["x" * 10_000, "999999999999999999999", "-1"])
def test_filters_that_are_not_understood_are_ignored(client, space, signed_in, value):
    ActivityReportFactory(space=space)
    signed_in(space)

    asked = dict.fromkeys(("type", "thematique", "lieu", "qui", "coop", "page", "periode", "le", "au"), value)

    assert "1 activité " in read(client.get(ACTIVITIES, asked))
