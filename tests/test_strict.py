"""The net itself: what conftest and the plugins refuse."""

import socket
from pathlib import Path

import pytest
from django.template import Context, Engine, Origin, Template

from mediation.common import isolation
from mediation.local.paths import ROOT
from tests.strict import Undefined, UndefinedVariableError

OURS, THEIRS = ROOT / "templates" / "page.html", ROOT / ".venv" / "lib" / "package" / "page.html"


def render(source: str, origin: Path = OURS) -> str:
    engine = Engine(string_if_invalid=Undefined())
    return Template(source, Origin(str(origin)), engine=engine).render(Context())


def test_an_undefined_variable_fails_in_our_templates():
    with pytest.raises(UndefinedVariableError, match=r"« nom » n'est pas défini : templates/page.html"):
        render("Bonjour {{ nom }}")


def test_a_variable_that_says_it_may_be_missing_does_not_fail():
    assert render("Bonjour {{ nom|default:'vous' }}{% if nom %} ?{% endif %}") == "Bonjour vous"


def test_templates_of_other_packages_are_theirs():
    assert render("Bonjour {{ nom }}", THEIRS) == "Bonjour "


def test_nothing_leaves_the_machine():
    with socket.socket() as outside, pytest.raises(AssertionError, match="a test tried to reach"):
        outside.connect(("192.0.2.1", 80))


def test_tests_arrange_as_the_owner():
    assert isolation.current() == isolation.Scope(spaces=isolation.EVERYTHING)
