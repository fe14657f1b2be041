import pytest

from mediation.local import system


@pytest.fixture
def bare(monkeypatch):
    """A machine without Pango nor Chromium; what is asked of apt-get is noted, and gives nothing."""
    asked = []
    monkeypatch.setattr(system, "has", lambda name: False)
    monkeypatch.setattr(system, "install", asked.append)
    return asked


def test_as_root_on_debian_what_is_missing_is_installed_and_failing_that_named(bare, monkeypatch, capsys):
    monkeypatch.setattr(system, "may_install", lambda: True)
    system.equip("pango", "chromium")
    assert bare == [("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig", "chromium")]
    assert capsys.readouterr().out.splitlines()[1:] == [system.WITHOUT["pango"], system.WITHOUT["chromium"]]


def test_elsewhere_one_line_says_what_is_missing(bare, monkeypatch, capsys):
    monkeypatch.setattr(system, "may_install", lambda: False)
    system.equip("chromium")
    assert bare == []
    assert capsys.readouterr().out == ("Chromium n'est pas installé ici : les tests dans un navigateur sont sautés.\n")


def test_nothing_is_said_nor_done_when_all_is_there(monkeypatch, capsys):
    monkeypatch.setattr(system, "has", lambda name: True)
    system.equip("pango", "chromium")
    assert capsys.readouterr().out == ""
