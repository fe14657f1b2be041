"""Long lists, page by page."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class ByKeys(Paginator):
    """Those before a page are skipped by their keys, which an index may tell alone; `rows` reads those it shows."""

    def __init__(self, found: QuerySet, per_page: int, *, rows: QuerySet):
        super().__init__(found, per_page)
        self.rows = rows

    def _get_page(self, found: QuerySet, *args) -> Page:
        shown = self.rows.filter(pk__in=found).order_by(*found.query.order_by)
        return super()._get_page(shown, *args)
