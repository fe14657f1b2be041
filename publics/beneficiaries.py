"""The file of beneficiaries of La Coop: each line as somebody we could know.

Its ten columns stand under a title, or on the first line; those of its export that we do not keep are left aside.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mediation.common import tables
from mediation.common.identifiers import validate_insee_code, validate_postal_code
from mediation.common.phones import normalised
from mediation.common.privacy import refuse_secrets

from .enums import Gender
from .models import Person

MOST_LINES = 5000
TITLE_LINES = 20
COLUMNS = {
    "nom": "last_name", "prenom": "first_name", "annee_de_naissance": "birth_year", "commune": "city",
    "code_insee": "insee_code", "code_postal": "postal_code", "telephone": "phone", "e_mail": "email",
    "genre": "gender", "notes": "notes",
}  # fmt: skip
OTHER_NAMES = {
    "nom_d_usage": "nom", "nom_de_naissance": "nom", "nom_de_famille": "nom", "annee_naissance": "annee_de_naissance",
    "nom_de_la_commune": "commune", "commune_de_residence": "commune", "insee": "code_insee", "cp": "code_postal",
    "n_de_telephone": "telephone", "numero_de_telephone": "telephone", "tel": "telephone", "email": "e_mail",
    "mail": "e_mail", "courriel": "e_mail", "adresse_e_mail": "e_mail", "sexe": "genre",
    "notes_supplementaires": "notes",
}  # fmt: skip
WRITTEN = {"nom": "nom", "prenom": "prénom"}
NAMES = {"last_name": "nom", "first_name": "prénom"}
GENDERS = {"f": Gender.FEMALE, "m": Gender.MALE, "h": Gender.MALE, "n": Gender.UNSAID}
SAYS_NONE = {"n_a_pas_de_telephone", "pas_de_telephone", "non_renseigne", "non_communique", "neant"}
ONLY_TITLES = "Ce fichier n’a que ses titres de colonnes\u00a0: il n’y a personne à importer."
TOO_LONG = f"Ce fichier dépasse {MOST_LINES} lignes\u00a0: partagez-le en plusieurs fichiers."
TOO_HEAVY = "Ce fichier dépasse 10 Mo\u00a0: gardez le tableau seul, sans image ni autre feuille."


@dataclass
class Line:
    """Somebody of the file, and what of her line could not be read. A line with a `refusal` is nobody."""

    number: int
    cells: dict[str, object] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    refusal: str = ""
    has_notes: bool = False
    has_secrets: bool = False

    as_json = asdict

    def __str__(self):
        return f"{self.cells.get('first_name', '')} {self.cells.get('last_name', '')}".strip()


def read(content: bytes, *, on: date) -> list[Line]:
    """Refuses what is no list of people, with a sentence."""
    if len(content) > tables.HEAVIEST:
        raise ValidationError(TOO_HEAVY)
    numbered = enumerate(tables.rows_of(content, titled="prenom"), start=1)
    columns = columns_of(numbered)
    lines = []
    for number, row in numbered:
        if not any(plain(cell) for cell in row):
            continue
        if len(lines) == MOST_LINES:
            raise ValidationError(TOO_LONG)
        lines.append(line_of(number, dict(zip(columns, row, strict=False)), on=on))
    if not lines:
        raise ValidationError(ONLY_TITLES)
    refuse_repeated(lines)
    return lines


def columns_of(numbered: Iterable[tuple[int, list]]) -> list[str]:
    """What each column is for us, from the first row that looks like headings; the rows are read up to there."""
    missing = list(WRITTEN)
    for number, row in numbered:
        headings = [OTHER_NAMES.get(key, key) for key in map(tables.heading, row)]
        lacking = [name for name in WRITTEN if name not in headings]
        if not lacking:
            return [COLUMNS.get(name, "") for name in headings]
        missing = min(missing, lacking, key=len)
        if number >= TITLE_LINES:
            break
    raise ValidationError(sentence_of(missing))


def sentence_of(missing: list[str]) -> str:
    named = " et ".join(f"«\u00a0{WRITTEN[name]}\u00a0»" for name in missing)
    which = f"la colonne {named}" if len(missing) == 1 else f"les colonnes {named}"
    return f"Il manque {which}. Le fichier attendu est la liste de personnes de La Coop."


def line_of(number: int, row: dict[str, object], *, on: date) -> Line:
    line = Line(number)
    note_notes(line, plain(row.get("notes")))
    for column, label in NAMES.items():
        take_name(line, column, label, plain(row.get(column)))
    for column, (label, clean) in CLEANERS.items():
        take_cell(line, column, label, row.get(column), clean)
    if line.cells.get("birth_year", 0) > on.year:
        del line.cells["birth_year"]
        line.remarks.append("année de naissance\u00a0: elle est à venir")
    return line


def note_notes(line: Line, notes: str) -> None:
    """Notes are never kept; those that hold a secret are told, so that the file is cleaned too."""
    line.has_notes = bool(notes)
    try:
        refuse_secrets(notes)
    except ValidationError:
        line.has_secrets = True


def take_name(line: Line, column: str, label: str, name: str) -> None:
    most = Person._meta.get_field(column).max_length
    try:
        refuse_secrets(name)
    except ValidationError as error:
        line.refusal, name = error.messages[0], ""
    if len(name) > most:
        line.refusal, name = f"Le {label} est trop long\u00a0: {most} caractères au plus.", ""
    elif not name and not line.refusal:
        line.refusal = f"Il manque le {label}."
    line.cells[column] = name


def take_cell(line: Line, column: str, label: str, cell: object, clean: Callable[[object], object]) -> None:
    """A cell that cannot be read is left aside, and its line kept."""
    if not plain(cell) or tables.heading(plain(cell)) in SAYS_NONE:
        return
    try:
        line.cells[column] = clean(cell)
    except (ValidationError, ValueError):
        line.remarks.append(f"{label}\u00a0: laissé de côté, il n’est pas lisible")


def plain(cell: object) -> str:
    """As it is read: numbers without « .0 », no invisible letter, spaces once."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def year(cell: object) -> int:
    """Four digits, alone or in a whole date."""
    written = cell.year if isinstance(cell, datetime) else plain(cell)[-4:]
    found = int(written)
    Person._meta.get_field("birth_year").run_validators(found)
    return found


