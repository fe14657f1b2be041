from datetime import datetime

from django.db import transaction

from mediation.accounts.models import Membership, Space, User
from mediation.common.refusals import speaks

from ..models import AppointmentHours


@speaks
@transaction.atomic
def create_hours(*, hours: AppointmentHours, space: Space, at: datetime, by: User | None) -> AppointmentHours:
    """A half-day of each week. Refused when it overlaps another of the same person."""
    hours.space = space
    hours.full_clean()
    hours.save()
    return hours


@transaction.atomic
def name_publicly(*, membership: Membership, is_named: bool, at: datetime, by: User) -> None:
    """Whether her first name is on the page anybody may read; she says so herself."""
    Membership.objects.filter(pk=membership.pk).update(is_named_publicly=is_named)
