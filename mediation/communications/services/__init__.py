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
from .media import create_medium, publish

__all__ = [
    "APPROVED_ABOVE",
    "SECOND_THOUGHTS",
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
    "resume_campaign",
    "send_test",
    "take_back",
]
