"""Who somebody is, said by the desk: people who came by a page are never attached to others by a computer."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from .. import notifications, registry
from ..models import Enquiry, Person, PersonInterest, Support, Visit
from .consents import follow_consents

# What completes the known person where nothing was written; what was written is never overwritten.
COMPLETED = (
    *("last_name", "birth_year", "phone", "email", "address", "postal_code", "city", "insee_code"),
    *("helper_name", "helper_phone", "heard_from"),
)


@transaction.atomic
def recognise(*, person: Person, at: datetime, by: User | None) -> Person:
    """She is indeed somebody new. Said twice, it is said once."""
    person = Person.objects.locked(person.pk)
    refuse_reconciled(person)
    if person.is_provisional:
        person.is_provisional = False
        save(person, "is_provisional")
    return person


@speaks
@transaction.atomic
def reconcile(*, provisional: Person, known: Person, at: datetime, by: User | None) -> list[str]:
    """`provisional` turned out to be `known`: all that was hers follows. Returns what the desk is to be told.

    Refused unless she is still to be recognised, or when `known` is herself or somebody reconciled since.
    """
    provisional, known = locked_pair(provisional, known)
    refuse_reconciled(known)
    if not provisional.is_provisional or provisional.reconciled_with_id or provisional.pk == known.pk:
        raise ValidationError("Cette personne a déjà été reconnue.", code="already")
    Visit.objects.filter(person=provisional).update(person=known)
    Enquiry.objects.filter(person=provisional).update(person=known)
    move_supports(provisional, known)
    said = [sentence for follow in registry.followers() for sentence in follow_with(follow, provisional, known, at, by)]
    move_interests(provisional, known)
    follow_consents(provisional=provisional, known=known, at=at)
    notifications.follow_person(provisional=provisional, known=known)
    completed = complete(known, provisional)
    provisional.reconciled_with, provisional.is_provisional = known, False
    save(provisional, "reconciled_with", "is_provisional")
    return [*said, *completed]


def follow_with(follow, provisional: Person, known: Person, at: datetime, by: User | None) -> list[str]:
    return follow(provisional=provisional, known=known, at=at, by=by)


def locked_pair(one: Person, other: Person) -> tuple[Person, Person]:
    """Both, locked in the same order by everybody."""
    rows = Person.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk").select_for_update(no_key=True)
    found = {person.pk: person for person in rows}
    return found[one.pk], found[other.pk]


def refuse_reconciled(person: Person) -> None:
    if person.reconciled_with_id:
        raise ValidationError("Cette personne a été reconnue entre-temps : cherchez-la de nouveau.", code="already")


def move_interests(provisional: Person, known: Person) -> None:
    """An envie that both said stays where it is: it is counted once."""
    said = PersonInterest.objects.filter(person=known).values("interest")
    PersonInterest.objects.filter(person=provisional).exclude(interest__in=said).update(person=known)


def move_supports(provisional: Person, known: Person) -> None:
    """Where both were counted in one activity, she had one part in it: the known one's stays."""
    had = Support.objects.filter(person=known).values("report")
    Support.objects.filter(person=provisional).exclude(report__in=had).update(person=known)


def complete(known: Person, provisional: Person) -> list[str]:
    """Fill what was missing. Another telephone or address is told, and stays readable on what she had filled in."""
    gained = [name for name in COMPLETED if getattr(provisional, name) and not getattr(known, name)]
    for name in gained:
        setattr(known, name, getattr(provisional, name))
    if gained:
        save(known, *gained)
    labels = (Person._meta.get_field(name).verbose_name for name in gained)
    return [f"Sa fiche est complétée : {', '.join(labels)}."] if gained else []


def save(person: Person, *names: str) -> None:
    """A form opened before is told that somebody else wrote."""
    person.version = F("version") + 1
    person.save(update_fields=[*names, "version"])
    person.refresh_from_db(fields=["version"])
