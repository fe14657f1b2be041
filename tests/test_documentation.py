"""What the README and the pages of docs/ name exists."""

import re

import pytest
from django.urls import resolve

from mediation.local.paths import ROOT

PAGES = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/interface.md", "docs/traps.md")
]
FOLDERS = "mediation|publics|workshops|partners|tests|docs|templates|static|requirements"
VARIABLE = re.compile(r"^#? ?([A-Z_]+)=", re.MULTILINE)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_lists_every_variable_and_no_other():
    rows = text("README.md").partition("## Réglages")[2].partition("\n## ")[0]
    named = {name for row in re.findall(r"^\| (`.+?) \|", rows, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}

    assert named == set(VARIABLE.findall(text(".env.example")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_targets_and_files_named_exist(page):
    content = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", content))
    paths = re.findall(
        r"`((?:mediation|publics|workshops|partners|tests|docs|templates|static|requirements)/[\w./-]*)`", content
    )

    assert named <= targets
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_each_trap_has_tests_that_exist():
    rows = re.findall(r"^\| (\d+) \|.*\|(.*)\|$", text("docs/traps.md"), re.MULTILINE)
    named = {number: re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", proofs) for number, proofs in rows}

    assert list(named) == [str(number) for number in range(1, 21)]
    assert all(named.values())
    assert [name for tests in named.values() for path, name in tests if f"def {name}(" not in text(path)] == []


def test_the_address_followed_in_the_readme_leads_to_its_view():
    view = resolve("/ateliers/seances/WNT9W4WG/inscrire/").func

    assert (view.__module__, view.__name__) == ("workshops.views.registrations", "register")
