from django import forms

from .models import Space


class SwitchSpaceForm(forms.Form):
    """Only among the spaces where the account has a role in force."""

    space = forms.ModelChoiceField(queryset=Space.objects.none())

    def __init__(self, *args, memberships, **options):
        super().__init__(*args, **options)
        self.fields["space"].queryset = Space.objects.filter(pk__in=[each.space_id for each in memberships])
