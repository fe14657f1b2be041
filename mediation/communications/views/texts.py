"""« Nos messages »: the words of each, as the space says them."""

from django.contrib import messages as told
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..forms import WordingForm
from ..permissions import may_read_texts, may_write_texts
from ..texts import Said, moments, said_in, versions_of, written_each_time, written_from_the_agenda


@require_safe
@allowed(may_read_texts)
def texts(request):
    shown = {
        "moments": moments(request.space),
        "written_each_time": written_each_time(),
        "written_from_the_agenda": written_from_the_agenda(),
        "may_write": may_write_texts(request.membership),
    }
    return render(request, "communications/texts.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_write_texts)
def text(request, kind, form):
    """Asked to show, it only shows what somebody would receive; nothing is written."""
    said = text_of(request, kind, form)
    form = WordingForm(request.POST or None, said=said)
    if request.POST.get("act") == "show":
        form.is_valid()
        return shown_as_typed(request, said, form)

    def act() -> str:
        written = {name: form.cleaned_data.get(name, "") for name in ("subject", "text", "version")}
        services.write_text(said=said, at=timezone.now(), by=request.user, **written)
        told.success(request, "C’est enregistré\u00a0: les prochains messages partiront avec ces mots.")
        return said.get_absolute_url()

    if done := attempt(form, space=request.space, at=timezone.now(), act=act):
        return done
    if form.has_error("__all__", "changed"):
        form.catch_up(said)
    return shown(request, said, form, status=status_of(form))


@require_POST
@allowed(may_write_texts)
def restore_text(request, kind, form):
    said = text_of(request, kind, form)
    try:
        services.restore_text(said=said, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        told.error(request, refusal.messages[0])
    else:
        told.success(request, "Le texte d’origine est de nouveau utilisé. Le vôtre reste dans les versions.")
    return redirect(said)


def text_of(request, kind: str, form: str) -> Said:
    if said := said_in(request.space, kind, form):
        return said
    raise Http404


def previewed(said: Said, form: WordingForm) -> dict:
    return {"said": said, "form": form, "preview": said.preview(form.written if form.is_bound else None)}


def shown_as_typed(request, said: Said, form: WordingForm):
    """Alone while it is typed, in its page without JavaScript."""
    if request.htmx:
        return render(request, "communications/text.html#preview", previewed(said, form))
    return shown(request, said, form, status=200)


def shown(request, said: Said, form: WordingForm, *, status: int):
    context = previewed(said, form) | {"versions": versions_of(said)}
    return render(request, "communications/text.html", context, status=status)
