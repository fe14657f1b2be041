from .authorisations import AuthorisationForm
from .blocking import BlockingForm
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
    ReopenForm,
)
from .exports import ExportForm
from .facets import FacetsForm, ProjectForm, SupposeForm
from .imports import DecideForm, PeopleFileForm
from .lacks import AnswerLackForm, LackForm
from .merges import MergeForm
from .organisations import BelongingForm, EditOrganisationForm, NewOrganisationForm, OrganisationFilterForm
from .people import (
    EditPersonForm,
    InterestForm,
    MaybeKnown,
    NewPersonForm,
    PeopleFilterForm,
    ReconcileForm,
    check_reachable,
    leave_unmarked,
    offer_groups,
)
from .personas import PersonaForm, PersonaRuleForm
from .selections import TogetherForm, ticked
from .visits import CorrectVisitForm, OutreachForm

__all__ = [
    "AnswerForm",
    "AnswerLackForm",
    "AssignForm",
    "AuthorisationForm",
    "BelongingForm",
    "BlockingForm",
    "CallBackForm",
    "ClassifyForm",
    "CorrectVisitForm",
    "DecideForm",
    "DisclosureForm",
    "EditOrganisationForm",
    "EditPersonForm",
    "EnquiryFilterForm",
    "ExportForm",
    "FacetsForm",
    "GuardianshipForm",
    "InterestForm",
    "LackForm",
    "MandateForm",
    "MaybeKnown",
    "MergeForm",
    "NameForm",
    "NewEnquiryForm",
    "NewOrganisationForm",
    "NewPersonForm",
    "OrganisationFilterForm",
    "OutreachForm",
    "PeopleFileForm",
    "PeopleFilterForm",
    "PersonaForm",
    "PersonaRuleForm",
    "ProjectForm",
    "ReconcileForm",
    "RedirectForm",
    "ReopenForm",
    "SupposeForm",
    "TogetherForm",
    "check_reachable",
    "leave_unmarked",
    "offer_groups",
    "ticked",
]
