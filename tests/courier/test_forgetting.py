"""What was said, and where it was sent, is forgotten a month later; that it was sent stays."""

from datetime import timedelta

import pytest

from mediation.courier.enums import Channel, MessageState
from mediation.courier.tasks import forget
from tests.factories import NOW, MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

A_MONTH_AGO = NOW - timedelta(days=31)
SAID = {"text": "Le Fil vous attend, Amina"}


def message(**fields):
    return MessageFactory(
        **{
            "channel": Channel.SMS, "address": "+33639981001", "payload": SAID, "created_at": A_MONTH_AGO,
            "due_at": A_MONTH_AGO, "state": MessageState.SENT, "sent_at": A_MONTH_AGO,
        }
        | fields
    )  # fmt: skip


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.FAILED, MessageState.SKIPPED, MessageState.EXPIRED])
def test_old_message_loses_its_words_and_its_address(state):
    old = message(state=state)

    forget()

    old.refresh_from_db()
    assert (old.address, old.payload) == ("", {})
    assert (old.state, old.sent_at) == (state, A_MONTH_AGO)


@pytest.mark.parametrize(
    "fields",
    [
        {"created_at": NOW - timedelta(days=29), "due_at": NOW - timedelta(days=29)},
        {"due_at": NOW + timedelta(days=2), "state": MessageState.QUEUED, "sent_at": None},
        {"due_at": NOW - timedelta(days=1)},
    ],
    ids=["written less than a month ago", "still to be sent", "written long before it left"],
)
def test_message_that_still_serves_is_kept_whole(fields):
    kept = message(**fields)

    forget()

    kept.refresh_from_db()
    assert (kept.address, kept.payload) == ("+33639981001", SAID)
