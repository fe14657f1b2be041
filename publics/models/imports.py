import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet

CONFIRMED_WITHIN = timedelta(days=7)


class PeopleImportQuerySet(SpaceQuerySet):
    def latest_first(self):
        return self.select_related("created_by").order_by("-created_at", "pk")

    def to_forget(self, *, at: datetime):
        """Read and never confirmed: their lines tell of people whom nobody chose to note."""
        return self.filter(imported_at=None, created_at__lt=at - CONFIRMED_WITHIN).exclude(lines=[])


class PeopleImport(SpaceOwned):
    """A file of people: what noting them would change, then, once confirmed, what it changed.

    The file itself is not kept. `lines` holds what was read of it until it is confirmed; `report` only tells numbers
    of lines: {"refused": [[line, reason]], "remarks": [[line, what]], "likely": [line], "notes": how many, "secrets":
    [line]}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField("fichier", max_length=160)
    lines = models.JSONField("lignes", default=list)
    report = models.JSONField("détail", default=dict)
    new_count = models.PositiveIntegerField("nouvelles", default=0)
    completed_count = models.PositiveIntegerField("complétées", default=0)
    unchanged_count = models.PositiveIntegerField("inchangées", default=0)
    likely_count = models.PositiveIntegerField("laissées de côté", default=0)
    refused_count = models.PositiveIntegerField("refusées", default=0)
    created_at = models.DateTimeField("lu le")
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="lu par"
    )
    imported_at = models.DateTimeField("importé le", null=True, blank=True)

    objects = PeopleImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import de personnes"
        verbose_name_plural = "imports de personnes"
        constraints = [
            models.CheckConstraint(
                condition=Q(imported_at=None) | Q(imported_at__gte=F("created_at")),
                name="people_import_is_read_before_it_is_done",
                violation_error_message="Un fichier se lit avant de s’importer.",
            ),
            models.CheckConstraint(
                condition=Q(imported_at=None) | Q(lines=[]),
                name="people_import_keeps_no_line_once_done",
                violation_error_message="Une fois importées, les lignes du fichier ne sont plus gardées.",
            ),
        ]
        indexes = [models.Index(fields=["space", "created_at"], name="people_import_by_date")]

    def __str__(self):
        return f"{self.file_name}, {self.created_at:%d/%m/%Y}"

    @property
    def is_forgotten(self) -> bool:
        """Too late to confirm: its lines are gone."""
        return not self.imported_at and not self.lines

    @property
    def line_count(self) -> int:
        counts = (self.new_count, self.completed_count, self.unchanged_count, self.likely_count, self.refused_count)
        return sum(counts)
