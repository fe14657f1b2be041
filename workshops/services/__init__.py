from .appointments import (
    become_visit,
    book,
    cancel_appointment,
    excuse,
    expect_again,
    forget_visit,
    move_appointment,
    note_absence,
)
from .attendance import add_anonymous, close_session, note_presence
from .catalogue import create_tool, create_workshop, decide_experiment, propose_tools, start_experiment
from .cycles import create_cycle, enrol, enrol_online, leave_cycle
from .holds import Named, extend_hold, hold_seats, name_group, release_due_holds, release_hold
from .hours import create_hours, name_publicly
from .items import create_item, use_items
from .loans import extend_loan, lend, remind_late_loans, return_item
from .materials import add_material, use_materials
from .offers import accept_offer, answer_by, decline_offer, expire_offers, give_seat, offer_freed_seats
from .online import Newcomer, register_online
from .other_dates import tell_who_waits
from .pathways import (
    add_step,
    attach_appointment,
    end_pathway,
    remove_step,
    review_pathway,
    share_step,
    start_pathway,
    tell_outcome,
)
from .peers import note_peer_helpers
from .registrations import cancel_registration, register
from .rescheduling import cancel_series, change_series
from .rounds import keep_round, return_round
from .series import publish_series, repeat_session
from .sessions import (
    cancel_session,
    close_registrations,
    create_session,
    follow_change,
    move_session,
    publish,
    remind_anew,
    reopen_registrations,
    set_capacity,
)
from .templates import create_cohort, create_template, drop_outline, join_cohort, outline_step
from .wishes import invite, note_wish, set_wish_aside, sort_wish, submit_wish

__all__ = [
    "Named",
    "Newcomer",
    "accept_offer",
    "add_anonymous",
    "add_material",
    "add_step",
    "answer_by",
    "attach_appointment",
    "become_visit",
    "book",
    "cancel_appointment",
    "cancel_registration",
    "cancel_series",
    "cancel_session",
    "change_series",
    "close_registrations",
    "close_session",
    "create_cohort",
    "create_cycle",
    "create_hours",
    "create_item",
    "create_session",
    "create_template",
    "create_tool",
    "create_workshop",
    "decide_experiment",
    "decline_offer",
    "drop_outline",
    "end_pathway",
    "enrol",
    "enrol_online",
    "excuse",
    "expect_again",
    "expire_offers",
    "extend_hold",
    "extend_loan",
    "follow_change",
    "forget_visit",
    "give_seat",
    "hold_seats",
    "invite",
    "join_cohort",
    "keep_round",
    "leave_cycle",
    "lend",
    "move_appointment",
    "move_session",
    "name_group",
    "name_publicly",
    "note_absence",
    "note_peer_helpers",
    "note_presence",
    "note_wish",
    "offer_freed_seats",
    "outline_step",
    "propose_tools",
    "publish",
    "publish_series",
    "register",
    "register_online",
    "release_due_holds",
    "release_hold",
    "remind_anew",
    "remind_late_loans",
    "remove_step",
    "reopen_registrations",
    "repeat_session",
    "return_item",
    "return_round",
    "review_pathway",
    "set_capacity",
    "set_wish_aside",
    "share_step",
    "sort_wish",
    "start_experiment",
    "start_pathway",
    "submit_wish",
    "tell_outcome",
    "tell_who_waits",
    "use_items",
    "use_materials",
]
