"""The log of messages: what left, what did not and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from mediation.accounts.models import Space
from mediation.courier import registry
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.registry import Addressee, Subject

PILLS = {
    MessageState.SENT: "ok",
    MessageState.FAILED: "late",
    MessageState.UNCERTAIN: "late",
    MessageState.EXPIRED: "late",
    MessageState.QUEUED: "wait",
    MessageState.SENDING: "wait",
}
BY_HAND = {Channel.PHONE: "À appeler", Channel.LETTER: "À poster"}
ADVICE = {
    MessageState.FAILED: "Appelez-la, puis corrigez son numéro ou son adresse.",
    MessageState.UNCERTAIN: "Nous ne savons pas si c'est parti : si cela compte, appelez-la.",
    MessageState.EXPIRED: "Il était trop tard pour l'envoyer : si cela compte encore, appelez-la.",
}


@dataclass(frozen=True)
class Line:
    message: Message
    addressee: Addressee
    subject: Subject | None

    @property
    def label(self) -> str:
        known = self.message.kind in registry.known()
        return registry.kind(self.message.kind).label if known else self.message.kind

    @property
    def state(self) -> str:
        """Somebody calls, or posts, what no machine sends."""
        by_hand = BY_HAND.get(self.message.channel, "") if self.message.state == MessageState.QUEUED else ""
        return by_hand or self.message.get_state_display()

    @property
    def pill(self) -> str:
        return PILLS.get(self.message.state, "")

    @property
    def advice(self) -> str:
        return ADVICE.get(self.message.state, "")


def messages_of(space: Space, *, channel: str = "", session: str = "") -> QuerySet:
    """The newest first; of one channel, or about one session by its code."""
    found = Message.objects.of(space)
    if channel:
        found = found.filter(channel=channel)
    if session:
        found = found.filter(registry.within(space, session.upper()))
    return found.order_by("-created_at", "pk")


def counts(messages: QuerySet) -> list[tuple[MessageState, int]]:
    """How many in each state that there is."""
    found = dict(messages.order_by().values_list("state").annotate(count=Count("pk")))
    return [(state, found[state]) for state in MessageState if state in found]


def lines(messages: Iterable[Message]) -> list[Line]:
    messages = list(messages)
    addressees, subjects = registry.addressees_of(messages), registry.subjects_of(messages)
    return [Line(message, addressees[message.pk], subjects.get(message.pk)) for message in messages]
