from .appointments import Appointment, AppointmentHours
from .attendance import Attendance
from .calendars import BusyHours, OtherCalendar
from .co_organisers import CoOrganiser
from .cycles import Cycle, Enrolment
from .experiments import Experiment
from .feedback import Debrief, FeedbackCount, Testimonial
from .items import Item, ItemUse
from .loans import Loan
from .materials import Material, MaterialUse
from .occupancies import Occupancy
from .outside import OutsideSession
from .pathways import Cohort, Pathway, PathwayTemplate, Review, Step, TemplateStep
from .peers import PeerHelper
from .permanences import HalfDay, Permanence
from .registrations import Registration, SeatHold, SeatOffer
from .reminders import ReminderOccurrence, ReminderRule
from .rounds import Round
from .series import Series
from .sessions import Session
from .stations import AccessHours, Sitting
from .tools import Tool
from .wishes import Invitation, Wish
from .workshops import Workshop

__all__ = [
    "AccessHours",
    "Appointment",
    "AppointmentHours",
    "Attendance",
    "BusyHours",
    "CoOrganiser",
    "Cohort",
    "Cycle",
    "Debrief",
    "Enrolment",
    "Experiment",
    "FeedbackCount",
    "HalfDay",
    "Invitation",
    "Item",
    "ItemUse",
    "Loan",
    "Material",
    "MaterialUse",
    "Occupancy",
    "OtherCalendar",
    "OutsideSession",
    "Pathway",
    "PathwayTemplate",
    "PeerHelper",
    "Permanence",
    "Registration",
    "ReminderOccurrence",
    "ReminderRule",
    "Review",
    "Round",
    "SeatHold",
    "SeatOffer",
    "Series",
    "Session",
    "Sitting",
    "Step",
    "TemplateStep",
    "Testimonial",
    "Tool",
    "Wish",
    "Workshop",
]
