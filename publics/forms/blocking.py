from django import forms

from mediation.accounts.submissions import OnceForm

from ..models import BlockingPoint


class BlockingForm(OnceForm):
    """Where one got stuck, or the last one counted, to take back."""

    point = forms.ModelChoiceField(
        BlockingPoint.objects.proposed(), to_field_name="key", label="Là où l’on a bloqué", required=False
    )
    undo = forms.ModelChoiceField(
        BlockingPoint.objects.all(), to_field_name="key", label="À ne plus compter", required=False
    )

    def clean(self):
        said = super().clean()
        if not self.errors and bool(said.get("point")) == bool(said.get("undo")):
            raise forms.ValidationError("Choisissez dans la liste ce qui a bloqué.")
        return said
