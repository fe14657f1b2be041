import os

import pytest

from mediation.local import paths
from mediation.local.paths import Place, claimed


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "VAR", tmp_path / "var")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


def test_two_supervisors_do_not_share_a_place():
    first, second = Place("demo"), Place("demo")
    assert first.claim()
    first.announce(address="http://127.0.0.1:8000/")
    assert not second.claim()
    assert second.announced() == {"address": "http://127.0.0.1:8000/"}
    first.release()
    assert second.claim()
    assert second.announced() == {}
    second.release()


def test_a_second_test_run_takes_the_next_place():
    first, second = claimed("test"), claimed("test")
    assert (first.name, second.name) == ("test", "test-2")
    assert first.sockets != second.sockets
    first.release()
    second.release()


def test_a_socket_path_is_short_however_deep_the_checkout(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "VAR", tmp_path / ("x" * 200))
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1000")
    assert len(str(Place("demo").sockets / "pg" / ".s.PGSQL.5432.lock")) < 107


def test_a_folder_laid_by_somebody_else_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(SystemExit, match="n'est pas à"):
        paths.private(tmp_path)


def test_a_secret_is_drawn_once_and_read_by_us_alone():
    place = Place("demo")
    drawn = place.secret("secret_key")
    assert len(drawn) >= 50
    assert place.secret("secret_key") == drawn
    assert (place.folder / "secret_key").stat().st_mode & 0o777 == 0o600
