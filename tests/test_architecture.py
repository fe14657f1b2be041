"""What a reviewer would otherwise repeat. The house style itself is told in CONTRIBUTING.md and docs/decisions/."""

import ast
import csv
import inspect
import re
import statistics
import subprocess
import sys
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.template import engines
from django.urls import get_resolver
from django.utils.module_loading import import_string

from mediation.accounts.models.spaces import RESERVED_SLUGS
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.local.paths import ROOT

from . import factories

APPS = ("mediation", "publics", "workshops", "partners")
TEMPLATES = ROOT / "templates"
LONGEST_FILE, LONGEST_FUNCTION = 500, 60
FILE_LINES = (80, 350)  # median, 95th percentile
FUNCTION_LINES = (8, 30)

OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith(APPS)]
WITHOUT_ADMIN = {
    "accounts.Submission": "the key of a form that was sent: it says nothing to anybody",
    "workshops.BusyHours": "a copy of what a calendar of elsewhere says: read on the calendar of the team",
    "workshops.Occupancy": "written by the database: read on the session or the appointment it comes from",
}
WITHOUT_ACTOR = {
    "the public page: nobody is logged in": {
        "workshops.services.register_online",
        "workshops.services.enrol_online",
        "publics.services.provisional_person",
        "publics.services.submit_enquiry",
        "workshops.services.submit_wish",
        "partners.services.submit_referral",
        "mediation.communications.services.resume_digest",
        "mediation.communications.services.stop_digest",
    },
    "the application itself, by the clock or as a consequence of an act that has its author": {
        "mediation.communications.services.close_campaigns",
        "mediation.communications.services.depart",
        "mediation.communications.services.send_due_digests",
        "publics.services.forget_supposed",
        "publics.services.anonymise_due",
        "publics.services.empty_expired",
        "publics.services.forget_imports",
        "workshops.services.expire_offers",
        "workshops.services.remind_due",
        "workshops.services.keep_feed",
        "workshops.services.read_calendar",
        "workshops.services.offer_freed_seats",
        "workshops.services.release_due_holds",
        "workshops.services.release_hold",
        "workshops.services.remind_due_loans",
        "workshops.services.remind_late_loans",
        "workshops.services.count_sittings",
    },
    "nothing is written": {"publics.services.likely_matches", "workshops.services.answer_by"},
}
ONLY_READ = WITHOUT_ACTOR["nothing is written"]


@cache
def sources(*folders: str, tests=False) -> dict[Path, str]:
    """Our Python files, without migrations."""
    found = chain.from_iterable((ROOT / folder).rglob("*.py") for folder in folders or APPS)
    kept = sorted(path for path in found if "migrations" not in path.parts)
    return {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in kept}


