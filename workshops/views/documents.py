from functools import partial

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed
from mediation.common.printing import pdf_response

from .. import documents, papers
from ..hosts import hosts_of
from ..models import Session
from ..permissions import may_register, may_see_people, may_see_programme
from . import session_page
from .appointments import day_of, host_chosen


@require_safe
@allowed(may_see_programme)
def flyer(request, code):
    session = get_object_or_404(Session.objects.of(request.space).with_details(), code=code)
    return pdf_response(request, f"flyer-{session.code}.pdf", lambda: documents.flyer(session))


@require_safe
@allowed(may_register)
def sign_in_sheet(request, code):
    session = get_object_or_404(Session.objects.of(request.space).with_details(), code=code)
    return pdf_response(request, f"emargement-{session.code}.pdf", lambda: documents.sign_in_sheet(session))


@require_safe
@allowed(may_see_people)
def private_sheet(request, code):
    session = get_object_or_404(Session.objects.of(request.space).with_details(), code=code)
    at = timezone.now()
    people = session_page.people_of(session, session_page.dates_beside(session, at=at), at=at)
    helpers = session.peer_helpers.select_related("person").order_by("pk")
    write = partial(documents.private_sheet, session, people, helpers)
    return pdf_response(request, f"equipe-{session.code}.pdf", write)


@require_safe
@allowed(may_see_programme)
def month_programme(request):
    """Of the month the address names, else of this one."""
    at = timezone.now()
    month = papers.month_of(request.GET.get("mois", ""), timezone.localdate(at))
    write = partial(papers.month_programme, request.space, month, at=at)
    return pdf_response(request, f"programme-{month:%Y-%m}.pdf", write)


@require_safe
@allowed(may_see_people)
def day_sheet(request):
    """Of the day the address names, else of today; of one of us, or of everybody."""
    day = day_of(request.GET.get("jour", ""), timezone.localdate())
    host = host_chosen(request, hosts_of(request.space))
    return pdf_response(request, "rendez-vous.pdf", partial(papers.day_sheet, request.space, day, host=host))
