"""No container engine runs the tests: what the deployment files name is therefore looked up in the project."""

import ast
import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve
from django.utils.module_loading import import_string

from mediation.celery import app as celery
from mediation.local import postgres, system
from mediation.local.paths import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
DOCKERFILE = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
TOOLS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "UV_PYTHON_DOWNLOADS", "UV_LINK_MODE"}
ASSIGNMENT = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]+)=")
PRODUCTION = {
    "MEDIATION_ENV": "production",
    "SECRET_KEY": "for-this-test-only",
    "LINK_KEYS": "for-this-test-only",
    "ADDRESS_KEY": "for-this-test-only",
    "ALLOWED_HOSTS": "mediation.example.org",
    "PATH": os.environ["PATH"],
}


def read_by_settings() -> set[str]:
    """The names in `os.environ.get("…")`, `os.environ["…"]` and `listed("…")`."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / "mediation" / "settings.py").read_text())):
        match node:
            case ast.Call(func=ast.Attribute(attr="get", value=ast.Attribute(attr="environ")), args=[name, *_]):
                names.add(name)
            case ast.Call(func=ast.Name(id="listed"), args=[name]):
                names.add(name)
            case ast.Subscript(value=ast.Attribute(attr="environ"), slice=name):
                names.add(name)
    return {name.value for name in names if isinstance(name, ast.Constant)}


def read_by_compose() -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} +(.+)$", DOCKERFILE, flags=re.MULTILINE)


def commands() -> list[list[str]]:
    """Every command line of ours, in the image or in compose, cut into words."""
    lines = [instruction for instruction in instructions("RUN") if "manage.py" in instruction]
    lines += [shlex.join(yaml.safe_load(instruction)) for instruction in instructions("CMD")]
    for name in OURS:
        command, check = SERVICES[name].get("command"), SERVICES[name].get("healthcheck")
        lines += [command[2] if command[0] == "sh" else shlex.join(command)] if command else []
        lines += [shlex.join(check["test"][1:]) if check["test"][0] == "CMD" else check["test"][1]] if check else []
    return [shlex.split(part) for line in lines for part in line.split(" && ")]


def production(*arguments: str, **variables: str | None) -> subprocess.CompletedProcess:
    known = {name: value for name, value in (PRODUCTION | variables).items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments], env=known, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_every_variable_is_explained_and_no_other():
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [(match[1], lines[number - 1]) for number, line in enumerate(lines) if (match := ASSIGNMENT.match(line))]
    assert {name for name, _ in named} == read_by_settings() | read_by_compose()
    assert len(named) == len({name for name, _ in named})
    assert [name for name, before in named if not re.match(r"# \S.{15}", before) or ASSIGNMENT.match(before)] == []


def test_compose_sets_only_variables_that_are_read():
    for name in OURS:
        assert SERVICES[name]["env_file"] == ".env"
        assert set(SERVICES[name].get("environment", {})) <= read_by_settings()


def test_compose_names_its_services_and_volumes():
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert {volume.partition(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
        for needed, how in service.get("depends_on", {}).items():
            assert "healthcheck" in SERVICES[needed] or how["condition"] == "service_completed_successfully"


def test_compose_database_orders_words_as_the_demonstration():
    (arguments,) = [
        service["environment"]["POSTGRES_INITDB_ARGS"]
        for service in SERVICES.values()
        if "postgres" in service["image"]
    ]
    assert set(postgres.LOCALE) <= set(arguments.split())


def test_compose_database_quotes_no_row_in_its_log():
    assert {"log_error_verbosity=terse", "log_min_error_statement=panic"} <= set(SERVICES["db"]["command"])


def test_every_command_exists():
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / "app.txt").read_text(), flags=re.MULTILINE))
    for command in commands():
        words = [word for word in command if not ASSIGNMENT.match(word)]
        program = words[0].rpartition("/")[2]
        assert program in locked | {"python", "test"}
        if "manage.py" in words:
            assert words[words.index("manage.py") + 1] in get_commands()
        if program == "celery":
            assert words[1:3] == ["-A", celery.main]
        if program == "granian":
            module, _, attribute = words[-1].partition(":")
            assert callable(import_string(f"{module}.{attribute}"))


def test_every_python_line_compiles_and_asks_a_page_that_is_open_to_all(client, settings):
    (line,) = [words[words.index("-c") + 1] for words in commands() if "-c" in words]
    compile(line, "healthcheck", "exec")
    assert set(re.findall(r'environ\["(\w+)"\]', line)) <= read_by_settings()
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/[^\"]*)", line)
    assert f"--port={8000}" in commands_of_the_image()
    assert any(re.match(pattern, path.lstrip("/")) for pattern in settings.SECURE_REDIRECT_EXEMPT)
    assert resolve(path)


@pytest.mark.django_db
def test_the_health_page_answers_without_a_session(client):
    assert client.get("/sante/").status_code == 200


def commands_of_the_image() -> list[str]:
    (command,) = instructions("CMD")
    return yaml.safe_load(command)


def test_the_image_copies_what_exists_and_does_not_run_as_root():
    for instruction in instructions("COPY"):
        *sources, _ = [word for word in instruction.split() if not word.startswith("--")]
        if "--from" not in instruction:
            assert [source for source in sources if not (ROOT / source).exists()] == []
    assert instructions("USER") == ["mediation"]
    assert set(system.PACKAGES["pango"]) <= set(DOCKERFILE.split())


def test_the_image_sets_only_variables_that_are_read():
    named = {name for instruction in instructions("ENV") for name in re.findall(r"(\w+)=", instruction)}
    assert named <= read_by_settings() | TOOLS


def test_the_image_leaves_out_what_it_does_not_run():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".git", ".venv", "var", "tests"} <= set(ignored)


def test_every_task_that_beat_starts_exists():
    celery.loader.import_default_modules()
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert planned - set(celery.tasks) == set()


def test_the_run_of_checks_names_targets_of_the_makefile():
    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = dict(re.findall(r"^  make (\S+) +(\S.*)$", listed, flags=re.MULTILINE))
    declared = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)[1].split()
    assert set(targets) == set(declared) - {"help"}
    assert set(re.findall(r"^make (\S+)", (ROOT / ".ci" / "run").read_text(), flags=re.MULTILINE)) <= set(targets)


@pytest.mark.parametrize("name", ["SECRET_KEY", "LINK_KEYS", "ADDRESS_KEY"])
def test_production_without_a_key_stops_with_a_sentence(name):
    stopped = production("manage.py", "check", **{name: None})
    assert stopped.returncode != 0
    assert f"{name} manque" in stopped.stderr.splitlines()[-1]


def test_an_environment_we_do_not_know_stops_with_a_sentence():
    stopped = production("manage.py", "check", MEDIATION_ENV="prod")
    assert "MEDIATION_ENV=prod : attendu production, demo, development ou test." in stopped.stderr.splitlines()[-1]


def test_the_local_mailbox_cannot_be_switched_on_in_production(tmp_path):
    program = (
        "import django; django.setup()\n"
        "from django.conf import settings; from django.urls import get_resolver\n"
        "routes = [str(route.pattern) for route in get_resolver().url_patterns]\n"
        "print(settings.LOCAL_MAILBOX, 'boite-locale/' in routes)"
    )
    variables = {"LOCAL_MAILBOX": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mediation.settings"}
    assert production("-c", program, **variables).stdout == "None False\n"
    assert production("-c", program, **variables, MEDIATION_ENV="demo").stdout == f"{tmp_path} True\n"
