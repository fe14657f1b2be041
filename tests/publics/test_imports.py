"""The file of beneficiaries of La Coop: shown before anybody is noted, noted once, completing and never replacing."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.common import tables
from publics import beneficiaries, services
from publics.enums import ContactChannel, Gender
from publics.models import PeopleImport, Person
from publics.tasks import forget_imports
from tests.factories import NOW, CommuneFactory, PeopleImportFactory, PersonFactory, UserFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

HEADINGS = [
    "Nom", "Prénom", "Année de naissance", "Commune", "Code INSEE", "Code postal", "Téléphone", "E-mail", "Genre",
    "Notes",
]  # fmt: skip
COLETTE = ["Sureau", "Colette", "1956", "Saint-Aubrelin", "23901", "23990", "06 39 98 20 11", "colette@example.org",
           "Féminin", ""]  # fmt: skip
IMPORT = reverse("publics:import_people")


@pytest.fixture
def coordinator(signed_in, space):
    return signed_in(space, Role.COORDINATOR)


def somebody(last_name="Sureau", first_name="Colette", **cells):
    """A line, empty but for what is said."""
    places = {"year": 2, "city": 3, "phone": 6, "email": 7, "gender": 8, "notes": 9}
    line = [last_name, first_name, *[""] * 8]
    for name, value in cells.items():
        line[places[name]] = value
    return line


def text(*lines, separator=";", encoding="utf-8", titles=()) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows([*titles, HEADINGS, *lines])
    return written.getvalue().encode(encoding)


def sheet(*lines) -> bytes:
    """As La Coop makes it: a title, a sentence, and the headings on the fourth row."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    for row in [["Import de bénéficiaires"], ["Remplissez une ligne par personne"], [], HEADINGS, *lines]:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def lines_of(content: bytes):
    return beneficiaries.read(content, on=NOW.date())


def propose(space, *lines, at=NOW):
    upload = SimpleUploadedFile("beneficiaires.csv", text(*lines))
    return services.propose_import(upload=upload, space=space, by=UserFactory(), at=at)


def carry_out(proposal, choices=None, at=NOW):
    return services.carry_out_import(proposal=proposal, choices=choices or {}, by=UserFactory(), at=at)


def counts(made: PeopleImport):
    return made.new_count, made.completed_count, made.unchanged_count, made.likely_count, made.refused_count


# --- what a file may look like ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("titles", [(), (["Import, de bénéficiaires"], [], [])])
def test_encoding_separator_and_title_are_found(encoding, separator, titles):
    [line] = lines_of(text(COLETTE, separator=separator, encoding=encoding, titles=titles))

    assert line.cells == {
        "last_name": "Sureau", "first_name": "Colette", "birth_year": 1956, "city": "Saint-Aubrelin",
        "insee_code": "23901", "postal_code": "23990", "phone": "+33639982011", "email": "colette@example.org",
        "gender": Gender.FEMALE,
    }  # fmt: skip


def test_a_spreadsheet_that_dropped_zeros_is_repaired():
    row = ["Sureau", "Colette", 1956.0, "Bourg-en-Bresse", 1053, 1000.0, 639982011, None, "M", None]

    [line] = lines_of(sheet(row))

    assert line.number == 5
    assert [line.cells[name] for name in ("birth_year", "insee_code", "postal_code", "phone", "gender")] == [
        1956, "01053", "01000", "+33639982011", Gender.MALE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", tables.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40, tables.NOT_A_TABLE),
        (b"PK\x03\x04 not really", tables.NOT_A_TABLE),
        (b"commune;notes\nVernelune;\n", "Il manque les colonnes « nom » et « prénom »."),
        (b"nom;commune\nSureau;Vernelune\n", "Il manque la colonne « prénom »."),
        (text(), "Ce fichier n’a que ses titres de colonnes : il n’y a personne à importer."),
        (b"a;" * (6 * 1024 * 1024), "Ce fichier dépasse 10 Mo"),
        (b"nom;prenom\n" + b"Sureau;Colette\n" * 5001, "Ce fichier dépasse 5000 lignes : partagez-le"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_people_is_refused_in_a_sentence(client, coordinator, content, sentence):
    answer = client.post(IMPORT, sent(client, content))

    assert answer.status_code == 422
    assert sentence in read(answer)
    assert not PeopleImport.objects.exists()


def sent(client, content: bytes, name="beneficiaires.csv") -> dict:
    form = client.get(IMPORT).context["form"]
    return {"submission": form["submission"].value(), "file": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (somebody(last_name=""), "Il manque le nom."),
        (somebody(first_name=" \x00 "), "Il manque le prénom."),
        (somebody(last_name="x" * 10_000), "Le nom est trop long : 60 caractères au plus."),
        (somebody(last_name="2 56 03 23 901 001 42"), "Cela ressemble à un numéro de sécurité sociale"),
    ],
)
def test_a_refused_line_says_why_and_stops_no_other(client, coordinator, space, line, reason):
    page = client.post(IMPORT, sent(client, text(line, COLETTE)), follow=True)

    assert f"Ligne 2 : {reason}" in read(page)
    assert counts(PeopleImport.objects.get()) == (1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ({"year": "1850"}, "année de naissance"),
        ({"year": "2090"}, "année de naissance"),
        ({"year": "mille"}, "année de naissance"),
        ({"phone": "12"}, "téléphone"),
        ({"email": "colette chez exemple"}, "e-mail"),
        ({"city": "x" * 10_000}, "commune"),
        ({"gender": "zzz"}, "genre"),
    ],
)
def test_a_cell_that_is_not_understood_is_left_aside_and_its_person_kept(cell, column):
    [line] = lines_of(text(somebody(**cell)))

    assert line.cells == {"last_name": "Sureau", "first_name": "Colette"}
    assert line.remarks[0].startswith(column)


