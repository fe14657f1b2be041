"""The words that ask how it was: three questions, a link, once."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.models import AccessLink
from mediation.common import dates
from mediation.common.sms import fitted
from mediation.courier.enums import Channel, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Content, Kind

from .enums import SessionState
from .feedback_notes import ASKED
from .models import Registration, Session
from .models.feedback import ASKED_FOR
from .wording import facts_of_session, in_full, in_short, link_of, written

TEXT_MESSAGE = "{S} : merci {P} ! {T}, c'était comment ? Trois questions, sans votre nom : {TEL} ou {U}"


def about_feedback(message: Message) -> Content:
    registration = Registration.objects.select_related("person").get(pk=message.subject_id)
    session = Session.objects.with_details().get(pk=registration.session_id)
    path = questions_of(link_of(registration, session))
    if message.channel == Channel.SMS:
        said = {**in_short(session), "P": registration.person.first_name, "U": in_full(path, with_scheme=False)}
        return Content(text=fitted(TEXT_MESSAGE, **said))
    facts = facts_of_session(session) | {
        "person": registration.person,
        "link": in_full(path, with_scheme=True),
        "until": dates.without_year((session.ends_at + ASKED_FOR).astimezone(session.zone)),
        "is_letter": message.channel == Channel.LETTER,
    }
    return written(message, facts=facts, subject=f"Comment c’était\u00a0? {session.workshop.title}")


def questions_of(link: AccessLink) -> str:
    """The path of the three questions; empty once the key of the link was withdrawn."""
    return reverse("public:her_feedback", args=[link.space.slug, link.secret]) if link.secret else ""


def live_feedback(at: datetime) -> QuerySet:
    held = {"session__state": SessionState.DONE, "session__ends_at__gt": at - ASKED_FOR}
    return Registration.objects.confirmed().filter(gave_feedback=False, session__space__asks_feedback=True, **held)


def kinds() -> list[Kind]:
    return [Kind(ASKED, "Comment c’était\u00a0?", Priority.ANNOUNCEMENT, live_feedback, about_feedback)]
