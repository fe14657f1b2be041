"""What came in before the day of launch, and what became of it."""

from datetime import timedelta

from publics import services
from publics.enums import EnquiryChannel, EnquiryKind
from publics.models import Topic

from .loading import Loading, read

SAID = ("name", "phone", "email", "words", "told_by")


def write_enquiries(loading: Loading) -> None:
    said = read("enquiries")
    topics = {topic.key: topic for topic in Topic.objects.all()}
    for row in said["enquiries"]:
        write_enquiry(loading, row, topics)
    for row in said["words"]:
        services.submit_enquiry(
            space=loading.space, kind=EnquiryKind.WORD, has_agreed=True, at=moment(loading, row), **words_of(row)
        )
    for row in said["other_dates"]:
        services.submit_enquiry(
            space=loading.space, kind=EnquiryKind.OTHER_DATE, at=moment(loading, row), **words_of(row),
            subject_ref=f"workshop:{loading.workshops[row['workshop']].pk}",
        )  # fmt: skip


def write_enquiry(loading: Loading, row: dict, topics: dict[str, Topic]) -> None:
    at, by = moment(loading, row), loading.users["paulette"]
    enquiry = services.note_enquiry(
        space=loading.space,
        channel=EnquiryChannel(row["channel"]),
        kind=EnquiryKind(row.get("kind", EnquiryKind.QUESTION)),
        topic=topics[row["topic"]],
        person=loading.people.get(row.get("person")),
        at=at,
        by=by,
        **words_of(row),
    )
    ended = {"enquiry": enquiry, "was_avoidable": row.get("was_avoidable", False), "by": by}
    ended["at"] = at + timedelta(minutes=row.get("after_minutes", 0))
    if "answer" in row:
        services.answer_enquiry(answer=row["answer"], **ended)
    elif "redirected_to" in row:
        services.redirect_enquiry(redirected_to=row["redirected_to"], **ended)


def words_of(row: dict) -> dict:
    return {name: row[name] for name in SAID if name in row}


def moment(loading: Loading, row: dict):
    return loading.days.at(loading.days.from_launch(row["days"]), row["hour"])
