from datetime import date, datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mediation.accounts.models import Space, User
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.common.privacy import refuse_secrets

from .. import services
from ..enums import Equipment
from ..models import Demarche, Organisation, Visit
from ..services.people import hold_as_known
from .people import leave_unmarked

NBSP = "\u00a0"
MOST_MET = 5000
LONGEST = 24 * 60 - 1


def day_field(label: str, *, required: bool) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class CorrectVisitForm(VersionedForm):
    """What was noted too fast. A démarche is recognised by its name, as when it was noted."""

    what = forms.CharField(
        label=f"Qu’est-ce qui amenait la personne{NBSP}?",
        max_length=200,
        validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"list": "demarches", "autocomplete": "off"}),
    )
    due_on = day_field("Avant quel jour", required=False)
    minutes = forms.IntegerField(label="Durée en minutes", min_value=1, max_value=LONGEST, required=False)
    equipment = forms.MultipleChoiceField(
        label="Sur quel matériel", choices=Equipment, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Visit
        fields = ["how_done", "urgency", "due_on", "is_unfinished", "minutes", "equipment"]
        labels = {
            "how_done": f"Comment a-t-on fait{NBSP}?",
            "urgency": f"C’est pour quand{NBSP}?",
            "is_unfinished": f"Ce n’est pas fini{NBSP}: à reprendre",
        }
        widgets = {"how_done": forms.RadioSelect, "urgency": forms.RadioSelect}

    def __init__(self, *args, at: datetime | None = None, by: User | None = None, **options):
        super().__init__(*args, **options)
        self.at, self.by = at, by
        self.fields["what"].initial = str(self.instance)
        for name in ("how_done", "urgency"):
            self.fields[name].choices = self.fields[name].choices[1:]
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(
            "version", "what", "urgency", Div("due_on", "minutes", css_class="fields"), "is_unfinished", "how_done",
            "equipment",
        )  # fmt: skip

    def hold(self) -> None:
        if self.instance.person:
            hold_as_known(self.instance.person)

    def save(self, commit=True) -> Visit:
        said = {name: self.cleaned_data[name] for name in self._meta.fields}
        known = Demarche.objects.named(self.cleaned_data["what"]).first()
        purpose = "" if known else self.cleaned_data["what"]
        return services.correct_visit(
            visit=self.instance, demarche=known, purpose=purpose, at=self.at, by=self.by, **said
        )


class OutreachForm(OnceForm):
    """A meeting outside the space: where, when, how many people, how many left a way to be called."""

    place = forms.CharField(
        label="Où", max_length=120, required=False, validators=[refuse_secrets],
        help_text="Le marché, un forum, une salle d’attente…",
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="code", label="Chez quelle structure", required=False,
        empty_label="Aucune",
    )  # fmt: skip
    on = day_field("Quel jour", required=True)
    minutes = forms.IntegerField(label="Durée en minutes", min_value=1, max_value=LONGEST, required=False)
    met_count = forms.IntegerField(label="Personnes rencontrées", min_value=1, max_value=MOST_MET)
    contacts_count = forms.IntegerField(
        label="Dont ont laissé de quoi les rappeler", min_value=0, max_value=MOST_MET, required=False
    )

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.of(space).by_name()
        self.fields["on"].initial = timezone.localdate
        leave_unmarked(self, "place", "organisation")
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(
            "submission", Div("place", "organisation", css_class="fields"), Div("on", "minutes", css_class="fields"),
            Div("met_count", "contacts_count", css_class="fields"),
        )  # fmt: skip

    def clean_on(self) -> date:
        on, today = self.cleaned_data["on"], timezone.localdate()
        if on > today:
            raise ValidationError("Ce jour n’est pas encore venu.")
        return on

    def clean(self):
        said = super().clean()
        if not said.get("place") and not said.get("organisation") and "place" not in self.errors:
            self.add_error("place", "Dites où c’était.")
        if (said.get("contacts_count") or 0) > (said.get("met_count") or MOST_MET):
            self.add_error("contacts_count", "Il ne peut y en avoir plus que de personnes rencontrées.")
        return said

    @property
    def report(self) -> dict:
        """What `report_outreach` takes. The key of the form names it: sent twice, it is told once."""
        names = ("place", "organisation", "on", "minutes", "met_count")
        said = {name: self.cleaned_data[name] for name in names}
        contacts = self.cleaned_data["contacts_count"] or 0
        return {**said, "contacts_count": contacts, "source_ref": f"outreach:{self.cleaned_data['submission']}"}
