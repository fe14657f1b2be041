"""« Écrire pour… »: whom one imagines when writing, edited by whoever writes, with what was written before."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.versions import versions_of
from mediation.common.forms import status_of

from .. import services
from ..forms import PersonaForm
from ..models import Persona
from ..permissions import may_write_personas
from ..services.personas import proposed


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_write_personas)
def personas(request):
    """Those of the space; by POST, those of the six that it has not."""
    if request.method == "POST":
        count = services.propose_personas(space=request.space, at=timezone.now(), by=request.user)
        if count:
            messages.success(request, "Les personas proposées sont là\u00a0: récrivez-les à votre façon.")
        return redirect("publics:personas")
    shown = list(Persona.objects.of(request.space).in_order())
    lacking = {row["key"] for row in proposed()} - {persona.key for persona in shown}
    return render(request, "publics/personas.html", {"personas": shown, "lacking_count": len(lacking)})


def persona_of(request, pk: int) -> Persona:
    return get_object_or_404(Persona.objects.of(request.space), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_write_personas)
def edit_persona(request, pk):
    persona = persona_of(request, pk)
    form = PersonaForm(request.POST or None, instance=persona)
    if form.is_valid() and form.is_saved():
        messages.success(request, f"C’est enregistré\u00a0: «\u00a0{persona}\u00a0». L’ancienne version reste lisible.")
        return redirect("publics:personas")
    context = {"form": form, "persona": persona_of(request, pk)}
    return render(request, "publics/edit_persona.html", context, status=status_of(form))


@require_safe
@allowed(may_write_personas)
def persona_versions(request, pk):
    persona = persona_of(request, pk)
    context = {"persona": persona, "versions": versions_of(persona, said)}
    return render(request, "publics/persona_versions.html", context)


def said(row: dict) -> dict[str, str]:
    """Her words. What holds none (a place in the list) is no version."""
    labels = {name: field.label for name, field in PersonaForm.base_fields.items() if name != "version"}
    return {label: row.get(name) or "" for name, label in labels.items()}
