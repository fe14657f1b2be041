"""Every page in French, by its own name, with the words we chose for people."""

import re
from html.parser import HTMLParser

import pypdfium2
import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.courier import tasks
from mediation.local.paths import ROOT
from tests.test_architecture import TEXT, templates, tracked
from workshops.services import register

from .addresses import address, table
from .factories import PersonFactory, UserFactory
from .world import world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]

# Words that no French sentence holds, and that no English one goes without.
ENGLISH = re.compile(
    r"\b(the|and|of|your|you|please|with|this|that|from|are|was|have|has|been|will|not|required|select|delete|password"
    r"|username|sign|save|choose|click|search|enter|field|must|valid|successfully|back|yes|email address|logged"
    r"|items|add|view|log|submit|confirm|cannot|should|its|for|any)\b",
    re.IGNORECASE,
)
# French all the same: a name, an address, a word of ours.
FRENCH = re.compile(r"https?://\S+|\S+@\S+|fil-\d+\S*|[\w-]+\.(csv|pdf|xlsx|org)\b")
ON_NO_SCREEN = re.compile(
    r"\b(usagers?|usagères?|contraintes?|freins?|obstacles?|no-?shows?|non-publics?|profils?|bénéficiaires?)\b",
    re.IGNORECASE,
)
READ_ALOUD = {"alt", "aria-label", "placeholder", "title", "content"}


class Reader(HTMLParser):
    """What is read of a page: its text, and what its attributes say; its title, language and headings."""

    def __init__(self, text: str):
        super().__init__()
        self.said, self.inside, self.title, self.language, self.headings = [], [], "", "", 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.language = given.get("lang", "") if tag == "html" else self.language
        self.headings += tag == "h1"
        if tag not in {"br", "hr", "img", "input", "meta", "link", "use", "path", "wbr", "source", "option"}:
            self.inside.append(tag)
        if tag != "meta":
            self.said += [value for name, value in attrs if name in READ_ALOUD and value]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.said.append(given.get("value") or "")

    def handle_endtag(self, tag):
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "title" in self.inside and "svg" not in self.inside:
            self.title += data
        if not {"script", "style"}.intersection(self.inside) and data.strip():
            self.said.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.said).split())


def english_in(reader: Reader) -> list[str]:
    """Each suspect word with those around it."""
    words = FRENCH.sub(" ", reader.words)
    return [words[max(0, found.start() - 30) : found.end() + 30] for found in ENGLISH.finditer(words)]


def opened(client, path: str, method: str = "GET", data=None) -> Reader | None:
    """The page, whatever was done undone; None for what is no page."""
    with transaction.atomic():
        response = getattr(client, method.lower())(path, data or {})
        body = response.getvalue() if response.streaming else response.content
        transaction.set_rollback(True)
    is_page = response.headers.get("Content-Type", "").startswith("text/html") and body.lstrip().startswith(b"<")
    return Reader(body.decode()) if is_page else None


def pages(client, made, role: str) -> dict[str, Reader]:
    names = [name for name, (method, expected) in table().items() if method == "GET" and expected[role] == "200"]
    found = {name: opened(client, address(name, made)) for name in names if name != "courier:mailbox"}
    return {name: reader for name, reader in found.items() if reader}


def administration(client, made) -> dict[str, Reader]:
    """The list of each model, the page that adds one, and the page of one that exists."""
    paths = {"index": reverse("admin:index"), "password": reverse("admin:password_change")}
    for model, pages_of in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths[f"{name} list"] = reverse(f"{name}_changelist")
        one = model._base_manager.first()
        if one is not None:
            paths[f"{name} one"] = reverse(f"{name}_change", args=[one.pk])
            paths[f"{name} history"] = reverse(f"{name}_history", args=[one.pk])
        for more in ("import", "export"):
            if hasattr(pages_of, f"{more}_action"):
                paths[f"{name} {more}"] = reverse(f"{name}_{more}")
    found = {name: opened(client, path) for name, path in paths.items()}
    return {name: reader for name, reader in found.items() if reader}


@pytest.fixture
def made():
    return world(slug="fil")


@pytest.fixture(scope="module")
def all_pages(worker_database, django_db_blocker, tmp_path_factory) -> dict[str, dict[str, Reader]]:
    """As each sees them: the desk, the structure with an account, the network, the public. Read once, then undone."""
    files = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    stored = override_settings(STORAGES=settings.STORAGES | {"default": files})
    with django_db_blocker.unblock(), stored, transaction.atomic():
        read = read_by_each(Client(), world(slug="fil"))
        transaction.set_rollback(True)
    return read


