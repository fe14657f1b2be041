"""Many texts over one printed page: the page is set once by WeasyPrint, each text laid over it line by line.

Setting a page costs tens of milliseconds, writing lines over it hardly one. Lengths are in points, from the top left.
The document is tagged: each page is a section, what is under the texts its first paragraph.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

import pydyf
from django.template.loader import render_to_string

from . import printing
from .faces import BOLD, REGULAR, added, embedded, face

POINTS_A_PIXEL = 0.75
INK = " ".join(f"{int(printing.INK[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
_LINE_END, _SPACES = re.compile(r"\r\n|\r|\n"), re.compile(r"[ \t]+")


@dataclass(frozen=True)
class Style:
    size: float
    line_height: float  # times its size
    font: str = REGULAR

    @property
    def leading(self) -> float:
        return self.size * self.line_height

    @property
    def baseline(self) -> float:
        """Below the top of its line."""
        used = face(self.font)
        return (self.leading + (used.ascent + used.descent) * self.size / 1000) / 2


@dataclass(frozen=True)
class Block:
    """Lines under one another; `role` is a tag of PDF (P, H1)."""

    lines: list[str]
    x: float
    y: float
    style: Style
    role: str = "P"

    @property
    def bottom(self) -> float:
        return self.y + len(self.lines) * self.style.leading


def set_within(text: str, width: float, style: Style) -> list[str]:
    """Cut at its spaces, those that hold two words together apart; a word longer than the line is cut anywhere."""
    lines = _LINE_END.split(text)
    return [line for each in lines for line in cut(_SPACES.split(each.strip(" \t")), width / style.size, style.font)]


def cut(words: list[str], width: float, font: str) -> Iterator[str]:
    used, line = face(font), ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if used.width(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while len(line) > 1 and used.width(line) > width:
            fits = next(end for end in count(len(line) - 1, -1) if end == 1 or used.width(line[:end]) <= width)
            yield line[:fits]
            line = line[fits:]
    yield line


def overlaid(template: str, context: dict, *, stylesheets: tuple[str, ...], lay: Callable[["Overlay"], None]) -> bytes:
    """The only page of the template, under each of the texts that `lay(overlay)` lays over it."""
    press = printing.loaded_press()

    def finish(document, pdf: pydyf.PDF) -> None:
        [page] = document.pages
        overlay = Overlay(pdf, {name: corner(box) for name, box in page.anchors.items()})
        lay(overlay)
        overlay.close()

    with press.turn:
        styles = list(map(press.stylesheet, ("print", *stylesheets)))
        document = press.document(render_to_string(template, context), stylesheets=styles, variant=printing.ACCESSIBLE)
        return document.write_pdf(pdf_variant=printing.ACCESSIBLE, finisher=finish)


def corner(box: tuple[float, ...]) -> tuple[float, float]:
    left, top, *_ = box
    return left * POINTS_A_PIXEL, top * POINTS_A_PIXEL


class Overlay:
    """The only page of a document of WeasyPrint, made into as many as there are texts to lay over it.

    `corners`: where its elements that have an id begin.
    """

    def __init__(self, pdf: pydyf.PDF, corners: dict[str, tuple[float, float]]):
        self.pdf, self.corners, root = pdf, corners, pdf.catalog
        self.page = pdf.objects[pdf.pages["Kids"][0]]
        self.height, self.under = self.page["MediaBox"][3], self.page["Contents"]
        self.tree = object_at(pdf, root["StructTreeRoot"])
        self.marked_under = len(object_at(pdf, self.tree["ParentTree"])["Nums"][1])  # by WeasyPrint
        self.fonts = fonts_of(pdf, object_at(pdf, self.page["Resources"]))
        self.before = added(pdf, pydyf.Stream([b"q"]))
        self.document = added(pdf, elem("Document", self.tree.reference))
        self.parents = pydyf.Array()
        root.pop("Names", None)
        self.tree |= {"K": pydyf.Array([self.document.reference])}
        pdf.pages |= {"Kids": pydyf.Array(), "Count": 0}

    def lay(self, blocks: list[Block]) -> None:
        """One more page."""
        content = pydyf.Stream([b"Q"], compress=True)
        page = pydyf.Dictionary(self.page)
        page["StructParents"] = self.pdf.pages["Count"]
        page["Contents"] = pydyf.Array([self.before.reference, self.under, added(self.pdf, content).reference])
        self.pdf.add_page(page)
        section = added(self.pdf, elem("Sect", self.document.reference))
        self.document["K"].append(section.reference)
        marked = [self.tagged("P", section, page, range(self.marked_under))] * self.marked_under
        for number, block in enumerate(blocks, start=self.marked_under):
            marked.append(self.tagged(block.role, section, page, [number]))
            content.stream.extend(self.drawn(block, number))
        self.parents.extend([page["StructParents"], pydyf.Array(marked)])

    def tagged(self, role: str, section: pydyf.Dictionary, page: pydyf.Dictionary, numbers: Iterable[int]) -> bytes:
        thing = added(self.pdf, elem(role, section.reference, Pg=page.reference))
        thing["K"].extend(numbers)
        section["K"].append(thing.reference)
        return thing.reference

    def drawn(self, block: Block, number: int) -> Iterator[str]:
        used, style = face(block.style.font), block.style
        yield f"/{block.role} <</MCID {number}>> BDC BT {INK} rg /{self.fonts[style.font]} {style.size:g} Tf"
        for place, line in enumerate(block.lines):
            y = self.height - block.y - place * style.leading - style.baseline
            yield f"1 0 0 1 {block.x:.2f} {y:.2f} Tm <{used.shown(line)}> Tj"
        yield "ET EMC"

    def close(self) -> None:
        self.tree["ParentTree"] = added(self.pdf, pydyf.Dictionary({"Nums": self.parents})).reference


def object_at(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return pdf.objects[int(reference.split()[0])]


def elem(role: str, parent: bytes, **more) -> pydyf.Dictionary:
    return pydyf.Dictionary({"Type": "/StructElem", "S": f"/{role}", "P": parent, "K": pydyf.Array(), **more})


def fonts_of(pdf: pydyf.PDF, resources: pydyf.Dictionary) -> dict[str, str]:
    """Ours, whole, beside those of the page: the name of each in what is drawn."""
    there = object_at(pdf, resources["Font"])
    names = {REGULAR: "Over", BOLD: "OverBold"}
    for name, called in names.items():
        there[called] = embedded(pdf, face(name)).reference
    return names
