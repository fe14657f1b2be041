"""« Et si on faisait… », on the public page, at the desk and from paper."""

from django import forms

from mediation.common.privacy import refuse_secrets
from publics.forms.facets import untagged
from publics.forms.people import leave_unmarked
from publics.models import Interest, Person
from publics.public.forms import Reachable

from ..enums import Answer, WishChannel
from .workshops import InterestChoiceField


class WishForm(Reachable):
    """Only what would please is asked; who she is, and how to reach her, if she likes."""

    words = forms.CharField(
        label="Et si on faisait…", max_length=400, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Avec vos mots. Pas d’information de santé, ni de numéro de sécurité sociale.",
        error_messages={"required": "Écrivez ce qui vous plairait."},
    )  # fmt: skip
    wants_to_shape = forms.BooleanField(label="Je veux bien le préparer avec vous\u00a0: appelez-moi", required=False)
    name = forms.CharField(
        label="Votre prénom", max_length=60, required=False, validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    field_order = ["words", "wants_to_shape", "name", "reach"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reach"].required = False
        leave_unmarked(self, "wants_to_shape")

    def clean_reach(self) -> dict[str, str]:
        return super().clean_reach() if self.cleaned_data["reach"] else {"phone": "", "email": ""}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("wants_to_shape") and "reach" in cleaned and not any(cleaned["reach"].values()):
            self.add_error("reach", "Pour que l’on vous rappelle, donnez un téléphone ou une adresse e-mail.")
        return cleaned

    @property
    def said(self) -> dict:
        """What `submit_wish` takes."""
        names = ("words", "wants_to_shape", "name")
        return {name: self.cleaned_data[name] for name in names} | self.cleaned_data["reach"]


class NoteWishForm(WishForm):
    """The same, written down by the team. Of somebody we know, neither name nor number is asked again."""

    channel = forms.ChoiceField(
        label="D’où vient-il\u00a0?", choices=[(way.value, way.label) for way in (WishChannel.DESK, WishChannel.PAPER)],
        initial=WishChannel.DESK, widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args, person: Person | None = None, **options):
        super().__init__(*args, **options)
        self.fields["words"].help_text = "Avec ses mots. Pas d’information de santé."
        self.fields["wants_to_shape"].label = "Elle veut bien le préparer avec nous"
        self.fields["name"].label, self.fields["reach"].label = "Son prénom", "Son téléphone ou son e-mail"
        for name in ("sujet", *(("name", "reach") if person else ())):
            del self.fields[name]
        self.helper = untagged(self)

    @property
    def said(self) -> dict:
        names = [name for name in ("words", "wants_to_shape", "channel", "name") if name in self.fields]
        return {name: self.cleaned_data[name] for name in names} | self.cleaned_data.get("reach", {})


class SortForm(forms.Form):
    """Where a wish goes among the envies. Sent twice, it says the same."""

    interest = InterestChoiceField(
        label="Quelle envie est-ce\u00a0?", empty_label="Choisir…",
        error_messages={"required": "Choisissez l’envie, ou mettez ce souhait de côté."},
    )  # fmt: skip

    def __init__(self, *args, closest: list[Interest], **options):
        super().__init__(*args, **options)
        field = self.fields["interest"]
        groups = [("", "Choisir…"), *field.by_branch()]
        if closest:
            groups.insert(1, ("Les plus proches de ses mots", [(interest.pk, interest.name) for interest in closest]))
            field.initial = closest[0].pk
        field.choices = groups
        self.helper = untagged(self)


class InviteForm(forms.Form):
    """One button of the list: who is invited (`p-` a person, `s-` a wish), and what she answered."""

    who = forms.RegexField(r"^[ps]-[0-9A-Z]{8}$")
    answer = forms.ChoiceField(choices=Answer, required=False)
