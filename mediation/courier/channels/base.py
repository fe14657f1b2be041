from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from ..enums import Channel, Receipt

if TYPE_CHECKING:
    from ..models import Message
    from ..registry import Content


STOP = "STOP"  # what a provider that stopped by itself would have let her write


@dataclass(frozen=True)
class Accepted:
    ref: str


@dataclass(frozen=True)
class Temporary:
    """It surely did not leave."""

    reason: str


@dataclass(frozen=True)
class Throttled:
    """Too many for now, whoever they are to: this one did not leave, nor would the next. `after`: how long to wait,
    when the provider says it."""

    reason: str
    after: timedelta | None = None


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


@dataclass(frozen=True)
class News:
    """What a provider tells later of one message, or of its recipient.

    `ours` is the id we gave it, `theirs` its own. Without `receipt` nor `words` the message was taken, no more.
    `words`: what she answered.
    """

    channel: Channel
    ours: str = ""
    theirs: str = ""
    address: str = ""
    receipt: Receipt | None = None
    reason: str = ""
    is_dead: bool = False  # nothing will ever arrive at this address
    words: str = ""
    event_ref: str = ""  # the same for the same news told twice


Result = Accepted | Temporary | Throttled | Unreachable | Permanent | Unknown


class Adapter(Protocol):
    longest: timedelta  # no send lasts longer

    def __enter__(self) -> "Adapter": ...

    def __exit__(self, *error) -> None: ...

    def send(self, message: "Message", content: "Content", then: "tuple[Message, Content] | None" = None) -> Result:
        """`then`: what comes next, if nothing prevents it; a provider may be told of it, its words stay."""
