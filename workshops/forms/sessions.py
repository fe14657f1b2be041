from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import groupby

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.models import Room, Space, Stop, User, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm
from publics.models import Interest

from ..conflicts import refusals
from ..enums import Scope, SessionState
from ..hosts import hosts_of
from ..models import Session, Workshop
from ..rescheduling import Wanted

USUAL_START = time(14)
FURTHEST = timedelta(days=5 * 365)
WRITTEN = ["venue", "room", "stop", "host", "starts_at", "ends_at"]


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
        self.fields["branche"].queryset = Interest.objects.filter(parent=None).order_by("position", "pk")
        self.fields["lieu"].queryset = Venue.objects.of(space).order_by("name", "pk")
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
        return sessions.filter(ends_at__gt=at).by_date()


class SessionFields(SpaceForm):
    """When and where. Only the date has to be said; the rest comes from the workshop and its last session."""

    date = forms.DateField(label="Date", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(label="Commence à", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    end = forms.TimeField(
        label="Finit à", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text="Sans réponse, la durée de l’atelier.",
    )  # fmt: skip

    class Meta:
        model = Session
        fields = ["venue", "room", "stop", "host"]
        labels = {"venue": "Lieu", "room": "Salle", "stop": "Arrêt", "host": "Qui accueille"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        space = self.instance.space
        self.fields["venue"].queryset = Venue.objects.of(space).order_by("name", "pk")
        self.fields["venue"].empty_label = "Choisir…"
        rooms = Room.objects.of(space).select_related("venue").order_by("venue__name", "name")
        self.fields["room"].queryset = rooms
        self.fields["room"].choices = [("", "Aucune en particulier"), *by_venue(rooms)]
        self.offer_stops(space)
        self.fields["host"].queryset = hosts_of(space)
        self.fields["host"].empty_label = "À décider"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Div("date", "start", "end", css_class="fields fields-3"),
            Div("venue", "room", *(name for name in ("stop",) if name in self.fields), css_class="fields"),
            Div("host", *(name for name in ("capacity",) if name in self.fields), css_class="fields"),
            *(name for name in ("version", "submission") if name in self.fields),
        )

    def offer_stops(self, space: Space) -> None:
        """Only a space with a bus is asked where it stops."""
        stops = Stop.objects.of(space).select_related("venue").order_by("venue__name", "city", "place")
        self.fields["stop"].queryset = stops
        self.fields["stop"].choices = [("", "Aucun en particulier"), *by_venue(stops)]
        if not stops:
            del self.fields["stop"]

    @property
    def zone(self):
        return self.instance.zone if self.instance.time_zone else self.instance.space.zone

    def clean(self):
        cleaned = super().clean()
        if {"date", "start", "end"} <= cleaned.keys():
            self.set_hours(cleaned)
        room, venue = cleaned.get("room"), cleaned.get("venue")
        if room and venue and room.venue_id != venue.pk:
            self.add_error("room", f"Cette salle est à «\u00a0{room.venue}\u00a0». Changez le lieu, ou la salle.")
        stop = cleaned.get("stop")
        if stop and venue and stop.venue_id != venue.pk:
            self.add_error("stop", f"Cet arrêt est celui de «\u00a0{stop.venue}\u00a0». Changez le lieu, ou l’arrêt.")
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
            self.refuse_two_places_at_once(start, end)
            self.instance.starts_at, self.instance.ends_at = start, end

    def refuse_two_places_at_once(self, start: datetime, end: datetime) -> None:
        """The database refuses it when the session is published; it is said here already, with what takes it."""
        chosen = Session(pk=self.instance.pk, space=self.instance.space, time_zone=str(self.zone))
        chosen.room, chosen.host = self.cleaned_data.get("room"), self.cleaned_data.get("host")
        for name, sentence in refusals(chosen, start, end).items():
            self.add_error(str(name), sentence)


def by_venue(places: Iterable[Room | Stop]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices under the name of their venue; they come in its order."""
    return [
        (name, [(place.pk, place.name if isinstance(place, Room) else str(place)) for place in theirs])
        for name, theirs in groupby(places, key=lambda place: place.venue.name)
    ]


class SessionForm(SessionFields, OnceForm):
    class Meta(SessionFields.Meta):
        fields = [*SessionFields.Meta.fields, "capacity"]

    def __init__(self, *args, workshop: Workshop, host: User, **options):
        new = Session(space=workshop.space, workshop=workshop, capacity=workshop.seats)
        super().__init__(*args, instance=new, initial=inherited(workshop, host), **options)


def inherited(workshop: Workshop, host: User) -> dict:
    """What the last session of this workshop said, else what the space has."""
    last = workshop.sessions.select_related("venue").newest_first().first()
    if last is None:
        return {"start": USUAL_START, "host": host.pk, "venue": Venue.objects.of(workshop.space).order_by("pk").first()}
    return {
        "start": last.starts_at.astimezone(last.zone).time(),
        "capacity": last.capacity,
        "venue": last.venue_id,
        "room": last.room_id,
        "stop": last.stop_id,
        "host": last.host_id or host.pk,
    }


class EditSessionForm(SessionFields, VersionedForm):
    """`scope` is asked of a session that changes with its series."""

    scope = forms.TypedChoiceField(
        label="Que change-t-on\u00a0?", choices=Scope.choices, coerce=Scope, initial=Scope.ONE, empty_value=Scope.ONE,
        required=False, widget=forms.HiddenInput,
    )  # fmt: skip

    def __init__(self, *args, instance: Session, **options):
        start, end = (at.astimezone(instance.zone) for at in (instance.starts_at, instance.ends_at))
        initial = {"date": start.date(), "start": start.time(), "end": end.time()}
        super().__init__(*args, instance=instance, initial=initial, **options)
        if instance.follows_its_series:
            self.fields["scope"].widget = forms.RadioSelect(choices=Scope.choices)
            self.fields["scope"].required = True
        self.helper.layout.append("scope")

    def clean_scope(self) -> Scope:
        return self.cleaned_data["scope"] if self.instance.follows_its_series else Scope.ONE

    @property
    def changes_alone(self) -> bool:
        return self.cleaned_data.get("scope", Scope.ONE) == Scope.ONE

    @property
    def wanted(self) -> Wanted:
        chosen = {name: self.cleaned_data.get(name) for name in ("venue", "room", "stop", "host")}
        return Wanted(self.instance.starts_at, self.instance.ends_at, **chosen)

    def refuse_two_places_at_once(self, start: datetime, end: datetime) -> None:
        """A series moves together: what each of its sessions meets is looked at with the others."""
        if self.changes_alone:
            super().refuse_two_places_at_once(start, end)

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
