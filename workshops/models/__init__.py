from .attendance import Attendance
from .experiments import Experiment
from .materials import Material, MaterialUse
from .peers import PeerHelper
from .registrations import Registration, SeatHold, SeatOffer
from .series import Series
from .sessions import Session
from .tools import Tool
from .wishes import Invitation, Wish
from .workshops import Workshop

__all__ = [
    "Attendance",
    "Experiment",
    "Invitation",
    "Material",
    "MaterialUse",
    "PeerHelper",
    "Registration",
    "SeatHold",
    "SeatOffer",
    "Series",
    "Session",
    "Tool",
    "Wish",
    "Workshop",
]
