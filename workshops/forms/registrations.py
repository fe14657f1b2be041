from collections.abc import Sequence

from django import forms

from mediation.accounts.submissions import OnceForm
from mediation.common.phones import PhoneFormField
from publics.enums import ContactChannel
from publics.forms import check_reachable
from publics.models import Person

from ..enums import Comfort
from ..models import SeatHold
from ..models.registrations import LARGEST_PARTY
from ..services import Named
from .names import RelativesField, refuse_a_crowd

NOBODY = "Écrivez au moins un prénom."


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


class SeatFields(forms.Form):
    """How she comes: with how many, on whose seats, and what the room is to have ready."""

    party_size = PartyField()
    relatives = RelativesField(
        label="Avec qui de sa famille",
        help_text="Un nom par ligne\u00a0: une place chacun, tous ensemble ou tous en attente.",
    )
    hold = forms.ChoiceField(label="Sur quelles places", required=False)
    comfort = forms.MultipleChoiceField(
        label="Pour être à l’aise", choices=Comfort, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ce qu’elle demande pour le jour même. Effacé un mois après.",
    )  # fmt: skip

    def __init__(self, *args, holds: Sequence[SeatHold] = (), **options):
        super().__init__(*args, **options)
        self.holds = {str(hold.pk): hold for hold in holds}
        kept = [(pk, f"Gardées pour {hold.kept_for} ({hold.seats})") for pk, hold in self.holds.items()]
        self.fields["hold"].choices = [("", "Les places de la séance"), *kept]

    def clean(self):
        cleaned = super().clean()
        refuse_a_crowd(self)
        return cleaned

    def clean_hold(self) -> SeatHold | None:
        return self.holds.get(self.cleaned_data["hold"])


class RegisterForm(PersonCodeForm, SeatFields, OnceForm):
    """`depuis`: the session from whose attendance she is registered to what comes next."""

    depuis = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)


class JoinBookingForm(OnceForm):
    """Those of a family who come too, once one of them is registered."""

    relatives = RelativesField(
        label="Qui vient aussi\u00a0?", help_text="Un prénom et un nom par ligne\u00a0: une place à chaque personne."
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["relatives"].required = True
        self.fields["relatives"].error_messages["required"] = NOBODY

    def clean_relatives(self) -> list[Named]:
        if not self.cleaned_data["relatives"]:
            raise forms.ValidationError(NOBODY)
        return self.cleaned_data["relatives"]


class NewcomerForm(SeatFields, OnceForm):
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

    def clean(self):
        cleaned = super().clean()
        check_reachable(self)
        return cleaned


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("accept", "Elle vient"), ("decline", "Pas cette date")])
