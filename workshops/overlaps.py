"""What other structures propose the same week, on the same theme or in the same commune. Said, never refused."""

from dataclasses import dataclass

from .models import OutsideSession, Session

THEME, CITY = "le même thème", "la même commune"


@dataclass(frozen=True)
class Overlap:
    outside: OutsideSession
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        return " et ".join(self.reasons)


def overlaps(session: Session) -> list[Overlap]:
    """The closest first: the same theme in the same commune, then one or the other."""
    rows = OutsideSession.objects.of(session.space).of_week(session.local_date).with_details().by_date()
    found = [Overlap(row, reasons_of(row, session)) for row in rows]
    return sorted((each for each in found if each.reasons), key=lambda each: -len(each.reasons))


def reasons_of(row: OutsideSession, session: Session) -> tuple[str, ...]:
    same_theme = row.branch_id == session.workshop.branch_id
    same_city = bool(row.city) and row.city.casefold() == session.city.casefold()
    return tuple(word for word, is_so in ((THEME, same_theme), (CITY, same_city)) if is_so)
