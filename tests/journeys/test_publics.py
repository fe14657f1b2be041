"""One person from her first visit to the day nothing says who she was: what was counted stays counted at each step.

Everything is done and read through the pages, as the team does it.
"""

import csv
import io
import re
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import DemarcheFactory, InterestFactory, SessionFactory, SpaceFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
OCTOBER = datetime(2026, 10, 20, 10, 0, tzinfo=PARIS)
NOVEMBER = datetime(2026, 11, 16, 10, 0, tzinfo=PARIS)
SESSION_STARTS = datetime(2026, 11, 20, 14, 0, tzinfo=PARIS)
DECEMBER = datetime(2026, 12, 2, 10, 0, tzinfo=PARIS)
COLUMNS = [
    "Nom", "Prénom", "Année de naissance", "Commune", "Code INSEE", "Code postal", "Téléphone", "E-mail", "Genre",
    "Notes supplémentaires",
]  # fmt: skip
JOSETTE = ["Aubépine", "Josette", "1948", "Saint-Aubrelin", "23901", "23990", "05 36 49 20 01", "", "Féminin", ""]
ELOISE = ["Fougère", "Éloïse", "1990", "Vernelune", "", "", "06 39 98 30 12", "eloise@example.org", "Féminin", ""]
WITHOUT_A_NAME = ["Bourrache", "", "1971", "", "", "", "06 39 98 30 13", "", "", "rappeler mardi"]
UNREADABLE = ["Luzerne", "Zoé", "mille neuf cent", "", "", "", "n’a pas de téléphone", "", "", ""]
WHO_SHE_IS = ("Josette", "Jozette", "Aubépine", "Obépine", "05 36 49 20 01", "06 39 98 10 05", "mes tomates")


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def garden(space):
    """A session in four days, for an envie of the list."""
    InterestFactory(leaf=True, key="mon-potager", name="mon potager")
    DemarcheFactory(name="Carte grise", imposed_by="France Titres")
    return SessionFactory(
        space=space, published=True, workshop__title="Le potager sur un plan", starts_at=SESSION_STARTS,
        ends_at=SESSION_STARTS + timedelta(hours=2),
    )  # fmt: skip


@pytest.fixture
def desk(space, client, signed_in):
    """`desk(at)`: the clock goes there, and the coordinator begins her day."""
    with time_machine.travel(OCTOBER, tick=False) as clock:

        def begin(at: datetime):
            clock.move_to(at)
            signed_in(space, Role.COORDINATOR)
            return client

        yield begin


def send(client, name: str, *args, **answers):
    """The page that follows."""
    answers = {"submission": uuid.uuid4(), **answers}
    response = client.post(reverse(name, args=args), answers, follow=True)
    assert response.status_code == 200, read(response)
    return response


def note_a_visit(client, **who) -> str:
    return read(send(client, "desk:visit", what="carte grise", how_done="together", **who))


def code_of(client, name: str) -> str:
    """Hers, from the list of people."""
    page = client.get(reverse("publics:people"), {"q": name}).content.decode()
    return re.search(r'href="/personnes/([0-9A-Z]{8})/"', page)[1]


def counted(client) -> list[dict[str, str]]:
    """Every figure of October and of November, as they leave for a spreadsheet."""
    answers = [
        client.get(reverse("reports:activity"), {"periode": "mois", "le": day, "export": "csv"})
        for day in ("2026-10-01", "2026-11-01")
    ]
    return [list(csv.reader(io.StringIO(answer.content.decode()))) for answer in answers]


def told(figures: list[list[str]], label: str) -> str:
    return next(count for name, count, *_ in filter(None, figures) if name == label)


def file_of_la_coop(*lines: list[str]) -> SimpleUploadedFile:
    """As La Coop writes it: a title, then its columns."""
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([["Liste des bénéficiaires"], [], COLUMNS, *lines])
    return SimpleUploadedFile("bénéficiaires.csv", written.getvalue().encode("utf-8-sig"))


