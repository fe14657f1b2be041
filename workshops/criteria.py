"""What a group of people may be made of, among what workshops know of them."""

from datetime import datetime

from django import forms
from django.db.models import Q

from mediation.accounts.models import Space
from publics.segments import SCHEMA, Criterion, Idea

from .enums import RegistrationState
from .models import Attendance, Registration, Workshop


def of_workshops(space: Space) -> forms.ChoiceField:
    titles = Workshop.objects.of(space).order_by("title", "pk").values_list("pk", "title")
    choices = [(str(pk), title) for pk, title in titles]
    return forms.ChoiceField(label="Réponse", choices=[("", "Choisissez"), *choices])


def came_to(workshop: str, *, space: Space, at: datetime) -> Q:
    came = Attendance.objects.of(space).came().filter(session__workshop=workshop)
    return Q(pk__in=came.values("person"))


def expected_at(workshop: str, *, space: Space, at: datetime) -> Q:
    """Registered to one of its sessions to come."""
    return Q(pk__in=to_come(space, at).confirmed().filter(session__workshop=workshop).values("person"))


def waits_for(workshop: str, *, space: Space, at: datetime) -> Q:
    rows = to_come(space, at).filter(state=RegistrationState.WAITING, session__workshop=workshop)
    return Q(pk__in=rows.values("person"))


def never_came(_: str, *, space: Space, at: datetime) -> Q:
    """To any session; she may know the desk well."""
    return ~Q(pk__in=Attendance.objects.of(space).came().values("person"))


def to_come(space: Space, at: datetime):
    return Registration.objects.of(space).filter(session__ends_at__gt=at)


CRITERIA = (
    Criterion("came_to", "Est venue à l’atelier", came_to, of_workshops),
    Criterion("expected_at", "Est inscrite à venir, à l’atelier", expected_at, of_workshops),
    Criterion("waits_for", "Attend une place à l’atelier", waits_for, of_workshops),
    Criterion("never_came", "N’est encore venue à aucun atelier", never_came),
)
MET_ALONE = {"v": SCHEMA, "all": [{"is": "received"}, {"is": "never_came"}]}
IDEAS = (Idea("deja-recues", "Déjà reçues, jamais venues en atelier", MET_ALONE),)
