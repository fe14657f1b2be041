from datetime import date, timedelta

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm
from mediation.common.phones import PhoneFormField
from mediation.common.privacy import refuse_secrets

from ..enums import Family, MandateKind
from ..models import Mandate, Person
from .facets import untagged
from .people import NBSP

OLDEST = timedelta(days=730)
DURATIONS = [(1, "un jour"), (31, "un mois"), (182, "six mois"), (365, "un an")]


class GuardianshipForm(OnceForm):
    """The adult, found by her name or telephone; what the team has to know when the child leaves."""

    adult = forms.CharField(label=f"Qui est l’adulte{NBSP}?", max_length=8, widget=forms.RadioSelect)
    authorisation_seen_on = forms.DateField(
        label="Autorisation écrite vue le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    collected_by = forms.CharField(
        label=f"Qui vient chercher l’enfant{NBSP}?",
        max_length=120,
        required=False,
        validators=[refuse_secrets],
    )
    emergency_phone = PhoneFormField(label="Numéro en cas d’urgence", required=False)

    def __init__(self, *args, space: Space, child: Person, **options):
        super().__init__(*args, **options)
        self.space, self.child = space, child

    def clean_adult(self) -> Person:
        code = self.cleaned_data["adult"]
        adult = Person.objects.of(self.space).current().filter(code=code).exclude(pk=self.child.pk).first()
        if adult is None:
            raise ValidationError("Choisissez l’adulte dans la liste.")
        return adult


class MandateForm(SpaceForm, OnceForm):
    """For precise démarches, and a time that ends. Never a password."""

    days = forms.TypedChoiceField(
        label=f"Pour combien de temps{NBSP}?", choices=DURATIONS, coerce=int, initial=31, widget=forms.RadioSelect
    )
    families = forms.MultipleChoiceField(
        label=f"Pour quelles démarches{NBSP}?", choices=Family, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Mandate
        fields = ["kind", "signed_on", "formalities", "kept_at"]
        labels = {"formalities": f"Précisément, pour faire quoi{NBSP}?", "kept_at": f"Où est rangé le papier{NBSP}?"}
        help_texts = {
            "formalities": f"Par exemple{NBSP}: déclarer mes revenus de 2026, et corriger l’adresse.",
            "kept_at": "Ni mot de passe, ni copie de papiers ici.",
        }
        widgets = {
            "kind": forms.RadioSelect,
            "signed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean_signed_on(self) -> date:
        """Today as a rule; a paper found in a drawer is of these last two years."""
        signed_on, today = self.cleaned_data["signed_on"], timezone.localdate()
        if not today - OLDEST <= signed_on <= today:
            raise ValidationError(f"Donnez le jour de la signature{NBSP}: aujourd’hui, ou avant.")
        return signed_on

    @property
    def mandate(self) -> dict:
        """What `note_mandate` takes."""
        said = self.cleaned_data
        names = ("kind", "signed_on", "formalities", "kept_at", "families")
        ends_on = said["signed_on"] + timedelta(days=said["days"])
        return {name: said[name] for name in names} | {"ends_on": ends_on}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["signed_on"].initial = timezone.localdate
        self.fields["kind"].choices = MandateKind.choices
        self.helper = untagged(self)
        self.helper.layout = Layout(
            "families", "formalities", "days", Div("signed_on", "kept_at", css_class="fields"), "kind", "submission"
        )
