from .interests import note_interest
from .people import create_person, likely_matches, provisional_person
from .reconciliation import recognise, reconcile
from .visits import count_small_help, forget_small_help, note_visit

__all__ = [
    "count_small_help",
    "create_person",
    "forget_small_help",
    "likely_matches",
    "note_interest",
    "note_visit",
    "provisional_person",
    "recognise",
    "reconcile",
]
