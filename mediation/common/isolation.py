"""Which spaces the running code may see, and for whom it acts. PostgreSQL enforces it (row-level security).

Three states. `only([...])`: the rows of these spaces. `everything()`: the owner of the tables, to whom policies
do not apply (migrations, commands, tasks across spaces). Nothing said: any query on an isolated table raises
`malformed array literal: "no space was named …"`, so that forgetting is an error and never an empty page.

See docs/decisions/002-isolation.md.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import NamedTuple

ROLE = "mediation_app"  # reads and writes rows, owns no table: policies apply to it
EVERYTHING = "everything"
NOTHING_SAID = "no space was named (mediation.common.isolation)"  # not an array: policies raise it


class Scope(NamedTuple):
    spaces: str = NOTHING_SAID
    user: str = ""  # e-mail address of who acts, for the journal
    request: str = ""  # id of the request or task, for the journal

    def as_settings(self) -> list[str]:
        """The role, then app.spaces, app.user and app.request, as PostgreSQL is told them."""
        if self.spaces == EVERYTHING:
            return ["none", NOTHING_SAID, self.user, self.request]
        return [ROLE, *self]


_scope: ContextVar[Scope] = ContextVar("scope", default=Scope())


def current() -> Scope:
    return _scope.get()


@contextmanager
def within(scope: Scope):
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def only(spaces: Iterable[int]) -> AbstractContextManager[None]:
    """See and write the rows of these spaces, no other."""
    return within(current()._replace(spaces="{%s}" % ",".join(str(int(pk)) for pk in spaces)))


def named() -> list[int]:
    """The spaces that `only` named; none outside it."""
    spaces = current().spaces
    return [int(pk) for pk in spaces.strip("{}").split(",") if pk] if spaces.startswith("{") else []


def everything() -> AbstractContextManager[None]:
    return within(current()._replace(spaces=EVERYTHING))


def acting(*, user: str, request: str) -> AbstractContextManager[None]:
    """Name who acts; the spaces stay as they were said."""
    return within(current()._replace(user=user, request=request))
