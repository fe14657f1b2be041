from .appointments import EditHoursForm, HoursForm, MoveForm, WhenFields
from .attendance import AnonymousForm, PresenceForm, SheetForm, WalkInForm
from .catalogue import CatalogueForm, DecisionForm, EditToolForm, ExperimentForm, ToolForm
from .holds import ExtendForm, HoldForm, NamesForm
from .items import EditItemForm, InventoryForm, ItemForm, UseItemsForm
from .loans import ExtendLoanForm, LendForm, ReturnForm
from .registrations import AnswerForm, NewcomerForm, RegisterForm
from .series import DatesForm, RepeatForm, ScopeForm
from .sessions import CapacityForm, EditSessionForm, ProgrammeForm, SessionForm
from .workshops import EditWorkshopForm, WorkshopForm

__all__ = [
    "AnonymousForm",
    "AnswerForm",
    "CapacityForm",
    "CatalogueForm",
    "DatesForm",
    "DecisionForm",
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
    "ToolForm",
    "UseItemsForm",
    "WalkInForm",
    "WhenFields",
    "WorkshopForm",
]
