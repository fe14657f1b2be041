from django import forms
from django.utils.timezone import localdate

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.common.privacy import refuse_secrets
from publics.forms.facets import untagged
from publics.forms.people import leave_unmarked
from publics.models import Organisation

from ..enums import Audience, Outcome, Phase, StepKind
from ..models import Appointment, Pathway, PathwayTemplate, Workshop
from .registrations import PersonCodeForm

OBJECTIVE, MOTIVATION = "Ce que je veux", "Pourquoi"
HER_WORDS = "Avec ses mots à elle, à la première personne."


class DayInput(forms.DateInput):
    def __init__(self):
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


def her_words(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=300, required=False, validators=[refuse_secrets], help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class TemplateField(forms.ModelChoiceField):
    def label_from_instance(self, obj: PathwayTemplate) -> str:
        return f"{obj} ({obj.audience_names.lower()})" if obj.audiences else str(obj)


class PathwayForm(OnceForm):
    objective = her_words(OBJECTIVE, HER_WORDS)
    motivation = her_words(MOTIVATION, "Ce que cela changerait pour elle.")
    template = TemplateField(
        PathwayTemplate.objects.none(), label="À partir d’un modèle", required=False, empty_label="Sans modèle"
    )
    started_on = forms.DateField(label="À partir du", initial=localdate, widget=DayInput())

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.fields["objective"].required = True
        self.fields["objective"].error_messages["required"] = "Écrivez ce qu’elle veut, avec ses mots."
        self.fields["template"].queryset = PathwayTemplate.objects.of(space).filter(is_active=True).by_title()
        self.helper = untagged(self)

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("objective", "motivation", "template", "started_on")}


class EditPathwayForm(VersionedForm):
    class Meta:
        model = Pathway
        fields = ["objective", "motivation", "started_on"]
        labels = {"objective": OBJECTIVE, "motivation": MOTIVATION, "started_on": "À partir du"}
        widgets = {
            "objective": forms.Textarea(attrs={"rows": 2}),
            "motivation": forms.Textarea(attrs={"rows": 2}),
            "started_on": DayInput(),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)


class OutlineForm(OnceForm):
    """One more step: which kind, and what that kind asks for."""

    kind = forms.ChoiceField(
        label="Quelle étape\u00a0?", choices=StepKind, initial=StepKind.WORKSHOP, widget=forms.RadioSelect
    )
    workshop = forms.ModelChoiceField(
        Workshop.objects.none(), label="Quel atelier", required=False, empty_label="Choisir…"
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Chez quelle structure", required=False, empty_label="Choisir…"
    )
    title = forms.CharField(
        label="En quelques mots", max_length=120, required=False, validators=[refuse_secrets],
        help_text="«\u00a0Poser le prix de trois gâteaux\u00a0»",
    )  # fmt: skip

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.fields["workshop"].queryset = Workshop.objects.of(space).active().order_by("title", "pk")
        self.fields["organisation"].queryset = Organisation.objects.of(space).order_by("name", "pk")
        leave_unmarked(self, "workshop", "organisation")
        self.helper = untagged(self)

    def clean(self):
        """What the kind does not ask for is left aside."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        for name, asked in (("workshop", StepKind.WORKSHOP), ("organisation", StepKind.PARTNER)):
            if kind != asked:
                self.errors.pop(name, None)
                cleaned[name] = None
            elif kind == asked and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "Choisissez dans la liste.")
        return cleaned

    @property
    def said(self) -> dict:
        names = [name for name in self.fields if name != "submission"]
        return {name: self.cleaned_data[name] for name in names}


class StepForm(OutlineForm):
    is_shared = forms.BooleanField(
        label="Elle est d’accord pour que cette structure voie son nom et cette étape", required=False
    )

    def clean(self):
        cleaned = super().clean()
        cleaned["is_shared"] = cleaned.get("kind") == StepKind.PARTNER and cleaned.get("is_shared", False)
        return cleaned


class ReviewForm(OnceForm):
    phase = forms.ChoiceField(label="Quel point\u00a0?", choices=Phase, widget=forms.RadioSelect,
                              error_messages={"required": "Dites quel point vous faites."})  # fmt: skip
    on = forms.DateField(label="Fait le", initial=localdate, widget=DayInput())
    words = forms.CharField(
        label="Ce qui s’est dit", max_length=1500, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 5}), help_text="Elle le relit avec vous.",
        error_messages={"required": "Écrivez ce qui s’est dit."},
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("phase", "on", "words")}


class AttachForm(forms.Form):
    """Which of her appointments is for this step."""

    appointment = forms.ModelChoiceField(Appointment.objects.none(), to_field_name="code")

    def __init__(self, *args, pathway: Pathway, **options):
        super().__init__(*args, **options)
        hers = Appointment.objects.of(pathway.space).filter(person=pathway.person_id)
        self.fields["appointment"].queryset = hers


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(choices=Outcome)


class ShareForm(forms.Form):
    """Whether the structure may see it."""

    is_shared = forms.BooleanField(required=False)


class TemplateForm(OnceForm):
    title = forms.CharField(
        label="Titre", max_length=80, validators=[refuse_secrets],
        help_text="«\u00a0De l’envie au premier client\u00a0»",
        error_messages={"required": "Donnez un titre au modèle."},
    )  # fmt: skip
    audiences = forms.MultipleChoiceField(
        label="Pour quels publics", choices=Audience, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("title", "audiences")}


class EditTemplateForm(VersionedForm):
    audiences = forms.MultipleChoiceField(
        label="Pour quels publics", choices=Audience, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PathwayTemplate
        fields = ["title", "audiences", "is_active"]
        labels = {"title": "Titre", "is_active": "Le proposer"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)


class CohortForm(OnceForm):
    title = forms.CharField(
        label="Nom du groupe", max_length=80, validators=[refuse_secrets],
        help_text="«\u00a0Le groupe de novembre\u00a0»", error_messages={"required": "Donnez un nom au groupe."},
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)


class JoinForm(PersonCodeForm, OnceForm):
    """Somebody we know starts with the group."""
