"""The catalogue: how it is searched, the tools it names, what is tried."""

from django import forms
from django.db.models import F, Q

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.common.privacy import refuse_secrets
from mediation.common.search import LONGEST, likeness
from publics.forms.facets import untagged

from ..enums import Aim, Audience, Decision
from ..models import Tool


class CatalogueForm(forms.Form):
    """Kept in the address. What it cannot read is ignored."""

    branche = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="Chercher", required=False, max_length=LONGEST)
    outil = forms.ChoiceField(label="Outil", required=False)
    public = forms.ChoiceField(label="Public", choices=[("", "Tous"), *Audience.choices], required=False)
    but = forms.ChoiceField(label="But", choices=[("", "Tous"), *Aim.choices], required=False)

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.space = space
        self.tools = Tool.objects.of(space).names()
        self.fields["outil"].choices = [("", "Tous"), *self.tools.items()]
        for name in ("outil", "public", "but"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs |= {"class": "form-control", "placeholder": "Un mot du titre, un outil"}
        self.is_valid()

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def applied_to(self, workshops):
        said = self.cleaned_data
        wanted = {
            "branch__key": said.get("branche"),
            "tools__contains": [said["outil"]] if said.get("outil") else None,
            "audiences__contains": [said["public"]] if said.get("public") else None,
            "aim": said.get("but"),
        }
        workshops = workshops.filter(**{column: value for column, value in wanted.items() if value})
        return self.holding(workshops, said["q"]) if said.get("q") else workshops

    def holding(self, workshops, words: str):
        """Whose title, words or tools resemble what was typed."""
        closeness = sum(likeness(words, F(name)) for name in ("title", "means", "spoken"))
        named = Tool.objects.of(self.space).annotate(closeness=likeness(words, F("name")))
        keys = list(named.filter(closeness__gt=0).values_list("key", flat=True))
        return workshops.annotate(closeness=closeness).filter(Q(closeness__gt=0) | Q(tools__overlap=keys))


class ToolForm(OnceForm):
    name = forms.CharField(
        label="Un autre outil", max_length=40, validators=[refuse_secrets],
        error_messages={"required": "Écrivez le nom de cet outil."},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip


class EditToolForm(VersionedForm):
    class Meta:
        model = Tool
        fields = ["name", "is_active"]
        labels = {"name": "Son nom", "is_active": "Le proposer pour d’autres ateliers"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)


class ExperimentForm(OnceForm):
    question = forms.CharField(
        label="Que voulez-vous savoir\u00a0?", max_length=200, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="«\u00a0Les adolescents viennent-ils le mercredi\u00a0?\u00a0»",
        error_messages={"required": "Écrivez ce que vous voulez savoir."},
    )  # fmt: skip
    review_on = forms.DateField(
        label="Quand en parle-t-on\u00a0?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choisissez le jour où vous en parlerez."},
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)


class DecisionForm(OnceForm):
    evaluation = forms.CharField(
        label="Qu’avez-vous vu\u00a0?", max_length=1000, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 4}), help_text="Qui est venu, ce qui a marché, ce qui a surpris.",
        error_messages={"required": "Écrivez en quelques mots ce que vous avez vu."},
    )  # fmt: skip
    decision = forms.ChoiceField(
        label="Que décidez-vous\u00a0?", choices=Decision, widget=forms.RadioSelect,
        error_messages={"required": "Choisissez\u00a0: garder, changer ou arrêter."},
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)
