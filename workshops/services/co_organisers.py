"""Structures that make a session with us: their part, their logo, and the seats kept for those they send."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mediation.accounts.models import StoredFile, User
from mediation.common.refusals import speaks
from publics.models import Organisation

from ..enums import Part
from ..models import CoOrganiser, Session
from .holds import hold_seats, release_hold
from .materials import BEGINS_WITH

LARGEST_LOGO = 1024 * 1024
DRAWN = {"image/png", "image/jpeg"}


@speaks
@transaction.atomic
def add_co_organiser(
    *,
    session: Session,
    organisation: Organisation,
    part: Part,
    seats: int | None,
    until: datetime,
    logo: UploadedFile | None,
    at: datetime,
    by: User | None,
) -> CoOrganiser:
    """Its quota, when it has one, is kept at once: refused beyond the seats that are free."""
    session = Session.objects.locked(session.pk)
    made = CoOrganiser(space=session.space, session=session, organisation=organisation, part=part)
    made.created_at, made.created_by = at, by
    made.full_clean(exclude=["space", "created_by"])
    made.save()
    if logo:
        show_logo(organisation, logo, at=at, by=by)
    if seats:
        hold_seats(session=session, organisation=organisation, seats=seats, until=until, by=by, at=at)
    return made


def show_logo(organisation: Organisation, logo: UploadedFile, *, at: datetime, by: User | None) -> None:
    """The structure keeps it, for the sessions that come."""
    beginning = BEGINS_WITH.get(logo.content_type, b"")
    if logo.size > LARGEST_LOGO:
        raise ValidationError({"logo": "Cette image est trop lourde\u00a0: un méga-octet au plus."})
    if logo.content_type not in DRAWN or logo.read(len(beginning)) != beginning:
        raise ValidationError({"logo": "Envoyez une image PNG ou JPEG."})
    logo.seek(0)
    stored = StoredFile.of(logo, space=organisation.space, by=by, at=at)
    stored.save()
    organisation.logo = stored
    organisation.save(update_fields=["logo"])


@transaction.atomic
def remove_co_organiser(*, co_organiser: CoOrganiser, at: datetime, by: User | None) -> None:
    """The seats without a name that were kept for it are given back."""
    session = Session.objects.locked(co_organiser.session_id)
    for hold in session.holds.in_force().filter(organisation=co_organiser.organisation_id):
        release_hold(hold=hold, at=at, by=by)
    co_organiser.delete()
