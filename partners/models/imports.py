import uuid

from django.db import models
from django.db.models import Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet


class DirectoryImportQuerySet(SpaceQuerySet):
    def done(self):
        return self.exclude(imported_at=None)

    def latest_first(self):
        return self.select_related("file", "created_by").order_by("-created_at", "pk")


class DirectoryImport(SpaceOwned):
    """A file of partners: what reading it would change, then, once confirmed, what it changed.

    `report` holds the lines refused, the cells left aside and the changes: {"refused": [{line, column, value,
    reason}], "remarks": [the same], "updated": [{line, name, changes: [[label, before, after]]}]}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey("accounts.StoredFile", models.PROTECT, related_name="+", verbose_name="fichier")
    source = models.CharField("nom de la source", max_length=80, blank=True)
    new_count = models.PositiveIntegerField("nouvelles", default=0)
    updated_count = models.PositiveIntegerField("modifiées", default=0)
    unchanged_count = models.PositiveIntegerField("inchangées", default=0)
    refused_count = models.PositiveIntegerField("refusées", default=0)
    report = models.JSONField("détail", default=dict)
    created_at = models.DateTimeField("lu le")
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="lu par")
    imported_at = models.DateTimeField("importé le", null=True, blank=True)

    objects = DirectoryImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import de partenaires"
        verbose_name_plural = "imports de partenaires"
        constraints = [
            models.CheckConstraint(
                condition=Q(imported_at=None) | Q(imported_at__gte=models.F("created_at")),
                name="import_is_read_before_it_is_done",
            )
        ]
        indexes = [models.Index(fields=["space", "created_at"], name="directory_import_by_date")]

    def __str__(self):
        return f"{self.file}, {self.created_at:%d/%m/%Y}"

    @property
    def line_count(self) -> int:
        return self.new_count + self.updated_count + self.unchanged_count + self.refused_count
