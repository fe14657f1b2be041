"""Where a session takes place, as a form asks it: one setting, then only what that setting needs."""

from collections.abc import Iterable
from itertools import groupby

from crispy_forms.layout import Div
from django import forms

from mediation.accounts.models import Room, Space, Stop, Venue
from mediation.common.forms import SpaceForm
from publics.forms import leave_unmarked
from publics.models import Organisation

from ..enums import Setting
from ..models.materials import validate_secure
from ..models.places import NOWHERE, SAID_OF

LABELS = {
    "venue": "Lieu", "room": "Salle", "stop": "Arrêt",
    "organisation": "Chez quelle structure, ou dans quelle résidence", "home_city": "Commune",
    "home_address": "Adresse", "remote_link": "Adresse de la visio", "remote_phone": "Numéro à appeler",
}  # fmt: skip
HELP = {
    "organisation": "Son nom et son adresse sont au programme. Pour le domicile de quelqu’un, n’en choisissez pas.",
    "home_city": "Pour le domicile de quelqu’un\u00a0: c’est tout ce que le public lit.",
    "home_address": "Pour l’équipe seulement\u00a0: ni au programme, ni dans les messages.",
    "remote_link": "Donnée aux seules personnes inscrites.",
    "remote_phone": "Pour venir sans internet, d’un simple téléphone.",
}
NEEDED = {
    Setting.VENUE: ("venue", "Choisissez le lieu."),
    Setting.PARTNER: ("organisation", "Choisissez la structure qui vous accueille."),
    Setting.HOME: ("home_city", "Dites la commune, ou choisissez une résidence."),
}


def by_venue(places: Iterable[Room | Stop]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices under the name of their venue; they come in its order."""
    return [
        (name, [(place.pk, place.name if isinstance(place, Room) else str(place)) for place in theirs])
        for name, theirs in groupby(places, key=lambda place: place.venue.name)
    ]


def offer_places(form: forms.Form, space: Space) -> None:
    """The venues of the space, and their rooms."""
    form.fields["venue"].queryset = Venue.objects.of(space).order_by("name", "pk")
    rooms = Room.objects.of(space).select_related("venue").order_by("venue__name", "name")
    form.fields["room"].queryset = rooms
    form.fields["room"].choices = [("", "Aucune en particulier"), *by_venue(rooms)]


def refuse_room_elsewhere(form: forms.Form, said: dict) -> None:
    room, venue = said.get("room"), said.get("venue")
    if room and venue and room.venue_id != venue.pk:
        form.add_error("room", f"Cette salle est à «\u00a0{room.venue}\u00a0». Changez le lieu, ou la salle.")


class PlacedForm(SpaceForm):
    setting = forms.TypedChoiceField(
        label="Où\u00a0?", choices=Setting.choices, coerce=Setting, initial=Setting.VENUE, required=False,
        empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip

    remote_link = forms.URLField(
        label=LABELS["remote_link"], max_length=300, required=False, assume_scheme="https",
        validators=[validate_secure], help_text=HELP["remote_link"],
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        space = self.instance.space
        offer_places(self, space)
        self.fields["venue"].empty_label = "Choisir…"
        self.offer_stops(space)
        self.fields["organisation"].queryset = Organisation.objects.of(space).by_name()
        self.fields["organisation"].empty_label = "Aucune"
        leave_unmarked(self, "setting", "venue", "organisation", "home_city", "remote_link", "remote_phone")

    def offer_stops(self, space: Space) -> None:
        """Only a space with a bus is asked where it stops."""
        stops = Stop.objects.of(space).select_related("venue").order_by("venue__name", "city", "place")
        self.fields["stop"].queryset = stops
        self.fields["stop"].choices = [("", "Aucun en particulier"), *by_venue(stops)]
        if not stops:
            del self.fields["stop"]

    @property
    def where(self) -> Div:
        """The stylesheet shows what the chosen setting asks, and nothing else."""
        ours = ("venue", "room", *(name for name in ("stop",) if name in self.fields))
        return Div(
            "setting",
            Div(Div(*ours, css_class="fields"), css_class="of-venue"),
            Div("organisation", css_class="of-partner of-home"),
            Div(Div("home_city", "home_address", css_class="fields"), css_class="of-home"),
            Div(Div("remote_link", "remote_phone", css_class="fields"), css_class="of-remote"),
            css_class="settings",
        )

    def clean_setting(self) -> Setting:
        return self.cleaned_data["setting"] or Setting(self.instance.setting)

    def say_one_place(self, cleaned: dict) -> None:
        """What was typed for another place than the one that is chosen is left out; what this one needs is asked."""
        setting = cleaned.get("setting", Setting(self.instance.setting))
        cleaned |= {name: blank for name, blank in NOWHERE.items() if name not in SAID_OF[setting]}
        if setting == Setting.HOME and cleaned.get("organisation"):
            cleaned |= {"home_address": "", "home_city": ""}
        elif setting in NEEDED:
            name, sentence = NEEDED[setting]
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        self.keep_to_its_venue(cleaned)

    def keep_to_its_venue(self, cleaned: dict) -> None:
        refuse_room_elsewhere(self, cleaned)
        stop, venue = cleaned.get("stop"), cleaned.get("venue")
        if stop and venue and stop.venue_id != venue.pk:
            self.add_error("stop", f"Cet arrêt est celui de «\u00a0{stop.venue}\u00a0». Changez le lieu, ou l’arrêt.")
