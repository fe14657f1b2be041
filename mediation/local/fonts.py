"""Fonts for printed documents: Latin letters only, with the spaces of French typography the originals lack.

python -m mediation.local.fonts <folder of the npm package> <folder to fill>
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

FACES = {
    "400Regular/AtkinsonHyperlegible_400Regular.ttf": "AtkinsonHyperlegible-Regular.ttf",
    "700Bold/AtkinsonHyperlegible_700Bold.ttf": "AtkinsonHyperlegible-Bold.ttf",
}
KEPT = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2BC, *range(0x2010, 0x2040), 0x20AC, 0x2122, 0x2212, 0x2264, 0x2265]
NARROW_SPACE, FIXED_HYPHEN = 0x202F, 0x2011


def add_french_spaces(font: TTFont) -> None:
    """A narrow no-break space (a fifth of an em) and a hyphen that does not break: no other font gets embedded."""
    font["glyf"]["narrowspace"] = Glyph()
    font["hmtx"]["narrowspace"] = (font["head"].unitsPerEm // 5, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap |= {NARROW_SPACE: "narrowspace", FIXED_HYPHEN: table.cmap[0x2D]}


def subset(font: TTFont) -> None:
    subsetter = Subsetter(Options(layout_features=["*"], name_IDs=["*"], hinting=False))
    subsetter.populate(unicodes=KEPT)
    subsetter.subset(font)


def main(package: Path, folder: Path) -> None:
    for source, target in FACES.items():
        font = TTFont(package / source)
        add_french_spaces(font)
        subset(font)
        font.save(folder / target)
    shutil.copy(package / "LICENSE_FONT", folder / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
