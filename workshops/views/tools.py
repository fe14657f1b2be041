"""The tools that workshops name: a short list of the space, so that one name means one thing."""

from functools import partial

from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..forms import EditToolForm, ToolForm
from ..models import Tool, Workshop
from ..permissions import may_run_workshops
from ..services.catalogue import proposed_tools


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def tools(request):
    form, at = ToolForm(request.POST or None), timezone.now()
    if done := attempt(form, field="name", space=request.space, at=at, act=partial(added, request, form, at=at)):
        return done
    listed = list(with_uses(request.space))
    context = {"form": form, "tools": listed, "is_bare": len(listed) < len(proposed_tools())}
    return render(request, "workshops/tools.html", context, status=status_of(form))


def with_uses(space):
    """Each tool with how many workshops name it."""
    naming = Workshop.objects.of(space).filter(tools__contains=[OuterRef("key")]).order_by()
    counted = naming.values("space").annotate(count=Count("pk")).values("count")
    uses = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return Tool.objects.of(space).annotate(uses_count=uses).order_by("-is_active", "name", "pk")


def added(request, form: ToolForm, *, at) -> str:
    tool = services.create_tool(name=form.cleaned_data["name"], space=request.space, by=request.user, at=at)
    messages.success(request, f"«\u00a0{tool}\u00a0» est dans la liste.")
    return reverse("workshops:tools")


@require_POST
@allowed(may_run_workshops)
def propose_tools(request):
    count = services.propose_tools(space=request.space, at=timezone.now(), by=request.user)
    messages.success(request, f"Outils ajoutés\u00a0: {count}. Gardez ceux qui vous servent.")
    return redirect("workshops:tools")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_tool(request, pk):
    tool = get_object_or_404(Tool.objects.of(request.space), pk=pk)
    form = EditToolForm(request.POST or None, instance=tool)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:tools")
    shown = Tool.objects.of(request.space).get(pk=pk)
    return render(request, "workshops/edit_tool.html", {"form": form, "tool": shown}, status=status_of(form))
