from .activities import Part, report_activity, report_collective, report_outreach, void_activity
from .addresses import revive_address
from .authorisations import authorise, withdraw_authorisations
from .consents import oppose, say_consents, stop_messages, withdraw_consents
from .counts import count_daily, uncount_daily
from .disclosures import note_disclosure
from .enquiries import (
    answer_enquiry,
    assign_enquiry,
    call_back,
    classify_enquiry,
    close_enquiry,
    name_enquirer,
    note_enquiry,
    redirect_enquiry,
    reopen_enquiry,
    submit_enquiry,
)
from .exports import note_export
from .facets import confirm_supposed, drop_supposed, forget_supposed, note_facets, note_project, suppose_interest
from .guardianships import entrust
from .imports import carry_out_import, forget_imports, propose_import
from .interests import note_interest
from .lacks import answer_lack, note_lack
from .learning import answer_learning, begin_learning
from .mandates import note_mandate, revoke_mandate
from .merges import merge, tell_apart, undo_merge
from .organisations import create_organisation, join, leave, note_organisation_interest
from .people import create_person, likely_matches, provisional_person
from .personas import propose_personas
from .reconciliation import recognise, reconcile
from .reporting import note_removed, tick_reported, tick_until, untick_reported, untick_together
from .retention import anonymise, anonymise_due, empty_expired, keep_person
from .rights import close_rights_request, note_outside_request, note_rights_request
from .segments import create_segment
from .selections import keep_together, note_interest_together
from .visits import correct_visit, count_small_help, finish_visit, forget_small_help, note_visit, undo_visit

__all__ = [
    "Part",
    "anonymise",
    "anonymise_due",
    "answer_enquiry",
    "answer_lack",
    "answer_learning",
    "assign_enquiry",
    "authorise",
    "begin_learning",
    "call_back",
    "carry_out_import",
    "classify_enquiry",
    "close_enquiry",
    "close_rights_request",
    "confirm_supposed",
    "correct_visit",
    "count_daily",
    "count_small_help",
    "create_organisation",
    "create_person",
    "create_segment",
    "drop_supposed",
    "empty_expired",
    "entrust",
    "finish_visit",
    "forget_imports",
    "forget_small_help",
    "forget_supposed",
    "join",
    "keep_person",
    "keep_together",
    "leave",
    "likely_matches",
    "merge",
    "name_enquirer",
    "note_disclosure",
    "note_enquiry",
    "note_export",
    "note_facets",
    "note_interest",
    "note_interest_together",
    "note_lack",
    "note_mandate",
    "note_organisation_interest",
    "note_outside_request",
    "note_project",
    "note_removed",
    "note_rights_request",
    "note_visit",
    "oppose",
    "propose_import",
    "propose_personas",
    "provisional_person",
    "recognise",
    "reconcile",
    "redirect_enquiry",
    "reopen_enquiry",
    "report_activity",
    "report_collective",
    "report_outreach",
    "revive_address",
    "revoke_mandate",
    "say_consents",
    "stop_messages",
    "submit_enquiry",
    "suppose_interest",
    "tell_apart",
    "tick_reported",
    "tick_until",
    "uncount_daily",
    "undo_merge",
    "undo_visit",
    "untick_reported",
    "untick_together",
    "void_activity",
    "withdraw_authorisations",
    "withdraw_consents",
]
