"""French text: search keys, and what a telephone network accepts."""

from django.db import models


class FrKey(models.Func):
    """Without accents nor capitals: sorts, compares and searches French names."""

    function = "fr_key"
    output_field = models.TextField()


@models.TextField.register_lookup
@models.CharField.register_lookup
class Begins(models.Lookup):
    """`column ^@ value`: the one prefix search that is leakproof, hence served by an index under a policy."""

    lookup_name = "begins"
    prepare_rhs = False  # the beginning of a value need not be one

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", [*left_params, *right_params]


VOWELS = "aàâäeéèêëiîïoôöuùûüyœhAÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜYŒH"


def preceded(name: object, particle: str) -> str:
    """« d’Amina », « de Nadia », « qu’Hélène »: `de` or `que` before a name, as it is said."""
    name = str(name)
    return f"{particle[:-1]}’{name}" if name[:1] in VOWELS else f"{particle} {name}"
