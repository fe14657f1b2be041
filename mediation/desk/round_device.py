"""What a device keeps of a half-day: no more than what its page shows, and no telephone."""

from datetime import datetime

from django.urls import reverse

from mediation.common.templatetags.french import day_fr, hour_fr, time_range
from publics.models import Demarche
from workshops.models import Round, SeatHold, Session

from .round_sheet import SHORT_WAYS, SMALL_HELPS
from .rounds import Expected, HalfDay, SignIn


def taken_along(
    half_day: HalfDay, kept: Round, *, sign_ins: list[SignIn], seats: list[SeatHold], at: datetime
) -> dict[str, object]:
    """First names and an initial; a session by its code. `now`: what the clock of the device is compared with."""
    return {
        "code": kept.code,
        "now": at,
        "expires_at": kept.expires_at,
        "returns_to": reverse("desk:return_round", args=[kept.code]),
        "title": f"{half_day.stop.city}, {half_day.stop.place}",
        "day": str(half_day),
        "helps": [{"value": kind, "label": kind.label} for kind in SMALL_HELPS],
        "ways": [{"value": way, "label": label} for way, label in SHORT_WAYS.items()],
        "demarches": list(Demarche.objects.proposed().values_list("name", flat=True)),
        "sessions": [session_kept(sign_in) for sign_in in sign_ins],
        "seats": [seats_kept(hold) for hold in seats],
    }


def session_kept(sign_in: SignIn) -> dict[str, object]:
    session = sign_in.session
    expected = [person_kept(one) for one in sign_in.expected]
    hours = time_range(local_start(session), session.ends_at)
    return {"code": session.code, "title": session.workshop.title, "hours": hours, "expected": expected}


def person_kept(one: Expected) -> dict[str, object]:
    return {"person": one.person.code, "name": one.person.discreet_name, "presence": one.presence}


def seats_kept(hold: SeatHold) -> dict[str, object]:
    begins = local_start(hold.session)
    when = f"{day_fr(begins)}, {hour_fr(begins)}"
    return {"hold": hold.pk, "title": hold.session.workshop.title, "when": when, "seats": hold.seats}


def local_start(session: Session) -> datetime:
    return session.starts_at.astimezone(session.zone)


def people_count(sign_ins: list[SignIn]) -> int:
    return len({one.person.pk for sign_in in sign_ins for one in sign_in.expected})
