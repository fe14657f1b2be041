from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.permissions import allowed, may_see_people
from mediation.common.chats import written_to
from mediation.common.forms import REFUSED
from mediation.common.phones import may_receive_sms
from mediation.courier import registry
from mediation.courier.enums import CallOutcome, Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.scripts import only_said
from publics import blocking
from publics.enums import ContactChannel
from publics.models import Person
from publics.notifications import told_for

from .. import calls as desk_calls
from ..services import already, close_call, outcomes_of

DONE = {
    CallOutcome.ACCEPTED: "C'est noté : elle vient, la place est à elle.",
    CallOutcome.DECLINED: "C'est noté : pas cette date. Elle reste sur la liste, et la place est proposée à la suite.",
    CallOutcome.LEFT_LIST: "C'est noté : elle a quitté la liste, et la place est proposée à la suite.",
    CallOutcome.CANCELLED: "C'est noté : elle ne vient pas, sa place ou son heure est libre.",
    CallOutcome.REACHED: "C'est noté : elle est prévenue.",
    CallOutcome.LEFT_WORD: "C'est noté : message laissé.",
    CallOutcome.NO_ANSWER: "Pas de réponse : l'appel reviendra dans deux heures.",
}

WORDS = {
    CallOutcome.DECLINED: "Pas cette date, la prévenir de la prochaine",
    CallOutcome.NO_ANSWER: "Pas de réponse, rappeler",
    CallOutcome.CANCELLED: "Elle ne peut pas venir",
}
TOLD_AT = ["phone", "preferred_channel"]


@require_safe
@allowed(may_see_people)
def calls(request):
    at = timezone.now()
    shown = {
        "calls": desk_calls.calls_to_make(space=request.space, at=at),
        "put_off": desk_calls.calls_put_off(space=request.space, at=at),
    }
    return render(request, "desk/calls.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def call(request, pk):
    message = get_object_or_404(messages_by(Channel.PHONE, request.space), pk=pk)
    if request.method != "POST":
        return call_sheet(request, message)
    outcome = request.POST.get("outcome", "")
    try:
        close_call(message=message, outcome=outcome, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        return call_sheet(request, message, refusals=refusal.messages)
    messages.success(request, DONE[CallOutcome(outcome)])
    return redirect("desk:calls")


def call_sheet(request, message, refusals=()):
    """The number, the script and what it may lead to; once it is closed, what was noted."""
    message.refresh_from_db()
    is_open = message.state == MessageState.QUEUED
    [task] = desk_calls.tasks_of([message])
    person = person_of(message)
    shown = {
        "task": task,
        "refusals": refusals,
        "script": registry.kind(message.kind).compose(message).text if is_open else "",
        "outcomes": labelled(message) if is_open else [],
        "already": "" if is_open else already(message),
        **blocking.taps(timezone.localdate(), space=request.space),
        "person": person,
        "chat": chat_with(person, message) if is_open else "",
    }
    return render(request, "desk/call.html", shown, status=REFUSED if refusals else 200)


def chat_with(person: Person | None, message: Message) -> str:
    """She, or the adult who answers for her, asked to be told by messaging: the app, opened on the words of an SMS on
    the number that is called; what became of it is noted as a call is. None for what has no such words."""
    told = person and told_for(person)
    if told is None or told.preferred_channel != ContactChannel.MESSAGING or told.phone != message.address:
        return ""
    if not may_receive_sms(told.phone) or message.kind in only_said():
        return ""
    short = copy(message)
    short.channel = Channel.SMS
    words = registry.kind(message.kind).compose(short).text
    return written_to(told.phone, words) if words else ""


def person_of(message: Message) -> Person | None:
    """Whom an hour may be kept for, while she is on the telephone; None when she is not one of our people yet."""
    sort, _, pk = message.recipient_ref.partition(":")
    found = Person.objects.of(message.space).current().filter(pk=pk) if sort == "person" else Person.objects.none()
    adult = [f"guardianship__adult__{name}" for name in TOLD_AT]
    return found.select_related("guardianship__adult").only("code", *TOLD_AT, *adult).first()


def labelled(message) -> list[tuple[CallOutcome, str]]:
    return [(outcome, WORDS.get(outcome, outcome.label)) for outcome in outcomes_of(message)]


def messages_by(channel: Channel, space):
    return Message.objects.of(space).filter(channel=channel, kind__in=registry.known()).select_related("space")
