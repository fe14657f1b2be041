from django import forms
from django.db.models import TextChoices

from mediation.accounts.submissions import OnceForm
from mediation.common.phones import PhoneFormField, may_receive_sms
from publics.enums import ContactChannel
from publics.models import Person

from ..enums import Comfort
from ..forms.names import RelativesField, refuse_a_crowd, seats_asked
from ..models.registrations import LARGEST_PARTY
from ..services import Newcomer

LONGEST_NAME = Person._meta.get_field("first_name").max_length


class Way(TextChoices):
    """How somebody wants to be told that something changes, as the page asks it."""

    PHONE = "phone", "Par téléphone ou par SMS"
    EMAIL = "email", "Par e-mail"
    SOMEONE = "someone", "Par quelqu’un qui m’aide"
    NONE = "none", "Ni l’un ni l’autre"


FIELDS_OF = {
    Way.PHONE: ["phone"],
    Way.EMAIL: ["email"],
    Way.SOMEONE: ["helper_name", "helper_phone"],
    Way.NONE: [],
}


class WhoForm(forms.Form):
    """First step. What it says is carried to the second in the page itself: nothing is kept here until then."""

    use_required_attribute = False

    first_name = forms.CharField(
        label="Prénom",
        max_length=LONGEST_NAME,
        error_messages={"required": "Écrivez le prénom."},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label="Nom",
        max_length=LONGEST_NAME,
        error_messages={"required": "Écrivez le nom."},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    party_size = forms.TypedChoiceField(
        label="Combien de personnes viennent\u00a0?",
        coerce=int,
        initial=1,
        choices=[(1, "Une personne")] + [(count, f"{count} personnes") for count in range(2, LARGEST_PARTY + 1)],
    )

    relatives = RelativesField(
        label="Qui vient avec vous\u00a0?",
        help_text="Leurs prénoms et leurs noms, pour qu’une place soit gardée à chacun. Vous pouvez ne rien écrire.",
    )

    def clean(self):
        cleaned = super().clean()
        refuse_a_crowd(self)
        return cleaned

    @property
    def seats(self) -> int:
        return seats_asked(self.cleaned_data)

    @property
    def carried(self) -> dict[str, object]:
        """What the second step sends again, as it is written there."""
        names = ", ".join(f"{each.first_name} {each.last_name}".strip() for each in self.cleaned_data["relatives"])
        return self.cleaned_data | {"relatives": names}


class CycleWhoForm(WhoForm):
    """Each comes for herself: a place at every date is one person's."""

    party_size = None
    relatives = None


class ReachForm(OnceForm):
    """Second step. Only the fields of the way that was chosen are asked for; the others are left aside."""

    use_required_attribute = False

    way = forms.ChoiceField(
        label="Comment vous prévenir si quelque chose change\u00a0?",
        choices=Way,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une façon de vous prévenir."},
    )
    phone = PhoneFormField(
        label="Votre numéro de téléphone",
        help_text="Fixe ou mobile.",
        error_messages={"required": "Écrivez le numéro où vous joindre."},
    )
    prefers_call = forms.BooleanField(label="J’aime mieux qu’on m’appelle, sans SMS", required=False)
    email = forms.EmailField(
        label="Votre adresse e-mail",
        max_length=254,
        error_messages={
            "required": "Écrivez l’adresse e-mail où vous écrire.",
            "invalid": "Cette adresse e-mail n’est pas complète\u00a0: vérifiez qu’il ne manque rien.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    helper_name = forms.CharField(
        label="Qui vous aide\u00a0?",
        max_length=Person._meta.get_field("helper_name").max_length,
        help_text="Son nom, avec son accord.",
        error_messages={"required": "Écrivez le nom de la personne qui vous aide."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    helper_phone = PhoneFormField(
        label="Son numéro de téléphone",
        error_messages={"required": "Écrivez le numéro de la personne qui vous aide."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    comfort = forms.MultipleChoiceField(
        label="Pour être à l’aise", choices=Comfort, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Nous le préparons pour le jour même, et nous l’effaçons un mois après.",
    )  # fmt: skip
    # Hidden from people: programs that fill in every field are recognised by it.
    sujet = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean_sujet(self):
        if self.cleaned_data["sujet"]:
            raise forms.ValidationError("Laissez vide la case « Ne rien écrire ici ».")
        return ""

    def clean(self):
        cleaned = super().clean()
        asked = FIELDS_OF.get(cleaned.get("way"), [])
        for name in {name for names in FIELDS_OF.values() for name in names}.difference(asked):
            self.errors.pop(name, None)
            cleaned[name] = ""
        return cleaned

    def newcomer(self, who: dict) -> Newcomer:
        """She, as both steps describe her."""
        said = self.cleaned_data
        return Newcomer(
            first_name=who["first_name"],
            last_name=who["last_name"],
            preferred_channel=self.channel,
            **{name: said[name] for name in ("phone", "email", "helper_name", "helper_phone")},
        )

    @property
    def channel(self) -> ContactChannel:
        way, phone = self.cleaned_data["way"], self.cleaned_data["phone"]
        if way == Way.PHONE and may_receive_sms(phone) and not self.cleaned_data["prefers_call"]:
            return ContactChannel.SMS
        return ContactChannel(way)
