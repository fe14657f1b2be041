from datetime import date, datetime, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.models import Space, User, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm
from publics.forms import leave_unmarked

from ..hosts import hosts_of
from ..models import Appointment, AppointmentHours
from ..models.appointments import LONGEST, SHORTEST
from ..slots import Slot, free_slots
from .places import offer_places, refuse_room_elsewhere

PROPOSED = 3
SHOWN_AT_MOST = 40
USUAL_MINUTES = 45
FARTHEST = timedelta(days=366)
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput({"type": "time"}, format="%H:%M")
GONE = "Ce moment n’est plus libre\u00a0: en voici d’autres."


class WhenFields(forms.Form):
    """One of the hours that are free; or a day and an hour that somebody agrees to, outside of them."""

    slot = forms.ChoiceField(label="Quand\u00a0?", required=False, error_messages={"invalid_choice": GONE})
    on = forms.DateField(label="Un autre jour", required=False, widget=DAY)
    start = forms.TimeField(label="À", required=False, widget=HOUR)
    minutes = forms.IntegerField(
        label="Durée, en minutes", required=False, min_value=SHORTEST, max_value=LONGEST, initial=USUAL_MINUTES
    )
    host = forms.ModelChoiceField(User.objects.none(), label="Avec", required=False)
    venue = forms.ModelChoiceField(Venue.objects.none(), label="Lieu", required=False)
    is_by_phone = forms.BooleanField(label="Par téléphone\u00a0: c’est nous qui l’appelons", required=False)
    is_to_tell = forms.BooleanField(
        label="Elle n’est ni là ni au téléphone\u00a0: il faudra la prévenir", required=False
    )

    def prepare_when(self, space: Space, *, by: User, host: User | None = None, but: Appointment | None = None) -> None:
        asked = {"space": space, "at": timezone.now(), "host": host, "but": but}
        self.space, self.slots = space, free_slots(**asked)[:SHOWN_AT_MOST]
        self.slots_by_key = {slot.key: slot for slot in self.slots}
        if self.is_bound and self.chosen_key not in self.slots_by_key:
            self.slots_by_key |= {slot.key: slot for slot in free_slots(**asked, even_taken=True)}
        self.fields["slot"].choices = [(key, key) for key in self.slots_by_key]
        self.fields["host"].queryset = hosts = hosts_of(space)
        self.fields["venue"].queryset = venues = Venue.objects.of(space).order_by("is_itinerant", "name", "pk")
        self.fields["host"].empty_label = self.fields["venue"].empty_label = "Choisir…"
        usual = host or next((one for one in hosts if one == by), None)
        last = Appointment.objects.of(space).filter(host=usual).select_related("venue").order_by("-created_at").first()
        self.initial = {"host": usual, "venue": last.venue if last else venues.first()} | self.initial
        leave_unmarked(self, "slot", "on", "start", "minutes", "host", "venue", "is_by_phone", "is_to_tell")

    @property
    def chosen_key(self) -> str:
        return self["slot"].value() or ""

    @property
    def proposed(self) -> list[Slot]:
        return self.slots[:PROPOSED]

    @property
    def others(self) -> list[Slot]:
        return self.slots[PROPOSED:]

    @property
    def is_elsewhen(self) -> bool:
        """A day was typed, or there is nothing to choose from."""
        return bool(self["on"].value() or self["start"].value()) or not self.slots

    def clean_on(self) -> date | None:
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate() + FARTHEST:
            raise forms.ValidationError("Choisissez un jour des douze prochains mois.")
        return on

    def clean(self):
        said = super().clean()
        if said.get("on") or said.get("start"):
            self.check_elsewhen(said)
        elif not said.get("slot") and "slot" not in self.errors:
            self.add_error("slot", "Choisissez un moment, ou donnez un jour et une heure.")
        return said

    def check_elsewhen(self, said: dict) -> None:
        """What is asked of another day; the slot chosen before is left."""
        self.errors.pop("slot", None)
        needed = {"on": "Quel jour\u00a0?", "start": "À quelle heure\u00a0?", "minutes": "Combien de temps\u00a0?"}
        needed |= {"host": "Avec qui\u00a0?", "venue": "Où\u00a0?"}
        for name, question in needed.items():
            if not said.get(name) and name not in self.errors:
                self.add_error(name, question)

    @property
    def moment(self) -> dict:
        """What `book` and `move_appointment` take of when and where. A telephone takes no room."""
        said, is_by_phone = self.cleaned_data, self.cleaned_data["is_by_phone"]
        if said["on"]:
            starts_at = datetime.combine(said["on"], said["start"], tzinfo=self.space.zone)
            place = {"host": said["host"], "venue": said["venue"], "room": None, "minutes": said["minutes"]}
        else:
            slot = self.slots_by_key[said["slot"]]
            starts_at, hours = slot.starts_at, slot.hours
            room = None if is_by_phone else hours.room
            place = {"host": hours.host, "venue": hours.venue, "room": room, "minutes": slot.minutes}
        return {"starts_at": starts_at, "is_by_phone": is_by_phone, "is_told": not said["is_to_tell"], **place}


class MoveForm(WhenFields):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, appointment: Appointment, by: User, **options):
        super().__init__(*args, **options)
        self.initial = {
            "version": appointment.version,
            "host": appointment.host,
            "venue": appointment.venue,
            "minutes": appointment.minutes,
            "is_by_phone": appointment.is_by_phone,
        }
        self.prepare_when(appointment.space, by=by, but=appointment)


class HoursFields(SpaceForm):
    """« Plage »: who receives where, which half-day of the week, cut how."""

    class Meta:
        model = AppointmentHours
        fields = [
            *("host", "venue", "room", "weekday", "starts", "ends", "slot_minutes", "pause_minutes"),
            *("valid_from", "valid_until"),
        ]
        labels = {"host": "Qui accueille", "weekday": "Chaque", "slot_minutes": "Durée d’un rendez-vous, en minutes"}
        labels |= {"pause_minutes": "Pause entre deux, en minutes", "valid_until": "Jusqu’au"}
        help_texts = {"pause_minutes": "Pour noter ce qui a été fait.", "valid_until": "Sans réponse, sans fin."}
        widgets = {"starts": HOUR, "ends": HOUR, "valid_from": DAY, "valid_until": DAY}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        space = self.instance.space
        self.fields["host"].queryset = hosts_of(space)
        offer_places(self, space)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Div("weekday", "starts", "ends", css_class="fields fields-3"),
            Div("host", "venue", "room", css_class="fields fields-3"),
            Div("slot_minutes", "pause_minutes", css_class="fields"),
            Div("valid_from", "valid_until", css_class="fields"),
            *(name for name in ("version", "submission") if name in self.fields),
        )

    def clean(self):
        said = super().clean()
        refuse_room_elsewhere(self, said)
        return said


class HoursForm(HoursFields, OnceForm):
    def __init__(self, *args, space: Space, by: User, **options):
        initial = {"host": by.pk, "valid_from": timezone.localdate(), "starts": "09:00", "ends": "12:00"}
        super().__init__(*args, instance=AppointmentHours(space=space), initial=initial, **options)

    def _get_validation_exclusions(self) -> set[str]:
        """Whether it overlaps another is the service's to say: sent again, it does not meet itself."""
        return super()._get_validation_exclusions() | {"space"}


class EditHoursForm(HoursFields, VersionedForm):
    pass
