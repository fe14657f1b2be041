from .appointments import Appointment, AppointmentHours
from .attendance import Attendance
from .experiments import Experiment
from .items import Item, ItemUse
from .materials import Material, MaterialUse
from .occupancies import Occupancy
from .peers import PeerHelper
from .registrations import Registration, SeatHold, SeatOffer
from .rounds import Round
from .series import Series
from .sessions import Session
from .tools import Tool
from .wishes import Invitation, Wish
from .workshops import Workshop

__all__ = [
    "Appointment",
    "AppointmentHours",
    "Attendance",
    "Experiment",
    "Invitation",
    "Item",
    "ItemUse",
    "Material",
    "MaterialUse",
    "Occupancy",
    "PeerHelper",
    "Registration",
    "Round",
    "SeatHold",
    "SeatOffer",
    "Series",
    "Session",
    "Tool",
    "Wish",
    "Workshop",
]
