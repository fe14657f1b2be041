"""The permanences of a month, as a poster anybody may print."""

from datetime import date
from functools import partial

from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.public import space_page
from mediation.common.printing import pdf_response

from .. import papers

FARTHEST = 731  # days


@require_safe
@space_page
def permanences_poster(request, space):
    """This month; or the one that `?mois=2026-10` names."""
    first = month_of(request.GET.get("mois", ""), timezone.localdate())
    name = f"permanences-{first:%Y-%m}.pdf"
    return pdf_response(request, name, partial(papers.permanences_poster, space, first))


def month_of(said: str, today: date) -> date:
    """Its first day; that of this month when the address says none that exists, or one too far."""
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        return today.replace(day=1)
    return first if abs((first - today).days) < FARTHEST else today.replace(day=1)
