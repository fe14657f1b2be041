"""E-mails handed over one after the other: the next is announced with the end of this one, and leaves at its turn."""

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from mediation.courier import marks, registry, services, tasks
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.providers import Rate
from mediation.local.processes import free_port

from .sending import queue, state

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = "amina@example.org", "lise@example.org", "zoe@example.org"


class Listening:
    """Takes commands together; answers RCPT and the words of each as told. Keeps what it hears, in order."""

    def __init__(self):
        self.rcpt, self.words, self.heard = {}, {}, []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the name aiosmtpd looks for
        self.heard.append(("announced", address))
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        [address] = envelope.rcpt_tos
        self.heard.append(("words", address))
        return self.words.get(address, "250 OK")

    @property
    def told(self):
        return [address for what, address in self.heard if what == "words"]


@pytest.fixture
def listening(settings):
    handler = Listening()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield handler
    controller.stop()


@pytest.fixture
def together(kind, monkeypatch):
    """A kind whose words are ready for all."""
    one = registry.kind(kind)

    def compose_all(messages):
        return {message.pk: one.compose(message) for message in messages}

    monkeypatch.setitem(registry._kinds, kind, registry.Kind(**vars(one) | {"compose_all": compose_all}))
    return kind


@pytest.fixture
def messages(space, together):
    at = timezone.now()
    return [
        queue(space, together, channel=Channel.EMAIL, address=address, key=address, due_at=at - timedelta(hours=hours))
        for address, hours in ((FIRST, 3), (SECOND, 2), (THIRD, 1))
    ]


def states(messages):
    return [state(message) for message in messages]


def test_next_is_announced_with_the_end_of_this_one(listening, messages):
    tasks.drain()

    each = [(what, address) for address in (FIRST, SECOND, THIRD) for what in ("announced", "words")]
    assert listening.heard == each
    assert states(messages) == [MessageState.SENT] * 3


@pytest.fixture
def at_marks(listening, monkeypatch):
    """The last thing heard when each message is marked."""
    mark, heard = marks.mark, []

    def marked(message, *arguments, **options):
        heard.append(listening.heard[-1])
        return mark(message, *arguments, **options)

    monkeypatch.setattr(marks, "mark", marked)
    return heard


def test_words_of_the_next_leave_once_this_one_is_marked(messages, at_marks):
    """It was announced already: the server waits for them."""
    tasks.drain()

    assert at_marks == [("announced", SECOND), ("announced", THIRD), ("words", THIRD)]


def test_where_each_awaits_its_turn_nobody_is_announced_ahead(messages, at_marks, settings):
    settings.SEND_RATES = settings.SEND_RATES | {Channel.EMAIL: Rate(6000, "min")}

    tasks.drain()
    tasks.drain()

    assert at_marks == [("words", address) for address in (FIRST, SECOND, THIRD)]


def test_next_that_is_refused_when_announced_is_alone_to_fail(listening, messages):
    listening.rcpt[SECOND] = "550 Inconnue"

    tasks.drain()

    assert states(messages) == [MessageState.SENT, MessageState.FAILED, MessageState.SENT]
    assert listening.told == [FIRST, THIRD]


def test_this_one_refused_at_its_end_leaves_the_next_its_turn(listening, messages):
    listening.words[FIRST] = "550 Indésirable"

    tasks.drain()

    assert states(messages) == [MessageState.FAILED, MessageState.SENT, MessageState.SENT]
    assert listening.told == [FIRST, SECOND, THIRD]


def test_server_that_closes_once_this_one_is_taken_leaves_the_next_untried(listening, messages):
    listening.rcpt[SECOND] = "421 Fermeture"

    tasks.drain()

    assert states(messages) == [MessageState.SENT, MessageState.QUEUED, MessageState.QUEUED]
    assert listening.told == [FIRST]
    assert list(Message.objects.filter(state=MessageState.QUEUED).values_list("attempts", flat=True)) == [0, 0]


def test_what_was_announced_does_not_leave_when_this_one_is_the_last(listening, messages):
    """The server takes no more for now: it waits for words that do not come."""
    listening.words[FIRST] = "452 4.7.0 Too many messages"

    tasks.drain()

    assert states(messages) == [MessageState.QUEUED] * 3
    assert listening.told == [FIRST]


def test_another_than_the_one_announced_leaves_with_its_own_words(listening, messages, monkeypatch):
    """The announced one expired meanwhile."""
    longest = services.adapter_of(Channel.EMAIL).longest
    Message.objects.filter(pk=messages[1].pk).update(expires_at=timezone.now() + longest / 2)

    tasks.drain()

    assert states(messages) == [MessageState.SENT, MessageState.EXPIRED, MessageState.SENT]
    assert listening.told == [FIRST, THIRD]


def test_next_whose_address_is_impossible_is_not_announced(listening, messages):
    Message.objects.filter(pk=messages[1].pk).update(address="a@b\nBcc: c@example.org")

    tasks.drain()

    assert states(messages) == [MessageState.SENT, MessageState.FAILED, MessageState.SENT]
    assert [address for _, address in listening.heard] == [FIRST, FIRST, THIRD, THIRD]
