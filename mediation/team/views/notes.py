from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of

from .. import services
from ..enums import NoteKind
from ..forms import NewNoteForm, NoteForm
from ..models import HouseNote
from ..permissions import may_see_people

LONGEST = 100


@require_safe
@allowed(may_see_people)
def notes(request):
    """By heading, or those that hold the words somebody looks for."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    every = HouseNote.objects.of(request.space)
    shown = {
        "words": words,
        "headings": [] if words else headed(every.current().by_kind()),
        "found": list(every.resembling(words)) if words else [],
        "put_away": [] if words else list(every.filter(is_current=False).by_kind()),
    }
    return render(request, "team/notes.html", shown)


def headed(found) -> list[tuple[NoteKind, list[HouseNote]]]:
    by_kind = {kind: list(rows) for kind, rows in groupby(found, key=lambda note: note.kind)}
    return [(kind, by_kind[kind]) for kind in NoteKind if kind in by_kind]


@require_safe
@allowed(may_see_people)
def note(request, pk):
    note = get_object_or_404(HouseNote.objects.of(request.space).select_related("updated_by"), pk=pk)
    return render(request, "team/note.html", {"note": note})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def new_note(request):
    form, at = NewNoteForm(request.POST or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: created(request, form, at=at)):
        return done
    shown = {"form": form, "note": None}
    return render(request, "team/note_form.html", shown, status=status_of(form))


def created(request, form: NewNoteForm, *, at) -> str:
    note = services.create_note(note=form.instance, space=request.space, at=at, by=request.user)
    messages.success(request, f"«\u00a0{note}\u00a0» est écrite.")
    return reverse("team:note", args=[note.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def edit_note(request, pk):
    note = get_object_or_404(HouseNote.objects.of(request.space), pk=pk)
    form = NoteForm(request.POST or None, instance=note)
    if form.is_valid():
        note.updated_at, note.updated_by = timezone.now(), request.user
        if form.is_saved():
            messages.success(request, f"«\u00a0{note}\u00a0» est enregistrée.")
            return redirect("team:note", pk)
    is_refused = bool(form.errors or form.conflicts)
    return render(request, "team/note_form.html", {"form": form, "note": note}, status=REFUSED if is_refused else 200)
