"""The eight questions everybody asks before coming. A session is published once it answers them all."""

from dataclasses import dataclass

from mediation.common import dates
from mediation.common.phones import spaced

from .enums import Setting
from .models import Session

WRITTEN_IN = {
    Setting.VENUE: "le lieu : son adresse",
    Setting.PARTNER: "la structure : son adresse",
    Setting.HOME: "la résidence : son adresse",
    Setting.REMOTE: "la séance : son lien ou son numéro",
}


@dataclass(frozen=True)
class Answer:
    question: str
    text: str
    inherited_from: str  # where to write it when it is missing

    @property
    def is_missing(self) -> bool:
        return not self.text.strip()


def answers(session: Session) -> list[Answer]:
    """In the order of the flyer, inherited from the space, the venue and the workshop."""
    space, workshop = session.space, session.workshop
    return [
        Answer("Qui êtes-vous ?", who(session), "l'espace : « qui êtes-vous »"),
        Answer("Que proposez-vous ?", complete(workshop.takeaway, workshop.title, workshop.takeaway),
               "l'atelier : « avec quoi l'on repart »"),
        Answer("Pour qui ?", complete(workshop.audience, workshop.audience, workshop.ages, session.level_shown),
               "l'atelier : « pour qui »"),
        Answer("Où ?", where(session) if is_found(session) else "", where_to_write(session)),
        Answer("Quelles modalités ?", complete(workshop.conditions, workshop.conditions, seats(session)),
               "l'atelier : « modalités »"),
        Answer("Quelle durée ?", dates.duration(minutes(session)).capitalize() + ".", "la séance : ses heures"),
        Answer("Quelle fréquence ?", complete(how_often(session), how_often(session), when(session)),
               "l'atelier : « fréquence »"),
        Answer("Quelle démarche ?", how_to_come(session) if space.phone else "", "l'espace : son téléphone"),
    ]  # fmt: skip


def missing(session: Session) -> list[Answer]:
    return [answer for answer in answers(session) if answer.is_missing]


def complete(asked: str, *parts: str) -> str:
    """These parts as sentences, or nothing while what is asked for is not written."""
    return sentences(*parts) if asked.strip() else ""


def sentences(*parts: str) -> str:
    """Each part closed by its stop, with a capital."""
    kept = [part.strip() for part in parts if part.strip()]
    closed = (part if part[-1] in ".!?…" else f"{part}." for part in kept)
    return " ".join(part[0].upper() + part[1:] for part in closed)


def who(session: Session) -> str:
    space = session.space
    welcome = f"{session.host.get_short_name()} vous accueille" if session.host else ""
    return sentences(space.presentation, welcome) if space.presentation else ""


def is_found(session: Session) -> bool:
    """Whether one can get there: a street, a stop, the commune of a home, a link or a number to call."""
    return bool(session.street or session.stop or session.home_city or session.way_in)


def where_to_write(session: Session) -> str:
    is_bus = session.venue and session.venue.is_itinerant
    return "la séance : son arrêt" if is_bus else WRITTEN_IN[session.setting]


def where(session: Session) -> str:
    return sentences(", ".join(filter(None, [session.place, session.address])), session.access)


def seats(session: Session) -> str:
    return f"{session.capacity} places" if session.capacity > 1 else "Une place"


def minutes(session: Session) -> int:
    return int(session.duration.total_seconds() // 60)


def how_often(session: Session) -> str:
    """That of its series, when it has one: « Chaque mardi »."""
    return session.series.words if session.series else session.workshop.frequency


def when(session: Session) -> str:
    """« vendredi 18 décembre 2026, de 14 heures à 16 heures », in the session's own zone."""
    start, end = session.starts_at.astimezone(session.zone), session.ends_at.astimezone(session.zone)
    return f"{dates.in_full(start.date())}, {dates.hours(start, end)}"


def how_to_come(session: Session) -> str:
    return f"Appelez le {spaced(session.space.phone)}, ou passez nous voir."
