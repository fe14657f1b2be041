from .attendance import AnonymousForm, PresenceForm
from .registrations import AnswerForm, NewcomerForm, RegisterForm
from .series import DatesForm, RepeatForm
from .sessions import CapacityForm, EditSessionForm, ProgrammeForm, SessionForm
from .workshops import EditWorkshopForm, WorkshopForm

__all__ = [
    "AnonymousForm",
    "AnswerForm",
    "CapacityForm",
    "DatesForm",
    "EditSessionForm",
    "EditWorkshopForm",
    "NewcomerForm",
    "PresenceForm",
    "ProgrammeForm",
    "RegisterForm",
    "RepeatForm",
    "SessionForm",
    "WorkshopForm",
]
