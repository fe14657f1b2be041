from crispy_forms.helper import FormHelper
from django import forms

from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.courier.enums import Channel, MessageState, Receipt

from ..models import Medium
from ..models.media import TURNS

FIELDS = ["name", "format", "longest", "contact", "closing_rule", "closing_value", "repeats"]
HINTS = {
    "format": "Ce qu'il accepte : « 600 signes et une photo », « trente secondes lues ».",
    "longest": "Les textes prêts à envoyer tiennent dans cette longueur. Vide : aucune limite.",
    "contact": "À qui l'on envoie : un nom, un téléphone, une adresse.",
    "closing_value": "Sept jours avant la date de l'atelier, ou le 10 du mois précédent : écrivez 7, ou 10.",
}


WIDGETS = {"closing_rule": forms.RadioSelect}


class Untagged:
    """The page holds the form's tag and its buttons."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        return helper


def again() -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label="Le redire", choices=TURNS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Pour un média qui repasse ses annonces : la tâche revient à ces dates, après la première.",
    )  # fmt: skip


class NewMediumForm(Untagged, OnceForm, forms.ModelForm):
    repeats = again()

    class Meta:
        model = Medium
        fields = FIELDS
        help_texts = HINTS
        widgets = WIDGETS


class MediumForm(Untagged, VersionedForm):
    repeats = again()

    class Meta:
        model = Medium
        fields = FIELDS
        help_texts = HINTS
        widgets = WIDGETS


FATES = [("", "Tous"), *MessageState.choices, *Receipt.choices]


class MessageFilterForm(forms.Form):
    """The filters of the log, all optional; what is not understood filters nothing."""

    etat = forms.ChoiceField(label="État", choices=FATES, required=False)
    canal = forms.ChoiceField(label="Canal", choices=[("", "Tous"), *Channel.choices], required=False)
    seance = forms.CharField(label="Code de la séance", max_length=8, required=False)
