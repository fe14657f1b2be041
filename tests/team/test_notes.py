"""« Ici, on fait comme ça », the equipment and services of the house, and the official sites."""

import io
import uuid

import pypdfium2
import pytest
from django.core.management import call_command
from django.urls import reverse

from mediation.team.enums import NoteKind
from mediation.team.models import HouseNote
from publics.models import Demarche
from tests.factories import HouseNoteFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

NOTES, NEW, SITES, SEARCH = (reverse(name) for name in ("team:notes", "team:new_note", "team:sites", "desk:search"))


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space)


def written(client, **said):
    note = {
        "kind": NoteKind.EQUIPMENT,
        "title": "Le vidéoprojecteur",
        "text": "Dans l'armoire grise. Se prête deux jours.",
    }
    return client.post(NEW, {"submission": str(uuid.uuid4()), **note, **said})


@pytest.mark.requirement("R119")
def test_who_answers_finds_the_equipment_and_the_services_from_the_search(client, space, helene):
    written(client)
    written(client, kind=NoteKind.SERVICE, title="Prêt de salle", text="La mairie, madame Roncier, 05 36 49 10 20.")

    page = read(client.get(NOTES))
    assert "Matériel et salles Le vidéoprojecteur" in page
    assert "Services et numéros utiles Prêt de salle" in page
    assert "Dans l'armoire grise. Se prête deux jours." in read(client.get(SEARCH, {"q": "videoprojecteur"}))
    assert "La mairie, madame Roncier, 05 36 49 10 20." in read(client.get(SEARCH, {"q": "salle à prêter"}))
    assert "Le vidéoprojecteur" in read(client.get(NOTES, {"q": "armoire"}))


def test_a_note_saved_in_between_is_never_overwritten(client, space, helene):
    note = HouseNoteFactory(space=space, title="Les clés")
    said = {"kind": note.kind, "title": "Les clés", "is_current": "on", "version": note.version}
    address = reverse("team:edit_note", args=[note.pk])
    client.post(address, {**said, "text": "Chez Awa."})
    response = client.post(address, {**said, "text": "Chez Samir."})

    assert response.status_code == 422
    assert "Chez Awa." in read(response)
    assert HouseNote.objects.get().text == "Chez Awa."


def test_a_note_put_away_leaves_the_list_and_the_search(client, space, helene):
    HouseNoteFactory(space=space, title="L'ancien badge", text="Il ne sert plus.", is_current=False)
    assert "1 note rangée L'ancien badge" in read(client.get(NOTES))
    assert "Aucune note n’en parle." in read(client.get(NOTES, {"q": "badge"}))
    assert "ancien badge" not in read(client.get(SEARCH, {"q": "badge"}))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": "x" * 10_000}, "au plus 80 caractères"),
        ({"text": "x" * 10_000}, "au plus 4000 caractères"),
        ({"text": "2 84 05 23 901 123 45"}, "Cela ressemble à un numéro de sécurité sociale"),
        ({"title": "nul\x00"}, "Le caractère nul n’est pas autorisé."),
        ({"title": "Les clés"}, "Une note porte déjà ce titre."),
    ],
)
def test_a_note_that_cannot_be_is_refused_in_a_sentence(client, space, helene, said, refusal):
    HouseNoteFactory(space=space, title="Les clés")
    response = written(client, **said)
    assert response.status_code == 422
    assert refusal in read(response)


# --- the official sites ------------------------------------------------------------------------------------------


@pytest.fixture
def reference(capsys):
    call_command("reference_data")


@pytest.mark.pdf
@pytest.mark.requirement("R215")
def test_each_demarche_has_its_official_site_on_screen_and_on_paper(client, space, helene, reference):
    assert "Demande de retraite Assurance retraite · www.info-retraite.fr" in read(client.get(SITES))
    assert "www.impots.gouv.fr" in read(client.get(SEARCH, {"q": "declaration de revenus"}))

    sheet = pypdfium2.PdfDocument(io.BytesIO(client.get(reverse("team:sites_pdf")).content))
    words = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in sheet).split())
    for address in Demarche.objects.with_sites().values_list("official_site", flat=True):
        assert address.removeprefix("https://").rstrip("/") in words
    assert "C’est toujours gratuit." in words


def test_a_demarche_is_found_by_its_words_or_by_who_asks_for_it(client, space, helene, reference):
    page = read(client.get(SITES, {"q": "allocations familiales"}))
    assert "Prime d'activité" in page
    assert "Carte grise" not in page
    assert "Carte grise" in read(client.get(SITES, {"q": "CARTE GRIZE"}))
    assert "Aucun site pour ces mots" in read(client.get(SITES, {"q": "zzz"}))


def test_every_official_site_is_secure(reference):
    assert not Demarche.objects.with_sites().exclude(official_site__startswith="https://").exists()
