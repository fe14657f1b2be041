from datetime import date, datetime, timedelta

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mediation.accounts.models import User
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm

from .. import services
from ..enums import Family, MandateKind
from ..models import Guardianship, Mandate, Person
from ..services.merges import hold_pair
from .facets import untagged
from .people import NBSP

OLDEST = timedelta(days=730)
DURATIONS = [(1, "un jour"), (31, "un mois"), (182, "six mois"), (365, "un an")]


class GuardianshipForm(VersionedForm):
    """The adult, found by her name or telephone; what the team has to know when the child leaves.

    A child who had no adult when the form was shown is at version 0: a first adult noted meanwhile is not overwritten.
    """

    adult = forms.CharField(label=f"Qui est l’adulte{NBSP}?", max_length=8, widget=forms.RadioSelect)

    class Meta:
        model = Guardianship
        fields = ["adult", "authorisation_seen_on", "collected_by", "emergency_phone"]
        labels = {
            "authorisation_seen_on": "Autorisation écrite vue le",
            "collected_by": f"Qui vient chercher l’enfant{NBSP}?",
            "emergency_phone": "Numéro en cas d’urgence",
        }
        widgets = {"authorisation_seen_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, at: datetime | None = None, by: User | None = None, **options):
        super().__init__(*args, **options)
        self.at, self.by = at, by
        if self.instance.adult_id:
            self.initial["adult"] = self.instance.adult.code

    def clean_adult(self) -> Person:
        child, code = self.instance.child, self.cleaned_data["adult"]
        adult = Person.objects.of(child.space).current().filter(code=code).exclude(pk=child.pk).first()
        if adult is None:
            raise ValidationError("Choisissez l’adulte dans la liste.")
        return adult

    def hold(self) -> None:
        """Both, so that whoever entrusts the same child waits; a first adult is written before it is claimed."""
        adult = self.cleaned_data["adult"]
        child, _ = hold_pair(self.instance.child, adult)
        found = Guardianship.objects.of(child.space).filter(child=child)
        known, _ = found.get_or_create(defaults={"space": child.space, "child": child, "adult": adult, "version": 0})
        self.instance.pk = known.pk
        self.fields["adult"].choices = [(each.code, str(each)) for each in (known.adult, adult)]

    def save(self, commit=True) -> Guardianship:
        return services.entrust(child=self.instance.child, at=self.at, by=self.by, **self.said)

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}


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
        labels = {
            "kind": f"Quel mandat{NBSP}?",
            "formalities": f"Précisément, pour faire quoi{NBSP}?",
            "kept_at": f"Où est rangé le papier{NBSP}?",
        }
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
