from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from .facets import untagged
from .people import NBSP


class ColumnsOf(TextChoices):
    """Ours, or those that La Coop reads back."""

    LIST = "liste", "Celles que je coche"
    COOP = "coop", "Celles de La Coop"


class FileFormat(TextChoices):
    XLSX = "xlsx", "Tableur (XLSX)"
    ODS = "ods", "LibreOffice (ODS)"
    CSV = "csv", "Texte (CSV)"


class ExportForm(forms.Form):
    """What of each person leaves, and in which file. `titles`: that of each column that may be chosen."""

    columns_of = forms.ChoiceField(
        label=f"Quelles colonnes{NBSP}?", choices=ColumnsOf, initial=ColumnsOf.LIST, widget=forms.RadioSelect
    )
    columns = forms.MultipleChoiceField(
        label="Les colonnes", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez que ce qui vous sert.",
    )  # fmt: skip
    format_name = forms.ChoiceField(
        label=f"Quel fichier{NBSP}?", choices=FileFormat, initial=FileFormat.XLSX, widget=forms.RadioSelect
    )

    def __init__(self, *args, titles: dict[str, str], **options):
        super().__init__(*args, **options)
        self.titles = titles
        self.fields["columns"].choices = [(name, title.capitalize()) for name, title in titles.items()]
        self.fields["columns"].initial = list(titles)
        self.fields["columns"].is_unmarked = True
        self.helper = untagged(self)

    def clean_columns(self) -> list[str]:
        columns = self.cleaned_data["columns"]
        if not columns and self.cleaned_data.get("columns_of") == ColumnsOf.LIST:
            raise ValidationError("Cochez au moins une colonne.", code="required")
        return columns

    @property
    def is_for_coop(self) -> bool:
        return self.cleaned_data["columns_of"] == ColumnsOf.COOP

    @property
    def told(self) -> str:
        """The columns in words."""
        return (
            "celles de La Coop"
            if self.is_for_coop
            else ", ".join(self.titles[name] for name in self.cleaned_data["columns"])
        )