def import_the_file(client) -> str:
    """The people of La Coop, two of whose lines are dirty; the code of hers, who resembles somebody of October."""
    page = send(client, "publics:import_people", file=file_of_la_coop(JOSETTE, ELOISE, WITHOUT_A_NAME, UNREADABLE))
    shown = read(page)
    assert "2 nouvelles" in shown
    assert "1 à décider" in shown
    assert "Ligne 6 : Il manque le prénom." in shown
    assert "Ligne 7 : année de naissance : laissé de côté, il n’est pas lisible" in shown
    assert "Jozette Obépine" in shown
    decided = {"submission": uuid.uuid4(), "ligne-4": "new"}
    done = read(client.post(page.request["PATH_INFO"], decided, follow=True))
    assert "C’est importé." in done
    assert "3 nouvelles" in done
    return code_of(client, "aubepine")


def help_josette(client) -> str:
    josette = import_the_file(client)
    page = note_a_visit(client, who=josette, interests=["mon-potager"], words="Pour mes tomates.")
    assert "Carte grise · France Titres · Fait ensemble · Josette Aubépine" in page
    return josette


def bring_to_the_garden(client, josette: str, garden) -> None:
    page = read(send(client, "workshops:register", garden.code, person=josette, party_size="1"))
    assert "Josette Aubépine" in page
    assert "1 place prise sur 8" in read(client.get(reverse("workshops:session", args=[garden.code])))


def close_the_garden(client, josette: str, garden) -> None:
    send(client, "workshops:attendance", garden.code, person=josette, presence="came")
    assert "Les présences sont validées" in read(send(client, "workshops:close_session", garden.code))


def merge(client, josette: str, jozette: str) -> None:
    address = reverse("publics:merge", args=[josette, jozette])
    form = client.get(address).context["form"]
    assert re.search(r"La suivent :[^.]*\b1 passage", read(client.get(address)))
    kept = {field.name: "kept" for field in form.differing} | {"seen": form["seen"].value()}
    page = read(client.post(address, kept, follow=True))
    assert "Les deux fiches de Josette Aubépine n’en font plus qu’une." in page
    story = page.partition("Son parcours")[2]
    assert "lundi 16 novembre 2026" in story
    assert "mardi 20 octobre 2026" in story
    assert "Le potager sur un plan" in story


def export(client, josette: str) -> None:
    """What is held of her, and the list of people."""
    held = client.get(reverse("desk:dossier_json", args=[josette])).json()
    rows = {section["titre"]: section["lignes"] for section in held["rubriques"]}
    assert rows["Fiche"][0]["nom"] == "Aubépine"
    assert len(rows["Passages"]) == 2
    asked = {"columns_of": "liste", "columns": ["first_name"], "format_name": "csv"}
    taken = client.post(reverse("publics:export_people"), asked)
    listed = list(csv.DictReader(io.StringIO(taken.content.decode())))
    assert sorted(line["prénom"] for line in listed) == ["Josette", "Zoé", "Éloïse"]


def anonymise(client, josette: str) -> None:
    preview = read(client.get(reverse("desk:anonymise", args=[josette])))
    assert "2 passages, 1 présence à un atelier, 1 envie : les chiffres du bilan ne changent pas" in preview
    page = read(send(client, "desk:anonymise", josette))
    assert "C’est fait : plus rien ici ne dit qui elle était." in page


def test_figures_of_the_past_stay_while_she_is_merged_exported_and_forgotten(desk, garden):
    # In October somebody hears her name wrong; in November the file of La Coop brings her, she comes, and goes to
    # the garden.
    client = desk(OCTOBER)
    who = {"who": "new", "first_name": "Jozette", "last_name": "Obépine", "preferred_channel": "sms"}
    assert "Jozette Obépine" in note_a_visit(client, **who, phone="06 39 98 10 05")
    jozette = code_of(client, "obepine")
    client = desk(NOVEMBER)
    josette = help_josette(client)
    bring_to_the_garden(client, josette, garden)
    client = desk(SESSION_STARTS + timedelta(hours=1))
    close_the_garden(client, josette, garden)

    client = desk(DECEMBER)
    before = counted(client)
    assert [told(month, "Accompagnements") for month in before] == ["1", "2"]
    assert [told(month, "Personnes accompagnées") for month in before] == ["1", "1"]

    merge(client, josette, jozette)
    assert counted(client) == before

    export(client, josette)
    assert counted(client) == before

    anonymise(client, josette)
    assert counted(client) == before
    garden_page = read(client.get(reverse("workshops:session", args=[garden.code])))
    left = [garden_page, read(client.get(reverse("publics:people"))), read(client.get(reverse("desk:today")))]
    assert [words for words in WHO_SHE_IS if any(words in page for page in left)] == []
