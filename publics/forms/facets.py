from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from mediation.accounts.submissions import OnceForm
from mediation.common.privacy import refuse_secrets

from ..enums import FacetKind, ProjectState
from ..models import Facet, Interest
from .people import NBSP, grouped

QUESTIONS = {
    FacetKind.TALENT: f"Qu’est-ce qu’elle aime faire, et pourrait montrer{NBSP}?",
    FacetKind.CONVENIENCE: "Ce qui m’arrangerait",
    FacetKind.STRENGTH: f"Sur quoi peut-on s’appuyer{NBSP}?",
    FacetKind.MOTIVATION: f"Qu’est-ce qui lui donne envie{NBSP}?",
    FacetKind.OCCUPATION: f"Qu’est-ce qu’elle fait{NBSP}?",
}


def untagged(form: forms.Form) -> FormHelper:
    """The helper of a form whose page writes its own `<form>`."""
    helper = FormHelper(form)
    helper.form_tag, helper.disable_csrf = False, True
    return helper


class FacetsForm(forms.Form):
    """What she says of herself, projects apart. It carries what it showed: only what was ticked or unticked changes."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, hers: Iterable[str], **options):
        super().__init__(*args, **options)
        self.facets = {facet.key: facet for facet in Facet.objects.proposed()}
        keys = [key for key in hers if key in self.facets]
        self.fields["shown"].initial = " ".join(keys)
        for kind, question in QUESTIONS.items():
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=question,
                choices=by_group(facet for facet in self.facets.values() if facet.kind == kind),
                initial=keys,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.helper = untagged(self)

    @property
    def changes(self) -> dict[str, list[Facet]]:
        """What `note_facets` takes."""
        ticked = {key for kind in QUESTIONS for key in self.cleaned_data[kind.value]}
        shown = set(self.cleaned_data["shown"].split()) & self.facets.keys()
        return {
            "said": [self.facets[key] for key in sorted(ticked - shown)],
            "unsaid": [self.facets[key] for key in sorted(shown - ticked)],
        }


def by_group(facets: Iterable[Facet]) -> list:
    """Choices, under the name of their group when they have one."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for facet in facets:
        groups.setdefault(facet.group, []).append((facet.key, facet.name))
    return groups.pop("", []) + list(groups.items())


class ProjectForm(OnceForm):
    """What she would like to bring about, and how far it is."""

    facet = forms.ModelChoiceField(
        Facet.objects.none(), to_field_name="key", label="Son projet", empty_label="Choisissez ce qui s’en approche"
    )
    words = forms.CharField(label="Avec ses mots", max_length=200, required=False, validators=[refuse_secrets])
    state = forms.ChoiceField(
        label=f"Où en est-elle{NBSP}?", choices=ProjectState, initial=ProjectState.IDEA, widget=forms.RadioSelect
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["facet"].queryset = Facet.objects.proposed().filter(kind=FacetKind.PROJECT)
        self.helper = untagged(self)


class SupposeForm(OnceForm):
    """What somebody else thinks she would like."""

    interest = forms.ModelChoiceField(Interest.objects.none(), to_field_name="key", label="Envie")
    supposed_by = forms.CharField(
        label=f"Qui le pense{NBSP}?",
        max_length=120,
        validators=[refuse_secrets],
        help_text=f"Par exemple{NBSP}: le CCAS, au téléphone. Ou vous, après l’avoir écoutée.",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["interest"].queryset = envies = Interest.objects.envies().by_branch()
        self.fields["interest"].choices = choices_of(envies)
        self.helper = untagged(self)


def choices_of(envies: QuerySet[Interest]) -> list:
    return [("", "Choisissez une envie"), *grouped(envies)]
