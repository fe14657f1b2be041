from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.accounts.views import back
from mediation.common.forms import status_of

from .. import services
from ..board import team_day
from ..forms import EntryForm
from ..models import HouseNote, LogEntry
from ..permissions import may_see_people

MOST_ENTRIES = 100


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def board(request):
    """The log, its box first; beside it, what is to be done and what the team shares."""
    form, at = EntryForm(request.POST or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: written(request, form, at=at)):
        return done
    return render(request, "team/board.html", shown(request, form, at=at), status=status_of(form))


def written(request, form: EntryForm, *, at) -> str:
    said = form.cleaned_data
    services.write_entry(space=request.space, words=said["words"], is_pinned=said["is_pinned"], at=at, by=request.user)
    messages.success(request, "C’est écrit dans le cahier.")
    return reverse("team:board")


def shown(request, form: EntryForm, *, at) -> dict:
    space = request.space
    return {
        "form": form,
        "entries": LogEntry.objects.of(space).kept(at=at).pinned_first()[:MOST_ENTRIES],
        "day": team_day(space=space, user=request.user, at=at),
        "notes": HouseNote.objects.of(space).current().order_by("-updated_at", "pk")[:5],
        "today": timezone.localdate(at),
        "at": at,
    }


@require_POST
@allowed(may_see_people)
def pin_entry(request, pk):
    entry = get_object_or_404(LogEntry.objects.of(request.space), pk=pk)
    is_pinned = request.POST.get("pinned") == "1"
    services.pin_entry(entry=entry, is_pinned=is_pinned, at=timezone.now(), by=request.user)
    messages.success(request, "Épinglé en haut du cahier." if is_pinned else "Ce n’est plus épinglé.")
    return redirect("team:board")


@require_POST
@allowed(may_see_people)
def mark_read(request):
    """Up to the last line that her page showed: what was written since stays to be read."""
    at = timezone.now()
    services.mark_read(space=request.space, until=said_until(request, at=at), at=at, by=request.user)
    messages.success(request, "C’est noté : vous avez lu le cahier.")
    return back(request)


def said_until(request, *, at):
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    return until if until and timezone.is_aware(until) else at
