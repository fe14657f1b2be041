"""What somebody lets us show of her: signed, for a medium each, and taken back in one gesture."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from ..enums import AuthorisationKind, AuthorisationMedium, NameShown
from ..models import Authorisation, Person
from .people import hold_as_known

NEEDS_BOTH = "Pour un enfant, un parent signe avec lui\u00a0: écrivez le nom de ce parent."


@speaks
@transaction.atomic
def authorise(
    *,
    person: Person,
    kind: AuthorisationKind | str,
    media: Iterable[AuthorisationMedium | str],
    scope: str,
    name_shown: NameShown | str = NameShown.FIRST_NAME,
    signed_on: date,
    ends_on: date,
    guardian_name: str = "",
    at: datetime,
    by: User | None,
) -> list[Authorisation]:
    """What the signed sheet says: one row a medium. Refused for a child whose parent did not sign too."""
    person = hold_as_known(person)
    if not guardian_name and person.may_be_minor(on=at.date()):
        raise ValidationError({"guardian_name": NEEDS_BOTH}, code="guardian")
    rows = [
        Authorisation(
            space=person.space, person=person, kind=kind, medium=medium, scope=scope, name_shown=name_shown,
            signed_on=signed_on, ends_on=ends_on, guardian_name=guardian_name, by=by,
        )
        for medium in media
    ]  # fmt: skip
    for row in rows:
        row.full_clean(exclude=["space", "by"])
    return Authorisation.objects.bulk_create(rows)


@transaction.atomic
def withdraw_authorisations(*, authorisations: Iterable[Authorisation], at: datetime, by: User | None) -> int:
    """She takes them back; how many. Said twice, the first day stays."""
    keys = [each.pk for each in authorisations]
    held = Authorisation.objects.filter(pk__in=keys, withdrawn_on=None).select_for_update(no_key=True)
    for one in held:
        one.withdrawn_on = max(at.astimezone(one.space.zone).date(), one.signed_on)
        one.save(update_fields=["withdrawn_on"])
    return len(held)
