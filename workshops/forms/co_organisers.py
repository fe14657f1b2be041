from django import forms

from ..enums import Part
from .holds import MOST_SEATS, HoldForm


class CoOrganiserForm(HoldForm):
    """Which structure, what it does there, its logo; seats kept for it once the session is open."""

    part = forms.ChoiceField(label="Ce qu’elle fait", choices=Part, initial=Part.ORGANISES)
    seats = forms.IntegerField(
        label="Places gardées pour elle", min_value=1, max_value=MOST_SEATS, required=False,
        help_text="Sans réponse, aucune\u00a0: qui vient de sa part s’inscrit comme tout le monde.",
    )  # fmt: skip
    logo = forms.FileField(
        label="Son logo", required=False, help_text="PNG ou JPEG. Gardé pour les prochaines fois.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )  # fmt: skip

    field_order = ["organisation", "part", "logo", "seats", "days_before"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].label = "Quelle structure"
        if not self.session.takes_registrations:
            del self.fields["seats"], self.fields["days_before"]
