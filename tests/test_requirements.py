"""`manage.py requirements`, and what a mark may claim."""

import io

import pytest
from django.core.management import call_command

from mediation.desk.management.commands.requirements import asked, claims
from mediation.local.paths import ROOT

MOST_ROWS_A_TEST = 3

ROWS = """id,area,requirement
R001,publics,"A register shared by the space"
R002,publics,Every envie says who expressed it
R003,reports,Regulars and first-timers
"""
TESTS = """
import pytest

@pytest.mark.django_db
@pytest.mark.requirement("R001", "R003")
def test_two_rows():
    pass

@pytest.mark.requirement("{other}")
def test_another():
    pass
"""


@pytest.fixture
def project(tmp_path):
    """A file of requirements, and tests that claim R001, R003 and the id given."""
    (tmp_path / "tests" / "desk").mkdir(parents=True)
    (tmp_path / "requirements.csv").write_text(ROWS, encoding="utf-8")

    def claiming(other: str):
        written = TESTS.replace("{other}", other)
        (tmp_path / "tests" / "desk" / "test_claims.py").write_text(written, encoding="utf-8")
        return tmp_path

    return claiming


def said(folder):
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("requirements", file=folder / "requirements.csv", tests=folder / "tests", stdout=out, stderr=err)
    return ended.value.code, out.getvalue(), err.getvalue()


def test_each_row_comes_with_its_tests_then_counts_by_area(project):
    code, out, err = said(project("R001"))

    assert (code, err) == (0, "")
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        "R001 publics A register shared by the space",
        "tests/desk/test_claims.py::test_two_rows",
        "tests/desk/test_claims.py::test_another",
        "R002 publics Every envie says who expressed it",
        "R003 reports Regulars and first-timers",
        "tests/desk/test_claims.py::test_two_rows",
        "",
        "publics 1 sur 2",
        "reports 1 sur 1",
        "en tout 2 sur 3",
    ]


def test_unknown_id_is_refused(project):
    code, _, err = said(project("R999"))

    assert code == 1
    assert err == "R999 n'est pas dans requirements.csv : tests/desk/test_claims.py::test_another\n"


def test_our_own_marks_name_rows_that_exist():
    known, claimed = asked(ROOT / "docs" / "requirements.csv"), claims(ROOT / "tests")
    assert set(claimed) <= set(known)


def test_a_test_shows_three_rows_at_most():
    rows_a_test = {}
    for key, tests in claims(ROOT / "tests").items():
        for test in tests:
            rows_a_test.setdefault(test, set()).add(key)
    assert [test for test, rows in rows_a_test.items() if len(rows) > MOST_ROWS_A_TEST] == []
