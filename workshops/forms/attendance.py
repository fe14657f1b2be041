from django import forms

from mediation.accounts.submissions import OnceForm
from mediation.common.phones import PhoneFormField
from mediation.common.privacy import refuse_secrets
from publics.forms import MaybeKnown
from publics.models import Person

from ..enums import Presence
from ..models import Session
from ..models.feedback import MOST_COUNTED
from .registrations import PersonCodeForm

OF_REGISTERED = [(presence.value, presence.label) for presence in Presence if presence != Presence.WALKED_IN]


class PresenceForm(PersonCodeForm):
    presence = forms.ChoiceField(choices=Presence.choices)


class AnonymousForm(forms.Form):
    """Somebody who came without giving a name: one more, one less."""

    anonymous = forms.TypedChoiceField(
        choices=[("1", "une personne de plus"), ("-1", "une personne de moins")], coerce=int
    )


class WalkInForm(MaybeKnown, OnceForm):
    """Somebody who came without being registered, in one line."""

    name = forms.CharField(
        label="Son prénom, et son nom si elle le donne", max_length=120, validators=[refuse_secrets],
        error_messages={"required": "Écrivez son prénom."},
    )  # fmt: skip
    phone = PhoneFormField(label="Son téléphone", required=False)

    def clean(self):
        """As `MaybeKnown` compares them."""
        cleaned = super().clean()
        first, _, last = cleaned.get("name", "").strip().partition(" ")
        return cleaned | {"first_name": first[:60], "last_name": last.strip()[:60], "email": ""}

    @property
    def said(self) -> dict:
        """What `note_walk_in` takes."""
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "phone")}


class SheetForm(forms.Form):
    """The signed sheet, line by line, in its order. A line left as it was shown is left as it is now."""

    anonymous = forms.IntegerField(
        label="Venues sans donner de nom", min_value=0, max_value=MOST_COUNTED,
        error_messages={"required": "Écrivez un nombre, ou zéro."},
    )  # fmt: skip
    anonymous_shown = forms.IntegerField(min_value=0, max_value=MOST_COUNTED, widget=forms.HiddenInput)

    def __init__(self, *args, session: Session, **options):
        super().__init__(*args, **options)
        for name in ("anonymous", "anonymous_shown"):
            self.fields[name].initial = session.anonymous_count
        noted = dict(session.attendances.values_list("person", "presence"))
        expected = session.registrations.confirmed().by_name().select_related("person")
        self.people = {one.person.code: one.person for one in expected}
        for code, person in self.people.items():
            self.fields[code] = forms.ChoiceField(
                label=str(person), choices=OF_REGISTERED, required=False, widget=forms.RadioSelect,
                initial=noted.get(person.pk, ""), show_hidden_initial=True,
            )  # fmt: skip

    def clean(self):
        said = super().clean()
        if not self.errors and not self.said and not self.anonymous_more and "rest" not in self.data:
            raise forms.ValidationError("Rien n’est changé sur la feuille\u00a0: dites au moins qui est venu.")
        return said

    @property
    def lines(self) -> list[tuple[Person, forms.BoundField, str]]:
        """In the order of the sheet, each with what it showed, hidden: it tells what is changed here."""
        return [(person, self[code], self[code].as_hidden(only_initial=True)) for code, person in self.people.items()]

    @property
    def said(self) -> dict[Person, Presence]:
        """What `note_sheet` takes: the lines that were changed here."""
        changed = {code: self.cleaned_data[code] for code in self.changed_data if code in self.people}
        return {self.people[code]: Presence(presence) for code, presence in changed.items() if presence}

    @property
    def anonymous_more(self) -> int:
        """How many more than the page showed; below zero, how many fewer."""
        return self.cleaned_data["anonymous"] - self.cleaned_data["anonymous_shown"]
