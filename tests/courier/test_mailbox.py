"""The local mailbox: what left, as it was received; an SMS answered from there; nothing else of the machine."""

import html
import json
import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from mediation.courier import arrivals, batches
from mediation.courier.models import Inbound, Message
from mediation.courier.tasks import drain
from mediation.local.paths import ROOT
from tests.factories import PersonFactory, SessionFactory, SpaceFactory
from workshops import services as workshops
from workshops.enums import RegistrationState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_ADDRESS = "https://fil.example.org"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


def register(space, **person):
    at = timezone.now()
    session = SessionFactory(space=space, published=True, starts_at=at + timedelta(days=1))
    return workshops.register(session=session, person=PersonFactory(space=space, **person), at=at)


def read(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_empty_mailbox_says_what_to_do(client, mailbox):
    assert "Inscrivez quelqu’un à un atelier" in read(client.get("/boite-locale/"))


def test_email_and_sms_are_shown_with_their_links(client, space, mailbox):
    by_sms = register(space)
    register(space, by_email=True, first_name="Nadia")
    drain()

    page = client.get("/boite-locale/")

    assert "Le Fil : place gardée pour Amina." in read(page)
    assert "Bonjour Nadia," in read(page)
    assert "Votre place est gardée : Vendre ses gâteaux" in read(page).replace("\u00a0", " ")
    links = re.findall(r'href="(/fil/i/[^"]+)"', page.content.decode())
    assert len(set(links)) == 2
    for link in links:
        assert "Votre place est gardée" in read(client.get(link))
    assert by_sms.code not in page.content.decode()


def test_newest_first(client, space, mailbox):
    register(space, first_name="Amina")
    drain()
    register(space, first_name="Zoé")
    drain()

    page = read(client.get("/boite-locale/"))

    assert page.index("gardée pour Zoé") < page.index("gardée pour Amina")


def test_email_is_seen_laid_out(client, space, mailbox):
    register(space, by_email=True, first_name="Nadia")
    drain()
    page = client.get("/boite-locale/").content.decode()

    laid_out = client.get(re.search(r'href="(/boite-locale/[^"]+/page/)"', page)[1])

    assert "Bonjour Nadia," in read(laid_out)
    assert "default-src 'none'" in laid_out["Content-Security-Policy"]


def test_answer_to_an_sms_frees_the_seat(client, space, mailbox):
    registration = register(space)
    drain()
    [path] = mailbox.glob("*.sms.json")

    page = client.post(f"/boite-locale/{path.name}/repondre/", {"text": "NON"}, follow=True)

    assert "Réponse reçue par Le Fil, compris comme un non." in read(page)
    registration.refresh_from_db()
    assert registration.state == RegistrationState.CANCELLED
    assert Inbound.objects.get().text == "NON"


@pytest.mark.parametrize("text", ["", "x" * 10_000, "a\x00b"])
def test_answer_that_cannot_be_sent_is_said(client, space, mailbox, text):
    register(space)
    drain()
    [path] = mailbox.glob("*.sms.json")

    page = client.post(f"/boite-locale/{path.name}/repondre/", {"text": text}, follow=True)

    assert "Écrivez une réponse de mille caractères au plus." in read(page)
    assert not Inbound.objects.exists()


def test_message_that_came_twice_is_flagged(client, space, mailbox):
    register(space)
    drain()
    [path] = mailbox.glob("*.sms.json")
    again = json.loads(path.read_text()) | {"again": True}
    (mailbox / "20990101T000000.000000Z-9.sms.json").write_text(json.dumps(again))

    assert read(client.get("/boite-locale/")).count("arrivé deux fois") == 1


@pytest.mark.pdf
def test_posted_letter_is_shown(client, space, mailbox):
    register(space, by_letter=True)
    now = timezone.now()
    batch = batches.print_batch(space=space, messages=list(Message.objects.all()), at=now, by=None)
    batches.post_batch(batch=batch, posted=batches.rows_of(batch), on=batch.printed_on, at=now, by=None)

    page = read(client.get("/boite-locale/"))

    assert "Courrier posté" in page
    assert "3 chemin des Roses" in page


@pytest.mark.parametrize(
    "name", ["..%2f..%2fsecret.eml", "%2e%2e/secret.eml", "absent.eml", "secret.sms.json", ".cache.eml", "x" * 5_000]
)
def test_nothing_outside_the_folder_is_opened(client, mailbox, name):
    (mailbox.parent / "secret.eml").write_text("From: a@b\n\nsecret")
    (mailbox / ".cache.eml").write_text("From: a@b\nContent-Type: text/html\n\nsecret")

    assert client.get(f"/boite-locale/{name}/page/").status_code == 404
    assert client.post(f"/boite-locale/{name}/repondre/", {"text": "oui"}).status_code == 404


def test_answer_to_a_message_that_is_not_ours_is_not_found(client, mailbox):
    sms = {"to": "+33639981001", "sender": "x", "text": "x", "reference": "not-a-uuid", "again": False}
    (mailbox / "20260101T000000.000000Z-1.sms.json").write_text(json.dumps(sms))

    response = client.post("/boite-locale/20260101T000000.000000Z-1.sms.json/repondre/", {"text": "oui"})

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Pas libre ? 05 ou fil.example.org/fil/i/ABC/", [("/fil/i/ABC/", "fil.example.org/fil/i/ABC/")]),
        ("Ici : https://fil.example.org/fil/i/ABC/.", [("/fil/i/ABC/", "https://fil.example.org/fil/i/ABC/")]),
        ("https://fil.example.org/a?b=1&c=<2>", [("/a?b=1&amp;c=", "https://fil.example.org/a?b=1&amp;c=")]),
        (
            "Voir https://ailleurs.example.org/x,",
            [("https://ailleurs.example.org/x", "https://ailleurs.example.org/x")],
        ),
        ("<b>rien</b> bonjour@fil.example.org", []),
    ],
)
def test_addresses_in_a_text_become_links(text, links):
    shown = arrivals.linked(text)

    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', shown) == links
    assert "<b>" not in shown


def test_mailbox_cannot_be_switched_on_in_production(mailbox):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "mediation.settings",
        "MEDIATION_ENV": "production",
        "SECRET_KEY": "x" * 50,
        "LINK_KEYS": "y" * 50,
        "ADDRESS_KEY": "z" * 50,
        "ALLOWED_HOSTS": "fil.example.org",
        "LOCAL_MAILBOX": str(mailbox),
    }
    resolve = "from django.urls import resolve; print(resolve('/boite-locale/').view_name)"
    command = [sys.executable, "-c", f"import django; django.setup(); {resolve}"]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "public:programme"  # the page of a space of that name, which none may take
