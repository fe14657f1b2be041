"""Long lists, page by page."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class FromEitherEnd(Paginator):
    """Past the middle, a page is read from the end: rows are skipped to reach it, never more than half of them."""

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        top = min(bottom + self.per_page, self.count)
        if 2 * bottom < self.count or not isinstance(self.object_list, QuerySet):
            return super().page(number)
        rows = self.object_list.reverse()[self.count - top : self.count - bottom]
        return self._get_page(list(rows)[::-1], number, self)
