from .authorisations import AuthorisationForm
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
from .visits import CorrectVisitForm, OutreachForm

__all__ = [
    "AnswerForm",
    "AssignForm",
    "AuthorisationForm",
    "CallBackForm",
    "ClassifyForm",
    "CorrectVisitForm",
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
    "OutreachForm",
    "PeopleFilterForm",
    "ProjectForm",
    "ReconcileForm",
    "RedirectForm",
    "SupposeForm",
    "check_reachable",
    "leave_unmarked",
]
