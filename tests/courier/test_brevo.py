"""SMS through Brevo, against a server that answers as its documentation says; never the network."""

import logging
import socket
from datetime import timedelta

import pytest

from mediation.courier import providers
from mediation.courier.channels import Accepted, Permanent, Temporary, Throttled, Unknown, Unreachable, adapter_of
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.registry import Content
from tests.factories import SpaceFactory

KEY, SECRET, PHONE = "xkeysib-for-this-test", "s" * 32, "+33639981001"
TAKEN = {"reference": "ab1cde2fgh3i4jklmno", "messageId": 1511882900176220, "smsCount": 1, "usedCredits": 0.7}


@pytest.fixture
def brevo(settings, provider):
    provider.answers(201, TAKEN)
    settings.SMS_PROVIDER = providers.BREVO
    settings.SMS_URL = f"{provider.url}/v3/transactionalSMS/send"
    settings.PROVIDER_KEYS = {"BREVO_API_KEY": KEY}
    settings.CALLBACK_SECRET = SECRET
    settings.PUBLIC_ADDRESS = "https://fil.example.org"
    return provider


def send(text="Le Fil vous attend demain.", **space):
    message = Message(space=SpaceFactory.build(**space), channel=Channel.SMS, address=PHONE)
    with adapter_of(Channel.SMS) as adapter:
        return message, adapter.send(message, Content(text=text))


def test_what_is_posted(brevo):
    message, result = send(sms_sender="Le Fil", sms_reply_number="")

    [posted] = brevo.received
    assert result == Accepted("1511882900176220")
    assert posted.path == "/v3/transactionalSMS/send"
    assert posted.headers["api-key"] == KEY
    assert posted.said == {
        "sender": "LeFil",
        "recipient": "33639981001",
        "content": "Le Fil vous attend demain.",
        "type": "transactional",
        "tag": str(message.pk),
        "unicodeEnabled": False,
        "webUrl": f"https://fil.example.org/courrier/fournisseurs/{SECRET}/brevo/sms/",
    }


def test_without_a_secret_no_address_is_given(brevo, settings):
    settings.CALLBACK_SECRET = ""
    send()

    assert "webUrl" not in brevo.received[0].said


@pytest.mark.parametrize(("text", "is_ucs2"), [("déjà là, 5 €", False), ("fenêtre", True), ("l’été", True)])
def test_what_the_alphabet_of_telephones_lacks_is_sent_as_unicode(brevo, text, is_ucs2):
    send(text)

    assert (brevo.received[0].said["content"], brevo.received[0].said["unicodeEnabled"]) == (text, is_ucs2)


@pytest.mark.parametrize(
    ("space", "sender"),
    [
        ({"sms_reply_number": "+33639980010", "sms_sender": "Le Fil"}, "33639980010"),
        ({"sms_reply_number": "", "sms_sender": "Mediatheque"}, "Mediatheque"),
        ({"sms_reply_number": "", "sms_sender": "", "sms_name": "Fil d’ê"}, "Filde"),
    ],
)
def test_the_sender_is_what_receives_replies_else_a_short_name(brevo, space, sender):
    send(**space)

    assert brevo.received[0].said["sender"] == sender


def test_the_newer_answer_without_a_count_is_taken_too(brevo):
    brevo.answers(201, {"messageId": 1511882900176221})

    assert send()[1] == Accepted("1511882900176221")


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (
            400,
            {"code": "invalid_parameter", "message": f"{PHONE} is not valid"},
            Permanent("HTTP 400 invalid_parameter"),
        ),
        (400, {"code": "missing_parameter"}, Permanent("HTTP 400 missing_parameter")),
        (400, {"code": f"odd {PHONE}"}, Permanent("HTTP 400")),
        (400, ["not", "an object"], Permanent("HTTP 400")),
        (400, {"code": "not_enough_credits"}, Unreachable("Brevo\u00a0: il n’y a plus de crédit")),
        (400, {"code": "account_under_validation"}, Unreachable("Brevo\u00a0: le compte attend d’être validé")),
        (401, {"code": "unauthorized", "message": "Key not found"}, Unreachable("Brevo\u00a0: la clé est refusée")),
        (402, b"", Unreachable("Brevo\u00a0: il n’y a plus de crédit")),
        (403, b"", Unreachable("Brevo\u00a0: le compte n’a pas ce droit")),
        (404, b"<html>", Permanent("HTTP 404")),
        (500, b"Internal", Temporary("HTTP 500")),
        (503, b"", Temporary("HTTP 503")),
        (504, b"", Unknown("HTTP 504")),
    ],
)
def test_what_a_refusal_means(brevo, status, said, expected):
    brevo.answers(status, said)

    assert send()[1] == expected


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({}, None),
        ({"x_sib_ratelimit_reset": "30"}, timedelta(seconds=30)),
        ({"Retry_After": "90"}, timedelta(seconds=90)),
        ({"Retry_After": "99999999999"}, timedelta(hours=1)),
        ({"Retry_After": "0"}, None),
        ({"Retry_After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"Retry_After": "-5"}, None),
    ],
)
def test_throttled_it_waits_as_long_as_it_is_told(brevo, headers, after):
    brevo.answers(429, {"code": "too_many_requests"}, **headers)

    assert send()[1] == Throttled("HTTP 429 too_many_requests", after)


def test_busy_it_is_left_alone_when_it_says_how_long(brevo):
    brevo.answers(503, b"", Retry_After="20")

    assert send()[1] == Throttled("HTTP 503", timedelta(seconds=20))


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'"taken"', b"\xff\xfe", b'{"messageId": null}'])
def test_taken_in_words_nobody_reads_it_is_taken(brevo, body):
    brevo.answers(201, body)

    message, result = send()

    assert result == Accepted(str(message.pk))


def test_half_an_answer_that_began_by_taken_is_taken(brevo):
    brevo.cut_at = 10

    message, result = send()

    assert result == Accepted(str(message.pk))


def test_silence_after_the_request_left_is_a_doubt(brevo, monkeypatch):
    monkeypatch.setattr("mediation.courier.channels.http.TIMEOUT", (1, 1))
    brevo.is_silent = True

    assert send()[1] == Unknown("Brevo n’a pas répondu")
    assert len(brevo.received) == 1


def test_a_connection_never_made_carried_nothing(brevo, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.SMS_URL = f"http://127.0.0.1:{port}/"

    assert send()[1] == Unreachable("Brevo injoignable")


def test_nothing_personal_is_logged(brevo, settings, caplog):
    caplog.set_level(logging.DEBUG)
    for status in (201, 400, 401, 429, 500):
        brevo.answers(status, {"code": "invalid_parameter", "message": f"{PHONE} Le Fil vous attend"})
        send()
    settings.SMS_URL = "http://127.0.0.1:9/"
    send()

    for secret in (KEY, "639981001", "vous attend"):
        assert secret not in caplog.text
