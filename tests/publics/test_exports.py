"""The list that leaves: the columns that were chosen, a sheet that says where it comes from, a trace that stays."""

import csv
import io
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mediation.accounts.enums import Role
from publics import beneficiaries
from publics.models import Export
from tests.factories import NOW, ExportFactory, PersonFactory, PersonInterestFactory, SpaceFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

EXPORT = reverse("publics:export_people")
PEOPLE = reverse("publics:people")
EVERY_COLUMN = [
    "first_name", "last_name", "city", "preferred_channel", "phone", "email", "address", "postal_code", "interests",
]  # fmt: skip
NUL, LONG = "\x00", "x" * 10_000


@pytest.fixture
def josette():
    return PersonFactory(
        space=SpaceFactory(), first_name="Josette", last_name="Aubépine", phone="+33536492001", city="Saint-Aubrelin"
    )


@pytest.fixture
def coordinator(signed_in, josette):
    return signed_in(josette.space, Role.COORDINATOR)


def take(client, *, filters="", columns=EVERY_COLUMN, columns_of="liste", format_name="csv"):
    asked = {"columns_of": columns_of, "columns": columns, "format_name": format_name}
    return client.post(f"{EXPORT}?{filters}", asked)


def lines(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_the_coordination_takes_the_list_as_it_is_filtered(client, coordinator, josette):
    PersonInterestFactory(space=josette.space, person=josette, interest__name="mon potager")
    PersonFactory(space=josette.space, first_name="=cmd()", city="Vernelune", phone="", email="cmd@example.org")

    [line] = lines(take(client, filters="commune=Saint-Aubrelin"))
    assert line == {
        "prénom": "Josette", "nom": "Aubépine", "commune": "Saint-Aubrelin", "comment la prévenir": "Par SMS",
        "téléphone": "05 36 49 20 01", "adresse e-mail": "", "adresse": "", "code postal": "", "envies": "mon potager",
    }  # fmt: skip

    sheet = load_workbook(io.BytesIO(take(client, format_name="xlsx").content))["Liste"]
    assert [cell.value for cell in next(sheet.rows)][:2] == ["prénom", "nom"]
    assert not any(str(row[0].value).startswith("=") for row in sheet.rows)


def test_only_the_columns_that_were_ticked_leave(client, coordinator, josette):
    [line] = lines(take(client, columns=["first_name", "phone"]))

    assert line == {"prénom": "Josette", "téléphone": "05 36 49 20 01"}


def test_the_file_for_la_coop_is_read_back_by_our_import(client, coordinator, josette):
    josette.birth_year, josette.gender, josette.postal_code, josette.insee_code = 1948, "feminin", "23990", "23901"
    josette.save()

    response = take(client, columns_of="coop", columns=[])

    assert response.content.decode().splitlines()[0] == (
        "Nom,Prénom,Année de naissance,Commune,Code INSEE,Code postal,Téléphone,E-mail,Genre,Notes"
    )
    [line] = beneficiaries.read(response.content, on=NOW.date())
    assert (line.refusal, line.remarks, line.has_notes) == ("", [], False)
    assert {name: value for name, value in line.cells.items() if value} == {
        "last_name": "Aubépine", "first_name": "Josette", "birth_year": 1948, "city": "Saint-Aubrelin",
        "insee_code": "23901", "postal_code": "23990", "phone": "+33536492001", "gender": "feminin",
    }  # fmt: skip


def test_a_spreadsheet_says_who_took_it_when_and_with_which_filters(client, coordinator, josette):
    content = take(client, filters="commune=Saint-Aubrelin", columns=["first_name"], format_name="xlsx").content

    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Liste", "À propos"]
    said = {row[0].value: row[1].value for row in book["À propos"].rows}
    assert said.pop("Emporté le")
    assert said == {
        "Personnes": 1, "Par": coordinator.get_full_name(), "Filtres": "Commune\u00a0: Saint-Aubrelin",
        "Colonnes": "prénom",
    }  # fmt: skip


def test_libreoffice_has_the_same_two_sheets(client, coordinator, josette):
    with ZipFile(io.BytesIO(take(client, format_name="ods").content)) as archive:
        written = archive.read("content.xml").decode()

    assert 'table:name="Liste"' in written
    assert 'table:name="À propos"' in written
    assert coordinator.get_full_name() in written


def test_each_list_that_leaves_is_noted_without_what_was_searched(client, coordinator, josette):
    take(client, filters="commune=Saint-Aubrelin")
    take(client, filters="q=Josette", columns=["first_name", "phone"])

    first, second = Export.objects.order_by("pk")
    assert first.filters == "Commune\u00a0: Saint-Aubrelin"
    assert (second.by, second.rows_count, second.format_name) == (coordinator, 1, "csv")
    assert (second.what, second.filters) == ("prénom, téléphone", "un nom, un téléphone ou un e-mail cherché")


def test_looking_at_the_page_takes_nothing(client, coordinator, josette):
    page = read(client.get(EXPORT, {"commune": "Saint-Aubrelin"}))

    assert "1 personne. Filtres : Commune : Saint-Aubrelin." in page
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"columns": []}, {"columns": ["status"]}, {"columns": [NUL]}, {"columns": [LONG]}, {"columns_of": "tout"},
        {"format_name": "exe"}, {"format_name": LONG},
    ],
)  # fmt: skip
def test_what_is_asked_wrong_takes_nothing(client, coordinator, josette, asked):
    assert take(client, **asked).status_code == 422
    assert not Export.objects.exists()


def test_a_list_without_column_says_what_to_do(client, coordinator, josette):
    assert "Cochez au moins une colonne." in read(take(client, columns=[]))


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.RECEPTION])
def test_only_the_coordination_takes_the_list(client, signed_in, josette, role):
    signed_in(josette.space, role)

    assert "Emporter cette liste" not in read(client.get(PEOPLE))
    assert client.get(EXPORT).status_code == 403
    assert take(client).status_code == 403


def test_the_administration_reads_the_trace_and_changes_nothing(client, signed_in, josette):
    noted = ExportFactory(space=josette.space, by=signed_in(josette.space, is_staff=True, is_superuser=True))

    assert "prénom, nom, téléphone" in read(client.get(reverse("admin:publics_export_changelist")))
    for act in ("change", "delete"):
        assert client.post(reverse(f"admin:publics_export_{act}", args=[noted.pk]), {"post": "yes"}).status_code == 403
    assert Export.objects.filter(pk=noted.pk).exists()
