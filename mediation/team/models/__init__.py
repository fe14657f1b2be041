from .closures import Closure
from .handovers import Handover
from .log import LogEntry, LogReading
from .notes import HouseNote
from .tasks import Task

__all__ = ["Closure", "Handover", "HouseNote", "LogEntry", "LogReading", "Task"]