def read_by_each(client, made) -> dict[str, dict[str, Reader]]:
    read = {"nobody": pages(client, made, "nobody")}
    for role in (Role.COORDINATOR, Role.COLLEAGUE, Role.PRESCRIBER, Role.NETWORK):
        client.force_login(made.users[role])
        read[role] = pages(client, made, role)
    return read


def by_name(read: dict[str, dict[str, Reader]]) -> dict[str, Reader]:
    return {f"{role} {name}": reader for role, readers in read.items() for name, reader in readers.items()}


def test_no_page_speaks_english(all_pages):
    assert len(by_name(all_pages)) > 60
    assert {name: found for name, reader in by_name(all_pages).items() if (found := english_in(reader))} == {}


def test_every_page_says_its_language_its_title_and_its_heading(all_pages):
    wrong = {
        name: (reader.language, reader.title.strip(), reader.headings)
        for name, reader in by_name(all_pages).items()
        if reader.language != "fr" or not reader.title.strip() or reader.headings != 1
    }
    assert wrong == {}


# The same page under two addresses, or the same thing to do.
SAME = {"public:refer_session", "account_email_verification_sent"}


@pytest.mark.parametrize("role", ["nobody", Role.COORDINATOR])
def test_no_two_pages_bear_the_same_title(all_pages, role):
    by_title = {}
    for name, reader in all_pages[role].items():
        if name not in SAME and (role == "nobody" or not name.startswith("public:")):
            by_title.setdefault(" ".join(reader.title.split()), []).append(name)
    assert {title: names for title, names in by_title.items() if len(names) > 1} == {}


def test_a_refused_form_speaks_french(client, made):
    """Every form sent with nothing good in it: the sentences of Django and of packages show then."""
    client.force_login(made.users[Role.COORDINATOR])
    nonsense = {"version": "x", "email": "x", "phone": "x", "starts_at": "x", "capacity": "-1", "submission": "x"}
    found = {}
    for name, (method, expected) in table().items():
        if method == "GET" and expected[Role.COORDINATOR] == "200" and name != "account_logout":
            reader = opened(client, address(name, made), "POST", nonsense)
            found |= {name: words} if reader and (words := english_in(reader)) else {}
    assert found == {}


def test_the_administration_speaks_french(client, made):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    found = administration(client, made)
    assert len(found) > 50
    assert {name: words for name, reader in found.items() if (words := english_in(reader))} == {}


# --- the words we chose ------------------------------------------------------------------------------------------

QUOTES_IT = {"docs/requirements.csv", "tests/test_language.py", "tests/test_architecture.py"}


def test_nobody_writes_usagers():
    texts = (path for path in tracked() if path.suffix in TEXT and str(path) not in QUOTES_IT)
    found = re.compile(r"usag(er|ère)s?\b", re.IGNORECASE)
    assert [str(path) for path in texts if found.search((ROOT / path).read_text(encoding="utf-8"))] == []


def test_templates_use_no_word_that_labels_people():
    without_tags = {name: re.sub(r"{[%{#].*?[%}#]}|<[^>]*>", " ", text) for name, text in templates().items()}
    assert {name: found[0] for name, text in without_tags.items() if (found := ON_NO_SCREEN.search(text))} == {}


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return " ".join(texts)


def prints(client, made) -> dict[str, str]:
    names = ["workshops:flyer", "workshops:sign_in_sheet", "partners:referral_pdf", "desk:letter"]
    return {name: text_of(client.get(address(name, made)).content) for name in names}


def messages_sent(made, mailbox) -> str:
    people = [PersonFactory(space=made.space), PersonFactory(space=made.space, by_email=True)]
    for person in people:
        register(session=made.of.session, person=person, at=timezone.now())
    tasks.drain()
    return " ".join(path.read_text(encoding="utf-8") for path in mailbox.iterdir() if path.suffix in {".eml", ".json"})


@pytest.mark.pdf
@pytest.mark.requirement("R012")
def test_screens_messages_and_prints_speak_of_people(client, made, mailbox, all_pages):
    """« Personnes », « publics »; never « nos usagers », nor a word that makes a case of somebody."""
    client.force_login(made.users[Role.COORDINATOR])
    read = {name: reader.words for name, reader in by_name(all_pages).items()} | prints(client, made)
    read["messages"] = messages_sent(made, mailbox)

    assert {name: found[0] for name, words in read.items() if (found := ON_NO_SCREEN.search(words))} == {}
    assert "Personnes" in read["coordinator publics:people"]
    assert made.space.short_name in read["messages"]
