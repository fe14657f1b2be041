from datetime import date, datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from mediation.accounts.enums import SchoolZone
from mediation.accounts.submissions import OnceForm

from .. import recurrence
from ..enums import Rhythm, Scope
from ..models import Session
from ..proposals import FARTHEST, MOST_DATES, Proposal, Wish, proposals

USUAL_TIMES = 6


class RepeatForm(forms.Form):
    """At which rhythm, and until when. Read from the address: nothing is made by looking at dates."""

    rythme = forms.TypedChoiceField(label="À quel rythme\u00a0?", coerce=Rhythm, widget=forms.RadioSelect)
    fois = forms.IntegerField(
        label="Combien de séances de plus", required=False, min_value=1, max_value=MOST_DATES, initial=USUAL_TIMES
    )
    jusquau = forms.DateField(
        label="Au plus tard le", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    vacances = forms.BooleanField(label="Faire une pause pendant les vacances scolaires", required=False)

    def __init__(self, *args, session: Session, at: datetime, **options):
        super().__init__(*args, **options)
        self.session, self.at = session, at
        self.proposals: list[Proposal] = []
        self.first = session.starts_at.astimezone(session.zone).date()
        choices = [(rhythm, recurrence.in_words(rhythm, self.first)) for rhythm in recurrence.rhythms(self.first)]
        self.fields["rythme"].choices, self.fields["rythme"].initial = choices, Rhythm.WEEKLY
        self.say_which_zone(session.space.school_zone)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout("rythme", Div("fois", "jusquau", css_class="fields"), "vacances")

    def say_which_zone(self, zone: str) -> None:
        """Only the three zones have a calendar we know; elsewhere nobody guesses it."""
        pause = self.fields["vacances"]
        if zone == SchoolZone.OTHER:
            pause.disabled = True
            pause.help_text = (
                "Votre espace suit un autre calendrier que les zones A, B et C\u00a0: regardez chaque date."
            )
        else:
            pause.initial, pause.help_text = True, f"{SchoolZone(zone).label}, celle de votre espace."

    def clean_jusquau(self) -> date | None:
        until = self.cleaned_data["jusquau"]
        if until and until <= self.first:
            raise forms.ValidationError("Cette date vient avant la séance que vous répétez.")
        if until and until > self.first + FARTHEST:
            raise forms.ValidationError("C’est à plus de deux ans\u00a0: fermetures et vacances ne sont pas connues.")
        return until

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["fois"] and not cleaned["jusquau"]:
            self.add_error("fois", "Dites combien de séances, ou jusqu’à quelle date.")
        if not self.errors:
            wish = Wish(cleaned["rythme"], cleaned["fois"], cleaned["jusquau"], cleaned["vacances"])
            self.proposals = proposals(self.session, wish, at=self.at)
        return cleaned

    @property
    def wishes(self) -> list[forms.BoundField]:
        return [self[name] for name in RepeatForm.base_fields]

    @property
    def kept(self) -> list[date]:
        """Those that nothing speaks against."""
        return [proposal.day for proposal in self.proposals if proposal.is_kept]

    @property
    def dates(self) -> list[tuple[Proposal, bool]]:
        """Each with whether it is ticked."""
        return [(proposal, proposal.day in self.kept) for proposal in self.proposals]


class DatesForm(RepeatForm, OnceForm):
    """The dates that were ticked, among those the rhythm gives now."""

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.kept:
            self.add_error(None, "Gardez au moins une date.")
        return cleaned

    @property
    def kept(self) -> list[date]:
        ticked = set(self.data.getlist("jour"))
        return [proposal.day for proposal in self.proposals if proposal.day.isoformat() in ticked]


class ScopeForm(forms.Form):
    """Several sessions of a series at once."""

    scope = forms.TypedChoiceField(choices=Scope.choices[1:], coerce=Scope, widget=forms.HiddenInput)
