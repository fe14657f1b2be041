"""Numbers of a day that hang from nobody."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F

from mediation.accounts.models import Space, User

from ..enums import DailyDimension, Need
from ..models import BlockingPoint, DailyCount, Topic

ONE_MORE = f"""
    INSERT INTO {DailyCount._meta.db_table} AS kept (space_id, "on", dimension, value, count) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (space_id, "on", dimension, value) DO UPDATE SET count = kept.count + 1
"""

HOURS = {f"{hour:02}" for hour in range(24)}


@transaction.atomic
def count_daily(
    *, space: Space, dimension: DailyDimension, value: str = "", on: date, at: datetime, by: User | None
) -> None:
    """One more of the day, in one statement. Who did it and when are asked of every service, and not kept."""
    if not is_of_its_list(dimension, value):
        raise ValidationError("Choisissez dans la liste.")
    with connection.cursor() as cursor:
        cursor.execute(ONE_MORE, [space.pk, on, dimension, value])


@transaction.atomic
def uncount_daily(
    *, space: Space, dimension: DailyDimension, value: str = "", on: date, at: datetime, by: User | None
) -> None:
    """One less of the day: it was the wrong key. Of what was not counted, nothing is left to take back."""
    rows = DailyCount.objects.of(space).filter(dimension=dimension, value=value, on=on)
    counted = rows.select_for_update(no_key=True).first()
    if counted and counted.count > 1:
        rows.update(count=F("count") - 1)
    elif counted:
        counted.delete()


def is_of_its_list(dimension: DailyDimension, value: str) -> bool:
    """A need is one of ours; a topic and a blocking point are known by their key; an hour is one of the day.

    A démarche is not said which.
    """
    match dimension:
        case DailyDimension.NEED:
            return value in Need.values
        case DailyDimension.BETTER_KNOWN:
            return Topic.objects.filter(key=value).exists()
        case DailyDimension.BLOCKED:
            return BlockingPoint.objects.filter(key=value).exists()
        case DailyDimension.STATION:
            return value in HOURS
        case _:
            return value == ""
