from datetime import date, datetime

from django.db import transaction

from mediation.accounts.models import User
from mediation.common.refusals import speaks

from ..enums import MandateKind
from ..models import Mandate, Person
from .people import hold_as_known


@speaks
@transaction.atomic
def note_mandate(
    *,
    person: Person,
    kind: MandateKind | str = MandateKind.PAPER,
    signed_on: date,
    ends_on: date,
    families: list[str],
    formalities: str,
    kept_at: str = "",
    at: datetime,
    by: User | None,
) -> Mandate:
    """That a mandate exists: for which démarches, precisely, until when, and where its paper is."""
    person = hold_as_known(person)
    mandate = Mandate(
        space=person.space, person=person, kind=kind, signed_on=signed_on, ends_on=ends_on, families=families,
        formalities=formalities, kept_at=kept_at, noted_at=at, noted_by=by,
    )  # fmt: skip
    mandate.full_clean(exclude=["space", "noted_by"])
    mandate.save()
    return mandate


@speaks
@transaction.atomic
def revoke_mandate(*, mandate: Mandate, on: date, at: datetime, by: User | None) -> Mandate:
    """She takes it back, at any time. Said twice, the first day stays."""
    mandate = Mandate.objects.locked(mandate.pk)
    if mandate.revoked_on is None:
        mandate.revoked_on = max(on, mandate.signed_on)
        mandate.save(update_fields=["revoked_on"])
    return mandate
