"""Campaigns, and who writes them, as the log of messages names them."""

from datetime import datetime

from django.db.models import Model, QuerySet
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.accounts.models import Membership, Space, User
from mediation.courier.registry import Addressee, Subject

from .models import Campaign
from .registry import Reader


def titles(ids: list[int]) -> dict[int, Subject]:
    return {pk: Subject(one.title, one.get_absolute_url()) for pk, one in Campaign.objects.in_bulk(ids).items()}


def campaigns_of(space: Space, code: str) -> QuerySet:
    return Campaign.objects.of(space).filter(code=code).values("pk")


def letters(ids: list[int]) -> dict[int, Subject]:
    return dict.fromkeys(ids, Subject("La lettre aux partenaires et aux collègues", reverse("communications:digest")))


def of_no_event(space: Space, code: str) -> QuerySet:
    return Campaign.objects.none().values("pk")


def always(model: type[Model], at: datetime) -> QuerySet:
    """What it says was written as it left: it stays to be told."""
    return model.objects.all()


def colleagues_of(*, space: Space, at: datetime) -> list[Reader]:
    """Those of other services who work with the space at that moment."""
    theirs = Membership.objects.filter(space=space, role=Role.COLLEAGUE, user__is_active=True)
    rows = theirs.select_related("user", "space").order_by("user__name", "pk")
    users = [membership.user for membership in rows if membership.is_in_force(at=at)]
    return [Reader(f"user:{user.pk}", str(user), user.email) for user in users]


def colleagues(ids: list[int]) -> dict[int, Addressee]:
    return {pk: Addressee(user.get_short_name()) for pk, user in User.objects.in_bulk(ids).items()}
