from django.db import models

from ..enums import JournalAction
from ..owned import SpaceOwned


class JournalEntry(SpaceOwned):
    """One change of one row, written by the database (`schema.journal`). The application may add, never alter."""

    table_name = models.CharField("table", max_length=63)
    row_id = models.CharField("ligne", max_length=36)
    action = models.CharField("action", max_length=6, choices=JournalAction)
    before = models.JSONField("avant", null=True)
    after = models.JSONField("après", null=True)
    user = models.CharField("par", max_length=254, blank=True)
    request = models.CharField("demande", max_length=36, blank=True)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        indexes = [
            models.Index(fields=["space", "table_name", "row_id", "at"], name="journal_of_a_row"),
            models.Index(
                fields=["space", "table_name"],
                condition=models.Q(action=JournalAction.DELETE),
                name="journal_of_what_is_gone",
            ),
        ]

    def __str__(self):
        return f"{self.action} {self.table_name} {self.row_id}"
