from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mediation.accounts.models import Space

from ..health import report


def page(template: str):
    """A page for everybody. It speaks for the space somebody works in, or whose pages they come from."""

    @login_not_required
    @require_safe
    def view(request):
        request.space = request.space or Space.objects.filter(slug=request.GET.get("espace", "")).first()
        return render(request, template)

    return view


accessibility = page("pages/accessibilite.html")
legal_notice = page("pages/mentions-legales.html")
personal_data = page("pages/donnees-personnelles.html")


@login_not_required
@require_safe
@never_cache
def health(request):
    facts = report(at=timezone.now())
    return JsonResponse(facts, status=200 if facts["is_serving"] else 503)
