"""What every row owned by a space shares."""

from django.db import models
from django.db.models import F

from mediation.common.codes import new_code


class SpaceQuerySet(models.QuerySet):
    def of(self, space):
        """The rows of one space. Policies refuse the others already; this is what lets an index find them."""
        return self.filter(space=space)

    def locked(self, pk):
        """The row, held until the transaction ends: who comes next waits."""
        return self.select_for_update(no_key=True).get(pk=pk)


class SpaceOwned(models.Model):
    """`isolate()` gives each such table UNIQUE (space_id, id), which also serves as its index on space."""

    space = models.ForeignKey("accounts.Space", models.PROTECT, related_name="+", db_index=False, verbose_name="espace")

    objects = SpaceQuerySet.as_manager()

    class Meta:
        abstract = True


class Coded(models.Model):
    """Public, partner, QR and mail addresses name a row by its code: a number would tell how many there are."""

    code = models.CharField("code", max_length=8, default=new_code, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """Edited by people: a form holds the version it was shown, and overwrites nothing saved since."""

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True

    def claim_edit(self, version: int) -> bool:
        """Take the next version if `version` is still the last one; False when somebody saved in between."""
        rows = type(self)._default_manager.filter(pk=self.pk, version=version)
        return rows.update(version=F("version") + 1) == 1
