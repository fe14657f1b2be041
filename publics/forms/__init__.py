from .people import (
    EditPersonForm,
    InterestForm,
    MaybeKnown,
    NewPersonForm,
    PeopleFilterForm,
    ReconcileForm,
    check_reachable,
    leave_unmarked,
)

__all__ = [
    "EditPersonForm",
    "InterestForm",
    "MaybeKnown",
    "NewPersonForm",
    "PeopleFilterForm",
    "ReconcileForm",
    "check_reachable",
    "leave_unmarked",
]