@cache
def tracked() -> list[Path]:
    """What is committed or about to be: files that git ignores are nobody's."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return [Path(name) for name in names if name and (ROOT / name).is_file()]


def functions():
    for path, source in sources().items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def percentile(values: list[int], rank: float) -> int:
    return sorted(values)[int(len(values) * rank)]


# --- shape -------------------------------------------------------------------------------------------------------


def test_an_app_knows_those_below_it_never_above():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_files_are_read_in_one_sitting():
    lengths = {str(path): source.count("\n") for path, source in sources().items() if source.strip()}
    assert {path: count for path, count in lengths.items() if count > LONGEST_FILE} == {}
    median, most = FILE_LINES
    assert statistics.median(lengths.values()) <= median
    assert percentile(list(lengths.values()), 0.95) <= most


def test_functions_are_read_at_a_glance():
    lengths = dict(functions())
    assert {name: count for name, count in lengths.items() if count > LONGEST_FUNCTION} == {}
    median, most = FUNCTION_LINES
    assert statistics.median(lengths.values()) <= median
    assert percentile(list(lengths.values()), 0.95) <= most


def test_no_drawer_for_odds_and_ends():
    assert [path for path in sources() if path.stem in {"utils", "helpers", "selectors", "misc"}] == []


FORBIDDEN = {
    "a rule hidden in a signal": r"@receiver\b|\bpost_save\b|\bpre_save\b|\bpost_delete\b|\bm2m_changed\b",
    "a search no index serves under a policy": r"__i(exact|contains|startswith|endswith)\b|\bCIText",
    "text declared safe": r"\bmark_safe\b|\bSafeString\(",
    "a form that another site could send": r"csrf_exempt",
}
MAY = {
    "text declared safe": {"mediation/common/templatetags/components.py"},  # what a template has rendered
    "a form that another site could send": {
        "mediation/communications/public/views.py",  # a mail reader (RFC 8058), by the secret of the address
        "mediation/courier/views/callbacks.py",  # providers, who say a secret
    },
}


@pytest.mark.parametrize("reason", FORBIDDEN)
def test_code_has_no(reason):
    found = re.compile(FORBIDDEN[reason])
    assert {str(path) for path, source in sources().items() if found.search(source)} == MAY.get(reason, set())


COMMITTED_NEVER = {
    "something left for later": re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"),
    "a place of one machine": re.compile(r"/work/|/root/|/home/\w"),
    "where packages come from": re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian|index-url"),
}
MAY_NAME_THEM = {"tests/test_architecture.py", "Makefile"}  # which look for them


@pytest.mark.parametrize("reason", COMMITTED_NEVER)
def test_nobody_commits(reason):
    texts = (path for path in tracked() if path.suffix in TEXT and str(path) not in MAY_NAME_THEM)
    ours = (path for path in texts if "vendor" not in path.parts)
    found = [str(path) for path in ours if COMMITTED_NEVER[reason].search((ROOT / path).read_text(encoding="utf-8"))]
    assert found == []


TEXT = {".py", ".html", ".txt", ".md", ".toml", ".csv", ".css", ".js", ".json", ".yml", ".yaml", ".sh", ".in", ""}


def test_no_space_may_take_the_place_of_our_own_pages():
    """A space's public pages begin with its slug."""
    first_segments = {route.partition("/")[0] for route in prefixes(get_resolver())}
    assert {segment for segment in first_segments if segment and "<" not in segment} <= RESERVED_SLUGS


def prefixes(resolver) -> list[str]:
    """The beginnings of addresses; those below an empty one are looked into."""
    found = []
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern)
        found += prefixes(pattern) if not route and hasattr(pattern, "url_patterns") else [route]
    return found


# --- models ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_model_says_its_name():
    assert [model._meta.label for model in OUR_MODELS if "__str__" not in vars(model)] == []


def test_every_model_has_a_factory():
    made = {factory._meta.model for factory in vars(factories).values() if hasattr(factory, "_meta")}
    assert [model._meta.label for model in OUR_MODELS if model not in made] == []


def test_every_model_has_its_page_of_administration():
    missing = {model._meta.label for model in OUR_MODELS if not admin.site.is_registered(model)}
    assert missing == set(WITHOUT_ADMIN)


def test_what_happened_is_never_deleted_there(rf):
    kept = ["publics.Person", "workshops.Session", "workshops.Registration", "courier.Message", "partners.Referral"]
    request = rf.get("/")
    for label in kept:
        assert not admin.site.get_model_admin(apps.get_model(label)).has_delete_permission(request), label


def test_no_model_has_a_default_order():
    assert [model._meta.label for model in OUR_MODELS if model._meta.ordering] == []


def test_more_than_one_constraint_a_model():
    count = sum(len(model._meta.constraints) for model in OUR_MODELS)
    assert count > len(OUR_MODELS)


def test_a_constraint_that_people_meet_speaks_french():
    """Those that a form can break; the others guard what only services write."""
    silent = [
        constraint.name
        for model in OUR_MODELS
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
        if not KEPT_BY_SERVICES.search(constraint.name)
    ]
    assert silent == []


KEPT_BY_SERVICES = re.compile(
    r"_has_its_time$|_a_code$|_a_secret$|_a_subject$|^one_submission_|^one_message_|^message_|^one_inbound_|^one_suppression_"
    r"|_says_why$|_is_a_count$|_rank$|^first_time_|^offer_has_a_seat$|^import_is_read_|_with_herself$"
)


# --- what is kept of people, and until when ----------------------------------------------------------------------


