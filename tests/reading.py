"""A page as somebody reads it, on a screen or on paper."""

import html
import io
import re

import pypdfium2


def read(response) -> str:
    """Its words, spaces made ordinary."""
    body = re.sub(r"<(head|script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def pages(content: bytes) -> list[str]:
    """The words of each page of a PDF, spaces made ordinary."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def pages_of(response) -> list[str]:
    """The same, of a PDF that was answered."""
    assert response.status_code == 200
    return pages(response.content)
