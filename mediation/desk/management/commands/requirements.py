import ast
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

MARK = "requirement"


def asked(path: Path) -> dict[str, dict[str, str]]:
    """What is asked of the software, by its id."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def claims(folder: Path) -> dict[str, list[str]]:
    """The tests that carry the mark of each id: `tests/test_language.py::test_…`."""
    found = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for key in marks(node):
                    found[key].append(f"{path.relative_to(folder.parent)}::{node.name}")
    return found


def marks(test: ast.FunctionDef) -> Iterator[str]:
    """The ids in `@pytest.mark.requirement("R012", …)`."""
    for decorator in test.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and isinstance(decorator.func, ast.Attribute)
            and decorator.func.attr == MARK
        ):
            yield from (argument.value for argument in decorator.args if isinstance(argument, ast.Constant))


class Command(BaseCommand):
    help = "Ce qui est demandé au logiciel (docs/requirements.csv) et les tests qui le montrent."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / "docs" / "requirements.csv")
        parser.add_argument("--tests", type=Path, default=settings.BASE_DIR / "tests")

    def handle(self, *, file: Path, tests: Path, **options):
        rows, shown = asked(file), claims(tests)
        for key, row in rows.items():
            self.stdout.write(f"{key}  {row['area']:<14} {row['requirement']}")
            for test in shown.get(key, []):
                self.stdout.write(f"      {test}")
        self.count(rows, shown)
        unknown = {key: names for key, names in shown.items() if key not in rows}
        for key, names in sorted(unknown.items()):
            self.stderr.write(f"{key} n'est pas dans {file.name} : {', '.join(names)}")
        sys.exit(1 if unknown else 0)

    def count(self, rows: dict, shown: dict) -> None:
        total = Counter(row["area"] for row in rows.values())
        done = Counter(row["area"] for key, row in rows.items() if key in shown)
        self.stdout.write("")
        for area in sorted(total):
            self.stdout.write(f"{area:<14} {done[area]:>3} sur {total[area]:>3}")
        self.stdout.write(f"{'en tout':<14} {done.total():>3} sur {total.total():>3}")
