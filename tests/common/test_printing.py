"""Documents: tagged, in our own fonts, from our own files only."""

import io
import os
import re
import subprocess
import sys
import zlib
from uuid import uuid4

import pypdfium2
import pytest
from django.test import RequestFactory

from mediation.common import press, printing
from mediation.local.paths import ROOT

pytestmark = pytest.mark.pdf

WITHOUT_PANGO = """
import cffi, django
def absent(self, *names, **options): raise OSError("cannot load library")
cffi.FFI.dlopen = absent
django.setup()
from mediation.common.printing import PdfUnavailable, pdf
try:
    pdf("404.html", {})
except PdfUnavailable as refusal:
    print(refusal)
"""


@pytest.fixture
def template(settings, tmp_path):
    """`template("<p>…</p>")` makes a template of these words and gives its name."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path]}]

    def write(body: str) -> str:
        page = f'<!doctype html><html lang="fr" class="{{{{ size }}}}"><title>Essai</title><body>{body}</body></html>'
        name = f"{uuid4()}.html"
        (tmp_path / name).write_text(page)
        return name

    return write


def read(content: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return " ".join(page.get_textpage().get_text_bounded() for page in read(content))


def unpacked(content: bytes) -> bytes:
    """The streams and the rest, as text one can look into."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(map(inflated, streams))


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def test_document_is_tagged_titled_and_in_french(template):
    content = printing.pdf(template("<h1>Œuvre, « été » à 14&nbsp;h&#8239;!</h1>"), {})

    assert read(content).is_tagged()
    assert read(content).get_metadata_dict()["Title"] == "Essai"
    assert b"/Lang (fr)" in unpacked(content)
    assert b"pdfuaid:part" in unpacked(content)


def test_fonts_are_ours_and_embedded(template):
    content = printing.pdf(template("<p>Vendre <b>ses</b> gâteaux, œufs et ça</p>"), {})

    fonts = {obj.get_font().get_base_name() for page in read(content) for obj in page.get_objects([1])}
    assert all("Atkinson" in font for font in fonts)
    assert fonts


@pytest.mark.parametrize("typed", ["🪴", "👩🏽‍🌾", "❤️"])
def test_emoji_that_somebody_typed_are_drawn(template, typed):
    content = printing.pdf(template(f"<p>un coin {typed} pour bouturer</p>"), {})

    [drawn] = [
        obj
        for page in read(content)
        for obj in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
        if "Emoji" in obj.get_font().get_base_name()
    ]
    left, _, right, _ = drawn.get_bounds()
    assert right - left > 5


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/image.png",
        "https://example.org/image.png",
        "ftp://example.org/image.png",
        "../mediation/settings.py",
        "css/../../manage.py",
        "file://elsewhere/static/favicon.svg",
    ],
)
def test_document_reads_neither_the_network_nor_the_disk(template, address):
    content = printing.pdf(template(f'<p>Bonjour</p><img src="{address}" alt="rien">'), {})

    assert "Bonjour" in text_of(content)
    with pytest.raises((PermissionError, ValueError)):
        press.OwnFilesOnly().fetch(address if ":" in address else f"{press.STATIC.as_uri()}/{address}")


def test_document_reads_our_static_files(template):
    """An image that cannot be read is replaced by its words."""
    assert "marque" not in text_of(printing.pdf(template('<img src="favicon.svg" alt="marque">'), {}))
    assert "marque" in text_of(printing.pdf(template('<img src="absent.svg" alt="marque">'), {}))


def test_first_size_that_holds_on_a_page_is_kept(template):
    words = "<style>.big{font-size:60pt} .small{font-size:6pt}</style>" + "<p>mot mot mot mot mot</p>" * 40

    assert len(read(printing.pdf(template(words), {}, sizes=("big",)))) > 1
    assert len(read(printing.pdf(template(words), {}, sizes=("big", "small")))) == 1


def test_qr_is_an_image_that_carries_its_address():
    assert printing.qr("https://fil.example.org/s/7K4DXYZ2/").startswith("data:image/svg+xml")


def test_address_is_written_as_one_types_it(settings):
    settings.PUBLIC_ADDRESS = "https://fil.example.org"

    assert printing.spoken(printing.public_address("/fil/s/7K4DXYZ2/")) == "fil.example.org/fil/s/7K4DXYZ2"


def test_second_document_of_a_process_reads_no_stylesheet_again(template, monkeypatch):
    name, press = template("<h1>Bonjour</h1>"), printing.loaded_press()
    printing.pdf(name, {})
    parse, parsed = press.CSS, []
    monkeypatch.setattr(press, "CSS", lambda **given: parsed.append(given) or parse(**given))

    printing.pdf(name, {})

    assert [next(iter(given)) for given in parsed] == ["string"]  # its own colours


def test_without_pango_a_sentence_says_that_all_but_pdf_works():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mediation.settings"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PANGO], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == (
        "Les PDF ne sont pas disponibles ici : il manque Pango, le logiciel qui les met en page. "
        "Tout le reste fonctionne."
    )


def test_without_pango_the_page_answers_503_and_says_so():
    def refuse():
        raise printing.PdfUnavailable

    response = printing.pdf_response(RequestFactory().get("/"), "flyer.pdf", refuse)

    assert response.status_code == 503
    assert "il manque Pango" in response.content.decode()
