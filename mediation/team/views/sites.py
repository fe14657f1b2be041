from django.shortcuts import render
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed
from mediation.common.printing import pdf_response, spoken
from publics.models import Demarche

from .. import documents
from ..permissions import may_see_people

LONGEST = 100


@require_safe
@allowed(may_see_people)
def sites(request):
    """Where each démarche is really done, for nothing: all of them, or those that words name."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = Demarche.objects.with_sites()
    if words:
        found = found.resembling(words)
    shown = [(demarche, spoken(demarche.official_site)) for demarche in found]
    return render(request, "team/sites.html", {"words": words, "sites": shown})


@require_safe
@allowed(may_see_people)
def sites_sheet(request):
    space = request.space
    return pdf_response(request, "bons-sites.pdf", lambda: documents.sites_sheet(space))
