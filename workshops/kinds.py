"""Each message about a session: whether it is still to be said, in which words, and what an answer does."""

from mediation.courier.enums import Priority
from mediation.courier.registry import Kind

from . import notifications as said
from . import wording
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
