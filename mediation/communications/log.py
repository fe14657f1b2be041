"""The log of messages: what left, what did not and what to do about it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from mediation.accounts.models import Space
from mediation.courier import registry
from mediation.courier.enums import Channel, MessageState, Receipt
from mediation.courier.models import Message
from mediation.courier.registry import Addressee, Subject

PILLS = {
    MessageState.SENT: "ok",
    MessageState.FAILED: "late",
    MessageState.UNCERTAIN: "late",
    MessageState.EXPIRED: "late",
    MessageState.QUEUED: "wait",
    MessageState.SENDING: "wait",
    Receipt.DELIVERED: "ok",
    Receipt.BOUNCED: "late",
    Receipt.COMPLAINED: "late",
}
BY_HAND = {Channel.PHONE: "À appeler", Channel.LETTER: "À poster"}
ADVICE = {
    MessageState.FAILED: "Appelez-la, puis corrigez son numéro ou son adresse.",
    MessageState.UNCERTAIN: "Nous ne savons pas si c'est parti : ouvrez-le pour dire ce qu'il en est.",
    MessageState.EXPIRED: "Il était trop tard pour l'envoyer : si cela compte encore, appelez-la.",
    Receipt.BOUNCED: "Appelez-la si cela compte, et vérifiez son numéro ou son adresse.",
    Receipt.COMPLAINED: "Demandez-lui comment elle veut être prévenue.",
}
FATES = [*MessageState, *Receipt]


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
        return by_hand or self.message.get_receipt_display() or self.message.get_state_display()

    @property
    def pill(self) -> str:
        return PILLS.get(fate(self.message), "")

    @property
    def advice(self) -> str:
        return ADVICE.get(fate(self.message), "")


def fate(message: Message) -> str:
    """What the provider told last, else what we did."""
    return message.receipt or message.state


def messages_of(space: Space, *, channel: str = "", session: str = "") -> QuerySet:
    """The newest first; of one channel, or about one session by its code."""
    found = Message.objects.of(space)
    if channel:
        found = found.filter(channel=channel)
    if session:
        found = found.filter(registry.within(space, session.upper()))
    return found.order_by("-created_at", "pk")


def that_became(messages: QuerySet, chosen: str) -> QuerySet:
    return messages.filter(receipt=chosen) if chosen in Receipt else messages.filter(receipt="", state=chosen)


def counts(messages: QuerySet) -> list[tuple[MessageState | Receipt, int]]:
    """How many of each fate that there is."""
    found = Counter()
    for receipt, state, count in messages.order_by().values_list("receipt", "state").annotate(count=Count("pk")):
        found[receipt or state] += count
    return [(each, found[each]) for each in FATES if each in found]


def lines(messages: Iterable[Message]) -> list[Line]:
    messages = list(messages)
    addressees, subjects = registry.addressees_of(messages), registry.subjects_of(messages)
    return [Line(message, addressees[message.pk], subjects.get(message.pk)) for message in messages]
