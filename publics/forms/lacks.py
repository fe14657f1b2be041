from crispy_forms.layout import Div, Layout
from django import forms

from mediation.accounts.submissions import OnceForm
from mediation.common.privacy import refuse_secrets

from ..enums import LackKind, ToldBy
from .facets import untagged
from .people import NBSP


class LackForm(OnceForm):
    words = forms.CharField(
        label=f"Qu’est-ce qui manque, ici ou sur le territoire{NBSP}?", max_length=200, validators=[refuse_secrets],
        help_text="Une chose, un horaire, un lieu. Rien sur une personne.",
    )  # fmt: skip
    kind = forms.ChoiceField(label="De quelle sorte", choices=LackKind)
    city = forms.CharField(label="Commune", max_length=80, required=False)
    told_by = forms.ChoiceField(label=f"Qui le dit{NBSP}?", choices=ToldBy, initial=ToldBy.PEOPLE)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)
        self.helper.layout = Layout(
            "submission", "words", Div("kind", "told_by", css_class="fields"), "city"
        )  # fmt: skip

    @property
    def lack(self) -> dict:
        """What `note_lack` takes."""
        return {name: self.cleaned_data[name] for name in ("kind", "words", "city", "told_by")}


class AnswerLackForm(forms.Form):
    answer = forms.CharField(
        label=f"Que propose-t-on{NBSP}?", max_length=200, validators=[refuse_secrets],
        help_text="« Un atelier le samedi matin, dès janvier », « on oriente vers la médiathèque ».",
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)
