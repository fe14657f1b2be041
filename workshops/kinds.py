"""Each message about a session: whom it tells and when, in which words, whether it is still to be said, what an answer
does. Its long words are in `templates/workshops/messages/`."""

from functools import partial

from mediation.courier.enums import Moment, Priority
from mediation.courier.registry import Kind, Subjects, describe, introduce, register
from mediation.courier.scripts import Script

from . import appointment_words, cycle_words, feedback_words, loan_words, shaping_words, subjects, wording
from . import notifications as said
from .cycle_notes import DATE_ADDED
from .examples import of_seat
from .feedback_notes import ASKED
from .reminding import before_sessions
from .replies import about_offer, about_registration

FOLDER = "workshops/messages"
COMES, WAITS = "La personne qui a une place", "La personne qui attend une place"
AT_ONCE = "Tout de suite"
seat = partial(Script, FOLDER, words=wording.of_registration)
offer = partial(Script, FOLDER, words=wording.of_offer)


def of_places() -> list[Kind]:
    """What one is told of her place, or of her rank."""
    confirmed = seat(
        moment=Moment.REGISTRATION, whom=COMES, when="Dès qu’elle est inscrite", example=of_seat(),
        subject="Votre place est gardée\u00a0: {quoi}",
        short="{espace} : place gardée pour {prénom}[ + {autres}]. {quoi}, {quand}, {où}. Pas libre ? {téléphone}"
        "[ ou {lien}]",
    )  # fmt: skip
    waiting = seat(
        moment=Moment.WAITING, whom="La personne qui s’inscrit quand c’est complet", when=AT_ONCE,
        example=of_seat("rang"),
        subject="Vous êtes sur la liste\u00a0: {quoi}",
        short="{espace} : {prénom}, vous voici {rang} sur la liste : {quoi}, {quand}. Une place se libère ? On vous "
        "prévient. {téléphone}",
    )  # fmt: skip
    accepted = seat(
        moment=Moment.WAITING, whom="La personne qui dit oui à une place", when=AT_ONCE, example=of_seat(),
        subject="Vous venez\u00a0: {quoi}",
        short="{espace} : {prénom}, vous venez ! {quoi}, {quand}, {où}. Pas libre ? {téléphone}[ ou {lien}]",
    )  # fmt: skip
    left = seat(
        moment=Moment.CANCELLATION, whom="La personne qui rend sa place", when=AT_ONCE, example=of_seat(),
        subject="C’est noté\u00a0: votre place est libérée",
        short="{espace} : merci {prénom}, votre place est libérée ({quoi}, {quand}). Une autre date ? {téléphone}"
        "[ ou {lien}]",
    )  # fmt: skip
    to_call = seat(
        moment=Moment.WAITING, whom="La personne qui attend, et que nos messages n’ont pas atteinte",
        when="Après trois propositions sans réponse", example=of_seat("rang"),
    )  # fmt: skip
    live, answer = wording.live_confirmed, about_registration
    return [
        Kind(said.CONFIRMED, "Place confirmée", Priority.REMINDER, live, confirmed, answer, is_awaited=True),
        Kind(said.WAITING, "Sur la liste d'attente", Priority.REMINDER, wording.live_waiting, waiting, answer, True),
        Kind(said.TO_CALL, "À appeler", Priority.OFFER, wording.live_waiting, to_call),
        Kind(said.ACCEPTED, "Place acceptée", Priority.REMINDER, live, accepted, answer, is_awaited=True),
        Kind(said.CANCELLED, "Place libérée", Priority.CANCELLATION, wording.live_cancelled, left, is_awaited=True),
    ]


def of_what_comes() -> list[Kind]:
    """What one is told of the session where she has a place: it comes, it changes, it will not be."""
    reminder = seat(
        moment=Moment.REMINDER, whom=COMES, when=before_sessions, example=of_seat(),
        subject="On vous attend\u00a0: {quoi}",
        short="{espace} vous attend, {prénom} : {quoi}, {quand}, {où}. Pas libre ? {téléphone}[ ou {lien}]",
    )  # fmt: skip
    moved = seat(
        moment=Moment.CHANGE, whom="Toutes les personnes inscrites, et celles qui attendent",
        when="Dès que la date change", example=of_seat("rang"),
        subject="La date change\u00a0: {quoi}",
        short="{espace} : {prénom}, la date change. {quoi} : {quand}, {où}. Plus libre ? {téléphone}[ ou {lien}]",
    )  # fmt: skip
    elsewhere = seat(
        moment=Moment.CHANGE, whom="Toutes les personnes inscrites", when="Dès que le lieu change", example=of_seat(),
        subject="Le lieu change\u00a0: {quoi}",
        short="{espace} : {prénom}, le lieu change. {quoi}, {quand} : {où}. Pas libre ? {téléphone}[ ou {lien}]",
    )  # fmt: skip
    off = seat(
        moment=Moment.CANCELLATION, whom="Toutes les personnes inscrites, et celles qui attendent",
        when="Dès que la séance est annulée", example=of_seat("déplacement"),
        subject="La séance n’aura pas lieu\u00a0: {quoi}",
        short="{espace} : désolés {prénom}, {quoi} n'aura pas lieu {quand}. On vous rappelle pour une autre date. "
        "{téléphone}",
    )  # fmt: skip
    live, answer = wording.live_confirmed, about_registration
    cancelled = wording.live_of_cancelled_sessions
    return [
        Kind(said.REMINDER, "Rappel", Priority.REMINDER, live, reminder, answer),
        Kind(said.SESSION_MOVED, "Autre date", Priority.CANCELLATION, wording.live_of_open_sessions, moved, answer),
        Kind(said.SESSION_PLACE, "Autre lieu", Priority.CANCELLATION, live, elsewhere, answer),
        Kind(said.SESSION_CANCELLED, "Séance annulée", Priority.CANCELLATION, cancelled, off),
    ]


