"""The sheet of a half-day of the bus: the counter, who comes, who is expected, by hand where there is no network."""

from mediation.common import dates
from mediation.common.printing import pdf
from publics.enums import HowDone, VisitKind

from .rounds import HalfDay, seats_for, sign_ins

TICKS = 20  # of each small help
VISIT_LINES, WALK_IN_LINES, MOST_SEATS = 12, 3, 8
SHORT_WAYS = {HowDone.TOGETHER: "Fait ensemble", HowDone.ALONE: "A fait seule", HowDone.FOR_THEM: "Fait à sa place"}
SMALL_HELPS = [kind for kind in VisitKind if kind != VisitKind.SUPPORT]


def round_sheet(half_day: HalfDay) -> bytes:
    """A4. First names and an initial: it lies in sight of everybody."""
    context = {
        "half_day": half_day,
        "day": dates.in_full(half_day.on),
        "helps": SMALL_HELPS,
        "ticks": range(TICKS),
        "visit_lines": range(1, VISIT_LINES + 1),
        "ways": SHORT_WAYS.values(),
        "sign_ins": sign_ins(half_day),
        "walk_in_lines": range(WALK_IN_LINES),
        "seats": [(hold, range(min(hold.seats, MOST_SEATS))) for hold in seats_for(half_day)],
    }
    return pdf("desk/documents/round_sheet.html", context, stylesheets=("round-sheet",))
