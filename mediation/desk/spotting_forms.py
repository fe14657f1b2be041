from django import forms

from mediation.common.privacy import refuse_secrets
from publics.forms import leave_unmarked
from publics.forms.facets import choices_of, untagged
from publics.models import Interest
from publics.spotting import ANSWERS, ENVIE, QUESTIONS


class SpottingForm(forms.Form):
    """Nothing is asked twice, nothing is required, nothing is kept."""

    interest = forms.ModelChoiceField(
        Interest.objects.none(), to_field_name="key", label=ENVIE, required=False, empty_label="Pas d’envie dite"
    )
    words = forms.CharField(label="Avec ses mots", max_length=200, required=False, validators=[refuse_secrets])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["interest"].queryset = envies = Interest.objects.envies().by_branch()
        self.fields["interest"].choices = [("", "Pas d’envie dite"), *choices_of(envies)[1:]]
        for question in QUESTIONS:
            self.fields[question.key] = forms.ChoiceField(
                label=question.words, choices=ANSWERS, required=False, initial="", widget=forms.RadioSelect
            )
        leave_unmarked(self, *self.fields)
        self.helper = untagged(self)
