from datetime import date, timedelta

from crispy_forms.layout import Div, Layout
from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError

from mediation.accounts.submissions import OnceForm
from mediation.common.privacy import refuse_secrets

from ..enums import AuthorisationKind, AuthorisationMedium, NameShown
from ..models import Person
from .facets import untagged
from .people import NBSP, leave_unmarked

OLDEST = timedelta(days=730)
LASTING = [(6, "six mois"), (12, "un an"), (24, "deux ans"), (60, "cinq ans")]


class AuthorisationForm(OnceForm):
    """What the signed sheet says. Nothing is ticked beforehand but how long, and her first name alone."""

    kind = forms.ChoiceField(label="Ce qu’on montre", choices=AuthorisationKind, widget=forms.RadioSelect)
    shown_in = forms.MultipleChoiceField(
        label=f"Où{NBSP}?",
        choices=AuthorisationMedium,
        widget=forms.CheckboxSelectMultiple,
        help_text="Seulement ce qu’elle a coché sur la feuille.",
        error_messages={"required": "Cochez au moins un endroit où la montrer."},
    )
    scope = forms.CharField(
        label=f"De quoi s’agit-il{NBSP}?",
        max_length=200,
        validators=[refuse_secrets],
        help_text=f"Par exemple{NBSP}: les photos de l’atelier du 3 décembre.",
    )
    name_shown = forms.ChoiceField(
        label=f"Comment la nommer{NBSP}?", choices=NameShown, initial=NameShown.FIRST_NAME, widget=forms.RadioSelect
    )
    signed_on = forms.DateField(label="Signée le", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    months = forms.TypedChoiceField(label=f"Pour combien de temps{NBSP}?", choices=LASTING, coerce=int, initial=24)
    guardian_name = forms.CharField(
        label="Le parent qui signe aussi", max_length=80, validators=[refuse_secrets],
        error_messages={"required": "Pour un enfant, un parent signe avec lui\u00a0: écrivez le nom de ce parent."},
    )  # fmt: skip
    child_agrees = forms.BooleanField(
        label="L’enfant est d’accord, et l’a dit lui-même",
        error_messages={"required": "Demandez d’abord à l’enfant\u00a0: sans son accord, rien ne se montre."},
    )

    def __init__(self, *args, person: Person, on: date, **options):
        super().__init__(*args, **options)
        self.on = on
        self.fields["signed_on"].initial = on
        both = ["guardian_name", "child_agrees"]
        if not person.may_be_minor(on=on):
            for name in both:
                del self.fields[name]
            both = []
        leave_unmarked(self, *both)
        self.helper = untagged(self)
        asked = ["kind", "shown_in", "scope", "name_shown", Div("signed_on", "months", css_class="fields")]
        self.helper.layout = Layout(*asked, *both, "submission")

    def clean_signed_on(self) -> date:
        """Today as a rule; a paper found in a drawer is of these last two years."""
        signed_on = self.cleaned_data["signed_on"]
        if not self.on - OLDEST <= signed_on <= self.on:
            raise ValidationError(f"Donnez le jour de la signature{NBSP}: aujourd’hui, ou avant.")
        return signed_on

    @property
    def details(self) -> dict:
        """What `authorise` takes."""
        said = self.cleaned_data
        names = ("kind", "scope", "name_shown", "signed_on")
        ends_on = said["signed_on"] + relativedelta(months=said["months"])
        guardian_name = said.get("guardian_name", "")
        more = {"media": said["shown_in"], "ends_on": ends_on, "guardian_name": guardian_name}
        return {name: said[name] for name in names} | more
