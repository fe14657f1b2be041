"""SMS through OVHcloud, against a server that answers as its guides say; never the network."""

from hashlib import sha1

import pytest
import time_machine

from mediation.courier import providers
from mediation.courier.channels import Accepted, Permanent, Temporary, Throttled, Unknown, Unreachable, adapter_of
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.registry import Content
from tests.factories import NOW, SpaceFactory

PHONE = "+33639981001"
KEYS = {
    "OVH_APPLICATION_KEY": "application",
    "OVH_APPLICATION_SECRET": "secret",
    "OVH_CONSUMER_KEY": "consumer",
    "OVH_SMS_SERVICE": "sms-ab12345-1",
}
TAKEN = {"totalCreditsRemoved": 1, "invalidReceivers": [], "ids": [27814656], "validReceivers": [PHONE]}


@pytest.fixture
def ovh(settings, provider):
    provider.answers(200, TAKEN)
    settings.SMS_PROVIDER = providers.OVH
    settings.SMS_URL = f"{provider.url}/1.0/sms/sms-ab12345-1/jobs"
    settings.PROVIDER_KEYS = KEYS
    return provider


def send(text="Le Fil vous attend demain.", **space):
    message = Message(space=SpaceFactory.build(**space), channel=Channel.SMS, address=PHONE)
    with time_machine.travel(NOW, tick=False), adapter_of(Channel.SMS) as adapter:
        return message, adapter.send(message, Content(text=text))


def test_what_is_posted_and_how_it_is_signed(ovh, settings):
    message, result = send(sms_sender="Le Fil", sms_reply_number="")

    [posted] = ovh.received
    assert result == Accepted("27814656")
    assert posted.said == {
        "receivers": [PHONE],
        "sender": "LeFil",
        "message": "Le Fil vous attend demain.",
        "charset": "UTF-8",
        "coding": "7bit",
        "noStopClause": True,
        "priority": "high",
        "tag": str(message.pk),
    }
    moment = str(int(NOW.timestamp()))
    signed = f"secret+consumer+POST+{settings.SMS_URL}+{posted.raw.decode()}+{moment}"
    assert posted.headers["X-Ovh-Application"] == "application"
    assert posted.headers["X-Ovh-Consumer"] == "consumer"
    assert posted.headers["X-Ovh-Timestamp"] == moment
    assert posted.headers["X-Ovh-Signature"] == f"$1${sha1(signed.encode()).hexdigest()}"


def test_a_number_that_receives_replies_is_the_sender(ovh):
    send("fenêtre", sms_reply_number="+33639980010")

    assert (ovh.received[0].said["sender"], ovh.received[0].said["coding"]) == ("+33639980010", "8bit")


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (200, {**TAKEN, "ids": [], "invalidReceivers": [PHONE]}, Permanent("ce numéro ne reçoit pas de SMS")),
        (400, {"class": "Client::BadRequest", "message": PHONE}, Permanent("HTTP 400 BadRequest")),
        (400, {"errorCode": "INVALID_SIGNATURE"}, Unreachable("OVHcloud\u00a0: la signature est refusée")),
        (403, {"errorCode": "INVALID_CREDENTIAL"}, Unreachable("OVHcloud\u00a0: la clé est refusée")),
        (402, b"", Unreachable("OVHcloud\u00a0: il n’y a plus de crédit")),
        (429, b"", Throttled("HTTP 429")),
        (500, b"", Temporary("HTTP 500")),
        (504, b"", Unknown("HTTP 504")),
    ],
)
def test_what_an_answer_means(ovh, status, said, expected):
    ovh.answers(status, said)

    assert send()[1] == expected


@pytest.mark.parametrize("said", [b"", b"not json", {"ids": None}, {"ids": "27814656"}])
def test_taken_in_words_nobody_reads_it_is_taken(ovh, said):
    ovh.answers(200, said)

    message, result = send()

    assert result == Accepted(str(message.pk))


def test_its_address_names_the_service_and_its_four_keys_are_needed():
    assert providers.sms_url("ovh", KEYS, given="") == "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/jobs"
    with pytest.raises(providers.ImproperlyConfigured, match="OVH_SMS_SERVICE manque : SMS_PROVIDER=ovh"):
        providers.sms_url("ovh", KEYS | {"OVH_SMS_SERVICE": ""}, given="")