# What a column is called when it tells of somebody; everything a person said or was written about her.
TELLS = re.compile(
    r"^(first_name|last_name|birth_year|address|dead_addresses|postal_code|phone|email|email_sender|password|contact|note|words|text"
    r"|scope|answer|guardian_name"
    r"|best_time|languages|supposed_by|collected_by|emergency_phone|kept_at|formalities"
    r"|purpose|comfort|sender|payload|report|before|after|user|content|location|recipient_ref|subject_ref)$"
    r"|^(helper|referrer)_"
)
NAMED_PEOPLE = {
    *("accounts.User.name", "accounts.StoredFile.name", "partners.Contact.name", "partners.Contact.role"),
    *(
        "publics.Enquiry.name",
        "publics.Enquiry.answer",
        "publics.Enquiry.reopened_why",
        "publics.Person.gender",
        "publics.Person.status",
    ),
    *("publics.Disclosure.caller_name", "publics.Disclosure.about", "publics.Disclosure.said"),
    "publics.RightsRequest.name",
    *("publics.Belonging.role", "publics.PeopleImport.lines", "publics.PeopleImport.file_name"),
    "publics.Export.filters",
    "team.Task.title",
    "workshops.Sitting.name",
    *("workshops.Loan.person", "workshops.Loan.condition_out", "workshops.Loan.condition_back"),
    *("workshops.Wish.name", "workshops.Session.home_address", "workshops.Session.supplies"),
    *(
        "workshops.Pathway.objective",
        "workshops.Pathway.motivation",
        "workshops.Step.title",
        "workshops.Step.is_shared",
    ),
}
PLACES_AND_KEYS = {
    "accounts.Venue.postal_code": "a place",
    "publics.Organisation.postal_code": "a place",
    "communications.Publication.subject_ref": "names a session",
    "publics.Consent.text": "what was asked of everybody, word for word",
}


BEYOND_OUR_MODELS = {
    "logs of the application",
    "django.admin.LogEntry.object_repr",
    "django.admin.LogEntry.change_message",
}


def columns_that_tell() -> set[str]:
    ours = {f"{model._meta.label}.{field.name}": field for model in OUR_MODELS for field in model._meta.concrete_fields}
    telling = {
        name for name, field in ours.items() if TELLS.search(field.name) and not field.choices and not field.is_relation
    }
    return (telling | NAMED_PEOPLE) - set(PLACES_AND_KEYS)


