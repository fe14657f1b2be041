from datetime import datetime, time, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.models import Space, User, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm, offer
from publics.models import Interest

from ..calendars.moments import OF_A_SESSION, Moment
from ..conflicts import refusals
from ..enums import Scope, SessionState, Setting
from ..hosts import hosts_of
from ..models import Session, Workshop
from ..models.places import NOWHERE, WHERE
from ..rescheduling import Wanted
from .elsewhere import InsistentForm
from .places import HELP, LABELS, PlacedForm

USUAL_START = time(14)
FURTHEST = timedelta(days=5 * 365)
WRITTEN = [*WHERE, "host", "starts_at", "ends_at"]
ONE_BY_ONE = "L’adresse d’un domicile se change séance par séance."


class ProgrammeForm(forms.Form):
    """What the list of sessions shows. An address typed by hand never fails: what is not understood is ignored."""

    COMING, OVER = "", "passees"

    periode = forms.ChoiceField(label="Période", choices=[(COMING, "À venir"), (OVER, "Passées")], required=False)
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *SessionState.choices], required=False)
    branche = forms.ModelChoiceField(
        Interest.objects.none(), label="Branche", required=False, empty_label="Toutes", to_field_name="key"
    )
    lieu = forms.ModelChoiceField(Venue.objects.none(), label="Lieu", required=False, empty_label="Tous")

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        offer(self.fields["branche"], Interest.objects.filter(parent=None).order_by("position", "pk"))
        offer(self.fields["lieu"], Venue.objects.of(space).order_by("name", "pk"))
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
        self.is_valid()

    @property
    def is_over(self) -> bool:
        return self.cleaned_data.get("periode") == self.OVER

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("etat", "branche", "lieu"))

    def applied_to(self, sessions, *, at: datetime):
        wanted = {"state": "etat", "workshop__branch": "branche", "venue": "lieu"}
        chosen = {column: self.cleaned_data[name] for column, name in wanted.items() if self.cleaned_data.get(name)}
        sessions = sessions.filter(**chosen)
        if self.is_over:
            return sessions.over(at=at).newest_first()
        return sessions.not_over(at=at).by_date()


