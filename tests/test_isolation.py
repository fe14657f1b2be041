"""Spaces are kept apart by PostgreSQL itself: what the ORM forgets to say changes nothing. See docs/decisions/002."""

import threading
from contextlib import contextmanager

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.apps import apps
from django.db import DataError, IntegrityError, ProgrammingError, connection, models, transaction
from django.db.backends.postgresql import base

from mediation.accounts.models import JournalEntry
from mediation.celery import ScopedTask
from mediation.common import isolation
from mediation.common.isolation import Scope, acting, everything, only, within
from mediation.common.postgresql.base import DatabaseWrapper
from mediation.common.search import find, search
from publics.models import Person

from . import factories
from .factories import OrganisationFactory, PersonFactory, SpaceFactory, VisitFactory

pytestmark = pytest.mark.django_db

NO_POLICY = {
    "accounts_membership": "read to learn which spaces somebody may see, before any is named",
}
FACTORY_OF = {
    factory._meta.model: factory
    for factory in vars(factories).values()
    if isinstance(factory, type) and issubclass(factory, factories.DjangoModelFactory) and factory._meta.model
}


def owned_models():
    """Every model with a column `space`, but for those that have no policy and say why."""
    models = apps.get_models(include_auto_created=True)
    with_space = [model for model in models if any(field.name == "space" for field in model._meta.fields)]
    return [model for model in with_space if model._meta.db_table not in NO_POLICY]


@pytest.fixture
def two():
    """Two spaces; Émile in the first, Zoé in the second."""
    here, elsewhere = SpaceFactory(), SpaceFactory()
    PersonFactory(space=here, first_name="Émile")
    PersonFactory(space=elsewhere, first_name="Zoé")
    return here, elsewhere


def names():
    return [person.first_name for person in Person.objects.order_by("pk")]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


# --- three states ------------------------------------------------------------------------------------------------


def test_each_scope_sees_its_own(two):
    here, elsewhere = two
    assert names() == ["Émile", "Zoé"]
    with only([here.pk]):
        assert names() == ["Émile"]
        with only([elsewhere.pk]):
            assert names() == ["Zoé"]
        with everything():
            assert names() == ["Émile", "Zoé"]
        assert names() == ["Émile"]
    with only([here.pk, elsewhere.pk]):
        assert names() == ["Émile", "Zoé"]
    with only([]):
        assert names() == []


def test_no_space_named_is_an_error_and_never_an_empty_page(two):
    with within(Scope()), pytest.raises(DataError, match="no space was named"), transaction.atomic():
        names()


def test_who_acts_is_told_without_changing_the_spaces(two):
    here, _ = two
    with only([here.pk]), acting(user="helene@fil.example.org", request="r1"):
        assert sql("SELECT current_setting('app.user'), current_setting('app.request')") == [
            ("helene@fil.example.org", "r1")
        ]
        assert names() == ["Émile"]


def test_the_session_is_told_once_and_not_at_each_query(two, monkeypatch):
    here, _ = two
    told = []
    as_settings = Scope.as_settings
    monkeypatch.setattr(Scope, "as_settings", lambda scope: told.append(scope) or as_settings(scope))
    with only([here.pk]):
        names()
        names()
    assert len(told) == 1


# --- writing elsewhere -------------------------------------------------------------------------------------------


def test_writing_in_another_space_is_refused(two):
    here, elsewhere = two
    with only([here.pk]):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            PersonFactory(space=elsewhere)
        assert Person.objects.filter(space=elsewhere).update(first_name="x") == 0
        assert Person.objects.filter(space=elsewhere).delete() == (0, {})
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Person.objects.filter(space=here).update(space=elsewhere)
    assert names() == ["Émile", "Zoé"]


