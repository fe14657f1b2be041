from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..models import Message
    from ..registry import Content


@dataclass(frozen=True)
class Accepted:
    ref: str


@dataclass(frozen=True)
class Temporary:
    reason: str


@dataclass(frozen=True)
class Unreachable:
    """The provider answers to nobody: this one was not tried, nor will the next be."""

    reason: str


@dataclass(frozen=True)
class Permanent:
    reason: str


@dataclass(frozen=True)
class Unknown:
    """The provider may or may not have taken it."""

    reason: str


Result = Accepted | Temporary | Unreachable | Permanent | Unknown


class Adapter(Protocol):
    longest: timedelta  # no send lasts longer

    def __enter__(self) -> "Adapter": ...

    def __exit__(self, *error) -> None: ...

    def send(self, message: "Message", content: "Content") -> Result: ...
