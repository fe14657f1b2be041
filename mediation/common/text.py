"""French text: search keys, and how a name is said after a small word."""

from django.db import models


class FrKey(models.Func):
    """Without accents nor capitals: sorts, compares and searches French names."""

    function = "fr_key"
    output_field = models.TextField()


VOWELS = "aàâäeéèêëiîïoôöuùûüyœhAÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜYŒH"


def preceded(name: object, particle: str) -> str:
    """« d’Amina », « de Nadia », « qu’Hélène »: `de` or `que` before a name, as it is said."""
    name = str(name)
    return f"{particle[:-1]}’{name}" if name[:1] in VOWELS else f"{particle} {name}"
