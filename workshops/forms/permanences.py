"""Half-days held at a venue: what they are about, who holds them, at which rhythm and until when."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.models import Room, Space, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm
from publics.models import Organisation

from .. import recurrence
from ..enums import Rhythm
from ..hosts import hosts_of
from ..models import Permanence
from ..proposals import FARTHEST
from .places import by_venue

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput({"type": "time"}, format="%H:%M")


def refuse_too_far(until: date) -> date:
    if until > timezone.localdate() + FARTHEST:
        raise forms.ValidationError("C’est à plus de deux ans\u00a0: les fermetures ne sont pas connues.")
    return until


class PermanenceForm(SpaceForm, OnceForm):
    rhythm = forms.TypedChoiceField(label="À quel rythme", choices=Rhythm.choices, coerce=Rhythm, initial=Rhythm.WEEKLY)
    until = forms.DateField(label="Dernière date", widget=DAY)

    class Meta:
        model = Permanence
        fields = ["title", "organisation", "host", "venue", "room", "is_by_appointment", "booking", "starts_on",
                  "start_time", "end_time"]  # fmt: skip
        labels = {
            "title": "De quoi s’agit-il\u00a0?", "organisation": "Tenue par quelle structure",
            "host": "Ou par qui de l’équipe", "is_by_appointment": "Sur rendez-vous",
            "booking": "Comment prendre rendez-vous",
        }  # fmt: skip
        help_texts = {
            "title": "«\u00a0Droits et aides de la CAF\u00a0», «\u00a0Aide aux démarches en ligne\u00a0».",
            "booking": "Sans réponse, notre téléphone.",
        }
        widgets = {"starts_on": DAY, "start_time": HOUR, "end_time": HOUR}

    def __init__(self, *args, space: Space, **options):
        initial = {"start_time": "09:00", "end_time": "12:00"}
        super().__init__(*args, instance=Permanence(space=space), initial=initial, **options)
        self.fields["organisation"].queryset = Organisation.objects.of(space).by_name()
        self.fields["organisation"].empty_label = "Aucune"
        self.fields["host"].queryset = hosts_of(space)
        self.fields["host"].empty_label = "Personne en particulier"
        self.fields["venue"].queryset = Venue.objects.of(space).order_by("name", "pk")
        self.fields["venue"].empty_label = "Choisir…"
        rooms = Room.objects.of(space).select_related("venue").order_by("venue__name", "name")
        self.fields["room"].queryset = rooms
        self.fields["room"].choices = [("", "Aucune en particulier"), *by_venue(rooms)]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "title",
            Div("organisation", "host", css_class="fields"),
            Div("venue", "room", css_class="fields"),
            Div("starts_on", "start_time", "end_time", css_class="fields fields-3"),
            Div("rhythm", "until", css_class="fields"),
            "is_by_appointment", "booking", "submission",
        )  # fmt: skip

    def clean_starts_on(self) -> date:
        first = self.cleaned_data["starts_on"]
        if first < timezone.localdate():
            raise forms.ValidationError("Cette date est passée.")
        return first

    def clean_until(self) -> date:
        return refuse_too_far(self.cleaned_data["until"])

    def clean(self):
        said = super().clean()
        room, venue, first, rhythm = (said.get(name) for name in ("room", "venue", "starts_on", "rhythm"))
        if room and venue and room.venue_id != venue.pk:
            self.add_error("room", f"Cette salle est à «\u00a0{room.venue}\u00a0». Changez le lieu, ou la salle.")
        if first and rhythm and rhythm not in recurrence.rhythms(first):
            self.add_error("rhythm", "Cette date n’a pas ce rythme\u00a0: choisissez-en un autre.")
        return said


class EditPermanenceForm(VersionedForm):
    """Its words. Its place and its hours do not change: another permanence says others."""

    class Meta:
        model = Permanence
        fields = ["title", "is_by_appointment", "booking"]
        labels = PermanenceForm.Meta.labels
        help_texts = PermanenceForm.Meta.help_texts

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False


class LastDayForm(forms.Form):
    until = forms.DateField(label="Dernière date", widget=DAY)

    def clean_until(self) -> date:
        return refuse_too_far(self.cleaned_data["until"])
