"""Two fields and how to reach her: a question, a word left at a counter. What is answered at once is true."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.public import space_page, throttled, too_many
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.printing import pdf_response

from .. import documents, services, wording
from ..enums import EnquiryKind
from ..models import Enquiry
from .forms import ContactForm, Reachable, WordForm

MESSAGES_AN_HOUR = 20  # from one network address: a family, a library's room


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@space_page
def contact(request, space):
    return written(request, space, ContactForm(request.POST or None), "publics/public/contact.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@space_page
def word(request, space):
    """For any counter: it becomes a call."""
    form = WordForm(request.POST or None)
    return written(request, space, form, "publics/public/word.html", kind=EnquiryKind.WORD)


def written(request, space, form: Reachable, template: str, *, kind=EnquiryKind.QUESTION):
    if request.method == "POST" and throttled(request, "enquiry", most=MESSAGES_AN_HOUR):
        return too_many(request)
    at = timezone.now()
    if done := attempt(form, space=space, at=at, act=partial(submitted, space, form, kind=kind, at=at)):
        return done
    return render(request, template, {"form": form}, status=status_of(form))


def submitted(space, form: Reachable, *, kind: EnquiryKind, at) -> str:
    enquiry = services.submit_enquiry(space=space, kind=kind, at=at, **form.said)
    return reverse("public:enquiry_noted", args=[space.slug, enquiry.code])


@never_cache
@require_safe
@space_page
def enquiry_noted(request, space, code):
    """By when we answer, as it was said when she wrote. Nothing of hers is shown."""
    enquiry = get_object_or_404(Enquiry.objects.of(space).select_related("space"), code=code)
    return render(request, "publics/public/enquiry_noted.html", {"enquiry": enquiry, "said": wording.promise(enquiry)})


@require_safe
@space_page
def word_sheet(request, space):
    return pdf_response(request, "un-mot.pdf", partial(documents.word_sheet, space))


@require_safe
@space_page
def spotting_sheet(request, space):
    return pdf_response(request, "faire-connaissance.pdf", partial(documents.spotting_sheet, space))
