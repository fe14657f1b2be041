"""The library of resources: supports of ours, free courses elsewhere, by theme and level."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.accounts.views import handed_out
from mediation.common.forms import status_of

from .. import services
from ..forms.materials import EditMaterialForm, LibraryForm, MaterialForm, UsesForm
from ..models import Material
from ..permissions import may_run_workshops, may_see_programme
from .workshops import workshop_of

PER_PAGE = 50


@require_safe
@allowed(may_see_programme)
def materials(request):
    form = LibraryForm(request.GET)
    listed = form.applied_to(Material.objects.of(request.space)).with_uses().by_theme()
    context = {
        "form": form,
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/materials.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_material(request):
    form, at = MaterialForm(request.POST or None, request.FILES or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(added, request, form, at=at)):
        return done
    return render(request, "workshops/new_material.html", {"form": form}, status=status_of(form))


def added(request, form: MaterialForm, *, at) -> str:
    material = services.add_material(space=request.space, at=at, by=request.user, **form.said)
    messages.success(request, f"«\u00a0{material}\u00a0» est dans les ressources.")
    return reverse("workshops:materials")


def material_of(request, code: str) -> Material:
    return get_object_or_404(Material.objects.of(request.space), code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_material(request, code):
    form = EditMaterialForm(request.POST or None, instance=material_of(request, code))
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:materials")
    context = {"form": form, "material": material_of(request, code)}
    return render(request, "workshops/edit_material.html", context, status=status_of(form))


@require_safe
@allowed(may_see_programme)
def material_file(request, code):
    material = get_object_or_404(Material.objects.of(request.space).files(), code=code)
    return handed_out(material.file)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def use_materials(request, pk):
    workshop = workshop_of(request, pk)
    form = UsesForm(request.POST if request.method == "POST" else None, space=request.space, workshop=workshop)
    if form.is_valid():
        chosen = list(form.cleaned_data["materials"])
        services.use_materials(workshop=workshop, materials=chosen, at=timezone.now(), by=request.user)
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:workshop", pk=workshop.pk)
    return render(request, "workshops/use_materials.html", {"form": form, "workshop": workshop}, status=status_of(form))
