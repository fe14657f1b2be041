from .closures import close_space, withdraw_closure
from .handovers import end_handover, note_absence, take_over
from .log import mark_read, pin_entry, write_entry
from .notes import create_note
from .tasks import create_task, finish_task, plan_follow_up, reopen_task

__all__ = [
    "close_space",
    "create_note",
    "create_task",
    "end_handover",
    "finish_task",
    "mark_read",
    "note_absence",
    "pin_entry",
    "plan_follow_up",
    "reopen_task",
    "take_over",
    "withdraw_closure",
    "write_entry",
]
