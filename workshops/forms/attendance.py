from django import forms

from ..enums import Presence
from .registrations import PersonCodeForm


class PresenceForm(PersonCodeForm):
    presence = forms.ChoiceField(choices=Presence.choices)


class AnonymousForm(forms.Form):
    """Somebody who came without giving a name: one more, one less."""

    anonymous = forms.TypedChoiceField(
        choices=[("1", "une personne de plus"), ("-1", "une personne de moins")], coerce=int
    )
