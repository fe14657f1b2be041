from .files import StoredFile
from .journal import JournalEntry
from .links import AccessLink
from .spaces import Commune, Membership, Space
from .submissions import Submission
from .users import User
from .venues import Room, Stop, Venue

__all__ = [
    "AccessLink",
    "Commune",
    "JournalEntry",
    "Membership",
    "Room",
    "Space",
    "Stop",
    "StoredFile",
    "Submission",
    "User",
    "Venue",
]