def test_the_same_person_twice_in_a_file_is_one(space):
    proposal = propose(space, COLETTE, COLETTE)

    assert proposal.report["refused"] == [[3, "C’est la même personne qu’à la ligne 2."]]


# --- who is noted ---


@pytest.mark.requirement("R114")
def test_nobody_is_noted_until_it_is_confirmed_then_the_file_is_forgotten(client, coordinator, space):
    page = client.post(IMPORT, sent(client, sheet(COLETTE), "beneficiaires.xlsx"), follow=True)
    assert "1 nouvelle" in read(page)
    assert not Person.objects.exists()

    done = client.post(
        page.request["PATH_INFO"], {"submission": page.context["form"]["submission"].value()}, follow=True
    )

    assert "C’est importé." in read(done)
    colette = Person.objects.get()
    assert (str(colette), colette.birth_year, colette.phone, colette.city, colette.is_provisional) == (
        "Colette Sureau", 1956, "+33639982011", "Saint-Aubrelin", False,
    )  # fmt: skip
    assert PeopleImport.objects.get().lines == []
    assert "Colette Sureau" in read(client.get(reverse("publics:people")))


def test_the_same_file_again_changes_nothing(space):
    lines = [COLETTE, somebody("Lavande", "Maurice"), somebody("Brindille", "Sofia", city="Vernelune")]
    assert counts(carry_out(propose(space, *lines))) == (3, 0, 0, 0, 0)

    assert counts(propose(space, *lines)) == (0, 0, 3, 0, 0)
    assert counts(carry_out(propose(space, *lines))) == (0, 0, 3, 0, 0)
    assert Person.objects.count() == 3


def test_who_is_known_for_sure_is_completed_and_nothing_is_replaced(space):
    known = PersonFactory(
        space=space, first_name="Colette", last_name="Sureau", birth_year=1956, phone="+33536492001", email="",
        city="Vernelune", postal_code="",
    )  # fmt: skip

    assert counts(carry_out(propose(space, COLETTE))) == (0, 1, 0, 0, 0)

    known.refresh_from_db()
    assert (known.phone, known.email, known.city, known.postal_code, known.gender, known.version) == (
        "+33536492001", "colette@example.org", "Vernelune", "", Gender.FEMALE, 2,
    )  # fmt: skip


def test_who_may_be_known_is_decided_line_by_line(client, coordinator, space):
    colette = PersonFactory(
        space=space, first_name="Colete", last_name="Sureau", phone="+33639982011", email="", birth_year=None
    )
    maurice = PersonFactory(space=space, first_name="Maurice", last_name="Lavande", phone="", city="Vernelune")
    sofia = PersonFactory(space=space, first_name="Sofia", last_name="Brindille", phone="", birth_year=None)
    lines = [COLETTE, somebody("Lavande", "Morice"), somebody("Brindille", "Sofya", phone="05 36 49 20 02")]
    page = client.post(IMPORT, sent(client, text(*lines)), follow=True)
    assert "même téléphone, nom presque identique" in read(page)
    assert "Sans réponse de votre part, la ligne est laissée de côté." in read(page)
    assert "3 à décider" in read(page)

    said = {"ligne-2": colette.code, "ligne-3": "new", "ligne-4": "leave"}
    key = page.context["form"]["submission"].value()
    done = client.post(page.request["PATH_INFO"], said | {"submission": key}, follow=True)

    assert "Laissées de côté : ligne 4." in read(done)
    colette.refresh_from_db()
    sofia.refresh_from_db()
    assert (colette.email, sofia.phone) == ("colette@example.org", "")
    assert sorted(map(str, Person.objects.exclude(pk__in=[colette.pk, maurice.pk, sofia.pk]))) == ["Morice Lavande"]


