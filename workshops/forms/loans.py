"""What goes out and comes back: to whom, until when, in what state."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.privacy import refuse_secrets
from publics.forms import leave_unmarked
from publics.models import Organisation, Person

USUAL = timedelta(days=14)
NOBODY = "Dites à qui\u00a0: une personne trouvée par son nom, ou une structure."


def due_field(**options) -> forms.DateField:
    day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label="À rendre le", widget=day, **options)


def condition_field(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=200, validators=[refuse_secrets], help_text=hint,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip


class LendForm(OnceForm):
    person = forms.ModelChoiceField(
        Person.objects.none(), label="À qui", required=False, to_field_name="code", empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Ou à une structure", required=False, empty_label="Aucune"
    )
    due_on = due_field()
    condition_out = condition_field("Dans quel état part-il\u00a0?", "«\u00a0Une rayure, chargeur compris.\u00a0»")

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.fields["person"].queryset = Person.objects.of(space).current()
        self.fields["organisation"].queryset = Organisation.objects.of(space).by_name()
        self.fields["due_on"].initial = timezone.localdate() + USUAL
        leave_unmarked(self, "person", "organisation")

    def clean(self):
        said = super().clean()
        if "person" not in self.errors and bool(said.get("person")) == bool(said.get("organisation")):
            self.add_error(None, NOBODY)
        return said

    @property
    def said(self) -> dict:
        """What `lend` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}


class ReturnForm(forms.Form):
    condition_back = condition_field("Dans quel état revient-il\u00a0?", "Sans réponse, comme il était parti.")
    is_broken = forms.BooleanField(label="Il part en réparation", required=False)


class ExtendLoanForm(forms.Form):
    due_on = due_field()
