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
    submit_enquiry,
)
from .interests import note_interest
from .people import create_person, likely_matches, provisional_person
from .reconciliation import recognise, reconcile
from .visits import count_small_help, forget_small_help, note_visit

__all__ = [
    "answer_enquiry",
    "assign_enquiry",
    "call_back",
    "classify_enquiry",
    "close_enquiry",
    "count_small_help",
    "create_person",
    "forget_small_help",
    "likely_matches",
    "name_enquirer",
    "note_disclosure",
    "note_enquiry",
    "note_interest",
    "note_visit",
    "provisional_person",
    "recognise",
    "reconcile",
    "redirect_enquiry",
    "submit_enquiry",
]
