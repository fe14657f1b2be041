"""Who came is asked once how it was, when a message may be written to her: nobody is called about it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from publics.notifications import recipient_of

from .models import Registration, Session
from .models.feedback import ASKED_FOR
from .notifications import LEAVES_BY_ITSELF, Told, by_booking, note, write

ASKED = "session.feedback"


def how_it_was(session: Session, *, due_at: datetime, at: datetime) -> None:
    """One message a booking. Who said it already, on the screen of her own page, is not asked."""
    came = session.attendances.came().values("person")
    there = session.registrations.confirmed().filter(person__in=came, gave_feedback=False)
    asked = [first_written_to(together) for together in by_booking(there.with_people().order_by("pk"))]
    until = session.ends_at + ASKED_FOR
    notes = [replace(note(ASKED, told, session, due_at=due_at), expires_at=until) for told in asked if told]
    write(notes, session=session, at=at)


def first_written_to(together: Iterable[Registration]) -> Told | None:
    for registration in together:
        recipient = recipient_of(registration.person)
        if recipient and recipient.channel in LEAVES_BY_ITSELF:
            return Told(registration, recipient)
    return None
