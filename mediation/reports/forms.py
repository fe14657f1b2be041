from datetime import date

from django import forms
from django.db.models import QuerySet, TextChoices
from django.utils import timezone

from mediation.accounts.models import Space, User, Venue
from publics.enums import ActivityKind, Thematique
from publics.forms.people import leave_unmarked
from publics.models import ActivityReport


class Whose(TextChoices):
    EVERYONE = "", "Toute l’équipe"
    MINE = "moi", "Notées par moi"


class Copied(TextChoices):
    ALL = "", "Toutes"
    LEFT = "a-reporter", "À reporter dans La Coop"
    DONE = "reportees", "Déjà reportées"


class UntilForm(forms.Form):
    """Up to which day all is in La Coop already. Never beyond today."""

    jour = forms.DateField(label="Jusqu’au", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    qui = forms.ChoiceField(required=False, choices=Whose, widget=forms.HiddenInput)

    def clean_jour(self) -> date:
        day = self.cleaned_data["jour"]
        if day > timezone.localdate():
            raise forms.ValidationError("Choisissez aujourd’hui, ou un jour passé.")
        return day


class ActivitiesFilterForm(forms.Form):
    """Which activities are listed. What cannot be understood is ignored: an address is no place to be corrected."""

    type = forms.ChoiceField(label="Type", required=False, choices=[("", "Tous"), *ActivityKind.choices])
    thematique = forms.ChoiceField(label="Thématique", required=False, choices=[("", "Toutes"), *Thematique.choices])
    lieu = forms.ModelChoiceField(Venue.objects.none(), label="Lieu", required=False, empty_label="Tous")
    qui = forms.ChoiceField(label="Qui", required=False, choices=Whose)
    coop = forms.ChoiceField(label="La Coop", required=False, choices=Copied)

    def __init__(self, data, *, space: Space, user: User):
        super().__init__(data)
        self.user = user
        self.fields["lieu"].queryset = Venue.objects.filter(space=space).order_by("name", "pk")
        leave_unmarked(self, *self.fields)
        self.is_valid()

    def applied_to(self, reports: QuerySet[ActivityReport]) -> QuerySet[ActivityReport]:
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        columns = {"type": "kind", "lieu": "venue"}
        found = reports.filter(**{columns[name]: asked[name] for name in columns if name in asked})
        if "thematique" in asked:
            found = found.filter(thematiques__contains=[asked["thematique"]])
        if "qui" in asked:
            found = found.filter(noted_by=self.user)
        if "coop" in asked:
            found = found.reportable().filter(reported_at__isnull=asked["coop"] == Copied.LEFT)
        return found

    @property
    def told(self) -> str:
        """The filters in words, for a file that leaves."""
        asked = [(name, value) for name, value in self.cleaned_data.items() if value]
        return ", ".join(f"{self.fields[name].label} : {self.words(name, value)}" for name, value in asked) or "aucun"

    def words(self, name: str, value: object) -> str:
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, value))
