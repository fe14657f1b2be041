"""What is handed out when a session ends: slips to say how it was, certificates, what to try at home."""

from collections.abc import Iterable
from datetime import date, datetime

from mediation.accounts.models import Space
from mediation.common import dates
from mediation.common.printing import pdf

from .answers import when
from .enums import FeedbackQuestion
from .models import Session, Workshop
from .rating import choices_of

SLIPS_A_SHEET = 4
PRACTICE_SIZES = ("size-1", "size-2", "size-3", "size-4")


def colours_of(space: Space) -> dict[str, str]:
    return {"primary": space.primary_colour, "accent": space.accent_colour}


def feedback_slips(session: Session) -> bytes:
    """A4, four slips to cut: three smileys, two questions, one line by hand. No name is asked."""
    questions = [(question.label, choices_of(question)) for question in FeedbackQuestion]
    context = {"session": session, "space": session.space, "when": when(session), "questions": questions}
    return pdf(
        "workshops/documents/feedback_slips.html",
        context | {"slips": range(SLIPS_A_SHEET)},
        stylesheets=("feedback-slips",),
        colours=colours_of(session.space),
    )


def certificates(session: Session, people: Iterable, *, on: date) -> bytes:
    """« Attestation de participation »: A4, a page each. Only of who came: the caller says whom."""
    context = {
        "session": session,
        "space": session.space,
        "when": when(session),
        "people": people,
        "on": dates.in_full(on),
    }
    colours = colours_of(session.space)
    return pdf("workshops/documents/certificates.html", context, stylesheets=("certificates",), colours=colours)


def practice_sheet(workshop: Workshop, *, following: Session | None) -> bytes:
    """A4, one page in large type: what to try at home, step by step, and when we meet again."""
    context = {
        "workshop": workshop,
        "space": workshop.space,
        "following": following,
        "when": when(following) if following else "",
    }
    return pdf(
        "workshops/documents/practice_sheet.html",
        context,
        stylesheets=("practice-sheet",),
        colours=colours_of(workshop.space),
        sizes=PRACTICE_SIZES,
    )


def next_session(workshop: Workshop, *, after: datetime) -> Session | None:
    """The next published date of the same workshop."""
    coming = Session.objects.of(workshop.space).public().filter(workshop=workshop, starts_at__gt=after)
    return coming.with_details().by_date().first()
