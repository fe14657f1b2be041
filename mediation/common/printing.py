"""Printed documents: one template, our stylesheets, bytes."""

from collections.abc import Callable
from contextlib import redirect_stdout
from functools import wraps
from importlib import import_module
from io import StringIO
from types import ModuleType

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

ACCESSIBLE = "pdf/ua-1"  # tagged, titled, in French
INK = "#1d2b33"


class PdfUnavailable(Exception):  # noqa: N818 - what is missing is a library, not a mistake
    """Pango is not installed on this machine."""

    def __init__(self):
        super().__init__(
            "Les PDF ne sont pas disponibles ici : il manque Pango, le logiciel qui les met en page. "
            "Tout le reste fonctionne."
        )


def pdf(
    template: str,
    context: dict,
    *,
    stylesheets: tuple[str, ...] = (),
    colours: dict[str, str] | None = None,
    sizes: tuple[str, ...] = ("",),
    most_pages: int = 1,
    variant: str = ACCESSIBLE,
) -> bytes:
    """The template as a PDF, after `print.css` and these stylesheets of `static/css/`.

    `colours` become CSS variables (`{"primary": "#0B5F63"}` is `var(--primary)`). `sizes` are classes of the body,
    given to the template as `size`: the first with which all holds on `most_pages` is kept, else the last.
    """
    press = loaded_press()
    with press.turn:
        styles = [press.style(variables(colours or {})), *map(press.stylesheet, ("print", *stylesheets))]
        for size in sizes:
            html = render_to_string(template, {**context, "size": size})
            document = press.document(html, stylesheets=styles, variant=variant)
            if len(document.pages) <= most_pages:
                break
        return document.write_pdf(pdf_variant=variant)


def placed(template: str, context: dict, *, stylesheets: tuple[str, ...]) -> tuple[bytes, dict[str, int]]:
    """The same, in one size, and the page on which each of its elements that have an id begins."""
    press = loaded_press()
    with press.turn:
        styles = list(map(press.stylesheet, ("print", *stylesheets)))
        document = press.document(render_to_string(template, context), stylesheets=styles, variant=ACCESSIBLE)
        numbered = list(enumerate(document.pages, start=1))
        begins = {name: number for number, page in reversed(numbered) for name in page.anchors}
        return document.write_pdf(pdf_variant=ACCESSIBLE), begins


def loaded_press() -> ModuleType:
    """Loaded when first needed: where Pango is absent this fails, and the rest of the application works."""
    try:
        with redirect_stdout(StringIO()):  # WeasyPrint prints its own advice, in English
            return import_module("mediation.common.press")
    except OSError as error:
        raise PdfUnavailable from error


def variables(colours: dict[str, str]) -> str:
    return ":root {%s}" % "".join(f"--{name}: {colour};" for name, colour in colours.items())


def qr(address: str) -> str:
    """A QR code as a data URI, for the `src` of an `<img alt>`: legible on a bad photocopy (level Q)."""
    return segno.make_qr(address, error="q").svg_data_uri(border=0, dark=INK, omitsize=True)


def public_address(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{path}"


def spoken(address: str) -> str:
    """As one types it: without its scheme nor its last slash."""
    return address.partition("://")[2].rstrip("/")


def unavailable(request, refusal: PdfUnavailable) -> HttpResponse:
    return render(request, "pdf_unavailable.html", {"sentence": refusal}, status=503)


def makes_pdf(view):
    """Decorates a view that makes a document besides showing it: where PDFs cannot be made, the same page says so."""

    @wraps(view)
    def made(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except PdfUnavailable as refusal:
            return unavailable(request, refusal)

    return made


def pdf_response(request, filename: str, write: Callable[[], bytes]) -> HttpResponse:
    """The document shown in the browser; where PDFs cannot be made, a page that says so (503)."""
    try:
        content = write()
    except PdfUnavailable as refusal:
        return unavailable(request, refusal)
    headers = {"Content-Disposition": f'inline; filename="{filename}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
