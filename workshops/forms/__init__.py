from .attendance import AnonymousForm, PresenceForm
from .catalogue import CatalogueForm, DecisionForm, EditToolForm, ExperimentForm, ToolForm
from .registrations import AnswerForm, NewcomerForm, RegisterForm
from .series import DatesForm, RepeatForm
from .sessions import CapacityForm, EditSessionForm, ProgrammeForm, SessionForm
from .workshops import EditWorkshopForm, WorkshopForm

__all__ = [
    "AnonymousForm",
    "AnswerForm",
    "CapacityForm",
    "CatalogueForm",
    "DatesForm",
    "DecisionForm",
    "EditSessionForm",
    "EditToolForm",
    "EditWorkshopForm",
    "ExperimentForm",
    "NewcomerForm",
    "PresenceForm",
    "ProgrammeForm",
    "RegisterForm",
    "RepeatForm",
    "SessionForm",
    "ToolForm",
    "WorkshopForm",
]