def test_every_column_that_tells_of_somebody_has_its_retention_rule():
    """docs/retention.csv: until when it is kept and, where the application empties it by itself, what does."""
    with (ROOT / "docs" / "retention.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["column"]: row for row in csv.DictReader(file)}
    assert (columns_that_tell() - set(rows), set(rows) - columns_that_tell()) == (set(), BEYOND_OUR_MODELS)
    for column, row in rows.items():
        assert row["kept_until"], column
        if row["emptied_by"]:
            assert callable(import_string(row["emptied_by"])), column


# --- services and forms ------------------------------------------------------------------------------------------


def services():
    """Verbs that write: what a package of services exports, the atomic functions of a module of services."""
    for path in sources():
        if path.name == "services.py" or path.parts[-2:] == ("services", "__init__.py"):
            module = import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
            names = getattr(module, "__all__", None) or [
                name for name, value in vars(module).items() if is_atomic(value) and value.__module__ == module.__name__
            ]
            for name in names:
                if inspect.isfunction(getattr(module, name)):
                    yield f"{module.__name__}.{name}", getattr(module, name)


def is_atomic(value) -> bool:
    return inspect.isfunction(value) and hasattr(value, "__wrapped__") and not value.__name__.startswith("_")


ENGINE = "mediation.courier.services."  # the outbox: it moves messages, on behalf of the services that write them


def test_services_take_what_they_need_by_name():
    named = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    positional = [
        name
        for name, service in services()
        if not name.startswith(ENGINE) and name not in ONLY_READ
        if any(parameter.kind not in named for parameter in inspect.signature(service).parameters.values())
    ]
    assert positional == []


def test_services_are_told_when_and_by_whom():
    excused = set(chain.from_iterable(WITHOUT_ACTOR.values()))
    untold = [
        name
        for name, service in services()
        if not name.startswith(ENGINE) and name not in excused
        if not {"at", "by"} <= set(inspect.signature(service).parameters)
    ]
    assert untold == []


CREATES = re.compile(r"^(create_|register|submit_|note_visit$|count_|hold_|add_)")
CREATES_ANYWAY = {
    "workshops/views/attendance.py count_anonymous": "two quick taps are two people; the button beside takes one back",
}


def names_in(node: ast.AST) -> set[str]:
    """What a function calls, or hands over to be called."""
    references = (each for each in ast.walk(node) if isinstance(each, ast.Attribute | ast.Name))
    return {each.attr if isinstance(each, ast.Attribute) else each.id for each in references}


def views_that_create():
    """Functions of a module of views that call a service that creates, with whether `once` is around them."""
    creating = {name.rpartition(".")[2] for name, _ in services() if CREATES.match(name.rpartition(".")[2])}
    for path, source in sources().items():
        if "views" in path.with_suffix("").parts:
            tops = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
            names = {node.name: names_in(node) for node in tops}
            once = {name for name, used in names.items() if used & {"once", "attempt"}}
            covered = once | set(chain.from_iterable(names[name] for name in once))
            for name, used in names.items():
                if used & creating - {name} - covered.difference(creating) and "request" in used:
                    yield f"{path} {name}", name in covered


def test_a_post_that_creates_is_sent_once():
    assert {name for name, is_once in views_that_create() if not is_once} == set(CREATES_ANYWAY)


def all_subclasses(form: type) -> set[type]:
    """Of a form, once every module of forms is read."""
    for path in sources():
        if path.stem == "forms" or "forms" in path.parts:
            import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    return below(form)


def below(form: type) -> set[type]:
    return {form, *chain.from_iterable(below(child) for child in form.__subclasses__())}


def all_forms() -> list[type]:
    return sorted(all_subclasses(OnceForm) - {OnceForm}, key=lambda form: form.__qualname__)


def test_a_form_that_creates_is_sent_once_and_one_that_edits_overwrites_nothing():
    assert all_forms()
    assert [form.__qualname__ for form in all_forms() if issubclass(form, VersionedForm)] == []


# --- templates ---------------------------------------------------------------------------------------------------

MAIL = {"courier/message.html"}  # mail clients read no stylesheet
INLINE = re.compile(
    r"<script(?![^>]*\b(src=|type=.application/json))|<style\b|\sstyle=|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)


@cache
def templates() -> dict[str, str]:
    found = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
    return {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in found}


def test_pages_hold_no_script_no_style_and_no_handler():
    assert [name for name, text in templates().items() if name not in MAIL and INLINE.search(text)] == []


def test_templates_trust_no_text():
    trusting = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq")
    assert [name for name, text in templates().items() if name.endswith(".html") and trusting.search(text)] == []


def is_of_a_package(name: str) -> bool:
    """A template that a package looks for: we say it in our words."""
    loaders = engines["django"].engine.template_loaders
    folders = [folder for loader in loaders for folder in loader.get_dirs()]
    return any((Path(folder) / name).exists() for folder in folders if Path(folder) != TEMPLATES)


# Looked for by Django, or under a name that is put together.
FOUND_BY_NAME = re.compile(
    r"^(4\d\d|500|403_csrf)\.html$|^(workshops|publics|partners)/messages/[a-z_]+(\.call)?\.(txt|html)$"
)


def test_every_template_is_used():
    everything = "\n".join([*sources().values(), *templates().values()])
    unused = [
        name
        for name in templates()
        if not FOUND_BY_NAME.search(name) and not is_of_a_package(name) and f'"{name}"' not in everything
    ]
    assert unused == []


def test_every_text_of_a_message_is_that_of_a_kind():
    from mediation.courier import registry

    kinds = {name.replace(".", "_") for name in registry.known()}
    folder = re.compile(r"^(?:workshops|publics|partners)/messages/(\w+)")
    assert {found[1] for name in templates() if (found := folder.match(name))} - kinds == set()
