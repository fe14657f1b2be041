from datetime import datetime

from django import forms
from django.utils.timezone import localtime

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.common.privacy import refuse_secrets
from mediation.common.sms import TITLE
from mediation.common.templatetags.french import date_fr, hour_fr, plural_fr
from publics.forms.facets import untagged

from ..models import Cycle, Session
from .registrations import PersonCodeForm

LABELS = {
    "title": "Titre",
    "short_title": "Titre court",
    "pitch": "Ce qu’on y fait, séance après séance",
}


def dated(session: Session) -> str:
    """« Vendredi 4 décembre 2026, 14 h : Vendre ses gâteaux »."""
    start = localtime(session.starts_at, session.zone)
    return f"{date_fr(start).capitalize()}, {hour_fr(start)}\u00a0: {session.workshop}"


class SessionsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Session) -> str:
        return dated(obj)


class SessionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Session) -> str:
        seats = plural_fr(max(obj.free_seats, 0), "place libre,places libres")
        return f"{dated(obj)}, {seats}"


class CycleForm(OnceForm):
    title = forms.CharField(
        label=LABELS["title"],
        max_length=80,
        validators=[refuse_secrets],
        help_text="«\u00a0Dix heures pour oser\u00a0»",
    )
    short_title = forms.CharField(
        label=LABELS["short_title"], max_length=TITLE, validators=[refuse_secrets], help_text="Pour les SMS."
    )
    pitch = forms.CharField(
        label=LABELS["pitch"], max_length=600, required=False, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    sessions = SessionsField(
        Session.objects.none(), label="Les dates", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins deux dates."},
    )  # fmt: skip

    def __init__(self, *args, space: Space, at: datetime, **options):
        super().__init__(*args, **options)
        to_come = Session.objects.of(space).upcoming(at=at).filter(cycle=None, starts_at__gt=at)
        self.fields["sessions"].queryset = to_come.select_related("workshop").by_date()
        self.helper = untagged(self)

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("title", "short_title", "pitch", "sessions")}


class EditCycleForm(VersionedForm):
    class Meta:
        model = Cycle
        fields = ["title", "short_title", "pitch"]
        labels = LABELS
        widgets = {"pitch": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)


class AddDateForm(OnceForm):
    """One more date: a session already published, that is of no cycle."""

    session = SessionField(
        Session.objects.none(), label="Quelle séance\u00a0?", empty_label="Choisir…",
        error_messages={"required": "Choisissez une séance."},
    )  # fmt: skip

    def __init__(self, *args, space: Space, at: datetime, **options):
        super().__init__(*args, **options)
        free = Session.objects.of(space).taking(at=at).filter(cycle=None, starts_at__gt=at)
        self.fields["session"].queryset = free.select_related("workshop").by_date()


class EnrolForm(PersonCodeForm, OnceForm):
    """Somebody we know, at all the dates of a cycle. `accepts_waiting`: the page has said which of them are full."""

    accepts_waiting = forms.BooleanField(required=False, widget=forms.HiddenInput)
