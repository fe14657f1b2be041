from .children import GuardianshipForm, MandateForm
from .enquiries import (
    AnswerForm,
    AssignForm,
    CallBackForm,
    ClassifyForm,
    DisclosureForm,
    EnquiryFilterForm,
    NameForm,
    NewEnquiryForm,
    RedirectForm,
)
from .facets import FacetsForm, ProjectForm, SupposeForm
from .merges import MergeForm
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
    "AnswerForm",
    "AssignForm",
    "CallBackForm",
    "ClassifyForm",
    "DisclosureForm",
    "EditPersonForm",
    "EnquiryFilterForm",
    "FacetsForm",
    "GuardianshipForm",
    "InterestForm",
    "MandateForm",
    "MaybeKnown",
    "MergeForm",
    "NameForm",
    "NewEnquiryForm",
    "NewPersonForm",
    "PeopleFilterForm",
    "ProjectForm",
    "ReconcileForm",
    "RedirectForm",
    "SupposeForm",
    "check_reachable",
    "leave_unmarked",
]
