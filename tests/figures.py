"""What we promise in numbers: `make bench`, `make chaos`, or `python -m tests.figures bench [name]`.

Each module of tests/bench/ and tests/chaos/ declares its figures; those of one module share one fresh database.

    @figure(at_most=6, unit="statements")
    def statements_between_lock_and_commit() -> int:
        ...
"""

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from mediation.local.paths import ROOT, VAR, claimed
from mediation.local.servers import Servers

SIGNS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda value, bound: value == bound,
    "≤": lambda value, bound: value <= bound,
    "≥": lambda value, bound: value >= bound,
}
FAMILIES = ("bench", "chaos")
# As in production: a commit waits for the disk.
SETTINGS = ("max_connections=200",)


@dataclass(frozen=True)
class Figure:
    name: str
    module: str
    measure: Callable[[], float]
    sign: str
    bound: float
    unit: str


@dataclass(frozen=True)
class Result:
    name: str
    value: float | None
    bound: str
    unit: str
    holds: bool
    seconds: float

    def __str__(self):
        value = "—" if self.value is None else f"{round(self.value, 3):g}"
        verdict = "holds" if self.holds else "falls short"
        return f"{self.name:<44} {value:>10} {self.unit:<12} {self.bound:>10}  {verdict}"


declared: list[Figure] = []
servers: Servers | None = None  # those of this run, for a measure that breaks them


def figure(*, exactly: float | None = None, at_most: float | None = None, at_least: float | None = None, unit=""):
    """Declare that the number the function returns keeps within one bound."""
    ((sign, bound),) = [
        (sign, bound) for sign, bound in zip(SIGNS, (exactly, at_most, at_least), strict=True) if bound is not None
    ]

    def declare(measure: Callable[[], float]) -> Callable[[], float]:
        module = measure.__module__.rpartition(".")[2]
        declared.append(Figure(measure.__name__, module, measure, sign, bound, unit))
        return measure

    return declare


def measured(figure: Figure) -> Result:
    """A measure that fails falls short; the others go on."""
    began, value, holds = time.monotonic(), None, False
    try:
        value = figure.measure()
        holds = SIGNS[figure.sign](value, figure.bound)
    except Exception:  # noqa: BLE001 - whatever happened, it is shown and the figure falls short
        traceback.print_exc()
    seconds = round(time.monotonic() - began, 3)
    return Result(figure.name, value, f"{figure.sign} {figure.bound:g}", figure.unit, holds, seconds)


def chosen(figures: Iterable[Figure], only: str | None) -> list[Figure]:
    return [figure for figure in figures if only in {None, figure.name, figure.module}]


def report(figures: Iterable[Figure], destination: Path, before_module: Callable[[], None]) -> bool:
    """Print a line a figure, write the same as JSON; whether all hold."""
    results, module = [], None
    for figure in figures:
        if figure.module != module:
            before_module()
            module = figure.module
        results.append(measured(figure))
        print(results[-1], flush=True)
    destination.parent.mkdir(parents=True, exist_ok=True)
    destination.write_text(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1))
    return all(result.holds for result in results)


@contextmanager
def database(family: str):
    """A database of our own, of which every process that a measure starts is told; yields its servers, and what renews
    it."""
    os.environ |= {"MEDIATION_ENV": "test", "DJANGO_SETTINGS_MODULE": "mediation.settings"}
    place = claimed(family)
    servers = Servers(place, SETTINGS)
    try:
        os.environ |= servers.start()
        import django

        django.setup()
        from mediation.common.isolation import everything
        from mediation.common.memory import settle

        from .databases import WorkerDatabase

        settle()
        ours = WorkerDatabase(family)
        with everything():
            ours.create()
            os.environ["DATABASE_URL"] = ours.url
            yield servers, ours.renew
            ours.drop()
    finally:
        servers.stop()
        place.release()


def load(family: str) -> None:
    for path in sorted((ROOT / "tests" / family).glob("*.py")):
        importlib.import_module(f"tests.{family}.{path.stem}")


def main(family: str, only: str | None = None) -> int:
    from tests import figures  # under `-m` this file is __main__: what the modules declare is in tests.figures

    with database(family) as (figures.servers, renew):
        load(family)
        selected = chosen(figures.declared, only)
        if not selected:
            names = ", ".join(figure.name for figure in figures.declared) or "aucune"
            print(f"Aucune mesure de ce nom. Mesures de « {family} » : {names}.")
            return 2
        return 0 if report(selected, VAR / "figures" / f"{family}.json", renew) else 1


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3} or sys.argv[1] not in FAMILIES:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