def of_offers() -> list[Kind]:
    """A place that is offered, and what becomes of it."""
    freed = offer(
        moment=Moment.WAITING, whom="La première personne de la liste", when="Dès qu’une place se libère",
        example=of_seat("rang", "limite"),
        subject="Une place se libère\u00a0: {quoi}",
        short="{espace} : {prénom}, une place se libère : {quoi}, {quand}. A vous jusqu'à {limite} : {téléphone}"
        "[ ou {lien}]",
    )  # fmt: skip
    invited = offer(
        moment=Moment.WAITING, whom=WAITS, when="Quand une autre date s’ouvre pour elle",
        example=of_seat("rang", "limite"),
        subject="Une autre date pour vous\u00a0: {quoi}",
        short="{espace} : {prénom}, une autre date pour vous : {quoi}, {quand}. Place gardée jusqu'à {limite} : "
        "{téléphone}[ ou {lien}]",
    )  # fmt: skip
    gone = offer(
        moment=Moment.WAITING, whom="La personne qui n’a pas répondu à temps", when="Quand le délai est passé",
        example=of_seat("rang"),
        subject="La place est partie, vous restez sur la liste",
        short="{espace} : {prénom}, la place de {quoi} est partie, mais vous restez sur la liste. Une question ? "
        "{téléphone}",
    )  # fmt: skip
    return [
        Kind(said.OFFER, "Place proposée", Priority.OFFER, wording.live_offers, freed, about_offer),
        Kind(said.INVITED, "Autre date proposée", Priority.OFFER, wording.live_offers, invited, about_offer),
        Kind(said.EXPIRED, "Place partie", Priority.REMINDER, wording.live_expired_offers, gone),
    ]


def of_sessions() -> list[Kind]:
    another = Script(
        FOLDER, moment=Moment.CONTACT, whom="La personne qui voulait être prévenue d’une autre date",
        when="Dès que cette date est ouverte", words=wording.of_other_date, example=of_seat(),
        subject="Une autre date\u00a0: {quoi}",
        short="{espace} : {prénom}, une autre date pour {quoi} : {quand}, {où}. Pour venir : {téléphone}[ ou {lien}]",
    )  # fmt: skip
    return [Kind(said.OTHER_DATE, "Une autre date", Priority.REMINDER, wording.live_sessions, another)]


def tell_the_courier() -> None:
    """All that it is to know of what we say, and how other pages name what each message is about."""
    others = (appointment_words, cycle_words, feedback_words, loan_words, shaping_words)
    ours = [[*of_places(), *of_what_comes()], of_offers(), of_sessions()]
    for kind in [kind for kinds in [*ours, *(words.kinds() for words in others)] for kind in kinds]:
        register(kind)
    registrations, offers, sessions = (frozenset(kind.name for kind in kinds) for kinds in ours)
    about_a_seat = registrations | {DATE_ADDED, ASKED}
    describe(Subjects(about_a_seat, subjects.of_registrations, subjects.registrations_of))
    describe(Subjects(sessions, subjects.of_sessions, subjects.sessions_of))
    describe(Subjects(offers, subjects.of_offers, subjects.offers_of))
    describe(Subjects(appointment_words.KINDS, appointment_words.titles, appointment_words.appointments_of))
    describe(Subjects(cycle_words.KINDS, cycle_words.titles, cycle_words.enrolments_of))
    describe(Subjects(loan_words.KINDS, loan_words.titles, loan_words.loans_of))
    describe(Subjects(frozenset({shaping_words.INVITED}), shaping_words.titles, shaping_words.of_no_event))
    introduce("wish", shaping_words.wishers)
