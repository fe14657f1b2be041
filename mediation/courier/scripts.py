"""The words of a kind of message: those of the product, those that a space wrote instead, how both are filled.

A `Script` is registered as the `compose` of its kind. Its long texts stand in `templates/<folder>/`, under the name of
the kind, with words in braces (`mediation.common.braces`): a space edits the very words that it reads.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from mediation.accounts.models import Space
from mediation.common.braces import filled, refuse_unknown_words
from mediation.common.phones import spaced
from mediation.common.sms import fitted

from . import registry
from .enums import Channel, Moment, TextForm
from .models import Message, Wording
from .registry import Content

logger = logging.getLogger(__name__)

FORMS = {Channel.SMS: TextForm.SHORT, Channel.PHONE: TextForm.SAID}  # the others are long
PHONE, LINK = "téléphone", "lien"
_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)
_HOLES = re.compile(r"\n{3,}")

Words = Mapping[str, str]


class Written(Protocol):
    """`subject` is that of an e-mail and of a letter."""

    subject: str
    text: str


@dataclass(frozen=True)
class Text:
    text: str
    subject: str = ""


@dataclass(frozen=True)
class Script:
    """`when`: as the space decided, for what it decides itself. `words(message)` is what replaces the words in braces.
    `example` says the same of somebody invented, where {espace}, {téléphone} and {lien} are those of the space, and
    names the words that may be written in each form.
    """

    folder: str
    moment: Moment
    whom: str
    when: str | Callable[[Space], str]
    words: Callable[[Message], Words]
    example: Mapping[TextForm, Words]
    subject: str = ""  # without it, nothing is written at length
    short: str = ""
    is_said: bool = True
    needed: tuple[str, ...] = (PHONE,)  # words that no text may leave out

    @property
    def forms(self) -> list[TextForm]:
        written = {TextForm.LONG: self.subject, TextForm.SHORT: self.short, TextForm.SAID: self.is_said}
        return [form for form in TextForm if written[form]]

    def when_in(self, space: Space) -> str:
        return self.when if isinstance(self.when, str) else self.when(space)

    def text(self, kind: str, form: TextForm) -> Text:
        """The words of the product."""
        if form == TextForm.SHORT:
            return Text(self.short)
        ending = ".call.txt" if form == TextForm.SAID else ".txt"
        return Text(
            product_text(f"{self.folder}/{kind.replace('.', '_')}{ending}"),
            subject=self.subject if form == TextForm.LONG else "",
        )

    def __call__(self, message: Message) -> Content:
        """In the words of the space; in those of the product when it wrote none, or when they cannot be filled."""
        form = self.form_of(Channel(message.channel))
        words, own = self.words(message), own_text(message, form)
        if own:
            try:
                refuse_unknown_words(f"{own.subject} {own.text}", words)
            except ValidationError:
                logger.warning("Version %s of %s (%s) cannot be filled.", own.version, message.kind, form)
            else:
                return content(own, words, channel=Channel(message.channel), space=message.space)
        return content(self.text(message.kind, form), words, channel=Channel(message.channel), space=message.space)

    def form_of(self, channel: Channel) -> TextForm:
        """What is said in one form alone is said so by any channel."""
        form = FORMS.get(channel, TextForm.LONG)
        return form if form in self.forms else self.forms[0]

    def example_of(self, form: TextForm, space: Space) -> dict[str, str]:
        """Somebody invented, in that space: its name, its telephone, an address like those of its pages."""
        page = f"{settings.PUBLIC_ADDRESS}/{space.slug}/i/exemple/"
        is_short = form == TextForm.SHORT
        theirs = {
            "espace": space.sms_name if is_short else space.name,
            PHONE: spaced(space.phone),
            LINK: page.partition("://")[2] if is_short else page,
        }
        return {word: filled(value, theirs) for word, value in self.example[form].items()}


def only_said() -> list[str]:
    """The kinds that are a call, whatever she prefers: nothing else is written of them."""
    scripts = {kind.name: kind.compose for kind in registry.kinds() if isinstance(kind.compose, Script)}
    return [name for name, script in scripts.items() if script.forms == [TextForm.SAID]]


@cache
def product_text(name: str) -> str:
    return render_to_string(name).strip()


def own_text(message: Message, form: TextForm) -> Wording | None:
    last = Wording.objects.of(message.space).of_text(message.kind, form).first()
    return None if last is None or last.is_back else last


def content(written: Written, words: Words, *, channel: Channel, space: Space) -> Content:
    """What is received: within one SMS, as a script to read aloud, on paper, or as an e-mail in both its forms."""
    if channel == Channel.SMS:
        return Content(text=fitted(written.text, words))
    text, subject = tidied(filled(written.text, words)), filled(written.subject, words)
    if channel == Channel.PHONE:
        return Content(text=text)
    return email(space, subject, text) if channel == Channel.EMAIL else Content(subject=subject, text=text)


def tidied(text: str) -> str:
    """A word that stands for nothing leaves neither a blank at the end of a line nor a hole between two."""
    return _HOLES.sub("\n\n", _ENDS.sub("", text.replace("\r\n", "\n"))).strip()


def email(
    space: Space, subject: str, text: str, *, stops_at: str = "", pictures: Iterable[tuple[str, str]] = ()
) -> Content:
    """The same words in plain text and in a page; each picture by its address and by what it shows, read without it."""
    page = {"space": space, "subject": subject, "paragraphs": text.split("\n\n"), "pictures": pictures}
    return Content(subject=subject, text=text, html=render_to_string("courier/message.html", page), stops_at=stops_at)
