"""Fonts for printed documents: Latin letters, with the spaces of French typography the originals lack, and emoji.

python -m mediation.local.fonts <folder of the npm packages> <folder to fill>
"""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

LETTERS, EMOJI = "atkinson-hyperlegible", "noto-emoji"
FACES = {
    "400Regular/AtkinsonHyperlegible_400Regular.ttf": "AtkinsonHyperlegible-Regular.ttf",
    "700Bold/AtkinsonHyperlegible_700Bold.ttf": "AtkinsonHyperlegible-Bold.ttf",
}
EMOJI_FACE = "400Regular/NotoEmoji_400Regular.ttf", "NotoEmoji-Regular.ttf"
KEPT = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2BC, *range(0x2010, 0x2040), 0x20AC, 0x2122, 0x2212, 0x2264, 0x2265]
NARROW_SPACE, FIXED_HYPHEN = 0x202F, 0x2011


def add_french_spaces(font: TTFont) -> None:
    """A narrow no-break space (a fifth of an em) and a hyphen that does not break: no other font gets embedded."""
    font["glyf"]["narrowspace"] = Glyph()
    font["hmtx"]["narrowspace"] = (font["head"].unitsPerEm // 5, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap |= {NARROW_SPACE: "narrowspace", FIXED_HYPHEN: table.cmap[0x2D]}


def subset(font: TTFont, kept: Iterable[int]) -> None:
    subsetter = Subsetter(Options(layout_features=["*"], name_IDs=["*"], hinting=False))
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)


def write_letters(package: Path, folder: Path) -> None:
    for source, target in FACES.items():
        font = TTFont(package / source)
        add_french_spaces(font)
        subset(font, KEPT)
        font.save(folder / target)
    shutil.copy(package / "LICENSE_FONT", folder / "OFL.txt")


def write_emoji(package: Path, folder: Path) -> None:
    """What people type beside letters; the digits and signs of this font stay out, ours are there for them."""
    source, target = EMOJI_FACE
    font = TTFont(package / source)
    subset(font, set(font.getBestCmap()) - set(KEPT))
    font.save(folder / target)
    shutil.copy(package / "LICENSE_FONT", folder / "OFL-emoji.txt")


def main(packages: Path, folder: Path) -> None:
    write_letters(packages / LETTERS, folder)
    write_emoji(packages / EMOJI, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
