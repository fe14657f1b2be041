from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed
from mediation.common.printing import pdf_response

from .. import documents
from ..models import Session
from ..permissions import may_register, may_see_programme


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
