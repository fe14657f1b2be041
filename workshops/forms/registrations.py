from django import forms

from mediation.accounts.submissions import OnceForm
from mediation.common.phones import PhoneFormField
from publics.enums import ContactChannel
from publics.forms import check_reachable
from publics.models import Person

from ..models.registrations import LARGEST_PARTY


class PersonCodeField(forms.CharField):
    """A person of the space, by her code; `space` is given to the form."""

    def __init__(self):
        super().__init__(max_length=8, widget=forms.HiddenInput)


class PersonCodeForm(forms.Form):
    person = PersonCodeField()

    def __init__(self, *args, space, **options):
        super().__init__(*args, **options)
        self.space = space

    def clean_person(self) -> Person:
        code = self.cleaned_data["person"].upper()
        person = Person.objects.of(self.space).current().filter(code=code).first()
        if person is None:
            raise forms.ValidationError("Cette personne n’est pas dans la liste\u00a0: cherchez-la de nouveau.")
        return person


class PartyField(forms.TypedChoiceField):
    def __init__(self):
        choices = [(1, "seule"), *((number, f"à {number}") for number in range(2, LARGEST_PARTY + 1))]
        super().__init__(label="Elle vient", choices=choices, coerce=int, initial=1)


class RegisterForm(PersonCodeForm, OnceForm):
    """`depuis`: the session from whose attendance she is registered to what comes next."""

    party_size = PartyField()
    depuis = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)


class NewcomerForm(OnceForm):
    """Somebody we have never seen: a name, one way to reach her."""

    first_name = forms.CharField(label="Prénom", max_length=60)
    last_name = forms.CharField(label="Nom", max_length=60, required=False)
    preferred_channel = forms.ChoiceField(
        label="Comment la prévenir\u00a0?", widget=forms.RadioSelect, initial=ContactChannel.PHONE,
        choices=[
            (channel.value, channel.label)
            for channel in (ContactChannel.PHONE, ContactChannel.SMS, ContactChannel.EMAIL, ContactChannel.NONE)
        ],
    )  # fmt: skip
    phone = PhoneFormField(label="Téléphone", required=False)
    email = forms.EmailField(label="Adresse e-mail", required=False)
    party_size = PartyField()

    def clean(self):
        cleaned = super().clean()
        check_reachable(self)
        return cleaned


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("accept", "Elle vient"), ("decline", "Pas cette date")])
