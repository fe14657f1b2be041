"""What was said before the day of launch, and what came in on that day."""

from datetime import timedelta
from hashlib import sha256

from mediation.courier import inbound, receipts, registry
from mediation.courier.channels import News
from mediation.courier.enums import CallOutcome, Channel, LetterFate, MessageState, Receipt
from mediation.courier.models import BatchedLetter, LetterBatch, Message
from publics.enums import HowDone, Urgency, VisitKind
from publics.models import Demarche, Visit
from workshops.notifications import REMINDER
from workshops.services import remind_due

from .loading import Loading, code_of, read

NEVER_LEFT = "Démonstration : ce message n'a été envoyé à personne."
POSTED_TOGETHER = 4
WRITTEN = ["state", "sent_at", "payload", "outcome", "reason", "attempts"]


def write_history(loading: Loading) -> None:
    """Messages due before the day of launch are told as they would have been said, reminders among them; none leaves.

    Those due since then stay in the outbox: they leave by themselves, to the local mailbox.
    """
    remind_due(at=loading.at)
    past = list(Message.objects.of(loading.space).filter(due_at__lt=loading.days.midnight).select_related("space"))
    for message in past:
        content = registry.kind(message.kind).compose(message)
        message.state, message.sent_at, message.reason = MessageState.SENT, message.due_at, NEVER_LEFT
        message.payload = {"subject": content.subject, "text": content.text}
        message.attempts = 1
        message.outcome = CallOutcome.REACHED if message.channel == Channel.PHONE else ""
    Message.objects.bulk_update(past, WRITTEN)


def write_posted(loading: Loading) -> None:
    """The last letters of the past, as the desk posted them together on the evening of an open day."""
    past = Message.objects.of(loading.space).filter(channel=Channel.LETTER, state=MessageState.SENT)
    letters = list(past.order_by("-sent_at", "dedup_key")[:POSTED_TOGETHER])
    if not letters:
        return
    by, words = loading.users["paulette"], "".join(letter.payload["text"] for letter in letters)
    printed_at = loading.days.at(loading.days.on_or_before(letters[0].sent_at.date()), "17:00")
    batch = LetterBatch.objects.create(
        **loading.owned(code=code_of("letters"), printed_at=printed_at, printed_by=by, posted_by=by),
        posted_on=printed_at.astimezone(loading.zone).date(), file_hash=sha256(words.encode()).hexdigest(),
    )  # fmt: skip
    BatchedLetter.objects.bulk_create(
        BatchedLetter(**loading.owned(batch=batch, message=letter, page=page, fate=LetterFate.POSTED))
        for page, letter in enumerate(letters, start=1)
    )
    Message.objects.filter(batched__batch=batch).update(sent_at=printed_at)


def write_returned(loading: Loading) -> None:
    """One e-mail of the year came back: the team reads it this morning."""
    past = Message.objects.of(loading.space).filter(channel=Channel.EMAIL, state=MessageState.SENT)
    over = past.filter(kind=REMINDER, expires_at__lte=loading.at)
    if message := over.order_by("-sent_at", "dedup_key").first():
        reason = "la boîte ne l’a pas accepté cette fois"
        news = News(Channel.EMAIL, ours=str(message.pk), receipt=Receipt.BOUNCED, reason=reason)
        receipts.take(news, at=loading.at - timedelta(minutes=50))


def write_visits_of_the_day(loading: Loading) -> None:
    """On the day of launch, or on the day before as long as their hour has not come."""
    rows = read("programme")["visits"]
    days = loading.days
    last = max(row["hour"] for row in rows)
    day = days.first if days.at(days.first, last) <= loading.at else days.from_launch(-1)
    demarches = {demarche.key: demarche for demarche in Demarche.objects.all()}
    visits = [
        Visit(
            **loading.owned(at=days.at(day, row["hour"]), venue=loading.venues["fil"]),
            kind=row.get("kind", VisitKind.SUPPORT),
            demarche=demarches.get(row.get("demarche")),
            how_done=row.get("how_done", "") and HowDone(row["how_done"]),
            urgency=row.get("urgency", "") and Urgency(row["urgency"]),
            person=loading.people.get(row.get("person")),
            noted_by=loading.users["paulette"],
        )
        for row in rows
    ]
    Visit.objects.bulk_create(visits)


def write_inbound(loading: Loading) -> None:
    for number, row in enumerate(read("programme")["inbound"], 1):
        sender = row["sender"]
        if sender.startswith("person:"):
            sender = loading.people[sender.removeprefix("person:")].phone
        inbound.receive(
            space=loading.space,
            channel=Channel(row["channel"]),
            sender=sender,
            text=row["text"],
            provider_ref=f"demonstration-{number}",
            at=loading.at - timedelta(minutes=row["minutes"]),
        )
