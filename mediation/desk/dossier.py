"""« Dossier de droits »: everything held about somebody, read from the relations of her row, whatever the table.

A table that is added tomorrow is in it: its columns are read by their French names unless a reader says better.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, Model, QuerySet
from django.utils import timezone

from mediation.accounts.models import JournalEntry, User
from mediation.common.phones import spaced
from mediation.common.printing import pdf
from mediation.common.templatetags.french import date_short, hour_fr
from mediation.courier.models import Message
from partners.models import Referral
from publics import retention
from publics.models import Person
from workshops.models import Review, Step

Line = dict[str, str]
UNTOLD = {"id", "space", "person", "version", "code", "booking", "search_key", "sort_key", "person_key"}
PURPOSES = "Vous accueillir, vous prévenir de ce qui change, compter l’activité du lieu sans vous nommer."
RECIPIENTS = "L’équipe de l’espace. Une structure qui vous a orientée n’apprend que ce que vous avez accepté."
SOURCE = "Vous-même, ou la structure qui vous a orientée avec votre accord."


def dossier_of(person: Person, *, at: datetime) -> dict:
    """Sections of lines, each a label and its value, ready to be printed or written as JSON."""
    space = person.space
    return {
        "espace": space.name,
        "etabli_le": words(at),
        "finalites": PURPOSES,
        "destinataires": RECIPIENTS,
        "origine": SOURCE,
        "duree": f"{space.retention_months} mois après le dernier contact, puis les données sont anonymisées.",
        "droits": "Vous pouvez faire corriger, faire effacer, vous opposer, et écrire à la CNIL si la réponse ne "
        "convient pas (3 place de Fontenoy, TSA 80715, 75334 Paris CEDEX 07).",
        "rubriques": [section for section in sections(person) if section["lignes"]],
    }


def sections(person: Person) -> list[dict]:
    rows = [("Fiche", [line_of(person)])]
    rows += [(title(found.model), [line_of(row) for row in found]) for found in related(person)]
    rows.append(("Ce qui a changé, et quand", changes(person)))
    return [{"titre": name, "lignes": lines} for name, lines in rows]


def related(person: Person) -> list[QuerySet]:
    """The rows of each table that points to her, then those that tell of her without pointing."""
    ids = [person.pk, *person.also_known_as.values_list("pk", flat=True)]
    pointing = [
        relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": ids})
        for relation in Person._meta.related_objects
    ]
    told = [
        retention.messages_to(ids),
        retention.answers_of(ids),
        Referral.objects.filter(registration__person__in=ids),
        Step.objects.filter(pathway__person__in=ids),
        Review.objects.filter(pathway__person__in=ids),
    ]
    return [rows.select_related(*links(rows.model)).order_by("pk") for rows in [*pointing, *told]]


def links(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.is_relation and field.name not in UNTOLD]


def title(model: type[Model]) -> str:
    name = str(model._meta.verbose_name_plural)
    return f"{name[:1].upper()}{name[1:]}"


def line_of(row: Model) -> Line:
    """What the row says, by the French names of its columns; empty ones are left out."""
    reader = READERS.get(type(row), columns)
    return {label: value for label, value in reader(row).items() if value}


def columns(row: Model) -> Line:
    return {
        str(field.verbose_name): words(said(row, field))
        for field in row._meta.concrete_fields
        if field.name not in UNTOLD
    }


def said(row: Model, field: Field) -> object:
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    value = getattr(row, field.name)
    if isinstance(field, ArrayField) and field.base_field.choices:
        return [str(dict(field.base_field.flatchoices).get(each, each)) for each in value]
    return "l’équipe" if isinstance(value, User) else value


def words(value: object) -> str:
    match value:
        case bool():
            return "oui" if value else "non"
        case datetime():
            local = timezone.localtime(value)
            return f"{date_short(local)}, {hour_fr(local)}"
        case date():
            return date_short(value)
        case dict():
            return " ".join(words(each) for each in value.values() if each)
        case list():
            return ", ".join(map(str, value))
    text = "" if value is None else str(value)
    return spaced(text) if text.startswith("+") else text


def message(row: Message) -> Line:
    return {
        "écrit le": words(row.created_at),
        "par": row.get_channel_display(),
        "à": words(row.address),
        "état": row.get_state_display(),
        "texte": words(row.payload),
    }


READERS: dict[type[Model], Callable[..., Line]] = {Message: message}


def changes(person: Person) -> list[Line]:
    """When her own row changed; the values are those of the sections above, or were replaced at her request."""
    entries = JournalEntry.objects.of(person.space).filter(table_name="publics_person", row_id=str(person.pk))
    return [
        {"le": words(entry.at), "par": "l’équipe" if entry.user else "l’application"}
        for entry in entries.order_by("at", "pk")
    ]


def dossier_pdf(person: Person, *, at: datetime) -> bytes:
    """A4, as many pages as it takes."""
    context = {"dossier": dossier_of(person, at=at), "person": person, "space": person.space}
    space = person.space
    return pdf(
        "desk/documents/dossier.html",
        context,
        stylesheets=("dossier",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
    )
