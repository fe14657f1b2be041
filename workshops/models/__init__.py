from .attendance import Attendance
from .registrations import Registration, SeatHold, SeatOffer
from .series import Series
from .sessions import Session
from .workshops import Workshop

__all__ = ["Attendance", "Registration", "SeatHold", "SeatOffer", "Series", "Session", "Workshop"]
