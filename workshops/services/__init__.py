from .another import open_another
from .answering import accept_offer, decline_offer, give_seat
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
from .attendance import add_anonymous, close_session, note_presence, note_sheet, note_walk_in
from .calendars import (
    add_calendar,
    change_feed,
    close_feed,
    keep_feed,
    open_feed,
    read_calendar,
    remove_calendar,
)
from .catalogue import create_tool, create_workshop, decide_experiment, propose_tools, start_experiment
from .co_organisers import add_co_organiser, remove_co_organiser
from .cycle_dates import add_date
from .cycles import create_cycle, enrol, enrol_online, leave_cycle
from .families import join_booking, register_together
from .feedback import (
    answer_feedback,
    cover_testimonial,
    give_feedback,
    key_in_feedback,
    note_debrief,
    note_testimonial,
    remove_testimonial,
)
from .holds import Named, extend_hold, hold_seats, name_group, release_due_holds, release_hold
from .hours import create_hours, name_publicly
from .inviting import invite_who_waits
from .items import create_item, use_items
from .loans import extend_loan, lend, remind_due_loans, remind_late_loans, return_item
from .materials import add_material, use_materials
from .offers import answer_by, expire_offers, offer_freed_seats
from .online import Newcomer, register_online
from .other_dates import tell_who_waits
from .outside import forget_outside, note_outside, read_outside
from .pathways import (
    add_step,
    attach_appointment,
    detach_appointment,
    end_pathway,
    remove_step,
    review_pathway,
    share_step,
    start_pathway,
    tell_outcome,
)
from .peers import note_peer_helpers
from .permanences import call_off, open_permanence, put_back, set_last_day
from .registrations import cancel_booking, cancel_registration, register
from .reminders import change_rule, create_rule, remind_due
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
from .stations import (
    count_sittings,
    create_access_hours,
    extend_sitting,
    free_station,
    keep_station,
    sit_down,
)
from .templates import create_cohort, create_template, drop_outline, join_cohort, outline_step
from .wishes import invite, note_wish, set_wish_aside, sort_wish, submit_wish

__all__ = [
    "Named",
    "Newcomer",
    "accept_offer",
    "add_anonymous",
    "add_calendar",
    "add_co_organiser",
    "add_date",
    "add_material",
    "add_step",
    "answer_by",
    "answer_feedback",
    "attach_appointment",
    "become_visit",
    "book",
    "call_off",
    "cancel_appointment",
    "cancel_booking",
    "cancel_registration",
    "cancel_series",
    "cancel_session",
    "change_feed",
    "change_rule",
    "change_series",
    "close_feed",
    "close_registrations",
    "close_session",
    "count_sittings",
    "cover_testimonial",
    "create_access_hours",
    "create_cohort",
    "create_cycle",
    "create_hours",
    "create_item",
    "create_rule",
    "create_session",
    "create_template",
    "create_tool",
    "create_workshop",
    "decide_experiment",
    "decline_offer",
    "detach_appointment",
    "drop_outline",
    "end_pathway",
    "enrol",
    "enrol_online",
    "excuse",
    "expect_again",
    "expire_offers",
    "extend_hold",
    "extend_loan",
    "extend_sitting",
    "follow_change",
    "forget_outside",
    "forget_visit",
    "free_station",
    "give_feedback",
    "give_seat",
    "hold_seats",
    "invite",
    "invite_who_waits",
    "join_booking",
    "join_cohort",
    "keep_feed",
    "keep_round",
    "keep_station",
    "key_in_feedback",
    "leave_cycle",
    "lend",
    "move_appointment",
    "move_session",
    "name_group",
    "name_publicly",
    "note_absence",
    "note_debrief",
    "note_outside",
    "note_peer_helpers",
    "note_presence",
    "note_sheet",
    "note_testimonial",
    "note_walk_in",
    "note_wish",
    "offer_freed_seats",
    "open_another",
    "open_feed",
    "open_permanence",
    "outline_step",
    "propose_tools",
    "publish",
    "publish_series",
    "put_back",
    "read_calendar",
    "read_outside",
    "register",
    "register_online",
    "register_together",
    "release_due_holds",
    "release_hold",
    "remind_anew",
    "remind_due",
    "remind_due_loans",
    "remind_late_loans",
    "remove_calendar",
    "remove_co_organiser",
    "remove_step",
    "remove_testimonial",
    "reopen_registrations",
    "repeat_session",
    "return_item",
    "return_round",
    "review_pathway",
    "set_capacity",
    "set_last_day",
    "set_wish_aside",
    "share_step",
    "sit_down",
    "sort_wish",
    "start_experiment",
    "start_pathway",
    "submit_wish",
    "tell_outcome",
    "tell_who_waits",
    "use_items",
    "use_materials",
]
