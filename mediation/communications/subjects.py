"""Campaigns, and who writes them, as the log of messages names them."""

from django.db.models import QuerySet

from mediation.accounts.models import Space, User
from mediation.courier.registry import Addressee, Subject

from .models import Campaign


def titles(ids: list[int]) -> dict[int, Subject]:
    return {pk: Subject(one.title, one.get_absolute_url()) for pk, one in Campaign.objects.in_bulk(ids).items()}


def campaigns_of(space: Space, code: str) -> QuerySet:
    return Campaign.objects.of(space).filter(code=code).values("pk")


def colleagues(ids: list[int]) -> dict[int, Addressee]:
    return {pk: Addressee(user.get_short_name()) for pk, user in User.objects.in_bulk(ids).items()}
