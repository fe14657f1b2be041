"""The words that ask how it was: three questions, a link, once."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from mediation.accounts.models import AccessLink
from mediation.common import dates
from mediation.courier.enums import Channel, Moment, Priority
from mediation.courier.models import Message
from mediation.courier.registry import Kind
from mediation.courier.scripts import Script

from .enums import SessionState
from .examples import of_seat
from .feedback_notes import ASKED
from .models import Registration, Session
from .models.feedback import ASKED_FOR
from .wording import greeting, in_full, link_of, of_session, of_session_in_short, on_a_screen


def of_feedback(message: Message) -> dict[str, str]:
    registration = Registration.objects.select_related("person").get(pk=message.subject_id)
    session = Session.objects.with_details().get(pk=registration.session_id)
    path, first_name = questions_of(link_of(registration, session)), registration.person.first_name
    until = (session.ends_at + ASKED_FOR).astimezone(session.zone)
    if message.channel == Channel.SMS:
        hers = {"prénom": first_name, "lien": in_full(path, with_scheme=False)}
        return of_session_in_short(session) | hers | {"limite": dates.for_sms(until)}
    return of_session(session) | {
        "prénom": first_name,
        "bonjour": greeting(session.space, registration.person),
        "limite": dates.without_year(until),
        "lien": on_a_screen(message, in_full(path, with_scheme=True)),
    }


def questions_of(link: AccessLink) -> str:
    """The path of the three questions; empty once the key of the link was withdrawn."""
    return reverse("public:her_feedback", args=[link.space.slug, link.secret]) if link.secret else ""


def live_feedback(at: datetime) -> QuerySet:
    held = {"session__state": SessionState.DONE, "session__ends_at__gt": at - ASKED_FOR}
    return Registration.objects.confirmed().filter(gave_feedback=False, session__space__asks_feedback=True, **held)


def kinds() -> list[Kind]:
    asked = Script(
        "workshops/messages", moment=Moment.AFTER, whom="La personne qui est venue",
        when="Après la séance, une seule fois",
        words=of_feedback, example=of_seat("limite"),
        subject="Comment c’était\u00a0? {quoi}",
        short="{espace} : merci {prénom} ! {quoi}, c'était comment ? Trois questions, sans votre nom : {téléphone}"
        "[ ou {lien}]",
    )  # fmt: skip
    return [Kind(ASKED, "Comment c’était\u00a0?", Priority.ANNOUNCEMENT, live_feedback, asked)]
