from django import forms

from mediation.common.forms import VersionedForm

from ..models import Persona
from .facets import untagged
from .people import NBSP

TEXTS = ("traits", "holds_back", "levers", "channels", "example", "to_do", "to_avoid")


class PersonaRuleForm(VersionedForm):
    """The rule itself is what `RuleEditor` reads."""

    class Meta:
        model = Persona
        fields = []


class PersonaForm(VersionedForm):
    class Meta:
        model = Persona
        fields = ["name", *TEXTS]
        labels = {
            "name": "Son nom",
            "traits": f"Comment est-elle{NBSP}?",
            "holds_back": f"Qu’est-ce qui la retient{NBSP}?",
            "levers": f"Qu’est-ce qui l’aide{NBSP}?",
            "channels": f"Par où lui parler{NBSP}?",
            "example": "Un message qui lui irait",
            "to_do": "Ce qu’on fait",
            "to_avoid": "Ce qu’on évite",
        }
        help_texts = {"name": "Elle est imaginée, pour écrire. Ne décrivez personne que vous connaissez."}
        widgets = dict.fromkeys(TEXTS, forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)
