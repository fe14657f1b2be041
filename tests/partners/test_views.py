"""The directory and its pages, by what people read on them."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.common.isolation import only
from partners.enums import PartnerState
from partners.models import Contact, DirectoryImport, Partner
from publics.models import Organisation
from tests.factories import (
    NOW,
    ContactFactory,
    DirectoryImportFactory,
    OrganisationFactory,
    PartnerFactory,
    ReferralFactory,
    SpaceFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

DIRECTORY = reverse("partners:partners")
IMPORT = reverse("partners:import_file")
STATEMENTS = 8
FILE = """id,nom,commune,adresse,source
1,La Page tournée,Vernelune,2 rue des Écoles,Annuaire
2,,Vernelune,3 rue,Annuaire
"""


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


def partner(space, name, **fields):
    structure = {key: fields.pop(key) for key in ("city", "phone") if key in fields}
    organisation = OrganisationFactory(space=space, name=name, **structure)
    return PartnerFactory(space=space, organisation=organisation, **fields)


def uploaded(content=FILE, name="lieux.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode(), "text/csv")


def key_of(response):
    return str(response.context["form"]["submission"].value())


def send(client, content=FILE, **fields):
    key = key_of(client.get(IMPORT))
    return client.post(IMPORT, {"file": uploaded(content), "submission": key} | fields)


# --- the list ---


def test_an_empty_directory_says_what_to_do(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)
    assert "Encore aucun partenaire" in read(client.get(DIRECTORY))
    assert "Importer une liste" in read(client.get(DIRECTORY))


def test_search_forgives_accents_and_typing_errors(client, space, signed_in):
    signed_in(space)
    partner(space, "Résidence Les Genêts")
    partner(space, "Pharmacie du Marché")

    page = read(client.get(DIRECTORY, {"q": "residance genets"}))

    assert "Résidence Les Genêts" in page
    assert "Pharmacie" not in page


def test_filters_are_kept_in_the_address(client, space, signed_in):
    signed_in(space)
    partner(space, "Médiathèque", types=["BIB"], city="Vernelune", state=PartnerState.ACTIVE)
    partner(space, "CCAS", types=["CCAS"], city="Montorvelle")

    for query in ({"type": "BIB"}, {"commune": "Vernelune"}, {"etat": "active"}):
        page = read(client.get(DIRECTORY, query))
        assert "1 partenaire" in page
        assert "Bibliothèque, médiathèque" in page


@pytest.mark.parametrize("query", [{"q": "x" * 10_000}, {"q": "'%_"}, {"type": "ailleurs"}, {"page": "zzz"}])
def test_what_a_filter_cannot_read_breaks_nothing(client, space, signed_in, query):
    signed_in(space)
    partner(space, "CCAS")
    assert client.get(DIRECTORY, query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_reads_as_much_whatever_its_length(client, space, signed_in, count, django_assert_num_queries):
    signed_in(space)
    for number in range(count):
        slip = partner(space, f"CCAS {number}", types=["CCAS"])
        ReferralFactory(space=space, organisation=slip.organisation)

    with django_assert_num_queries(STATEMENTS):
        client.get(DIRECTORY)


def test_coordination_takes_the_list_away_as_filtered(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)
    partner(space, "=HYPERLINK(1)", city="Vernelune", phone="+33536491102", types=["CCAS", "CIAS"])
    partner(space, "Ailleurs", city="Montorvelle")

    response = client.get(reverse("partners:partners_csv"), {"commune": "Vernelune"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))

    assert [(row["nom"], row["telephone"], row["typologie"]) for row in rows] == [
        ("'=HYPERLINK(1)", "05 36 49 11 02", "CCAS|CIAS")
    ]
    assert client.get(reverse("partners:partners_xlsx")).content.startswith(b"PK")


# --- who may ---


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("partners:partners", {Role.RECEPTION, Role.MEDIATOR, Role.COORDINATOR}),
        ("partners:new_partner", {Role.MEDIATOR, Role.COORDINATOR}),
        ("partners:import_file", {Role.COORDINATOR}),
        ("partners:partners_csv", {Role.COORDINATOR}),
        ("partners:referrals", {Role.RECEPTION, Role.MEDIATOR, Role.COORDINATOR, Role.PRESCRIBER}),
        ("partners:referrals_csv", {Role.COORDINATOR}),
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_pages_are_for_the_roles_that_need_them(client, signed_in, name, allowed, role):
    signed_in(SpaceFactory(), role)
    assert client.get(reverse(name)).status_code == (200 if role in allowed else 403)


def test_reception_reads_a_partner_and_changes_nothing(client, space, signed_in):
    signed_in(space, Role.RECEPTION)
    ccas = partner(space, "CCAS")

    assert "Modifier" not in read(client.get(ccas.get_absolute_url()))
    assert client.post(ccas.get_absolute_url(), {"name": "Samir"}).status_code == 403
    assert client.get(reverse("partners:edit_partner", args=[ccas.organisation.code])).status_code == 403


def test_another_space_s_rows_are_not_found(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)
    other = SpaceFactory()
    theirs = partner(other, "CCAS d'ailleurs")
    proposal = DirectoryImportFactory(space=other)

    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert client.get(reverse("partners:edit_partner", args=[theirs.organisation.code])).status_code == 404
    assert client.get(reverse("partners:import_preview", args=[proposal.pk])).status_code == 404
    with only([space.pk]):
        assert not Partner.objects.exists()


# --- one partner ---


def test_a_partner_s_page_says_who_to_call_and_what_came_of_its_slips(client, space, signed_in):
    signed_in(space)
    ccas = partner(space, "CCAS de Montorvelle", phone="+33536491101", types=["CCAS"], note="Passer le mardi.")
    ContactFactory(space=space, partner=ccas, phone="+33536491109")
    ReferralFactory(space=space, organisation=ccas.organisation)

    page = read(client.get(ccas.get_absolute_url()))

    numbers = ["05 36 49 11 01", "05 36 49 11 09"]
    for said in [
        *numbers,
        "À lui donner Faire connaissance, en huit phrases PDF · A4",
        "Samir Coudrier",
        "Passer le mardi.",
        "1 fiche envoyée, 0 personne venue",
    ]:
        assert said in page


def test_somebody_to_speak_to_is_added_once(client, space, signed_in):
    signed_in(space)
    ccas = partner(space, "CCAS")
    address = ccas.get_absolute_url()
    sent = {"name": "Samir Coudrier", "role": "travailleur social", "submission": key_of(client.get(address))}

    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302
    again = client.post(address, sent | {"submission": key_of(client.get(address))})

    assert Contact.objects.of(space).count() == 1
    assert again.status_code == 422
    assert "Ce correspondant est déjà noté." in read(again)


def test_a_partner_is_written_by_hand_once(client, space, signed_in):
    signed_in(space)
    address = reverse("partners:new_partner")
    sent = {
        "name": "Amicale sportive", "kind": "association", "state": "identified", "phone": "05 36 49 11 30",
        "submission": key_of(client.get(address)),
    }  # fmt: skip

    first, second = client.post(address, sent), client.post(address, sent)

    assert first.url == second.url
    assert [str(each) for each in Partner.objects.of(space)] == ["Amicale sportive"]


@pytest.mark.parametrize(
    ("field", "value"), [("name", "x" * 10_000), ("name", "a\x00b"), ("phone", "12"), ("email", "x")]
)
def test_nothing_typed_is_lost_when_a_partner_is_refused(client, space, signed_in, field, value):
    signed_in(space)
    address = reverse("partners:new_partner")
    sent = {"name": "CCAS", "kind": "public", "state": "identified", "note": "Passer le mardi.", field: value}

    response = client.post(address, sent | {"submission": key_of(client.get(address))})

    assert response.status_code == 422
    assert "Passer le mardi." in response.content.decode()


def test_a_stale_form_overwrites_nothing_and_shows_both(client, space, signed_in):
    signed_in(space)
    ccas = partner(space, "CCAS", state=PartnerState.MET)
    address = reverse("partners:edit_partner", args=[ccas.organisation.code])
    sent = {"name": "CCAS de Montorvelle", "kind": "public", "state": "active", "note": "", "version": 1}

    assert client.post(address, sent).status_code == 302
    stale = client.post(address, sent | {"name": "CCAS d'Orvelle", "note": "À rappeler"})

    assert stale.status_code == 422
    page = read(stale)
    assert "Quelqu’un a modifié cette fiche" in page
    assert "CCAS de Montorvelle" in page
    assert "À rappeler" in page
    ccas = Partner.objects.select_related("organisation").get(pk=ccas.pk)
    assert (ccas.organisation.name, ccas.state, ccas.note) == ("CCAS de Montorvelle", PartnerState.ACTIVE, "")
    assert client.post(address, sent | {"note": "À rappeler", "version": 2}).status_code == 302


# --- files ---


def test_a_file_is_shown_then_written_once_then_changes_nothing(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)
    preview = send(client)
    page = read(client.get(preview.url))

    assert "Ce qui changerait" in page
    assert "1 nouvelle 0 modifiée 0 inchangée 1 refusée" in page
    assert "Le nom manque." in page
    assert not Partner.objects.of(space).exists()

    key = key_of(client.get(preview.url))
    for _ in range(2):
        client.post(preview.url, {"submission": key})
    assert "Import terminé" in read(client.get(preview.url))
    assert Partner.objects.of(space).count() == 1

    again = read(client.get(send(client).url))
    assert "0 nouvelle 0 modifiée 1 inchangée 1 refusée" in again
    assert "Il n’y a rien à importer : vos partenaires sont déjà à jour." in again


def test_what_would_change_in_a_structure_is_shown(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)
    first = send(client)
    client.post(first.url, {"submission": key_of(client.get(first.url))})

    page = read(client.get(send(client, FILE.replace("La Page tournée", "La Page").replace("2,,", "2,X,")).url))

    assert "1 structure modifiée" in page
    assert "nom : La Page tournée puis La Page" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (b"\x89PNG" + bytes(range(1, 30)) * 40, "Ce fichier n’est pas un tableau."),
        (b"nom;ville\nx;y\n", "Il manque les colonnes « id », « commune », « adresse »."),
        (b"id,nom,commune,adresse\n1,a,b,c\n", "Ce fichier ne dit pas d’où il vient"),
        (b"x" * (10 * 1024 * 1024 + 1), "Ce fichier dépasse 10 Mo"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(client, space, signed_in, content, sentence):
    signed_in(space, Role.COORDINATOR)

    response = send(client, content)

    assert response.status_code == 422
    assert sentence in read(response)
    assert not DirectoryImport.objects.of(space).exists()


def test_no_file_is_said_and_the_source_typed_is_kept(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)

    response = client.post(IMPORT, {"source": "Mairie", "submission": key_of(client.get(IMPORT))})

    assert response.status_code == 422
    assert "Choisissez un fichier." in read(response)
    assert "Mairie" in response.content.decode()


def test_the_last_files_are_listed(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)
    DirectoryImportFactory(space=space, created_at=NOW - timedelta(days=1))

    assert "lieux.csv à confirmer" in read(client.get(IMPORT))


def test_an_organisation_is_written_once_for_all_apps(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)
    preview = send(client)
    client.post(preview.url, {"submission": key_of(client.get(preview.url))})

    assert Organisation.objects.search("page tournee", space=space)[0].partner.source == "Annuaire"
