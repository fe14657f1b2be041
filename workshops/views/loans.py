"""The log of loans: what is out, with whom, until when; what comes back."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of, telling
from mediation.common.printing import pdf_response
from publics.models import Person

from .. import documents, services
from ..forms import ExtendLoanForm, LendForm, ReturnForm
from ..models import Item, Loan
from ..permissions import may_see_people
from .items import item_of

PER_PAGE = 50
FOUND_AT_MOST = 8
RETURNED = "rendus"


@require_safe
@allowed(may_see_people)
def loans(request):
    """What is out, the first to come back on top; or what came back, the last first."""
    rows = Loan.objects.of(request.space).with_details()
    is_returned = request.GET.get("liste") == RETURNED
    shown = rows.filter(returned_at__isnull=False).last_first() if is_returned else rows.open().soonest_first()
    context = {
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "is_returned": is_returned,
        "at": timezone.now(),
    }
    return render(request, "workshops/loans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def lend(request, code):
    """Somebody is found by her name, or a structure is chosen: then until when, and in what state it leaves."""
    item, at = item_of(request, code), timezone.now()
    form = LendForm(request.POST or None, space=request.space)
    if done := attempt(form, space=request.space, at=at, act=partial(lent, request, item, form, at=at)):
        return done
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {"item": item, "form": form, "words": words, "people": proposed(request, form, words)}
    return render(request, "workshops/lend.html", context, status=status_of(form))


def lent(request, item: Item, form: LendForm, *, at) -> str:
    loan = services.lend(item=item, at=at, by=request.user, **form.said)
    messages.success(request, "C’est noté. Imprimez la fiche de prêt\u00a0: chacun en garde une moitié.")
    return reverse("workshops:loan", args=[loan.code])


def proposed(request, form: LendForm, words: str) -> list[Person]:
    """Those found by these words, and the one that was chosen or that the address names."""
    code = str(form["person"].value() or request.GET.get("personne", ""))[:8].upper().replace("\x00", "")
    chosen = Person.objects.of(request.space).current().filter(code=code) if code else []
    found = Person.objects.search(words, space=request.space, at_most=FOUND_AT_MOST) if words else []
    return list(dict.fromkeys([*chosen, *found]))


def found(request, code: str) -> Loan:
    return get_object_or_404(Loan.objects.of(request.space).with_details(), code=code)


@require_safe
@allowed(may_see_people)
def loan(request, code):
    return shown(request, found(request, code))


def shown(request, loan: Loan, *, returning=None, extending=None):
    bound = returning or extending
    context = {
        "loan": loan,
        "returning": returning or ReturnForm(),
        "extending": extending or ExtendLoanForm(initial={"due_on": loan.due_on}),
        "is_late": loan.returned_at is None and loan.due_at <= timezone.now(),
    }
    return render(request, "workshops/loan.html", context, status=status_of(bound) if bound else 200)


@require_POST
@allowed(may_see_people)
def return_item(request, code):
    loan, form = found(request, code), ReturnForm(request.POST)
    if form.is_valid():
        services.return_item(loan=loan, at=timezone.now(), by=request.user, **form.cleaned_data)
        messages.success(request, f"«\u00a0{loan.item}\u00a0» est rentré.")
        return redirect("workshops:loans")
    return shown(request, loan, returning=form)


@require_POST
@allowed(may_see_people)
def extend_loan(request, code):
    loan, form = found(request, code), ExtendLoanForm(request.POST)
    if form.is_valid():
        with telling(form):
            services.extend_loan(loan=loan, at=timezone.now(), by=request.user, **form.cleaned_data)
            messages.success(request, "C’est prolongé.")
            return redirect("workshops:loan", code=code)
    return shown(request, loan, extending=form)


@require_safe
@allowed(may_see_people)
def loan_receipt(request, code):
    loan = found(request, code)
    return pdf_response(request, f"pret-{loan.code}.pdf", lambda: documents.loan_receipt(loan))
