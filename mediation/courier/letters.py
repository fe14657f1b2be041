"""Messages that go by post: one page a message, folded in three, for an envelope with a window on the right.

What a batch shares is set once, as `letter.css` says; what each one says is laid over it (`common.overlay`). A batch
that this cannot write as it should (a sign that our fonts lack, a letter longer than its page) is set by WeasyPrint.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256

from mediation.accounts.models import Space
from mediation.common import printing
from mediation.common.faces import BOLD, REGULAR, face
from mediation.common.overlay import Block, Overlay, Style, overlaid, set_within
from mediation.common.phones import spaced
from mediation.common.templatetags.french import tied

from . import registry
from .models import Message
from .registry import Content

NOTHING_HERE = "Il n’y a plus rien à envoyer ici\u00a0: gardez cette feuille pour un brouillon."
LONG = 900  # characters
MM = 72 / 25.4  # points
WIDTH, IN_WINDOW = 170 * MM, 80 * MM
LAST_LINE = 277 * MM
ADDRESS, TITLE, CALL = Style(12, 1.3), Style(15, 1.25, BOLD), Style(22, 1.5, BOLD)
SIZES = (Style(13, 1.5), 4.5 * MM), (Style(10.5, 1.4), 3 * MM)  # and what is left between two paragraphs
UNDER_TITLE, ABOVE_CALL = 6 * MM, 9 * MM


class DoesNotFitError(Exception):
    """A letter is longer than its page."""


@dataclass(frozen=True)
class Letter:
    space: Space
    addressee: str
    address_lines: list[str]
    subject: str
    paragraphs: list[str]
    day: date

    @property
    def is_long(self) -> bool:
        """Set smaller, so that it holds on its page."""
        return sum(map(len, self.paragraphs)) > LONG


@dataclass(frozen=True)
class Printed:
    """One file, and the page on which each letter begins. Made again from the same letters, it is the same."""

    content: bytes
    pages: list[int]

    @property
    def file_hash(self) -> str:
        return sha256(self.content).hexdigest()


def letter(message: Message, content: Content, addressee: str, *, day: date) -> Letter:
    return Letter(
        space=message.space,
        addressee=addressee,
        address_lines=lines_of(message.address),
        subject=tied(content.subject),
        paragraphs=tied(content.text).split("\n\n"),
        day=day,
    )


def lines_of(address: str) -> list[str]:
    return [line.strip() for line in address.split(",") if line.strip()]


def written(messages: list[Message], *, day: date) -> list[Letter]:
    """In this order, bearing that day. Those of a campaign are put together at once."""
    addressees, ready = registry.addressees_of(messages), registry.composed_together(messages)
    said = (ready.get(message.pk) or registry.kind(message.kind).compose(message) for message in messages)
    return [
        letter(message, content, addressees[message.pk].name, day=day)
        for message, content in zip(messages, said, strict=True)
    ]


def empty_page(space: Space, *, day: date) -> Letter:
    """In the place of a letter that is no longer to be sent."""
    return Letter(space, addressee="", address_lines=[], subject="Page vide", paragraphs=[NOTHING_HERE], day=day)


def printed(letters: list[Letter]) -> Printed:
    """One PDF, a page a letter, in this order; it marks nothing."""
    if all(map(may_be_laid, letters)):
        with suppress(DoesNotFitError):
            return Printed(laid(letters), list(range(1, len(letters) + 1)))
    return set_whole(letters)


def set_whole(letters: list[Letter]) -> Printed:
    content, begins = printing.placed("courier/letter.html", {"letters": letters}, stylesheets=("letter",))
    return Printed(content, [begins[f"letter-{number}"] for number in range(1, len(letters) + 1)])


def laid(letters: list[Letter]) -> bytes:
    shared = {"letter": letters[0], "is_alone": len(letters) == 1}
    return overlaid("courier/letter_under.html", shared, stylesheets=("letter",), lay=partial(lay, letters))


def may_be_laid(letter: Letter) -> bool:
    """Our fonts have a sign for all that it says."""
    said = "".join([letter.addressee, *letter.address_lines, *letter.paragraphs])
    regular, bold = (set(text) - set("\r\n\t") for text in (said, letter.subject))
    return face(REGULAR).glyphs.keys() >= regular and face(BOLD).glyphs.keys() >= bold


def lay(letters: list[Letter], overlay: Overlay) -> None:
    for each in letters:
        overlay.lay(page_of(each, **overlay.corners))


def page_of(letter: Letter, **corners: tuple[float, float]) -> list[Block]:
    """In the size with which it holds on its page."""
    for style, gap in SIZES:
        page = list(blocks(letter, style, gap, **corners))
        if page[-1].bottom <= LAST_LINE:
            return page
    raise DoesNotFitError


def blocks(
    letter: Letter, style: Style, gap: float, *, window: tuple[float, float], words: tuple[float, float]
) -> Iterator[Block]:
    """Where `letter.css` puts each."""
    to = "\n".join([letter.addressee, *letter.address_lines])
    yield Block(set_within(to, IN_WINDOW, ADDRESS), *window, ADDRESS)
    left, top = words
    title = Block(set_within(letter.subject, WIDTH, TITLE), left, top, TITLE, role="H1")
    yield title
    bottom, above = title.bottom, UNDER_TITLE
    for paragraph in letter.paragraphs:
        block = Block(set_within(paragraph, WIDTH, style), left, bottom + above, style)
        yield block
        bottom, above = block.bottom, gap
    yield Block([spaced(letter.space.phone)], left, bottom + ABOVE_CALL, CALL)
