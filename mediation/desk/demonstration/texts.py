"""What the team says in its own words, before the first message that says it."""

from datetime import timedelta

from mediation.communications.services import write_text
from mediation.communications.texts import said_in

from .loading import Loading, read


def write_texts(loading: Loading) -> None:
    for one in read("texts")["texts"]:
        write_text(
            said=said_in(loading.space, one["kind"], one["form"]), subject=one["subject"], text=one["text"].strip(),
            version=0, at=loading.at - timedelta(days=one["days_ago"]), by=loading.users[one["by"]],
        )  # fmt: skip
