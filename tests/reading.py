"""A page as somebody reads it."""

import html
import re


def read(response) -> str:
    """Its words, spaces made ordinary."""
    body = re.sub(r"<(head|script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
