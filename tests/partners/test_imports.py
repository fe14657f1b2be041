"""Files of partners: read whatever their look, shown before they are written, written once."""

import csv
import io
import os
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mediation.common import tables
from mediation.common.isolation import only
from partners import feeds, imports
from partners.models import DirectoryImport, Partner
from partners.resources import bring_in
from publics.models import Organisation
from tests.factories import NOW, PartnerFactory, SpaceFactory, UserFactory

pytestmark = pytest.mark.django_db

HEADINGS = ["id", "nom", "commune", "code_postal", "adresse", "telephone", "source"]
SAMPLE = os.environ.get("SAMPLE_DATA")
needs_sample = pytest.mark.skipif(not SAMPLE, reason="SAMPLE_DATA ne dit pas où sont les fichiers réels.")


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }


def line(number=1, **cells):
    usual = {
        "id": f"lieu-{number}",
        "nom": f"Médiathèque {number}",
        "commune": "Vernelune",
        "code_postal": "23990",
        "adresse": "2 rue des Écoles",
        "telephone": "05 36 49 11 02",
        "source": "Annuaire",
    }
    return usual | cells


def written(*lines, separator=",", encoding="utf-8") -> bytes:
    headings = list(dict.fromkeys(name for row in lines for name in row)) or HEADINGS
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, delimiter=separator)
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode(encoding)


def trial(space, content, **options):
    return bring_in(feeds.read(content), space=space, trial=True, **options)


def real(space, content, **options):
    return bring_in(feeds.read(content), space=space, trial=False, **options)


def counts(outcome):
    return outcome.new, outcome.updated, outcome.unchanged, len(outcome.refused)


# --- what a file may look like ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_are_found(space, encoding, separator):
    real(space, written(line(), separator=separator, encoding=encoding))

    assert [str(partner) for partner in Partner.objects.of(space)] == ["Médiathèque 1"]


def test_a_spreadsheet_is_read_too(space):
    book = openpyxl.Workbook()
    book.active.append([*HEADINGS, "latitude"])
    book.active.append([*line().values(), 46.105])
    book.active["D2"], file = 6000, io.BytesIO()
    book.save(file)

    real(space, file.getvalue())

    organisation = Organisation.objects.get(space=space)
    assert (organisation.name, organisation.postal_code) == ("Médiathèque 1", "06000")


