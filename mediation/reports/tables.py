"""A table of numbers, what it counts in words, and what is masked of it before it is shared."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from mediation.common.templatetags.french import number_fr

FEW = 3  # below, a number shared outside the team may point at somebody
MASKED = f"moins de {FEW}"


@dataclass(frozen=True)
class Line:
    """`count` is None once masked. Lines of one scale are drawn against each other."""

    label: str
    count: int | None
    has_share: bool = True
    scale: str = ""
    as_words: Callable[[int], str] = number_fr
    tells_people: bool = True

    @property
    def shown(self) -> str:
        return MASKED if self.count is None else self.as_words(self.count)


@dataclass(frozen=True)
class Table:
    """`definition` says what a number of it counts. `has_shares`: each line is a part of their sum."""

    title: str
    definition: str
    lines: list[Line]
    has_shares: bool = True
    is_masked: bool = field(default=False)

    @property
    def whole(self) -> int:
        """What shares are parts of; none once a number is masked, since it could be worked out from them."""
        is_shared = self.has_shares and not self.is_masked
        return sum(line.count for line in self.lines if line.has_share) if is_shared else 0

    @property
    def drawn(self) -> list[tuple[Line, str, int]]:
        """Each line with its share in words, and what the longest bar of its scale stands for."""
        longest = defaultdict(int)
        for line in self.lines:
            longest[line.scale] = max(longest[line.scale], line.count or 0)
        return [(line, self.share(line), longest[line.scale] or 1) for line in self.lines]

    def share(self, line: Line) -> str:
        """« 12,5 % »."""
        if not self.whole or not line.has_share or not line.count:
            return ""
        return f"{100 * line.count / self.whole:.1f}".replace(".", ",") + "\u00a0%"


def masked(table: Table) -> Table:
    """Without its small numbers, and without as many others as it takes not to work them out from a total."""
    found = sorted((line.count, number) for number, line in enumerate(table.lines) if line.tells_people and line.count)
    hidden = list(to_hide(found))
    if not hidden:
        return table
    lines = [replace(line, count=None) if number in hidden else line for number, line in enumerate(table.lines)]
    return replace(table, lines=lines, is_masked=True)


def to_hide(counts: Iterable[tuple[int, int]]) -> Iterable[int]:
    """The smallest first, until those hidden are two at least, and FEW in all."""
    hidden, total = 0, 0
    for count, number in counts:
        if count >= FEW and (not hidden or (hidden > 1 and total >= FEW)):
            return
        hidden, total = hidden + 1, total + count
        yield number
