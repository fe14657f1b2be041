"""By which channel the person of a row is told something."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from mediation.accounts.owned import SpaceQuerySet
from publics.models import Person
from publics.reach import address_told, way_to_tell


class ToldQuerySet(SpaceQuerySet):
    def with_ways(self):
        """`way` and `written_to`: by which channel each is told, and where, as the database reads it."""
        told = Coalesce("person__guardianship__adult", "person")
        who = Person.objects.filter(pk=OuterRef("told")).annotate(way=way_to_tell()).annotate(written_to=address_told())
        return self.annotate(told=told, way=Subquery(who.values("way")), written_to=Subquery(who.values("written_to")))