def test_headings_are_recognised_however_they_are_written(space):
    real(
        space,
        "ID;Nom;Commune;Code postal;Adresse;Téléphone;Source\n1;Le Fil;Vernelune;23990;2 rue;0536491102;A\n".encode(),
    )

    assert Organisation.objects.get(space=space).phone == "+33536491102"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b" \n\n", "Ce fichier est vide."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40, tables.NOT_A_TABLE),
        (b"PK\x03\x04 not really", tables.NOT_A_TABLE),
        (b"\xff\xfe\x00", tables.NOT_A_TABLE),
        (b"nom,ville\nLe Fil,Vernelune\n", "Il manque les colonnes « id », « commune », « adresse »."),
        (b"id|nom|commune|adresse\n", "Il manque les colonnes « id », « nom », « commune », « adresse »."),
        (b"id,nom,commune\n1,Le Fil,Vernelune\n", "Il manque la colonne « adresse »."),
        (b"id,nom,commune,adresse\n", "Ce fichier n’a que ses titres de colonnes"),
        (b"a," * (6 * 1024 * 1024), "Ce fichier dépasse 10 Mo"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_partners_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(ValidationError) as refusal:
        feeds.read(content)

    assert refusal.value.messages[0].replace("\u00a0", " ").startswith(sentence)


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr(feeds, "MOST_LINES", 2)

    with pytest.raises(ValidationError, match="dépasse 2 lignes"):
        feeds.read(written(line(1), line(2), line(3)))


# --- one line's fault stops no other ---


def test_a_refused_line_says_where_and_why(space):
    content = written(line(1), line(2, id=""), line(3, nom="x" * 10_000), line(4, id="lieu-1"), line(5))

    outcome = real(space, content)

    assert counts(outcome) == (2, 0, 0, 3)
    assert [(said["line"], said["column"], said["reason"]) for said in outcome.refused] == [
        (3, "id", "Sans identifiant, cette ligne ne serait pas reconnue la prochaine fois."),
        (4, "nom", "160 caractères au plus\u00a0; il y en a 10000."),
        (5, "id", "Cet identifiant est déjà celui de la ligne 2."),
    ]
    assert outcome.refused[1]["value"] == "x" * 80


def test_a_cell_that_cannot_be_repaired_is_left_aside_and_its_line_kept(space):
    content = written(
        line(1, telephone="voir à l'accueil", latitude="abc", site_web="foo bar" * 2000, nom="Le\x00 Fil")
    )

    outcome = real(space, content)

    assert counts(outcome) == (1, 0, 0, 0)
    assert {remark["column"] for remark in outcome.remarks} == {"telephone", "latitude", "site_web"}
    assert Organisation.objects.get(space=space).name == "Le Fil"


def test_lines_shorter_or_longer_than_the_headings_are_read(space):
    outcome = real(space, b"id,nom,commune,adresse,source\n1,Le Fil,Vernelune,2 rue\n2,La Page,Vernelune,3 rue,A,B,C\n")

    assert counts(outcome) == (1, 0, 0, 1)
    assert outcome.refused[0]["column"] == "source"


def test_the_database_refusing_one_line_of_a_batch_stops_no_other(space, monkeypatch):
    PartnerFactory(space=space, source="Annuaire", external_id="lieu-2")
    monkeypatch.setattr("partners.resources.KnownPartners.get_instance", lambda self, row: None)

    outcome = real(space, written(line(1), line(2), line(3)))

    assert counts(outcome) == (2, 0, 0, 1)
    assert outcome.refused[0]["reason"] == "Cette ligne du fichier a déjà été importée."


# --- the same place is the same row ---


def test_a_trial_writes_nothing(space):
    assert counts(trial(space, written(line(1), line(2)))) == (2, 0, 0, 0)
    assert not Partner.objects.of(space).exists()


def test_the_same_file_again_changes_nothing(space):
    content = written(line(1), line(2))
    real(space, content)

    assert counts(real(space, content)) == (0, 0, 2, 0)


def test_a_changed_cell_is_told_and_an_empty_one_erases_nothing(space):
    real(space, written(line(1)))

    outcome = real(space, written(line(1, nom="La Page tournée", telephone="")))

    assert counts(outcome) == (0, 1, 0, 0)
    assert outcome.changes == [
        {"line": 2, "name": "La Page tournée", "changes": [("nom", "Médiathèque 1", "La Page tournée")]}
    ]
    organisation = Organisation.objects.get(space=space)
    assert (organisation.phone, organisation.version) == ("+33536491102", 2)


def test_one_siret_for_several_places_is_several_partners(space):
    content = written(line(1, pivot="21130001700012"), line(2, pivot="21130001700012"), line(3, pivot="0" * 14))

    assert counts(real(space, content)) == (3, 0, 0, 0)
    assert sorted(Organisation.objects.of(space).values_list("siret", flat=True)) == [
        "",
        "21130001700012",
        "21130001700012",
    ]


def test_a_merged_place_stays_the_same_partner(space):
    real(space, written(line(1, id="A")))
    partner = Partner.objects.get(space=space)

    assert counts(real(space, written(line(1, id="A__B")))) == (0, 1, 0, 0)
    assert counts(real(space, written(line(1, id="B"), line(2, id="A")))) == (1, 1, 0, 0)
    assert Partner.objects.get(pk=partner.pk).external_id == "B"


def test_a_merged_place_takes_no_line_s_own_place(space):
    real(space, written(line(1, id="A")))

    assert counts(real(space, written(line(2, id="A__B"), line(1, id="A")))) == (1, 0, 1, 0)


def test_same_ids_of_two_sources_are_two_places(space):
    assert counts(real(space, written(line(1), line(1, source="Autre annuaire")))) == (2, 0, 0, 0)


def test_another_space_keeps_its_own_directory(space):
    other = SpaceFactory()
    real(other, written(line(1)))

    with only([space.pk]):
        assert counts(real(space, written(line(1)))) == (1, 0, 0, 0)
    assert Partner.objects.of(other).count() == 1


def test_statements_do_not_grow_with_lines(space):
    def statements(content):
        with CaptureQueriesContext(connection) as queries:
            real(space, content)
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    assert statements(written(line(1))) == 3
    assert statements(written(*(line(number) for number in range(2, 40)))) == 3


# --- in two steps ---


def test_nothing_is_written_before_somebody_confirms_and_then_once(space, user):
    upload = SimpleUploadedFile("lieux.csv", written(line(1), line(2, id="")), "text/csv")

    proposal = imports.propose(upload=upload, source="", space=space, by=user, at=NOW)
    assert (proposal.new_count, proposal.refused_count, proposal.imported_at) == (1, 1, None)
    assert not Partner.objects.of(space).exists()

    for _ in range(2):
        imports.carry_out(proposal=proposal, by=user, at=NOW)

    done = DirectoryImport.objects.get(pk=proposal.pk)
    assert (done.new_count, done.imported_at) == (1, NOW)
    assert Partner.objects.of(space).count() == 1


def test_a_file_that_does_not_say_its_source_is_given_a_name(space, user):
    content = b"id,nom,commune,adresse\n1,Le Fil,Vernelune,2 rue\n"
    options = {"space": space, "by": user, "at": NOW}

    with pytest.raises(ValidationError, match="donnez-lui un nom"):
        imports.propose(upload=SimpleUploadedFile("a.csv", content), source="", **options)

    proposal = imports.propose(upload=SimpleUploadedFile("a.csv", content), source="Mairie", **options)
    assert proposal.new_count == 1


# --- real files ---


@needs_sample
def test_the_national_standard_is_read_twice(space):
    content = Path(SAMPLE, "standard/lieux-standard-120.csv").read_bytes()

    assert counts(trial(space, content)) == (120, 0, 0, 0)
    assert counts(real(space, content)) == (120, 0, 0, 0)
    assert counts(real(space, content)) == (0, 0, 120, 0)


@needs_sample
def test_the_national_export_is_read_twice(space):
    content = Path(SAMPLE, "standard/national-export-like-500.csv").read_bytes()

    first = real(space, content)
    assert counts(first) == (475, 0, 0, 25)
    assert {said["column"] for said in first.refused} == {"id"}
    assert counts(real(space, content)) == (0, 0, 475, 25)


@needs_sample
def test_invalid_rows_are_refused_or_repaired_as_expected(space):
    outcome = real(space, Path(SAMPLE, "standard/invalid-rows.csv").read_bytes())

    assert [(said["column"], said["value"]) for said in outcome.refused] == [("id", ""), ("nom", ""), ("adresse", "")]
    by_key = {partner.external_id: partner.organisation for partner in Partner.objects.select_related("organisation")}
    assert by_key["bad-03"].siret == "40109226700020"
    assert by_key["bad-07"].postal_code == "06000"
    assert by_key["bad-13"].latitude == 43.52609
    assert {by_key["bad-15"].phone, by_key["bad-17"].phone} == {"+33180059880"}


@needs_sample
@pytest.mark.parametrize(
    ("name", "new"),
    [("aix-en-provence", True), ("etapes-numerique", True), ("la-creuse", True), ("bus-france-services-charente", True),
     ("angers", False), ("gironde", False), ("maine-et-loire", False)],
)  # fmt: skip
def test_files_as_found_are_read_or_refused_naming_what_is_missing(space, name, new):
    content = Path(SAMPLE, f"raw/{name}.csv").read_bytes()
    if new:
        outcome = real(space, content, source=name)
        assert outcome.new > 0
        assert counts(real(space, content, source=name))[0] == 0
    else:
        with pytest.raises(ValidationError, match="Il manque"):
            feeds.read(content)
