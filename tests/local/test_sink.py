import email
import json
import smtplib
from email.message import EmailMessage
from email.policy import default
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from mediation.local.sink import Sink

SMS = {"to": "+33639980010", "sender": "FilOrvelle", "text": "À jeudi, 14 h.", "reference": "m-12"}


@pytest.fixture
def sink(tmp_path):
    with Sink(tmp_path / "mailbox") as sink:
        yield sink


def post(sink: Sink, content: bytes) -> tuple[int, dict]:
    request = Request(sink.environment["SMS_URL"], content, {"Content-Type": "application/json"})
    try:
        with urlopen(request) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def received(sink: Sink) -> list[dict]:
    return [json.loads(path.read_bytes()) for path in sorted(sink.mailbox.folder.glob("*.sms.json"))]


def test_an_email_is_one_file_with_the_addresses_it_really_went_to(sink):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "bonjour@fil.example.org", "rose@example.org", "À jeudi"
    message.set_content("14 h, au Fil.")
    with smtplib.SMTP(sink.environment["EMAIL_HOST"], int(sink.environment["EMAIL_PORT"])) as server:
        server.send_message(message, to_addrs=["rose@example.org", "copie@example.org"])

    (path,) = sink.mailbox.folder.glob("*.eml")
    kept = email.message_from_bytes(path.read_bytes(), policy=default)
    assert kept["Subject"] == "À jeudi"
    assert kept.get_content().strip() == "14 h, au Fil."
    assert kept["X-Envelope-To"] == "rose@example.org, copie@example.org"


def test_an_sms_is_one_file(sink):
    assert post(sink, json.dumps(SMS).encode()) == (201, {"reference": "m-12"})
    (kept,) = received(sink)
    assert SMS.items() <= kept.items()
    assert kept["again"] is False


def test_an_sms_sent_twice_shows_even_after_a_restart(sink):
    post(sink, json.dumps(SMS).encode())
    post(sink, json.dumps(SMS).encode())
    assert [kept["again"] for kept in received(sink)] == [False, True]
    with Sink(sink.mailbox.folder) as restarted:
        post(restarted, json.dumps(SMS).encode())
        assert [kept["again"] for kept in received(restarted)] == [False, True, True]


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[]", b"{}", json.dumps(SMS | {"text": "x" * 70_000}).encode()])
def test_what_is_no_sms_is_refused_and_not_kept(sink, content):
    status, answer = post(sink, content)
    assert (status, list(answer)) == (400, ["error"])
    assert received(sink) == []
