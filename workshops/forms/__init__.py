from .attendance import AnonymousForm, PresenceForm
from .registrations import AnswerForm, NewcomerForm, RegisterForm
from .sessions import CapacityForm, EditSessionForm, ProgrammeForm, SessionForm
from .workshops import EditWorkshopForm, WorkshopForm

__all__ = [
    "AnonymousForm",
    "AnswerForm",
    "CapacityForm",
    "EditSessionForm",
    "EditWorkshopForm",
    "NewcomerForm",
    "PresenceForm",
    "ProgrammeForm",
    "RegisterForm",
    "SessionForm",
    "WorkshopForm",
]
