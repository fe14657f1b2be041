from django.db import models

from mediation.accounts.owned import SpaceOwned


class Export(SpaceOwned):
    """A list of people that left in a file: who took it, when, which columns, with which filters.

    Written once, never changed: it is the trace, and needs none. It names nobody of the list, and keeps no word that
    was searched.
    """

    at = models.DateTimeField("emporté le")
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="emporté par"
    )
    what = models.CharField("colonnes", max_length=300)
    filters = models.TextField("filtres")
    format_name = models.CharField("format", max_length=4)
    rows_count = models.PositiveIntegerField("personnes")

    class Meta:
        verbose_name = "liste emportée"
        verbose_name_plural = "listes emportées"
        indexes = [models.Index(fields=["space", "at"], name="export_by_date")]

    def __str__(self):
        return f"{self.what}, {self.at:%d/%m/%Y}"
