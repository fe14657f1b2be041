"""Calls as the desk reads them: whom, about what, until when; letters are read so too (`letters`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.common.dates import WEEKDAYS
from mediation.common.templatetags.french import hour_fr, plural_fr
from mediation.communications.audience import ANNOUNCED
from mediation.courier import registry, services
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.registry import Addressee, Subject
from partners import notifications as slips
from partners.models import Referral
from publics.notifications import CALL_ENQUIRER
from workshops import appointment_notes as noted
from workshops import cycle_notes as cycles
from workshops import notifications as said
from workshops import shaping_notes as shaping
from workshops.loan_notes import DUE as LOAN_DUE

from .services import OFFERS

REASONS = {
    said.OFFER: "Une place s'est libérée pour elle",
    said.INVITED: "Une autre date pour elle",
    said.TO_CALL: "Trois propositions sans suite\u00a0: attend-elle toujours\u00a0?",
    said.CONFIRMED: "Lui dire que sa place est gardée",
    said.REMINDER: "Lui rappeler la séance",
    said.SESSION_CANCELLED: "La séance n'aura pas lieu",
    said.CANCELLED: "Sa place est libérée",
    said.WAITING: "Lui dire son rang",
    said.OTHER_DATE: "Elle attendait une autre date",
    ANNOUNCED: "Lui annoncer quelque chose, elle a dit oui",
    shaping.INVITED: "L'inviter à préparer un atelier",
    cycles.DATE_ADDED: "Son cycle a une date de plus",
    noted.BOOKED: "Lui dire l'heure de son rendez-vous",
    noted.REMINDER: "Lui rappeler son rendez-vous",
    noted.MOVED: "Son rendez-vous change",
    noted.CALLED_OFF: "Son rendez-vous n'aura pas lieu",
    LOAN_DUE: "Lui rappeler ce qu'elle a emprunté",
    slips.CALL: "Une structure nous a parlé d'elle",
    CALL_ENQUIRER: "Elle nous a contactés",
}
ANSWERED_ON = {slips.CALL: "ouvrir sa fiche", CALL_ENQUIRER: "ouvrir son message"}


@dataclass(frozen=True)
class Task:
    """One message that somebody says or posts."""

    message: Message
    recipient: Addressee
    subject: Subject | None

    @property
    def reason(self) -> str:
        return REASONS.get(self.message.kind) or registry.kind(self.message.kind).label

    @property
    def answer_label(self) -> str:
        """Where what she answers is noted, when it is not among the outcomes: on her slip, or with her words."""
        return ANSWERED_ON.get(self.message.kind, "")

    @property
    def until(self) -> datetime | None:
        """When it is too late, where that is an answer's hour rather than the session's."""
        return timezone.localtime(self.message.expires_at) if self.message.kind in OFFERS else None

    @property
    def limit(self) -> str:
        """« avant 17 h » today, « avant jeudi 17 h » later."""
        if self.until is None:
            return ""
        day = "" if self.until.date() == timezone.localdate() else f"{WEEKDAYS[self.until.weekday()]} "
        return f"avant {day}{hour_fr(self.until)}"

    @property
    def tries(self) -> str:
        """« 2 essais », once there was one."""
        return plural_fr(self.message.attempts, "essai,essais") if self.message.attempts else ""


def tasks_of(messages: Iterable[Message]) -> list[Task]:
    messages = list(messages)
    recipients, subjects = registry.addressees_of(messages), registry.subjects_of(messages)
    return [Task(message, recipients[message.pk], subjects.get(message.pk)) for message in messages]


def people_of_slips(ids: list[int]) -> dict[int, Addressee]:
    """Who a slip speaks of, when a message is about her before she is one of our people."""
    return {
        pk: Addressee(f"{slip.first_name} {slip.last_name}", reverse("partners:referral", args=[slip.code]))
        for pk, slip in Referral.objects.in_bulk(ids).items()
    }


def calls_to_make(*, space: Space, at: datetime) -> list[Task]:
    return tasks_of(services.calls_to_make(space=space, at=at))


def calls_put_off(*, space: Space, at: datetime) -> list[Task]:
    """Tried without an answer: their turn comes back."""
    waiting = Message.objects.of(space).waiting().filter(channel=Channel.PHONE)
    tried = waiting.filter(attempts__gt=0, due_at__gt=at, expires_at__gt=at)
    messages = list(tried.order_by("due_at", "pk")[:50])
    living = services.still_live(messages, at=at)
    return tasks_of([message for message in messages if message.pk in living])
