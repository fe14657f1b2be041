"""E-mail through a provider's interface, against a server that answers as theirs does; and what each must be given."""

import logging
import socket
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from mediation.courier import providers
from mediation.courier.channels import Accepted, Permanent, Temporary, Throttled, Unknown, Unreachable, adapter_of
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.registry import Content
from tests.factories import SpaceFactory

KEYS = {name: "for-this-test" for names in providers.KEYS.values() for name in names}
TO = "amina@example.org"
TAKEN = {
    "brevo": (201, {"messageId": "<2026@relay.example.org>"}, "<2026@relay.example.org>"),
    "mailjet": (200, {"Messages": [{"Status": "success", "To": [{"Email": TO, "MessageID": 576460752}]}]}, "576460752"),
    "scaleway": (200, {"emails": [{"id": "9f1", "mail_rcpt": TO, "status": "new"}]}, "9f1"),
}


@pytest.fixture
def through(settings, provider):
    def choose(name):
        settings.EMAIL_BACKEND = providers.email_backend(name, KEYS)
        settings.ANYMAIL = {**KEYS, f"{name.upper()}_API_URL": f"{provider.url}/", "REQUESTS_TIMEOUT": (1, 5)}
        provider.answers(*TAKEN[name][:2])
        return provider

    return choose


def send(content=Content(subject="Bonjour", text="À demain.", html="<p>À demain.</p>"), *, to=TO):  # noqa: B008
    message = Message(
        space=SpaceFactory.build(email_sender="bonjour@fil.example.org"), channel=Channel.EMAIL, address=to
    )
    with adapter_of(Channel.EMAIL) as adapter:
        return message, adapter.send(message, content)


@pytest.mark.parametrize("name", TAKEN)
def test_each_provider_takes_it_and_gives_its_reference(through, name):
    provider = through(name)

    message, result = send()

    assert result == Accepted(TAKEN[name][2])
    [posted] = provider.received
    assert str(message.pk) in str(posted.said)  # given back by what they tell later
    assert "À demain." in str(posted.said)


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (400, {"code": "invalid_parameter", "message": f"{TO} is not valid"}, Permanent("HTTP 400")),
        (401, {}, Unreachable("fournisseur d’e-mail\u00a0: la clé est refusée")),
        (402, {}, Unreachable("fournisseur d’e-mail\u00a0: il n’y a plus de crédit")),
        (500, b"Internal", Temporary("HTTP 500")),
        (504, b"", Unknown("HTTP 504")),
    ],
)
def test_what_a_refusal_means(through, status, said, expected):
    through("brevo").answers(status, said)

    assert send()[1] == expected


def test_throttled_it_waits_as_long_as_it_is_told(through):
    through("brevo").answers(429, {}, x_sib_ratelimit_reset="20")

    assert send()[1] == Throttled("HTTP 429", timedelta(seconds=20))


@pytest.mark.parametrize("said", [b"not json", {"unexpected": 1}])
def test_taken_in_words_nobody_reads_it_is_taken(through, said):
    through("brevo").answers(201, said)

    message, result = send()

    assert result == Accepted(str(message.pk))


def test_silence_after_the_request_left_is_a_doubt(through, settings):
    through("brevo").is_silent = True
    settings.ANYMAIL = settings.ANYMAIL | {"REQUESTS_TIMEOUT": (1, 0.5)}

    assert send()[1] == Unknown("fournisseur d’e-mail n’a pas répondu")


def test_a_connection_never_made_carried_nothing(through, settings):
    through("brevo")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.ANYMAIL = {**settings.ANYMAIL, "BREVO_API_URL": f"http://127.0.0.1:{port}/"}

    assert send()[1] == Unreachable("fournisseur d’e-mail injoignable")


@pytest.mark.parametrize("to", ["a@b\nBcc: c@example.org", "not an address", "a@b@c"])
def test_an_impossible_address_is_refused_for_good(through, to):
    provider = through("brevo")

    assert isinstance(send(to=to)[1], Permanent)
    assert provider.received == []


def test_nothing_personal_is_logged(through, caplog):
    caplog.set_level(logging.DEBUG)
    provider = through("brevo")
    for status in (201, 400, 401, 500):
        provider.answers(status, {"message": f"{TO} À demain"})
        send()

    for secret in ("amina", "À demain", "for-this-test"):
        assert secret not in caplog.text


# --- what the settings must hold ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["smtp", "brevo", "mailjet", "scaleway"])
def test_with_its_keys_a_provider_is_taken(name):
    assert name in providers.email_backend(name, KEYS)


@pytest.mark.parametrize(
    ("name", "lacking", "sentence"),
    [
        ("brevo", ["BREVO_API_KEY"], "BREVO_API_KEY manque : EMAIL_PROVIDER=brevo en a besoin."),
        ("mailjet", ["MAILJET_SECRET_KEY"], "MAILJET_SECRET_KEY manque : EMAIL_PROVIDER=mailjet en a besoin."),
        (
            "scaleway",
            ["SCALEWAY_SECRET_KEY", "SCALEWAY_PROJECT_ID"],
            "SCALEWAY_SECRET_KEY et SCALEWAY_PROJECT_ID manquent : EMAIL_PROVIDER=scaleway en a besoin.",
        ),
        ("sendgrid", [], "EMAIL_PROVIDER=sendgrid : attendu smtp, brevo, mailjet ou scaleway."),
    ],
)
def test_half_given_it_is_refused_with_a_sentence(name, lacking, sentence):
    with pytest.raises(ImproperlyConfigured) as refused:
        providers.email_backend(name, KEYS | dict.fromkeys(lacking, ""))

    assert str(refused.value) == sentence


def test_sms_by_brevo_have_their_address_and_need_its_key():
    assert providers.sms_url("brevo", KEYS, given="") == "https://api.brevo.com/v3/transactionalSMS/send"
    assert providers.sms_url("gateway", KEYS, given="https://sms.example.org/") == "https://sms.example.org/"
    assert providers.sms_url("gateway", KEYS, given="") == ""
    with pytest.raises(ImproperlyConfigured, match="BREVO_API_KEY manque : SMS_PROVIDER=brevo en a besoin"):
        providers.sms_url("brevo", dict.fromkeys(KEYS, ""), given="")
    with pytest.raises(ImproperlyConfigured, match="SMS_PROVIDER=sfr : attendu gateway, brevo ou ovh"):
        providers.sms_url("sfr", KEYS, given="")


def test_a_secret_that_could_be_guessed_is_refused():
    assert [providers.callback_secret(given) for given in ("", "s" * 32)] == ["", "s" * 32]
    with pytest.raises(ImproperlyConfigured, match="CALLBACK_SECRET est trop court"):
        providers.callback_secret("s" * 31)
