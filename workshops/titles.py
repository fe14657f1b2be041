"""Titles that say what one comes for, and those that name only the means."""

import re
import unicodedata
from collections.abc import Iterable

from publics.models import Demarche

TOOLS = set(
    "agenda android application applications bureautique canva chatgpt cloud clavier drive email emails excel facebook "
    "france connect franceconnect gmail google ia initiation instagram intelligence artificielle internet iphone "
    "libreoffice linkedin linux mail mails maps messagerie mobile numerique ordinateur outlook paypal pc photoshop "
    "pinterest pix powerpoint python skype smartphone snapchat souris tablette tableur teams telephone texte tiktok "
    "traitement twitter video visio visioconference web whatsapp wifi windows word youtube zoom".split()
)
SMALL_WORDS = set("a au aux avec d de des du et l la le les ou par pour sur un une 1 2 3 i ii niveau atelier".split())


def keyed(text: str) -> str:
    """Without accents, capitals nor punctuation."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def names_only_means(title: str) -> bool:
    """« Instagram et Pinterest », « Attestation de paiement »: a tool or a démarche, not what one comes for."""
    return title in those_of_means([title])


def names_a_tool(title: str) -> bool:
    said = set(keyed(title).split()) - SMALL_WORDS
    return bool(said) and said <= TOOLS


def those_of_means(titles: Iterable[str]) -> set[str]:
    """Among many titles, those that name only a tool or a démarche: démarches are read once."""
    demarches = {keyed(name) for name in Demarche.objects.values_list("name", flat=True)}
    return {title for title in titles if names_a_tool(title) or keyed(title) in demarches}
