"""Which event tells whom, by which channel, with which words: docs/messages.md, word for word.

`REWRITE=1 make test ARGS="-n 0 tests/test_said.py"` writes that page again, to be read before it is kept.
"""

import os
import re
from pathlib import Path

import pytest

from mediation.courier import registry
from mediation.courier.enums import Channel, TextForm
from mediation.courier.models import Message
from mediation.courier.scripts import Script

from .happenings import HAPPENINGS
from .happenings import space as make_space

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

PAGE = Path(__file__).parent.parent / "docs" / "messages.md"
SECRET = re.compile(r"(?<=/)[A-Z2-9]{8}(?:[A-Z2-9]{2})?\b")
BY = {TextForm.LONG: Channel.EMAIL, TextForm.SHORT: Channel.SMS, TextForm.SAID: Channel.PHONE}
IS_REWRITTEN = os.environ.get("REWRITE") == "1"


HEADING = """# Ce que nous disons, à qui, par quel canal

Chaque message que le produit envoie de lui-même, tel qu’il part. Amina lit ses SMS, Irène ses e-mails, Josette répond
au téléphone, René reçoit du courrier. Un espace peut écrire ses propres mots (« Communication », « Nos messages »)."""


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_ADDRESS = "https://fil.example.org"


def sections() -> dict[str, str]:
    """Each event of the page, by the name of its kind."""
    parts = re.split(r"^## (\S+) · ", PAGE.read_text() if PAGE.exists() else "", flags=re.MULTILINE)[1:]
    return {name: f"## {name} · {text}".strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}


def write(name: str, said: str) -> None:
    found = sections() | {name: said}
    PAGE.write_text("\n\n".join([HEADING, *(found[one] for one in HAPPENINGS if one in found)]) + "\n")


def told(name: str) -> str:
    """What that event writes: to each, in the order of the channels."""
    happening, happens = HAPPENINGS[name]
    space = make_space()
    happens(space)
    messages = Message.objects.of(space).filter(kind=name).select_related("space")
    messages = sorted(messages, key=lambda message: (message.created_at, int(message.recipient_ref.partition(":")[2])))
    firsts = {message.channel: message for message in reversed(messages)}
    names = registry.addressees_of(firsts.values())
    lines = [f"## {name} · {registry.kind(name).label}", f"{happening}."]
    for channel in sorted(firsts):
        message = firsts[channel]
        content = registry.kind(name).compose(message)
        who = names[message.pk].name.partition(" ")[0]
        subject = f"**{content.subject}**\n\n" if content.subject else ""
        said = SECRET.sub("…", f"{subject}{content.text}").replace("\n", "\n> ")
        lines.append(f"{message.get_channel_display()}, à {who}\u00a0:\n\n> {said}")
    return "\n\n".join(re.sub(r"[ \t]+$", "", line, flags=re.MULTILINE) for line in lines)


def test_every_kind_has_its_event():
    assert list(HAPPENINGS) == list(sections())
    assert set(HAPPENINGS) == {name for name in registry.known() if not name.startswith("test.")}


@pytest.mark.parametrize("name", HAPPENINGS)
def test_event_tells_whom_by_which_channel_with_which_words(name):
    said = told(name)
    if IS_REWRITTEN:
        write(name, said)
    assert said == sections()[name]


@pytest.mark.parametrize("name", HAPPENINGS)
def test_each_word_that_a_text_may_say_is_said_by_every_message_of_its_form(name):
    """Else the words that a space wrote could not be filled, and those of the product would leave in their place."""
    script = registry.kind(name).compose
    if not isinstance(script, Script):
        pytest.skip("Its words are those of its campaign.")
    space = make_space()
    HAPPENINGS[name][1](space)
    message = Message.objects.of(space).filter(kind=name).select_related("space").first()
    for form, channel in BY.items():
        message.channel = channel
        assert form not in script.forms or script.example[form].keys() <= script.words(message).keys()
