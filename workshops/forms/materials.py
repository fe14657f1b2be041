"""The library of resources: how it is searched, what is added to it, what a workshop uses of it."""

from django import forms
from django.core.exceptions import ValidationError

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.common.privacy import refuse_secrets
from publics.forms.facets import untagged
from publics.forms.people import leave_unmarked

from ..enums import Level
from ..models import Material, Workshop
from ..models.materials import validate_secure
from .workshops import BranchField

LABELS = {
    "title": "Titre",
    "level": "Niveau",
    "author": "De qui",
    "url": "L’adresse d’un cours libre, ailleurs",
    "is_public": "Le montrer à tout le monde, sur la page des séances",
    "is_active": "Le proposer",
}


class LibraryForm(forms.Form):
    """Kept in the address. What it cannot read is ignored."""

    branche = BranchField(label="Branche", required=False, empty_label="Toutes", to_field_name="key")
    niveau = forms.ChoiceField(label="Niveau", choices=[("", "Tous"), *Level.choices], required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
        self.is_valid()

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def applied_to(self, materials):
        wanted = {"branch": self.cleaned_data.get("branche"), "level": self.cleaned_data.get("niveau")}
        return materials.filter(**{column: value for column, value in wanted.items() if value})


def address(**options) -> forms.URLField:
    return forms.URLField(
        label=LABELS["url"], max_length=400, assume_scheme="https", validators=[validate_secure],
        help_text="Elle commence par https://", widget=forms.URLInput, **options,
    )  # fmt: skip


class MaterialForm(OnceForm):
    title = forms.CharField(label=LABELS["title"], max_length=120, validators=[refuse_secrets])
    branch = BranchField(label="Branche d’envies", empty_label="Choisir…")
    level = forms.ChoiceField(label=LABELS["level"], choices=Level, initial=Level.BEGINNER, widget=forms.RadioSelect)
    url = address(required=False)
    upload = forms.FileField(
        label="Ou un fichier", required=False, max_length=160,
        help_text="PDF, image, document texte ou présentation. 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.odt,.odp,.docx,.pptx"}),
    )  # fmt: skip
    author = forms.CharField(label=LABELS["author"], max_length=120, required=False, validators=[refuse_secrets])
    is_public = forms.BooleanField(label=LABELS["is_public"], required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        leave_unmarked(self, "url", "upload")
        self.helper = untagged(self)

    def clean(self):
        """One of the two, said before the database says it."""
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("url")) == bool(cleaned.get("upload")):
            raise ValidationError("Joignez un fichier, ou donnez une adresse.")
        return cleaned

    @property
    def said(self) -> dict:
        """What `add_material` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}


class EditMaterialForm(VersionedForm):
    branch = BranchField(label="Branche d’envies", empty_label="Choisir…")
    url = address()

    class Meta:
        model = Material
        fields = ["title", "branch", "level", "url", "author", "is_public", "is_active"]
        labels = LABELS
        widgets = {"level": forms.RadioSelect}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.file_id:
            del self.fields["url"]
        self.fields["level"].choices = Level.choices
        self.helper = untagged(self)


class UsesForm(forms.Form):
    """What a workshop uses. It is a choice among what is there: sent twice, it says the same."""

    materials = forms.ModelMultipleChoiceField(
        Material.objects.none(), label="Ressources", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, space: Space, workshop: Workshop, **options):
        super().__init__(*args, **options)
        chosen = Material.objects.of(space).used_by(workshop)
        self.fields["materials"].queryset = (Material.objects.of(space).active() | chosen).distinct().by_theme()
        self.fields["materials"].initial = list(chosen.values_list("pk", flat=True))
        self.helper = untagged(self)
