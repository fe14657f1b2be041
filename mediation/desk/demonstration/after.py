"""What followed sessions of the demonstration: how they were, what the team keeps of them, what somebody said."""

from workshops import services
from workshops.enums import FeedbackQuestion, FeedbackSource, Rating, SessionState
from workshops.models import FeedbackCount, Session

from .loading import Loading, read

SPOKEN_OF = 12  # past sessions where people said how it was


def write_after(loading: Loading) -> None:
    said = read("after")
    write_feedback(loading)
    for row in said["debriefs"]:
        session = loading.sessions[row.pop("session")]
        services.note_debrief(session=session, at=loading.at, by=loading.users["helene"], **row)
    for row in said["testimonials"]:
        scope, person, session = row["scope"], loading.people[row["person"]], loading.sessions[row["session"]]
        told = {"at": loading.at, "by": loading.users["helene"]}
        testimonial = services.note_testimonial(session=session, person=person, words=row["words"], **told)
        if scope:
            services.cover_testimonial(testimonial=testimonial, scope=scope, **told)


def write_feedback(loading: Loading) -> None:
    """On slips, for the last sessions: most liked it."""
    random = loading.random("how it was")
    done = Session.objects.of(loading.space).filter(state=SessionState.DONE).newest_first()
    spoken_of = [loading.sessions["j-moins-1-vieilles-photos"], *done[:SPOKEN_OF]]
    FeedbackCount.objects.bulk_create(
        FeedbackCount(
            **loading.owned(session=session, source=FeedbackSource.PAPER, question=question, answer=answer),
            count=random.randint(*share),
        )
        for session in spoken_of
        for question in FeedbackQuestion
        for answer, share in zip(Rating, [(3, 6), (0, 2), (0, 1)], strict=True)
    )
