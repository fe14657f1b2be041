from datetime import date, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.models import Room, Space, User, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, offer

from ..calendars.columns import By
from ..calendars.frames import Frame, View
from ..calendars.scope import Scope
from ..hosts import hosts_of
from ..models import OtherCalendar
from ..models.materials import validate_secure

FARTHEST = timedelta(days=3660)


class CalendarForm(forms.Form):
    """What the calendar shows. An address typed by hand never fails: what is not understood is ignored."""

    vue = forms.ChoiceField(choices=View.choices, required=False, widget=forms.HiddenInput)
    par = forms.ChoiceField(choices=By.choices, required=False, widget=forms.HiddenInput)
    jour = forms.DateField(required=False, widget=forms.HiddenInput)
    lieu = forms.ModelChoiceField(Venue.objects.none(), label="Lieu", required=False, empty_label="Tous")
    salle = forms.ModelChoiceField(Room.objects.none(), label="Salle", required=False, empty_label="Toutes")
    avec = forms.ModelChoiceField(User.objects.none(), label="Avec", required=False, empty_label="Toute l’équipe")

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.space = space
        rooms = Room.objects.of(space).select_related("venue").order_by("venue__name", "name", "pk")
        self.venues = offer(self.fields["lieu"], Venue.objects.of(space).order_by("name", "pk"))
        self.rooms, self.hosts = offer(self.fields["salle"], rooms), offer(self.fields["avec"], hosts_of(space))
        for name in ("lieu", "salle", "avec"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.is_valid()

    @property
    def frame(self) -> Frame:
        return Frame(View(self.cleaned_data.get("vue") or View.WEEK), self.day)

    @property
    def day(self) -> date:
        """Today when the address says none, or one too far."""
        said, today = self.cleaned_data.get("jour"), timezone.localdate()
        return said if said and abs(said - today) < FARTHEST else today

    @property
    def by(self) -> By:
        return By(self.cleaned_data.get("par") or By.VENUE)

    def scope(self, *, sees_people: bool) -> Scope:
        said = self.cleaned_data
        chosen = {"venue": said.get("lieu"), "room": said.get("salle"), "host": said.get("avec")}
        return Scope(self.space, **chosen, sees_people=sees_people)


class OtherCalendarForm(SpaceForm, OnceForm):
    address = forms.URLField(
        label="Son adresse secrète, au format iCalendar", max_length=400, assume_scheme="https",
        validators=[validate_secure],
        help_text="Elle commence par https://, et finit souvent par .ics. Elle ne sera plus montrée.",
    )  # fmt: skip

    class Meta:
        model = OtherCalendar
        fields = ["name", "address", "host", "venue"]
        labels = {"name": "Son nom", "host": "C’est celui de", "venue": "Ou celui du lieu"}
        help_texts = {"name": "Tel que l’équipe le lira\u00a0: «\u00a0RDV Service Public\u00a0»."}

    def __init__(self, *args, space: Space, by: User, **options):
        super().__init__(*args, instance=OtherCalendar(space=space), initial={"host": by.pk}, **options)
        self.fields["host"].queryset = hosts_of(space)
        self.fields["venue"].queryset = Venue.objects.of(space).order_by("name", "pk")
        self.fields["host"].empty_label = self.fields["venue"].empty_label = "Aucun"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("name", "address", Div("host", "venue", css_class="fields"), "submission")

    def _get_validation_exclusions(self) -> set[str]:
        """Whether it is read already is the service's to say: sent again, it does not meet itself."""
        return super()._get_validation_exclusions() | {"space"}
