"""What each visit and each session of the past reports, as if it had been reported on its day."""

from datetime import timedelta

from publics.enums import ActivityKind, CountedOf, VisitKind
from publics.models import ActivityCount, ActivityReport, Support, Visit
from publics.services.activities import Part, support
from publics.services.visits import day_of, source_of, themes
from workshops.enums import SessionState
from workshops.models import Session
from workshops.services import reports as of_sessions
from workshops.services.attendance import CAME

from .loading import Loading

COPIED_UNTIL = 7  # days before the day of launch


def write_reports(loading: Loading) -> None:
    """Set by set: a report a visit, her part in it when she gave her name, a number when she did not."""
    came = Visit.objects.of(loading.space).filter(kind=VisitKind.SUPPORT)
    visits = list(came.select_related("space", "person", "demarche", "venue").order_by("at", "pk"))
    reports = ActivityReport.objects.bulk_create([report_of(visit) for visit in visits], batch_size=1000)
    known, parts, counts = set(), [], []
    for visit, report in zip(visits, reports, strict=True):
        if visit.person:
            part = Part(visit.person, how_done=visit.how_done, is_first=visit.person_id not in known)
            parts.append(support(report, part))
            known.add(visit.person_id)
        elif visit.how_done:
            said = {"dimension": CountedOf.HOW_DONE, "value": visit.how_done, "count": 1}
            counts.append(ActivityCount(space=loading.space, report=report, **said))
    Support.objects.bulk_create(parts, batch_size=1000)
    ActivityCount.objects.bulk_create(counts, batch_size=1000)


def write_reports_of_sessions(loading: Loading) -> None:
    """A collective report a session held, with the part of each who came. Closed by the services, it has its own."""
    held = Session.objects.of(loading.space).filter(state=SessionState.DONE).with_details()
    sessions = list(held.select_related("workshop__interest").prefetch_related("attendances__person").by_date())
    told = set(ActivityReport.objects.of(loading.space).values_list("source_ref", flat=True))
    sessions = [session for session in sessions if of_sessions.source_of(session) not in told]
    came = {session: [one for one in session.attendances.all() if one.presence in CAME] for session in sessions}
    reports = [collective(session, len(present)) for session, present in came.items() if present]
    ActivityReport.objects.bulk_create(reports)
    parts = [
        support(report, Part(one.person, is_first=one.is_first_time))
        for report, present in zip(reports, filter(None, came.values()), strict=True)
        for one in present
    ]
    Support.objects.bulk_create(parts, batch_size=1000)


def collective(session: Session, participants_count: int) -> ActivityReport:
    return ActivityReport(
        space=session.space, source_ref=of_sessions.source_of(session), kind=ActivityKind.COLLECTIVE,
        participants_count=participants_count, noted_at=session.ends_at, noted_by_id=session.host_id,
        **of_sessions.facts_of(session),
    )  # fmt: skip


def copy_to_la_coop(loading: Loading) -> None:
    """All but the last week was copied there, week after week."""
    until = loading.days.from_launch(-COPIED_UNTIL)
    before = ActivityReport.objects.of(loading.space).unreported().filter(on__lt=until)
    before.update(reported_at=loading.at - timedelta(days=COPIED_UNTIL), reported_by=loading.users["ines"])


def report_of(visit: Visit) -> ActivityReport:
    return ActivityReport(
        space=visit.space, source_ref=source_of(visit), kind=ActivityKind.INDIVIDUAL, on=day_of(visit),
        started_at=visit.at, minutes=visit.minutes, venue=visit.venue, city=visit.venue.city if visit.venue else "",
        insee_code=visit.venue.insee_code if visit.venue else "", equipment=visit.equipment,
        anonymous_count=0 if visit.person else 1, noted_at=visit.at, noted_by_id=visit.noted_by_id,
        **themes(visit.demarche, []),
    )  # fmt: skip
