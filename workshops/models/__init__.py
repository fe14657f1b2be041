from .attendance import Attendance
from .registrations import Registration, SeatHold, SeatOffer
from .sessions import Session
from .workshops import Workshop

__all__ = ["Attendance", "Registration", "SeatHold", "SeatOffer", "Session", "Workshop"]
