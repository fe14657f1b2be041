from datetime import date, datetime

from django import forms

from mediation.accounts.submissions import OnceForm

from .. import recurrence
from ..conflicts import items_of, refusals
from ..enums import Rhythm
from ..models import Session
from ..proposals import Wish, proposals
from .elsewhere import InsistentForm
from .sessions import FURTHEST


class AnotherForm(OnceForm, InsistentForm):
    """The date of another session for those who wait: proposed as the first week when nothing speaks against it."""

    date = forms.DateField(
        label="Quel jour\u00a0?",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choisissez un jour."},
    )

    def __init__(self, *args, session: Session, at: datetime, **options):
        super().__init__(*args, **options)
        self.session, self.at = session, at
        if not self.is_bound:
            self.initial["date"] = first_free(session, at=at)

    def clean_date(self) -> date:
        day, session = self.cleaned_data["date"], self.session
        start, end = (
            recurrence.instant(day, each.astimezone(session.zone).time(), session.zone)
            for each in (session.starts_at, session.ends_at)
        )
        if start <= self.at:
            raise forms.ValidationError("Cette date est passée.")
        if start > self.at + FURTHEST:
            raise forms.ValidationError("Cette date est bien loin\u00a0: choisissez-en une d’ici cinq ans.")
        same = {name: getattr(session, name) for name in ("space", "time_zone", "room", "host", "venue")}
        another = Session(**same)
        if taken := refusals(another, start, end, items_of(session)):
            raise forms.ValidationError(list(taken.values()))
        self.say_elsewhere(another, start, end)
        return day


def first_free(session: Session, *, at: datetime) -> date | None:
    kept = [each.day for each in proposals(session, Wish(Rhythm.WEEKLY, times=1), at=at) if each.is_kept]
    return kept[0] if kept else None
