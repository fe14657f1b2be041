"""pytest plugin (`-p tests.strict`): what is tolerated nowhere. An undefined variable in one of our templates, a
connection that leaves the machine.
"""

import ipaddress
import socket
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import FilterExpression, Node

from mediation.local.paths import ROOT

PACKAGES = ROOT / ".venv"


class UndefinedVariableError(AssertionError):
    pass


class Undefined(str):
    """Django's `string_if_invalid`: asked for its truth at the moment an expression has found nothing.

    `{{ name|default:… }}` says itself that the name may be missing; templates of other packages are theirs.
    """

    __slots__ = ()

    def __bool__(self):
        frame = sys._getframe(1)
        expression = frame.f_locals.get("self")
        if isinstance(expression, FilterExpression) and not may_be_missing(expression):
            origin = template_of(frame)
            if origin and is_ours(origin):
                raise UndefinedVariableError(f"« {expression.token} » n'est pas défini : {origin.relative_to(ROOT)}")
        return False


def may_be_missing(expression: FilterExpression) -> bool:
    return bool(expression.filters) and expression.filters[0][0].__name__ in {"default", "default_if_none"}


def template_of(frame) -> Path | None:
    """The file of the innermost tag being rendered: not the page's, when the tag is in what the page extends."""
    while frame := frame.f_back:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return Path(node.origin.name)
    return None


def is_ours(origin: Path) -> bool:
    return origin.is_relative_to(ROOT) and not origin.is_relative_to(PACKAGES)


@pytest.fixture(scope="session", autouse=True)
def undefined_template_variables_fail():
    for engine in settings.TEMPLATES:
        engine["OPTIONS"]["string_if_invalid"] = Undefined()


def is_local(address) -> bool:
    if not isinstance(address, tuple):
        return True
    host = address[0]
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_the_machine():
    connect = socket.socket.connect

    def guarded(self, address):
        if not is_local(address):
            raise AssertionError(f"a test tried to reach {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
