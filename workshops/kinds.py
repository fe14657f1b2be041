"""Each message about a session: whether it is still to be said, in which words, and what an answer does."""

from mediation.courier.enums import Priority
from mediation.courier.registry import Kind, Subjects, describe, introduce, register

from . import appointment_words, cycle_words, feedback_words, loan_words, shaping_words, subjects, wording
from . import notifications as said
from .cycle_notes import DATE_ADDED
from .feedback_notes import ASKED
from .replies import about_offer, about_registration


def kinds() -> list[Kind]:
    seat, offer = wording.about_registration, wording.about_offer
    live, cancelled = wording.live_confirmed, wording.live_of_cancelled_sessions
    moved = wording.live_of_open_sessions
    return [
        Kind(said.CONFIRMED, "Place confirmée", Priority.REMINDER, live, seat, about_registration, is_awaited=True),
        Kind(
            said.WAITING,
            "Sur la liste d'attente",
            Priority.REMINDER,
            wording.live_waiting,
            seat,
            about_registration,
            is_awaited=True,
        ),
        Kind(said.REMINDER, "Rappel", Priority.REMINDER, live, seat, about_registration),
        Kind(said.OFFER, "Place proposée", Priority.OFFER, wording.live_offers, offer, about_offer),
        Kind(said.INVITED, "Autre date proposée", Priority.OFFER, wording.live_offers, offer, about_offer),
        Kind(said.TO_CALL, "À appeler", Priority.OFFER, wording.live_waiting, wording.about_who_waits),
        Kind(said.ACCEPTED, "Place acceptée", Priority.REMINDER, live, seat, about_registration, is_awaited=True),
        Kind(said.EXPIRED, "Place partie", Priority.REMINDER, wording.live_expired_offers, offer),
        Kind(said.CANCELLED, "Place libérée", Priority.CANCELLATION, wording.live_cancelled, seat, is_awaited=True),
        Kind(said.SESSION_MOVED, "Autre date", Priority.CANCELLATION, moved, seat, about_registration),
        Kind(said.SESSION_PLACE, "Autre lieu", Priority.CANCELLATION, live, seat, about_registration),
        Kind(said.SESSION_CANCELLED, "Séance annulée", Priority.CANCELLATION, cancelled, seat),
        Kind(said.OTHER_DATE, "Une autre date", Priority.REMINDER, wording.live_sessions, wording.about_other_date),
    ]


def tell_the_courier() -> None:
    """All that it is to know of what we say, and how other pages name what each message is about."""
    others = (appointment_words, cycle_words, feedback_words, loan_words, shaping_words)
    for kind in [*kinds(), *(kind for words in others for kind in words.kinds())]:
        register(kind)
    of_offers = {said.OFFER, said.INVITED, said.EXPIRED}
    of_sessions = {said.OTHER_DATE}
    of_registrations = {kind.name for kind in kinds()} - of_offers - of_sessions | {DATE_ADDED, ASKED}
    describe(Subjects(frozenset(of_registrations), subjects.of_registrations, subjects.registrations_of))
    describe(Subjects(frozenset(of_sessions), subjects.of_sessions, subjects.sessions_of))
    describe(Subjects(frozenset(of_offers), subjects.of_offers, subjects.offers_of))
    of_appointments, of_enrolments = frozenset(appointment_words.SUBJECTS), frozenset(cycle_words.SUBJECTS)
    describe(Subjects(of_appointments, appointment_words.titles, appointment_words.appointments_of))
    describe(Subjects(of_enrolments, cycle_words.titles, cycle_words.enrolments_of))
    describe(Subjects(frozenset(loan_words.SUBJECTS), loan_words.titles, loan_words.loans_of))
    describe(Subjects(frozenset({shaping_words.INVITED}), shaping_words.titles, shaping_words.of_no_event))
    introduce("wish", shaping_words.wishers)
