import json

from tests import figures


def declare(**bound):
    def measure():
        return measure.value

    figures.figure(**bound)(measure)
    return figures.declared.pop(), measure


def test_each_figure_is_a_line_with_its_bound_and_verdict(tmp_path, capsys):
    few, measure_few = declare(at_most=6, unit="statements")
    rate, measure_rate = declare(at_least=0.8)
    measure_few.value, measure_rate.value = 5, 0.41
    renewals = []

    holds = figures.report([few, rate], tmp_path / "var" / "bench.json", lambda: renewals.append(1))

    assert not holds
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == [
        "measure 5 statements ≤ 6 holds",
        "measure 0.41 ≥ 0.8 falls short",
    ]
    written = json.loads((tmp_path / "var" / "bench.json").read_text())
    assert [(row["value"], row["bound"], row["holds"]) for row in written] == [(5, "≤ 6", True), (0.41, "≥ 0.8", False)]
    assert renewals == [1]


def test_all_hold(tmp_path):
    exact, measure = declare(exactly=12)
    measure.value = 12
    assert figures.report([exact], tmp_path / "chaos.json", lambda: None)


def test_a_measure_that_fails_falls_short_and_the_next_is_taken(tmp_path, capsys):
    broken, _ = declare(at_most=1)
    sound, measure = declare(at_most=1)
    measure.value = 0
    assert not figures.report([broken, sound], tmp_path / "chaos.json", lambda: None)
    verdicts = [line.split("  ")[-1] for line in capsys.readouterr().out.splitlines()]
    assert verdicts == ["falls short", "holds"]


def test_one_is_chosen_by_its_name_or_its_module():
    one, _ = declare(at_most=1)
    assert (
        figures.chosen([one], None)
        == figures.chosen([one], "measure")
        == figures.chosen([one], "test_figures")
        == [one]
    )
    assert figures.chosen([one], "another") == []
