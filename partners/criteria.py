"""What a group of people may be made of, among what partners know of them."""

from datetime import datetime

from django import forms
from django.db.models import Q

from mediation.accounts.models import Space
from publics.segments import Criterion

from .models import Partner, Referral


def of_structures(space: Space) -> forms.ChoiceField:
    """Those that have sent somebody."""
    senders = Referral.objects.of(space).filter(organisation__isnull=False).values("organisation")
    rows = Partner.objects.of(space).filter(organisation__in=senders).by_name()
    choices = [(partner.organisation.code, partner.organisation.name) for partner in rows]
    return forms.ChoiceField(label="Réponse", choices=[("", "Choisissez"), *choices])


def sent_by(code: str, *, space: Space, at: datetime) -> Q:
    """By a slip that led to a registration: that is when we know who it is about."""
    slips = Referral.objects.of(space).filter(organisation__code=code, registration__isnull=False)
    return Q(pk__in=slips.values("registration__person"))


CRITERIA = (Criterion("sent_by", "Est venue par la structure", sent_by, of_structures),)
