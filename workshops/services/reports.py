"""A session that was held tells its activity once, with who came."""

from datetime import datetime

from mediation.accounts.models import User
from publics.enums import ActivityLevel, Thematique
from publics.models import ActivityReport
from publics.services import Part, report_collective, void_activity

from ..enums import Level
from ..models import Session, Workshop

LONGEST_PLACE = ActivityReport._meta.get_field("place").max_length
LEVELS = {Level.BEGINNER: ActivityLevel.BEGINNER, Level.INTERMEDIATE: ActivityLevel.INTERMEDIATE}


def report_session(session: Session, *, at: datetime, by: User | None) -> ActivityReport | None:
    """One collective report a session, a revision when told again; none, nor any more, when nobody came."""
    came = session.attendances.came().select_related("person").order_by("noted_at", "pk")
    parts = [Part(one.person, is_first=one.is_first_time) for one in came]
    if not parts and not session.anonymous_count:
        void_activity(space=session.space, source_ref=source_of(session), at=at, by=by)
        return None
    return report_collective(
        space=session.space, source_ref=source_of(session), parts=parts, anonymous_count=session.anonymous_count,
        at=at, by=by, **facts_of(session),
    )  # fmt: skip


def source_of(session: Session) -> str:
    return f"session:{session.pk}"


def facts_of(session: Session) -> dict:
    """What its report says of the session itself, whoever came."""
    workshop = session.workshop
    return {
        "title": workshop.title,
        "on": session.local_date,
        "started_at": session.starts_at,
        "minutes": session.minutes,
        "venue": session.venue,
        "place_kind": session.counted_as,
        "place": session.organisation.name[:LONGEST_PLACE] if session.organisation else "",
        "city": session.city,
        "insee_code": session.insee_code,
        "level": LEVELS[workshop.level],
        "thematiques": thematiques_of(workshop),
    }


def thematiques_of(workshop: Workshop) -> list[str]:
    """Its own; without any, those of its envie, then those of its branch."""
    said = workshop.thematiques or (workshop.interest and workshop.interest.thematiques) or workshop.branch.thematiques
    return [code for code in dict.fromkeys(said) if code in Thematique.values]
