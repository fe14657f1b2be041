"""The local mailbox: what left the application, as those who received it see it. Never in production."""

from uuid import UUID, uuid4

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mediation.common import isolation

from .. import arrivals, inbound
from ..enums import Channel, Intent
from ..forms import AnswerForm
from ..models import Message

A_PAGE = 25
UNDERSTOOD = {
    Intent.YES: "compris comme un oui",
    Intent.NO: "compris comme un non",
    Intent.STOP: "compris comme un stop",
    Intent.UNCLEAR: "à lire par l’équipe",
}


@login_not_required
@require_safe
def mailbox(request):
    with isolation.everything():
        arrived = arrivals.arrived()
    page = Paginator(arrived, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "courier/mailbox.html", {"page": page})


@login_not_required
@require_safe
@csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE]})
def email_page(request, name):
    """An e-mail laid out, as a mail reader shows it: its own styles, nothing else."""
    path = arrivals.named(name, ".eml")
    body = path and arrivals.email_at(path).get_body(("html",))
    if not body:
        raise Http404
    return HttpResponse(body.get_content())


@login_not_required
@require_POST
def answer(request, name):
    """Answer an SMS from here, as from the telephone that received it."""
    received = next((one for one in arrivals.text_messages() if one.name == name), None)
    form = AnswerForm(request.POST)
    if received is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, "Écrivez une réponse de mille caractères au plus.")
        return redirect("courier:mailbox")
    with isolation.everything():
        message = message_of(received)
    with isolation.only([message.space_id]):
        said = inbound.receive(
            space=message.space, channel=Channel.SMS, sender=received.to, text=form.cleaned_data["text"],
            provider_ref=str(uuid4()), at=timezone.now(),
        )  # fmt: skip
    messages.success(request, f"Réponse reçue par {message.space.short_name}, {UNDERSTOOD[Intent(said.intent)]}.")
    return redirect("courier:mailbox")


def message_of(received: arrivals.Arrived) -> Message:
    try:
        return Message.objects.select_related("space").get(pk=UUID(received.reference))
    except (ValueError, Message.DoesNotExist):
        raise Http404 from None
