"""Kinds of messages made for the tests, and providers that answer what a test asks them to."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from mediation.courier import registry
from mediation.courier.enums import Priority
from mediation.local.processes import free_port
from publics.models import Person
from tests.factories import SpaceFactory

KIND = "test.kind"


@pytest.fixture
def space(db):
    return SpaceFactory(email_sender="bonjour@fil.example.org")


@pytest.fixture
def kind(monkeypatch):
    """« Bonjour » to somebody, at any hour, as long as she has a last name."""
    words = registry.Content(subject="Bonjour", text="Bonjour à vous.")
    made = registry.Kind(
        KIND, "Essai", Priority.REMINDER, lambda at: Person.objects.exclude(last_name=""), lambda message: words,
        is_awaited=True,
    )  # fmt: skip
    monkeypatch.setitem(registry._kinds, KIND, made)
    return KIND


class Gateway(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        self.status, self.wait, self.hangs_up, self.received = 201, 0, False, []
        super().__init__(("127.0.0.1", 0), GatewayHandler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/sms"


class GatewayHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        posted = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(json.loads(posted))
        if self.server.hangs_up:
            self.connection.close()
            return
        time.sleep(self.server.wait)
        body = b'{"reference": "gw-1"}' if self.server.status == 201 else b"not json"
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def gateway(settings):
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_URL = server.url
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Refusing:
    """Answers RCPT or DATA as told; keeps what it accepted. It may take commands together."""

    def __init__(self, *, pipelining):
        self.pipelining, self.rcpt, self.data, self.accepted, self.contents = pipelining, "250 OK", "250 OK", [], []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelining else []), responses[-1]]

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the name aiosmtpd looks for
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data.startswith("250"):
            self.accepted.append(envelope.rcpt_tos)
            self.contents.append(envelope.content)
        return self.data


@pytest.fixture(params=[False, True], ids=["one by one", "together"])
def smtp(request, settings):
    """A mail server, with and without PIPELINING."""
    handler = Refusing(pipelining=request.param)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield handler
    controller.stop()


class Provider(ThreadingHTTPServer):
    """Answers what a test says: a status, a body, headers; or keeps silent, or hangs up after so many bytes."""

    daemon_threads = True

    def __init__(self):
        self.status, self.body, self.headers, self.received = 200, b"", {}, []
        self.is_silent, self.may_stop_waiting, self.cut_at = False, threading.Event(), None
        super().__init__(("127.0.0.1", 0), ProviderHandler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def answers(self, status, said, **headers):
        self.status, self.headers = status, headers
        self.body = said if isinstance(said, bytes) else json.dumps(said).encode()


class ProviderHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(
            SimpleNamespace(path=self.path, headers=self.headers, raw=body, said=json.loads(body))
        )
        if self.server.is_silent:
            self.server.may_stop_waiting.wait(5)
            self.close_connection = True
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body[: self.server.cut_at])
        self.close_connection = self.server.cut_at is not None

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture
def provider():
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.may_stop_waiting.set()
    server.shutdown()
    thread.join()
    server.server_close()
