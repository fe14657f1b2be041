"""Our fonts, for what is written by hand in a PDF: what each can write, how wide, and how a document carries it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pydyf
from django.conf import settings
from fontTools.ttLib import TTFont

FONTS = Path(settings.BASE_DIR, "static", "fonts")
REGULAR, BOLD = "AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold"
SYMBOLIC = 4
TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
%s
endcmap CMapName currentdict /CMap defineresource pop end end"""


class Face:
    """One of our fonts: what it can write and how wide."""

    def __init__(self, name: str):
        self.name, path = name, FONTS / f"{name}.ttf"
        self.program = path.read_bytes()
        with TTFont(path) as font:
            scale = 1000 / font["head"].unitsPerEm
            self.glyphs = {chr(code): font.getGlyphID(glyph) for code, glyph in font.getBestCmap().items()}
            self.advances = [round(font["hmtx"][glyph][0] * scale) for glyph in font.getGlyphOrder()]
            self.ascent, self.descent = (round(side * scale) for side in (font["hhea"].ascent, font["hhea"].descent))
            self.box = [round(getattr(font["head"], side) * scale) for side in ("xMin", "yMin", "xMax", "yMax")]

    def width(self, text: str) -> float:
        """At a size of one point."""
        return sum(self.advances[self.glyphs[letter]] for letter in text) / 1000

    def shown(self, text: str) -> str:
        return "".join(f"{self.glyphs[letter]:04x}" for letter in text)


@cache
def face(name: str) -> Face:
    return Face(name)


def added(pdf: pydyf.PDF, thing: pydyf.Object) -> pydyf.Object:
    pdf.add_object(thing)
    return thing


def embedded(pdf: pydyf.PDF, used: Face) -> pydyf.Dictionary:
    program = used.program
    file = added(pdf, pydyf.Stream([program], {"Length1": len(program)}, compress=True))
    descriptor = {
        "Type": "/FontDescriptor", "FontName": f"/{used.name}", "Flags": SYMBOLIC, "FontBBox": pydyf.Array(used.box),
        "ItalicAngle": 0, "Ascent": used.ascent, "Descent": used.descent, "CapHeight": used.ascent, "StemV": 80,
        "FontFile2": file.reference,
    }  # fmt: skip
    described = {
        "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": f"/{used.name}", "CIDToGIDMap": "/Identity",
        "CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
        "FontDescriptor": added(pdf, pydyf.Dictionary(descriptor)).reference,
        "W": pydyf.Array([0, pydyf.Array(used.advances)]),
    }  # fmt: skip
    return added(pdf, pydyf.Dictionary({
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": f"/{used.name}", "Encoding": "/Identity-H",
        "DescendantFonts": pydyf.Array([added(pdf, pydyf.Dictionary(described)).reference]),
        "ToUnicode": added(pdf, pydyf.Stream([letters_of(used)], compress=True)).reference,
    }))  # fmt: skip


def letters_of(used: Face) -> str:
    """What each of its glyphs says, for who copies or listens; a glyph of two letters is the first."""
    said = {glyph: letter for letter, glyph in reversed(used.glyphs.items())}
    rows = [f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in sorted(said.items())]
    parts = [f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar" for part in batched(rows)]
    return TO_UNICODE % "\n".join(parts)


def batched(rows: list[str], size: int = 100) -> Iterator[list[str]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