def test_the_application_owns_nothing_and_may_not_bypass_policies(two):
    here, _ = two
    assert sql("SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = %s", isolation.ROLE) == [
        (False, False, False)
    ]
    assert sql("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = %s", isolation.ROLE) == [(0,)]
    with only([here.pk]), pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        sql("ALTER TABLE publics_person DISABLE ROW LEVEL SECURITY")


# --- the three hooks of the backend ------------------------------------------------------------------------------


def after_a_rollback(here, elsewhere):
    """PostgreSQL restores what the session held before: here, everything."""
    names()
    with only([here.pk]):
        with transaction.atomic():
            names()
            transaction.set_rollback(True)
        assert names() == ["Émile"]


def after_a_rollback_to_a_savepoint(here, elsewhere):
    with transaction.atomic():
        names()
        savepoint = transaction.savepoint()
        with only([here.pk]):
            names()
            transaction.savepoint_rollback(savepoint)
            assert names() == ["Émile"]


def on_a_new_connection(here, elsewhere):
    """As one lent by a pool: it knows nothing, or what somebody else said."""
    with only([here.pk]):
        names()
        connection.close()
        assert names() == ["Émile"]


HOOKS = {
    "_rollback": after_a_rollback,
    "_savepoint_rollback": after_a_rollback_to_a_savepoint,
    "init_connection_state": on_a_new_connection,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hook", HOOKS)
def test_the_scope_outlives(two, hook):
    HOOKS[hook](*two)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hook", HOOKS)
def test_it_would_not_without_its_hook(two, hook, monkeypatch):
    monkeypatch.setattr(DatabaseWrapper, hook, getattr(base.DatabaseWrapper, hook))
    with pytest.raises(AssertionError):
        HOOKS[hook](*two)
    connection.close()


def test_nothing_is_told_within_a_failed_transaction(two):
    """The scope ends before the savepoint is rolled back: telling it then would make the rollback itself fail."""
    here, elsewhere = two
    with only([here.pk]):
        with pytest.raises(ProgrammingError, match="nonsense"), transaction.atomic(), only([elsewhere.pk]):
            sql("SELECT nonsense")
        assert names() == ["Émile"]


# --- threads, tasks, requests ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_thread_names_its_spaces_itself(two):
    outcomes = []

    def work():
        try:
            names()
        except DataError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(outcomes) == 1
    assert "no space was named" in outcomes[0]


@contextmanager
def worker_of(app):
    """A worker in a thread of its own, where nothing is said until a task says it."""
    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR"):
        yield


@pytest.mark.django_db(transaction=True)
def test_a_task_runs_within_the_scope_it_was_sent_from(two):
    here, _ = two
    app = Celery("scoped", task_cls=ScopedTask, broker="memory://", backend="cache+memory://")
    app.conf.update(worker_hijack_root_logger=False, worker_redirect_stdouts=False)

    @app.task
    def seen():
        try:
            scope = isolation.current()
            return [names(), scope.user]
        except DataError as error:
            return str(error)
        finally:
            connection.close()

    with worker_of(app):
        with only([here.pk]), acting(user="helene@fil.example.org", request="r1"):
            within_a_space = seen.delay()
        with within(Scope()):
            as_beat_sends = seen.delay()
        assert within_a_space.get(timeout=10) == [["Émile"], "helene@fil.example.org"]
        assert "no space was named" in as_beat_sends.get(timeout=10)


# --- every table -------------------------------------------------------------------------------------------------


def test_every_table_with_a_space_has_its_policy_and_its_key():
    isolated = {
        table
        for (table,) in sql(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
            " WHERE relrowsecurity AND polname = 'spaces' AND polcmd = '*' AND polroles = '{0}'"
        )
    }
    keyed = {
        table
        for (table,) in sql(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'u' AND pg_get_constraintdef(oid) = 'UNIQUE (space_id, id)'"
        )
    }
    owned = {model._meta.db_table for model in owned_models()}
    assert (owned - isolated, isolated - owned, owned - keyed) == (set(), set(), set())


def test_every_space_column_is_required_and_first_in_unique_constraints():
    for model in owned_models():
        assert not model._meta.get_field("space").null, model._meta.label
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                assert constraint.fields[0] == "space", f"{model._meta.label}: {constraint.name}"
        alone = [field.name for field in model._meta.fields if field.unique and not field.primary_key]
        assert [name for name in alone if name not in UNIQUE_ALONE.get(model._meta.label, ())] == []


UNIQUE_ALONE = {  # one to one: the other row's own id, of one space
    "partners.Partner": {"organisation"},
    "publics.Guardianship": {"child"},
    "workshops.Appointment": {"visit"},
    "workshops.Loan": {"task"},
}


def test_every_link_between_owned_tables_is_held_to_one_space():
    """Foreign keys are not subject to policies: only a key on (space, id) refuses a row of another space."""
    held = {
        (table, definition)
        for table, definition in sql(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
        )
    }
    owned = {model._meta.db_table for model in owned_models()}
    missing = [
        f"{model._meta.db_table}.{field.column}"
        for model in owned_models()
        for field in model._meta.fields
        if field.many_to_one or field.one_to_one
        if field.related_model._meta.db_table in owned
        if not is_held(model._meta.db_table, field, held)
    ]
    assert missing == []


def is_held(table, field, held) -> bool:
    wanted = f"FOREIGN KEY (space_id, {field.column}) REFERENCES {field.related_model._meta.db_table}(space_id, id)"
    return any(owner == table and definition.startswith(wanted) for owner, definition in held)


def test_without_a_filter_no_table_shows_another_space(private_files):
    """One row of each model in two spaces: `objects.all()` within the first finds nothing of the second."""
    here, elsewhere = SpaceFactory(), SpaceFactory()
    for model in owned_models():
        FACTORY_OF[model](space=here)
        FACTORY_OF[model](space=elsewhere)
    for model in owned_models():
        assert {row.space_id for row in model._base_manager.all()} == {here.pk, elsewhere.pk}
    with only([here.pk]):
        seen = {model._meta.label: {row.space_id for row in model._base_manager.all()} for model in owned_models()}
    assert seen == {model._meta.label: {here.pk} for model in owned_models()}


def test_a_link_into_another_space_is_refused(two):
    here, elsewhere = two
    visit = VisitFactory(space=here, person=PersonFactory(space=elsewhere))
    with pytest.raises(IntegrityError, match="publics_visit_person_id_space"), transaction.atomic():
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    visit.delete()


# --- what runs as the owner, and what only grows -----------------------------------------------------------------


def test_search_refuses_a_space_that_was_not_named(two):
    here, elsewhere = two
    OrganisationFactory(space=elsewhere, name="CCAS de Montorvelle")
    with only([here.pk]):
        assert len(search("publics_person", space=here, words="emile", at_most=5)) == 1
        for table in ("publics_person", "publics_organisation"):
            with pytest.raises(ProgrammingError, match="was not named"), transaction.atomic():
                search(table, space=elsewhere, words="montorvelle", at_most=5)
        with pytest.raises(ProgrammingError, match="was not named"), transaction.atomic():
            find("publics_person", space=elsewhere, parts=["montorvelle"], at_most=5)


def test_every_function_that_runs_as_the_owner_is_known():
    functions = sql("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    expected = {
        "find_publics_person", "search_publics_person", "search_publics_organisation",
        "add_reminder_rules",  # of a space that is being created: nobody works there yet
    }  # fmt: skip
    assert {name for (name,) in functions} == expected


def test_the_application_adds_to_the_journal_and_never_alters_it(two):
    here, _ = two
    with only([here.pk]):
        Person.objects.update(first_name="Émilie")
        assert JournalEntry.objects.filter(action="update", after__first_name="Émilie").count() == 1
        for statement in ("UPDATE accounts_journalentry SET at = now()", "DELETE FROM accounts_journalentry"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                sql(statement)
