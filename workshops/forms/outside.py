"""What other structures propose: one line by hand, or the calendar they publish."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm
from publics.models import Organisation

from ..models import OutsideSession
from .workshops import BranchField

LARGEST = 1024 * 1024
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput({"type": "time"}, format="%H:%M")


class OutsideForm(SpaceForm, OnceForm):
    branch = BranchField(label="Thème", required=False, empty_label="Je ne sais pas")

    class Meta:
        model = OutsideSession
        fields = ["on", "starts", "title", "organisation", "branch", "city"]
        labels = {"on": "Le", "starts": "À", "title": "Quoi", "organisation": "Chez qui", "city": "Commune"}
        widgets = {"on": DAY, "starts": HOUR}

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, instance=OutsideSession(space=space), **options)
        self.fields["organisation"].queryset = Organisation.objects.of(space).by_name()
        self.fields["organisation"].empty_label = "Choisir…"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Div("on", "starts", "title", css_class="fields fields-3"),
            Div("organisation", "branch", "city", css_class="fields fields-3"),
            "submission",
        )

    def _get_validation_exclusions(self) -> set[str]:
        """Whether it is noted already is the service's to say: sent again, it does not meet itself."""
        return super()._get_validation_exclusions() | {"space"}

    def clean_city(self) -> str:
        """That of the structure, unless it is said."""
        organisation = self.cleaned_data.get("organisation")
        return self.cleaned_data["city"] or (organisation.city if organisation else "")


class CalendarForm(OnceForm):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="De qui", empty_label="Choisir…")
    branch = BranchField(label="Thème", required=False, empty_label="Plusieurs, ou je ne sais pas")
    calendar = forms.FileField(
        label="Son agenda", help_text="Un fichier .ics, comme en exportent les agendas et les sites de programmes.",
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )  # fmt: skip

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.of(space).by_name()
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_calendar(self) -> bytes:
        upload = self.cleaned_data["calendar"]
        if upload.size > LARGEST:
            raise ValidationError("Ce fichier est trop lourd\u00a0: un méga-octet au plus.")
        return upload.read()
