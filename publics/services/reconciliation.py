"""Who somebody is, said by the desk: people who came by a page are never attached to others by a computer."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User

from ..models import Person
from ..traces import save
from .merges import hold_person, locked_pair, merge, refuse_merged

# What completes the known person where nothing was written; what was written is never overwritten.
COMPLETED = (
    *("last_name", "birth_year", "phone", "email", "address", "postal_code", "city", "insee_code"),
    *("helper_name", "helper_phone", "heard_from"),
)


@transaction.atomic
def recognise(*, person: Person, at: datetime, by: User | None) -> Person:
    """She is indeed somebody new. Said twice, it is said once."""
    person = hold_person(person)
    if person.is_provisional:
        person.is_provisional = False
        save(person, ["is_provisional"])
    return person


@transaction.atomic
def reconcile(*, provisional: Person, known: Person, at: datetime, by: User | None) -> list[str]:
    """`provisional` turned out to be `known`: all that was hers follows. Returns what the desk is to be told.

    Another telephone or address stays readable on what she had filled in. Refused unless she is still to be
    recognised, or when `known` is herself or somebody reconciled since.
    """
    provisional, known = locked_pair(provisional, known)
    refuse_merged(known)
    if not provisional.is_provisional or provisional.reconciled_with_id or provisional.pk == known.pk:
        raise ValidationError("Cette personne a déjà été reconnue.", code="already")
    gained = [name for name in COMPLETED if getattr(provisional, name) and not getattr(known, name)]
    told = merge(kept=known, merged=provisional, taken=gained, at=at, by=by)
    labels = [str(Person._meta.get_field(name).verbose_name) for name in gained]
    return [*told, f"Sa fiche est complétée : {', '.join(labels)}."] if gained else told
