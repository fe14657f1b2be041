"""What the parts of the demonstration share while it is written."""

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from mediation.accounts.models import Commune, Room, Space, Stop, User, Venue
from mediation.common.codes import ALPHABET, CODE_LENGTH
from publics.models import Interest, Organisation, Person
from workshops.models import Session, Workshop

from .days import Days

SEED = 4201


def read(name: str) -> dict:
    return tomllib.loads((Path(__file__).parent / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def code_of(*key: str) -> str:
    """The same code for the same row at each loading: an address noted in one demonstration opens in the next."""
    digest = hashlib.sha256("/".join(key).encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CODE_LENGTH])


@dataclass
class Loading:
    """Rows by the key that the data files give them."""

    at: datetime
    zone: ZoneInfo
    space: Space | None = None
    communes: dict[str, Commune] = field(default_factory=dict)
    venues: dict[str, Venue] = field(default_factory=dict)
    rooms: dict[tuple[str, str], Room] = field(default_factory=dict)
    stops: dict[str, Stop] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    interests: dict[str, Interest] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    former_workshops: list[Workshop] = field(default_factory=list)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    regulars: list[Person] = field(default_factory=list)  # invented; came before the last twelve months
    newcomers: list[Person] = field(default_factory=list)  # invented; came for the first time within them
    children: list[Person] = field(default_factory=list)
    sessions: dict[str, Session] = field(default_factory=dict)

    def __post_init__(self):
        self.days = Days(self.at.astimezone(self.zone).date(), self.zone)

    def random(self, purpose: str) -> Random:
        """Its own sequence for each purpose: a change in one part moves nothing in the others."""
        return Random(f"{SEED}:{purpose}")  # noqa: S311 - reproducible on purpose, no secret

    def owned(self, **fields) -> dict:
        return {"space": self.space, **fields}
