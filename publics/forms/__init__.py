from .facets import FacetsForm, ProjectForm, SupposeForm
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
    "FacetsForm",
    "InterestForm",
    "MaybeKnown",
    "NewPersonForm",
    "PeopleFilterForm",
    "ProjectForm",
    "ReconcileForm",
    "SupposeForm",
    "check_reachable",
    "leave_unmarked",
]