class SessionFields(PlacedForm, InsistentForm):
    """When and where. Only the date has to be said; the rest comes from the workshop and its last session."""

    date = forms.DateField(label="Date", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(label="Commence à", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    end = forms.TimeField(
        label="Finit à", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text="Sans réponse, la durée de l’atelier.",
    )  # fmt: skip

    class Meta:
        model = Session
        fields = [*WHERE, "host"]
        labels = LABELS | {"host": "Qui accueille"}
        help_texts = HELP

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["host"].queryset = hosts_of(self.instance.space)
        self.fields["host"].empty_label = "À décider"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Div("date", "start", "end", css_class="fields fields-3"),
            self.where,
            Div("host", *(name for name in ("capacity",) if name in self.fields), css_class="fields"),
            *(name for name in ("version", "submission") if name in self.fields),
        )

    @property
    def zone(self):
        return self.instance.zone if self.instance.time_zone else self.instance.space.zone

    def clean(self):
        cleaned = super().clean()
        self.say_one_place(cleaned)
        if {"date", "start", "end"} <= cleaned.keys():
            self.set_hours(cleaned)
        return cleaned

    def set_hours(self, cleaned: dict) -> None:
        start = datetime.combine(cleaned["date"], cleaned["start"], tzinfo=self.zone)
        length = timedelta(minutes=self.instance.workshop.duration_minutes)
        end = datetime.combine(cleaned["date"], cleaned["end"], tzinfo=self.zone) if cleaned["end"] else start + length
        if start <= timezone.now() and start != self.instance.starts_at:
            self.add_error("date", "Cette date est passée.")
        elif start > timezone.now() + FURTHEST:
            self.add_error("date", "Cette date est bien loin\u00a0: choisissez-en une d’ici cinq ans.")
        elif end <= start:
            self.add_error("end", "La séance finit après avoir commencé, et le même jour.")
        else:
            self.look_beside(start, end)
            self.instance.starts_at, self.instance.ends_at = start, end

    def look_beside(self, start: datetime, end: datetime) -> None:
        """The database refuses two places at once when the session is published; it is said here already, with what
        takes it. That who welcomes is elsewhere is said once."""
        said = {name: self.cleaned_data.get(name) for name in ("room", "host", "venue")}
        chosen = Session(pk=self.instance.pk, space=self.instance.space, time_zone=str(self.zone), **said)
        for name, sentence in refusals(chosen, start, end).items():
            self.add_error(str(name) if name in self.fields else None, sentence)
        was = self.instance
        if (was.starts_at, was.ends_at, was.host_id, was.venue_id) != (start, end, chosen.host_id, chosen.venue_id):
            self.say_elsewhere(chosen, start, end)


class SessionForm(SessionFields, OnceForm):
    class Meta(SessionFields.Meta):
        fields = [*SessionFields.Meta.fields, "capacity"]

    def __init__(self, *args, workshop: Workshop, host: User, moment: Moment, **options):
        new = Session(space=workshop.space, workshop=workshop, capacity=workshop.seats)
        initial = inherited(workshop, host) | moment.initial(OF_A_SESSION)
        super().__init__(*args, instance=new, initial=initial, **options)


def inherited(workshop: Workshop, host: User) -> dict:
    """What the last session of this workshop said, else what the space has."""
    last = workshop.sessions.with_details().newest_first().first()
    if last is None:
        return {"start": USUAL_START, "host": host.pk, "venue": Venue.objects.of(workshop.space).order_by("pk").first()}
    return {
        "start": last.starts_at.astimezone(last.zone).time(),
        "capacity": last.capacity,
        **{name: getattr(last, name) for name in WHERE},
        "host": last.host_id or host.pk,
    }


class EditSessionForm(SessionFields, VersionedForm):
    """`scope` is asked of a session that changes with its series."""

    scope = forms.TypedChoiceField(
        label="Que change-t-on\u00a0?", choices=Scope.choices, coerce=Scope, initial=Scope.ONE, empty_value=Scope.ONE,
        required=False, widget=forms.HiddenInput,
    )  # fmt: skip

    def __init__(self, *args, instance: Session, moment: Moment | None = None, **options):
        """`moment`: where it would go, for somebody to look at first."""
        start, end = (at.astimezone(instance.zone) for at in (instance.starts_at, instance.ends_at))
        initial = {"date": start.date(), "start": start.time(), "end": end.time()}
        if moment and moment.hour:
            initial["end"] = (datetime.combine(start, moment.hour) + instance.duration).time()
        initial |= moment.initial(OF_A_SESSION) if moment else {}
        super().__init__(*args, instance=instance, initial=initial, **options)
        if instance.follows_its_series:
            self.fields["scope"].widget = forms.RadioSelect(choices=Scope.choices)
            self.fields["scope"].required = True
        self.helper.layout.append("scope")

    def clean(self):
        """What is changed for several sessions is read in an address first: nobody's own is ever written there."""
        cleaned = super().clean()
        is_private = cleaned.get("setting") == Setting.HOME and not cleaned.get("organisation")
        is_another = cleaned.get("home_address", "") != self.initial["home_address"]
        if not self.changes_alone and is_private and is_another:
            self.add_error("home_address", ONE_BY_ONE)
        return cleaned

    def clean_home_address(self) -> str:
        """A form that does not carry it leaves it as it is."""
        is_asked = self.add_prefix("home_address") in self.data
        return self.cleaned_data["home_address"] if is_asked else self.initial["home_address"]

    def clean_scope(self) -> Scope:
        return self.cleaned_data["scope"] if self.instance.follows_its_series else Scope.ONE

    @property
    def changes_alone(self) -> bool:
        return self.cleaned_data.get("scope", Scope.ONE) == Scope.ONE

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        where = {name: said.get(name, NOWHERE.get(name)) for name in WHERE}
        return Wanted(self.instance.starts_at, self.instance.ends_at, host=said.get("host"), where=where)

    def look_beside(self, start: datetime, end: datetime) -> None:
        """A series moves together: what each of its sessions meets is looked at with the others."""
        if self.changes_alone:
            super().look_beside(start, end)

    def save(self, commit=True) -> Session:
        """Only what the form asks: seats and states may have moved since it was read."""
        self.instance.is_detached = bool(self.instance.series_id and (self.instance.is_detached or self.changed_data))
        self.instance.save(update_fields=[*WRITTEN, "is_detached"])
        return self.instance


class CapacityForm(forms.ModelForm):
    class Meta:
        model = Session
        fields = ["capacity"]
        labels = {"capacity": "Combien de places"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