def phone(cell: object) -> str:
    """A spreadsheet drops the first zero of a number."""
    written = plain(cell)
    return normalised(f"0{written}" if written.isdigit() and len(written) == 9 else written)


def email(cell: object) -> str:
    written = plain(cell).lower()
    validate_email(written)
    return shorter_than(written, "email")


def city(cell: object) -> str:
    written = plain(cell)
    refuse_secrets(written)
    return shorter_than(written, "city")


def shorter_than(written: str, column: str) -> str:
    if len(written) > Person._meta.get_field(column).max_length:
        raise ValidationError("too long")
    return written


def code(validate: Callable[[str], None]) -> Callable[[object], str]:
    """Five characters; a spreadsheet drops the first zero."""

    def clean(cell: object) -> str:
        written = plain(cell).upper().zfill(5)
        validate(written)
        return written

    return clean


def gender(cell: object) -> str:
    try:
        return GENDERS[plain(cell)[0].lower()].value
    except KeyError:
        raise ValidationError("unknown") from None


CLEANERS: dict[str, tuple[str, Callable[[object], object]]] = {
    "birth_year": ("année de naissance", year),
    "phone": ("téléphone", phone),
    "email": ("e-mail", email),
    "city": ("commune", city),
    "postal_code": ("code postal", code(validate_postal_code)),
    "insee_code": ("code INSEE", code(validate_insee_code)),
    "gender": ("genre", gender),
}


def refuse_repeated(lines: list[Line]) -> None:
    """The same person twice in one file is one person."""
    first: dict[tuple, int] = {}
    for line in readable(lines):
        key = (*(tables.heading(line.cells[name]) or line.cells[name] for name in NAMES), *ways(line))
        if key in first:
            line.refusal = f"C’est la même personne qu’à la ligne {first[key]}."
        first.setdefault(key, line.number)


def ways(line: Line) -> Iterator[object]:
    return (line.cells.get(column) for column in ("phone", "email", "birth_year"))


def readable(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not line.refusal]
