from collections.abc import Iterable

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, Func, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet

from ..enums import Resource
from .clock import TsTzRange


class OneOf(Func):
    """Exactly one of these columns says something."""

    function = "num_nonnulls"
    template = "%(function)s(%(expressions)s) = 1"
    output_field = models.BooleanField()
    conditional = True


class OccupancyQuerySet(SpaceQuerySet):
    def meanwhile(self, start, end):
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def taking(self, taken: Iterable[tuple[Resource, int]]):
        """Of any of these: `[(Resource.ROOM, 3), (Resource.HOST, 12)]`."""
        wanted = Q(pk__in=[])
        for resource, key in taken:
            wanted |= Q(resource=resource, resource_key=key)
        return self.filter(wanted)

    def but_of(self, row):
        """Without those of this row, whichever of ours it is."""
        return self.exclude(**{row._meta.model_name: row.pk}) if row.pk else self

    def with_what(self):
        """All that a sentence says of what takes it."""
        return self.select_related("session__workshop", "appointment", "halfday__permanence")


class Occupancy(SpaceOwned):
    """A room, somebody who welcomes or an item is taken, from one instant until another, by what is named here.

    Written by the database itself on every change of that, whoever makes it (`0004_appointments`, `0012_equipment`,
    `0016_permanences`): one constraint then keeps each in one place at a time. Deferrable: what is moved together must
    not collide with itself.
    """

    resource = models.CharField("ce qui est pris", max_length=4, choices=Resource)
    resource_key = models.BigIntegerField("lequel")
    starts_at = models.DateTimeField("du")
    ends_at = models.DateTimeField("au")
    session = models.ForeignKey(
        "workshops.Session", models.CASCADE, null=True, related_name="occupancies", verbose_name="séance"
    )
    appointment = models.ForeignKey(
        "workshops.Appointment", models.CASCADE, null=True, related_name="occupancies", verbose_name="rendez-vous"
    )
    loan = models.ForeignKey(
        "workshops.Loan", models.CASCADE, null=True, related_name="occupancies", verbose_name="prêt"
    )
    sitting = models.ForeignKey(
        "workshops.Sitting", models.CASCADE, null=True, related_name="occupancies", verbose_name="place à un poste"
    )
    halfday = models.ForeignKey(
        "workshops.HalfDay", models.CASCADE, null=True, related_name="occupancies", verbose_name="permanence"
    )

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = "occupation"
        constraints = [
            models.CheckConstraint(
                condition=OneOf("session", "appointment", "loan", "sitting", "halfday"),
                name="occupancy_says_why",
            ),
            ExclusionConstraint(
                name="one_place_at_a_time",
                expressions=[
                    ("space", RangeOperators.EQUAL),
                    ("resource", RangeOperators.EQUAL),
                    ("resource_key", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="La salle, qui accueille ou le matériel est déjà pris à cette heure.",
            ),
        ]
        indexes = [models.Index(fields=["space", "starts_at"], name="occupancy_by_date")]

    def __str__(self):
        return f"{self.get_resource_display()} {self.resource_key}, {self.starts_at:%d/%m/%Y %H:%M}"
