import logging
import os
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.test import TransactionTestCase

from mediation.accounts.enums import Role
from mediation.common import isolation
from mediation.common.logs import Discreet
from mediation.common.memory import settle
from mediation.local import sink as local_sink

from .databases import WorkerDatabase
from .factories import NOW, MembershipFactory, SpaceFactory, UserFactory

OWNER = isolation.Scope(spaces=isolation.EVERYTHING)


def pytest_configure():
    isolation._scope.set(OWNER)  # tests arrange as the owner; threads they start do not


def pytest_collection_finish():
    """A quarter of the run was the collector's, among half a million objects that stay."""
    settle()


@pytest.fixture(autouse=True)
def no_scope_leaks():
    yield
    left = isolation.current()
    isolation._scope.set(OWNER)
    assert left == OWNER


@pytest.fixture(autouse=True)
def no_cache_leaks():
    yield
    cache.clear()


@pytest.fixture(scope="session")
def worker_database(django_db_blocker, request):
    """This worker's database. Tests that commit leave it as they found it."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    database = WorkerDatabase(worker)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        database.create()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: database.renew())
        django_db_blocker.block()
        yield database
        django_db_blocker.restore()
        database.drop()


@pytest.fixture(scope="session")
def django_db_setup(worker_database):
    """Replaces pytest-django's: its databases are ours."""


@pytest.fixture
def database_url(transactional_db, worker_database) -> str:
    """For processes that a test starts: they see what is committed in this worker's database."""
    return worker_database.url


@pytest.fixture
def private_files(tmp_path, settings):
    """Files kept by this test go with it; the folder."""
    folder = tmp_path / "files"
    default = settings.STORAGES["default"] | {"OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return folder


@pytest.fixture
def without_cache(settings):
    """Redis is away: nothing listens where it was."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:9/0"}}


@pytest.fixture
def space():
    """The one where the test happens; a module whose space is otherwise says so itself."""
    return SpaceFactory()


@pytest.fixture
def now(request):
    """The clock stands at the module's NOW, or at everybody's, until the test moves it."""
    with time_machine.travel(getattr(request.module, "NOW", NOW), tick=False) as clock:
        yield clock


@pytest.fixture
def sms(settings):
    """SMS leave, for where nobody listens."""
    settings.SMS_URL = "http://127.0.0.1:9/sms"


@pytest.fixture
def signed_in(client):
    """`signed_in(space, Role.RECEPTION)`: the client works there; the account it uses."""

    def sign_in(space, role=Role.MEDIATOR, **account):
        user = MembershipFactory(space=space, role=role, user=UserFactory(**account)).user
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def mailbox(tmp_path, settings):
    """E-mail and SMS really leave, by SMTP and HTTP, to the local sink; the folder where they arrive."""
    with local_sink.Sink(tmp_path / "mailbox") as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = sink.environment["EMAIL_HOST"]
        settings.EMAIL_PORT = int(sink.environment["EMAIL_PORT"])
        settings.SMS_URL = sink.environment["SMS_URL"]
        settings.LOCAL_MAILBOX = sink.environment["LOCAL_MAILBOX"]
        yield sink.mailbox.folder


@pytest.fixture
def logged():
    """What the application writes in its log, as the server keeps it."""
    [console] = [handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, Discreet)]
    kept = StringIO()
    usual = console.setStream(kept)
    yield kept
    console.setStream(usual)


@pytest.fixture
def process_environment(database_url, mailbox, settings) -> dict[str, str]:
    """The variables for a process started (`subprocess`, never a fork) on this worker's database and sink."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "mediation.settings",
        "EMAIL_HOST": settings.EMAIL_HOST,
        "EMAIL_PORT": str(settings.EMAIL_PORT),
        "SMS_URL": settings.SMS_URL,
        "LOCAL_MAILBOX": str(mailbox),
    }
