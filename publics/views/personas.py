"""« Écrire pour… »: whom one imagines when writing, edited by whoever writes, with what was written before."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.versions import versions_of
from mediation.common.forms import REFUSED, status_of

from .. import services
from ..contact_habits import FEWEST, habits, people_like
from ..forms import PersonaForm, PersonaRuleForm
from ..forms.segments import RuleEditor
from ..models import Persona
from ..permissions import may_define_segments, may_write_personas
from ..segments import BrokenRuleError, sentence
from ..services.personas import proposed
from .segments import editor_of, is_saving, typed


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
    return get_object_or_404(Persona.objects.of(request.space).select_related("space"), pk=pk)


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
def persona_habits(request, pk):
    """How people who answer its rule are reached: shares, never a name nor a list."""
    persona = persona_of(request, pk)
    context = {"persona": persona, "few": FEWEST, "may_define": may_define_segments(request.membership)}
    if persona.rule:
        context |= told_of(persona)
    return render(request, "publics/persona_habits.html", context)


def told_of(persona: Persona) -> dict:
    try:
        told = habits(persona, at=timezone.now())
        return {"sentence": sentence(persona.rule, space=persona.space), "habits": told, "broken": ""}
    except BrokenRuleError as broken:
        return {"sentence": "", "habits": None, "broken": broken.messages[0]}


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_define_segments)
def persona_rule(request, pk):
    """Which facts one thinks of. Whoever writes it is told whether they are enough, not who they are."""
    persona = persona_of(request, pk)
    form = PersonaRuleForm(request.POST if is_saving(request) else None, instance=persona, initial=typed(request))
    editor = editor_of(request, persona)
    is_without = "without" in request.POST
    if is_saving(request) and (is_without or editor.check()) and form.is_valid():
        persona.rule = None if is_without else editor.rule
        if form.is_saved():
            messages.success(request, "C’est enregistré.")
            return redirect("publics:persona_habits", persona.pk)
        form.conflicts.append(("Conditions", words_of(persona_of(request, pk)), words_of(persona)))
    context = {"persona": persona, "form": form, "editor": editor, "few": FEWEST, "is_enough": are_enough(editor)}
    return render(request, "publics/persona_rule.html", context, status=REFUSED if is_saving(request) else 200)


def words_of(persona: Persona) -> str:
    told = told_of(persona) if persona.rule else {}
    return told.get("sentence") or told.get("broken") or "aucune"


def are_enough(editor: RuleEditor) -> bool:
    draft = Persona(space=editor.space, rule=editor.rule)
    return bool(editor.complete_lines) and people_like(draft, at=timezone.now()).count() >= FEWEST


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
