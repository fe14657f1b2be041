from .campaigns import (
    APPROVED_ABOVE,
    SECOND_THOUGHTS,
    approve_campaign,
    ask_to_send,
    cancel_campaign,
    close_campaigns,
    create_campaign,
    depart,
    duplicate_campaign,
    pause_campaign,
    resume_campaign,
    send_test,
    take_back,
)
from .digests import (
    resume_digest,
    send_digest,
    send_due_digests,
    stop_digest,
    try_digest,
)
from .media import create_medium, publish
from .texts import restore_text, write_text
from .variants import add_variant, read_first, remove_variant

__all__ = [
    "APPROVED_ABOVE",
    "SECOND_THOUGHTS",
    "add_variant",
    "approve_campaign",
    "ask_to_send",
    "cancel_campaign",
    "close_campaigns",
    "create_campaign",
    "create_medium",
    "depart",
    "duplicate_campaign",
    "pause_campaign",
    "publish",
    "read_first",
    "remove_variant",
    "restore_text",
    "resume_campaign",
    "resume_digest",
    "send_digest",
    "send_due_digests",
    "send_test",
    "stop_digest",
    "take_back",
    "try_digest",
    "write_text",
]
