from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mediation.accounts.submissions import OnceForm
from mediation.common.phones import normalised
from mediation.common.privacy import refuse_secrets

NBSP = "\u00a0"
UNREADABLE = "Écrivez un numéro complet, comme 05 36 49 10 10, ou une adresse e-mail, comme nom@exemple.fr."
LONGEST_EMAIL = 254


class Reachable(OnceForm):
    """One field to be reached by: a telephone or an e-mail, whichever it is."""

    use_required_attribute = False

    reach = forms.CharField(
        label="Votre téléphone, ou votre adresse e-mail",
        max_length=LONGEST_EMAIL,
        validators=[refuse_secrets],
        error_messages={"required": "Donnez un téléphone ou une adresse e-mail où vous répondre."},
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    # Hidden from people: programs that fill in every field are recognised by it.
    sujet = forms.CharField(
        required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def clean_reach(self) -> dict[str, str]:
        said = self.cleaned_data["reach"]
        try:
            if "@" in said:
                validate_email(said)
                return {"phone": "", "email": said.lower()}
            return {"phone": normalised(said), "email": ""}
        except ValidationError:
            raise ValidationError(UNREADABLE) from None

    def clean_sujet(self):
        if self.cleaned_data["sujet"]:
            raise ValidationError(f"Laissez vide la case «{NBSP}Ne rien écrire ici{NBSP}».")
        return ""


def her_words(label: str, **options) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=1000, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 4}), **options,
    )  # fmt: skip


class ContactForm(Reachable):
    words = her_words(
        f"Que voulez-vous nous dire{NBSP}?",
        error_messages={"required": "Écrivez votre question, ou ce que vous voulez nous dire."},
    )
    name = forms.CharField(
        label="Votre prénom", max_length=60, error_messages={"required": "Écrivez votre prénom."},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    field_order = ["words", "name", "reach"]

    @property
    def said(self) -> dict:
        """What `submit_enquiry` takes."""
        return {"words": self.cleaned_data["words"], "name": self.cleaned_data["name"], **self.cleaned_data["reach"]}


class WordForm(Reachable):
    """Twenty seconds at any counter: a first name, how to reach her, her words, her yes."""

    name = forms.CharField(
        label="Prénom", max_length=60, error_messages={"required": "Écrivez le prénom."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    words = her_words(
        "Ce qui plairait, avec ses mots",
        help_text="«\u00a0J’aimerais…\u00a0» Pas d’information de santé, ni de numéro de sécurité sociale.",
        error_messages={"required": "Écrivez ce qui plairait, comme la personne le dit."},
    )
    has_agreed = forms.BooleanField(
        label="Oui, la personne veut bien qu’on la rappelle",
        error_messages={"required": "Sans son accord, ce mot ne peut pas être envoyé."},
    )
    told_by = forms.CharField(
        label="Votre guichet ou votre commerce, si c’est vous qui écrivez pour elle",
        max_length=120, required=False, validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    field_order = ["name", "reach", "words", "has_agreed", "told_by"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reach"].label = "Téléphone, ou adresse e-mail"
        self.fields["reach"].widget.attrs["autocomplete"] = "off"

    @property
    def said(self) -> dict:
        names = ("name", "words", "has_agreed", "told_by")
        return {name: self.cleaned_data[name] for name in names} | self.cleaned_data["reach"]


class OtherDateForm(Reachable):
    name = forms.CharField(
        label="Votre prénom", max_length=60, error_messages={"required": "Écrivez votre prénom."},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    field_order = ["name", "reach"]

    @property
    def said(self) -> dict:
        return {"name": self.cleaned_data["name"], **self.cleaned_data["reach"]}
