from mediation.local import audit


def test_a_known_fault_is_named_with_its_remedy(capsys):
    packages = [
        {"name": "celery", "version": "5.7.0", "vulns": []},
        {"name": "lxml", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]},
    ]
    assert audit.tell(packages) == 1
    assert capsys.readouterr().out.splitlines() == [
        "lxml 1.0 : PYSEC-1, corrigé dans 1.1",
        "Failles connues des paquets : 1 (2 paquets vérifiés).",
    ]


def test_without_answer_it_is_said_and_does_not_fail(monkeypatch, capsys):
    monkeypatch.setattr(audit.subprocess, "run", lambda *args, **kwargs: None)
    assert audit.run() == 0
    assert "non vérifiées" in capsys.readouterr().out
