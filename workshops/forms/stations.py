"""Posts: somebody sits down, comes later, stays a little longer; when it is open."""

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.models import Space, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm
from mediation.common.privacy import refuse_secrets
from publics.forms.facets import untagged

from ..models import AccessHours
from .appointments import DAY, HOUR

LENGTHS = [(30, "une demi-heure"), (60, "une heure"), (90, "une heure et demie"), (120, "deux heures")]


def name_field() -> forms.CharField:
    return forms.CharField(label="Prénom", max_length=40, required=False, validators=[refuse_secrets])


class SitForm(OnceForm):
    """Nothing is asked: a first name when she gives it."""

    name = name_field()


class KeepForm(OnceForm):
    start = forms.TimeField(label="Aujourd’hui, à", widget=HOUR)
    minutes = forms.TypedChoiceField(label="Pour", choices=LENGTHS, coerce=int, initial=60)
    name = name_field()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)
        self.helper.layout = Layout(Div("start", "minutes", css_class="fields"), "name", "submission")

    @property
    def said(self) -> dict:
        """What `keep_station` takes."""
        return {name: self.cleaned_data[name] for name in ("start", "minutes", "name")}


class AccessFields(SpaceForm):
    class Meta:
        model = AccessHours
        fields = ["weekday", "starts", "ends", "venue", "limit_minutes", "valid_from", "valid_until"]
        labels = {"weekday": "Chaque", "limit_minutes": "Durée d’une place, en minutes", "valid_until": "Jusqu’au"}
        help_texts = {"limit_minutes": "On peut rester si personne n’attend.", "valid_until": "Sans réponse, sans fin."}
        widgets = {"starts": HOUR, "ends": HOUR, "valid_from": DAY, "valid_until": DAY}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["venue"].queryset = Venue.objects.of(self.instance.space).order_by("name", "pk")
        self.helper = untagged(self)
        self.helper.layout = Layout(
            Div("weekday", "starts", "ends", css_class="fields fields-3"),
            Div("venue", "limit_minutes", css_class="fields"),
            Div("valid_from", "valid_until", css_class="fields"),
            *(name for name in ("version", "submission") if name in self.fields),
        )


class AccessForm(AccessFields, OnceForm):
    def __init__(self, *args, space: Space, **options):
        initial = {"valid_from": timezone.localdate(), "starts": "14:00", "ends": "17:00"}
        super().__init__(*args, instance=AccessHours(space=space), initial=initial, **options)

    def _get_validation_exclusions(self) -> set[str]:
        """Whether it overlaps another is the service's to say: sent again, it does not meet itself."""
        return super()._get_validation_exclusions() | {"space"}


class EditAccessForm(AccessFields, VersionedForm):
    pass
