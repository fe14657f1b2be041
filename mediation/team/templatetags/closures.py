"""The notice that every public page of a space carries while it is closed, or about to be."""

from django import template
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common import isolation

from ..documents import days
from ..models import Closure

register = template.Library()


@register.inclusion_tag("team/closure_notice.html")
def closure_notice(space: Space | None) -> dict:
    """Some public pages speak for a space without a view that names it: the notice names it itself."""
    return {"told": told_of(space, timezone.now()) if space else [], "space": space}


def told_of(space: Space, at) -> list[tuple[Closure, str]]:
    day = at.astimezone(space.zone).date()
    with isolation.only([space.pk]):
        return [(closure, days(closure)) for closure in Closure.objects.of(space).to_tell(day)]


register.filter("days_closed", days)
