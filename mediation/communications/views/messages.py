from django.contrib import messages as told
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.courier import doubts
from mediation.courier.enums import Happened, MessageState
from mediation.courier.models import Message
from mediation.courier.standing import standings

from .. import log
from ..forms import MessageFilterForm
from ..permissions import may_read_messages

MESSAGES_A_PAGE = 50
SETTLED = {
    Happened.ARRIVED: "C’est noté\u00a0: ce message est arrivé.",
    Happened.TOLD: "C’est noté\u00a0: elle est prévenue.",
    Happened.RESENT: "Ce message repart.",
}


@require_safe
@allowed(may_read_messages)
def messages(request):
    form = MessageFilterForm(request.GET)
    form.is_valid()
    channel, session = form.cleaned_data.get("canal", ""), form.cleaned_data.get("seance", "")
    found = log.messages_of(request.space, channel=channel, session=session)
    state = form.cleaned_data.get("etat", "")
    chosen = log.that_became(found, state) if state else found
    page = Paginator(chosen, MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form,
        "page": page,
        "lines": log.lines(page),
        "counts": log.counts(found),
        "state": state,
        "standings": standings(Message.objects.of(request.space), at=timezone.now()),
    }
    return render(request, "communications/messages.html", shown)


@require_safe
@allowed(may_read_messages)
def message(request, pk):
    """What was said to whom, what became of it, and, when nobody knows, what to do."""
    message = get_object_or_404(Message.objects.of(request.space), pk=pk)
    [line] = log.lines([message])
    shown = {
        "line": line,
        "events": message.events.of(request.space).select_related("by").order_by("at", "pk"),
        "replies": message.replies.of(request.space).order_by("received_at", "pk"),
        "is_doubtful": message.state == MessageState.UNCERTAIN,
    }
    return render(request, "communications/message.html", shown)


@require_POST
@allowed(may_read_messages)
def settle_message(request, pk, what):
    if what not in SETTLED:
        raise Http404
    message = get_object_or_404(Message.objects.of(request.space), pk=pk)
    try:
        doubts.settle(message=message, what=Happened(what), at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        told.error(request, refusal.messages[0])
    else:
        told.success(request, SETTLED[Happened(what)])
    return redirect("communications:message", pk=message.pk)
