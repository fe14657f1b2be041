"""WeasyPrint, set up once a process. Import it through `printing`: where Pango is absent this module cannot load."""

import logging
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STATIC = Path(settings.BASE_DIR, "static").resolve()
FONTS = FontConfiguration()
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
logging.getLogger("fontTools").setLevel(logging.WARNING)
turn = Lock()  # fonts are shared and Pango is not made for several threads: one document at a time


class OwnFilesOnly(URLFetcher):
    """Our static files and what the document carries itself: nothing of the network, nor of the rest of the disk.

    What is refused is left out of the document, with a line in the log.
    """

    def __init__(self):
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)

    def fetch(self, url, headers=None):
        if not url.startswith("data:") and not path_of(url).is_relative_to(STATIC):
            raise PermissionError(f"A document may not read {url}")
        return super().fetch(url, headers)


def path_of(url: str) -> Path:
    parts = urlsplit(url)
    return Path(url2pathname(parts.path)).resolve() if parts.scheme == "file" and not parts.netloc else Path("/")


@cache
def stylesheet(name: str) -> CSS:
    """`static/css/<name>.css`, parsed once."""
    return CSS(filename=STATIC / "css" / f"{name}.css", font_config=FONTS, url_fetcher=OwnFilesOnly())


def document(html: str, *, stylesheets: list[CSS], variant: str):
    page = HTML(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=OwnFilesOnly())
    return page.render(font_config=FONTS, stylesheets=stylesheets, pdf_variant=variant)


def style(text: str) -> CSS:
    return CSS(string=text, font_config=FONTS, url_fetcher=OwnFilesOnly())
