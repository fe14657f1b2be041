"""Files of partners as they come: whatever the encoding, the separator or the spelling of the headings."""

from collections.abc import Iterable

import tablib
from django.core.exceptions import ValidationError

from mediation.common import tables
from mediation.common.tables import HEAVIEST

from .cleaning import REPAIRS, REQUIRED

MOST_LINES = 2000
LINE = "ligne"  # the column that says where a row stands in the file
COLUMNS = [*REQUIRED, *(column for column, _, _ in REPAIRS)]
OTHER_NAMES = {
    "courriel": "courriels", "email": "courriels", "e_mail": "courriels", "mail": "courriels", "siret": "pivot",
    "tel": "telephone", "site_internet": "site_web", "cp": "code_postal", "adresse_postale": "adresse",
    "type": "typologie", "publics_accueillis": "publics_specifiquement_adresses", "identifiant": "id",
}  # fmt: skip
TOO_HEAVY = "Ce fichier dépasse 10 Mo\u00a0: gardez les lignes de votre territoire."


def read(content: bytes) -> tablib.Dataset:
    """The rows under the headings of the national standard, each with its line. Says why it refuses a file."""
    if len(content) > HEAVIEST:
        raise ValidationError(TOO_HEAVY)
    return standardised(numbered(tables.rows_of(content)))


def numbered(rows: Iterable[list]) -> tablib.Dataset:
    """Rows as wide as their headings, the empty ones left out, each with its line as a spreadsheet counts them."""
    rows = iter(rows)
    headings = [str(cell or "") for cell in next(rows, [])]
    dataset = tablib.Dataset(headers=[*headings, LINE])
    for line, row in enumerate(rows, start=2):
        if not any(str(cell or "").strip() for cell in row):
            continue
        if len(dataset) == MOST_LINES:
            raise ValidationError(f"Ce fichier dépasse {MOST_LINES} lignes\u00a0: gardez celles de votre territoire.")
        kept = ["" if cell is None else cell for cell in row[: len(headings)]]
        dataset.append([*kept, *[""] * (len(headings) - len(kept)), line])
    return dataset


def standardised(dataset: tablib.Dataset) -> tablib.Dataset:
    """The same rows, their headings written as in the standard. Refused while a necessary one is missing, naming it."""
    headings = [heading(name) for name in dataset.headers or []]
    missing = [column for column in REQUIRED if column not in headings]
    if missing:
        raise ValidationError(sentence_of(missing))
    if not len(dataset):
        raise ValidationError("Ce fichier n’a que ses titres de colonnes\u00a0: il n’y a rien à importer.")
    dataset.headers = headings
    return dataset


def cells(dataset: tablib.Dataset, column: str) -> list[str]:
    """Those of one column; none when it is missing."""
    return [str(cell).strip() for cell in dataset[column]] if column in dataset.headers else []


def heading(name: str) -> str:
    key = tables.heading(name)
    return OTHER_NAMES.get(key, key)


def sentence_of(missing: list[str]) -> str:
    named = ", ".join(f"«\u00a0{column}\u00a0»" for column in missing)
    known = "au format national «\u00a0lieux de médiation numérique\u00a0»"
    if len(missing) == 1:
        return f"Il manque la colonne {named}. Le fichier attendu est {known}."
    return f"Il manque les colonnes {named}. Le fichier attendu est {known}."
