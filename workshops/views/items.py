"""The inventory: what there is, where, in what state; what a session has with it."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.exports import FORMATS, as_file
from mediation.common.forms import status_of, telling
from mediation.common.printing import pdf_response

from .. import documents, services
from ..enums import ItemState
from ..forms import EditItemForm, InventoryForm, ItemForm, UseItemsForm
from ..models import Item, Loan
from ..permissions import may_export_items, may_run_workshops, may_see_people
from ..resources import ItemResource
from .sessions import found, kept_filters, refuse_when_over

PER_PAGE = 50
LABELS_AT_MOST = 210  # ten sheets
TO_COME_SHOWN = 8
LOANS_SHOWN = 8


@require_safe
@allowed(may_see_people)
def items(request):
    form = InventoryForm(request.GET, space=request.space)
    chosen = form.applied_to(Item.objects.of(request.space)).with_places().by_kind()
    if request.GET.get("export") in FORMATS:
        return exported(request, chosen)
    context = {
        "form": form,
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("page")),
        "may_run": may_run_workshops(request.membership),
        "may_export": may_export_items(request.membership),
        "kept": kept_filters(request),
    }
    return render(request, "workshops/items.html", context)


def exported(request, chosen):
    if not may_export_items(request.membership):
        raise PermissionDenied
    rows = ItemResource().export(chosen, export_fields=ItemResource.OF_THE_LIST)
    return as_file(rows, format_name=request.GET["export"], name="materiel")


@require_safe
@allowed(may_see_people)
def item_labels(request):
    """Of the items that the list shows, with the same filters."""
    chosen = InventoryForm(request.GET, space=request.space).applied_to(Item.objects.of(request.space))
    listed = chosen.with_places().by_kind()[:LABELS_AT_MOST]
    return pdf_response(request, "etiquettes.pdf", lambda: documents.item_labels(request.space, listed))


def item_of(request, code: str) -> Item:
    return get_object_or_404(Item.objects.of(request.space).with_places(), code=code)


@require_safe
@allowed(may_see_people)
def item(request, code):
    item, at = item_of(request, code), timezone.now()
    loans = list(
        Loan.objects.of(request.space).filter(item=item).with_details().order_by("-lent_at", "pk")[:LOANS_SHOWN]
    )
    is_out = any(loan.returned_at is None for loan in loans)
    context = {
        "item": item,
        "loans": loans,
        "may_lend": item.may_be_lent and item.state == ItemState.IN_SERVICE and not is_out,
        "to_come": item.sessions.upcoming(at=at).with_details().by_date()[:TO_COME_SHOWN],
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_item(request):
    form, at = ItemForm(request.POST or None, space=request.space), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(created, request, form, at=at)):
        return done
    return render(request, "workshops/item_form.html", {"form": form}, status=status_of(form))


def created(request, form: ItemForm, *, at) -> str:
    item = services.create_item(item=form.save(commit=False), space=request.space, at=at, by=request.user)
    messages.success(request, f"«\u00a0{item}\u00a0» est dans l’inventaire.")
    return reverse("workshops:items")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_item(request, code):
    form = EditItemForm(request.POST or None, instance=item_of(request, code))
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:item", code=code)
    context = {"form": form, "item": item_of(request, code)}
    return render(request, "workshops/item_form.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def use_items(request, code):
    session = found(request, code)
    refuse_when_over(session)
    form = UseItemsForm(request.POST if request.method == "POST" else None, session=session)
    if form.is_valid():
        with telling(form):
            services.use_items(session=session, at=timezone.now(), by=request.user, **form.cleaned_data)
            messages.success(request, "C’est enregistré.")
            return redirect("workshops:session", code=session.code)
    return render(request, "workshops/use_items.html", {"form": form, "session": session}, status=status_of(form))