def test_somebody_of_another_space_is_no_answer(client, coordinator, space):
    PersonFactory(space=space, first_name="Colete", last_name="Sureau", phone="+33639982011")
    stranger = PersonFactory(first_name="Colette", last_name="Sureau")
    page = client.post(IMPORT, sent(client, text(COLETTE)), follow=True)
    said = {"submission": page.context["form"]["submission"].value(), "ligne-2": stranger.code}

    assert client.post(page.request["PATH_INFO"], said).status_code == 422
    assert Person.objects.of(space).count() == 1


def test_a_family_that_shares_a_telephone_is_several_people(space):
    PersonFactory(space=space, first_name="Maurice", last_name="Sureau", phone="+33639982011")

    assert counts(propose(space, COLETTE)) == (1, 0, 0, 0, 0)


def test_who_was_noted_between_the_reading_and_the_yes_is_not_noted_twice(space):
    proposal = propose(space, COLETTE)
    carry_out(propose(space, COLETTE))

    assert counts(carry_out(proposal)) == (0, 0, 1, 0, 0)
    assert Person.objects.count() == 1


def test_confirmed_twice_it_is_done_once(client, coordinator, space):
    page = client.post(IMPORT, sent(client, text(COLETTE)), follow=True)
    said = {"submission": page.context["form"]["submission"].value()}
    for _ in range(2):
        assert client.post(page.request["PATH_INFO"], said).status_code == 302

    assert counts(carry_out(PeopleImport.objects.get())) == (1, 0, 0, 0, 0)
    assert Person.objects.count() == 1


def test_somebody_imported_is_reached_by_what_the_file_says_and_has_agreed_to_nothing(space):
    CommuneFactory(space=space, name="Vernelune", insee_code="23902")
    lines = [
        COLETTE, somebody("Lavande", "Maurice", email="m@example.org"),
        somebody("Brindille", "Sofia", city="vernelune"),
    ]  # fmt: skip
    carry_out(propose(space, *lines))

    people = {person.first_name: person for person in Person.objects.of(space)}
    assert [people[name].preferred_channel for name in ("Colette", "Maurice", "Sofia")] == [
        ContactChannel.PHONE, ContactChannel.EMAIL, ContactChannel.NONE,
    ]  # fmt: skip
    assert people["Sofia"].insee_code == "23902"
    assert not people["Colette"].consents.exists()


def test_notes_are_not_kept_and_those_with_a_secret_are_told(client, coordinator, space):
    lines = [somebody(notes="aime le jardin"), somebody("Lavande", "Maurice", notes="mot de passe : jardin")]

    page = read(client.post(IMPORT, sent(client, text(*lines)), follow=True))

    assert "2 lignes portent une note : les notes ne sont pas reprises. Ligne 3 : la note semble contenir" in page
    assert "jardin" not in str(PeopleImport.objects.get().lines)


def test_lines_that_nobody_confirms_are_erased_after_seven_days(client, coordinator, space):
    old = propose(space, COLETTE, at=NOW - timedelta(days=8))
    recent = propose(space, COLETTE, at=NOW)

    services.forget_imports(at=NOW)
    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.lines, len(recent.lines)) == ([], 1)
    assert "n’a pas été confirmé à temps" in read(client.get(reverse("publics:people_import", args=[old.pk])))

    PeopleImport.objects.update(created_at=timezone.now() - timedelta(days=8))
    forget_imports()
    recent.refresh_from_db()
    assert recent.lines == []


def test_an_import_of_another_space_is_not_there(client, coordinator):
    other = PeopleImportFactory()

    assert client.get(reverse("publics:people_import", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_a_file_reads_as_much_whatever_its_length(space, count, django_assert_num_queries):
    lines = [somebody(f"Sureau{number}", "Colette", year="1956") for number in range(count)]
    proposal = propose(space, *lines)
    with django_assert_num_queries(13):
        carry_out(proposal)
