from .another import AnotherForm
from .appointments import EditHoursForm, HoursForm, MoveForm, WhenFields
from .attendance import AnonymousForm, PresenceForm, SheetForm, WalkInForm
from .catalogue import CatalogueForm, DecisionForm, EditToolForm, ExperimentForm, ToolForm
from .holds import ExtendForm, HoldForm, NamesForm
from .items import EditItemForm, InventoryForm, ItemForm, UseItemsForm
from .loans import ExtendLoanForm, LendForm, ReturnForm
from .registrations import AnswerForm, JoinBookingForm, NewcomerForm, RegisterForm
from .series import DatesForm, RepeatForm, ScopeForm
from .sessions import CapacityForm, EditSessionForm, ProgrammeForm, SessionForm
from .stations import AccessForm, EditAccessForm, KeepForm, SitForm
from .workshops import EditWorkshopForm, WorkshopForm

__all__ = [
    "AccessForm",
    "AnonymousForm",
    "AnotherForm",
    "AnswerForm",
    "CapacityForm",
    "CatalogueForm",
    "DatesForm",
    "DecisionForm",
    "EditAccessForm",
    "EditHoursForm",
    "EditItemForm",
    "EditSessionForm",
    "EditToolForm",
    "EditWorkshopForm",
    "ExperimentForm",
    "ExtendForm",
    "ExtendLoanForm",
    "HoldForm",
    "HoursForm",
    "InventoryForm",
    "ItemForm",
    "JoinBookingForm",
    "KeepForm",
    "LendForm",
    "MoveForm",
    "NamesForm",
    "NewcomerForm",
    "PresenceForm",
    "ProgrammeForm",
    "RegisterForm",
    "RepeatForm",
    "ReturnForm",
    "ScopeForm",
    "SessionForm",
    "SheetForm",
    "SitForm",
    "ToolForm",
    "UseItemsForm",
    "WalkInForm",
    "WhenFields",
    "WorkshopForm",
]
