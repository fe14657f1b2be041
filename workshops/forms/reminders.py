"""When people are reminded, in the words in which one says it."""

from datetime import datetime, time

from crispy_forms.layout import Div, Layout
from django import forms

from mediation.accounts.models import Space, User
from mediation.accounts.submissions import OnceForm
from mediation.common import dates
from mediation.common.forms import SAID, SpaceForm, VersionedForm
from mediation.common.templatetags.french import plural_fr
from publics.forms.facets import untagged

from .. import services
from ..models import Cycle, ReminderRule, Workshop
from ..models.reminders import BY, EARLIEST, LATEST
from ..reminding import effect_of

HOURS = [1, 2, 3, 4, 6, 12, 24]
DAYS = [0, 1, 2, 3, 4, 5, 7, 10, 14, 21, 30]
BEFORE = [
    *((f"d{days}", dates.days_before(days)) for days in DAYS),
    *((f"h{hours}", f"{plural_fr(hours, 'heure,heures')} avant") for hours in HOURS),
]
TWO_HOURS = "Ce rappel a déjà son heure, comptée depuis le début\u00a0: laissez «\u00a0Sans objet\u00a0»."
EVERYWHERE = [("", "Toutes les séances, et les rendez-vous")]


class RuleFields(SpaceForm):
    before = forms.ChoiceField(
        label="Combien de temps avant", choices=[("", "Choisir…"), *BEFORE], help_text="En jours, ou en heures."
    )
    at_hour = forms.TypedChoiceField(
        label="À quelle heure", coerce=int, required=False, empty_value=None,
        choices=[("", "Sans objet"), *((hour, dates.hour(time(hour))) for hour in range(EARLIEST, LATEST + 1))],
        help_text="Du jour choisi, là où la séance a lieu.",
    )  # fmt: skip
    which = forms.ChoiceField(label="Pour quelles séances", required=False)
    channels = forms.MultipleChoiceField(
        label="Pour qui est prévenu", choices=BY, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Sans réponse\u00a0: tout le monde, chaque personne par son canal.",
    )  # fmt: skip

    class Meta:
        model = ReminderRule
        fields = ["channels"]

    def __init__(self, *args, at: datetime | None = None, **options):
        super().__init__(*args, **options)
        self.at, self.despite = at, ""
        self.fields["which"].choices = EVERYWHERE + narrowings(self.instance.space)
        self.helper = untagged(self)
        self.helper.layout = Layout(
            Div("before", "at_hour", css_class="fields"), "which", "channels",
            *(name for name in ("is_active", "version", "submission") if name in self.fields),
        )  # fmt: skip

    def _get_validation_exclusions(self) -> set[str]:
        """Whether another leaves at that moment is the service's to say: sent again, it does not meet itself."""
        return super()._get_validation_exclusions() | {"space"}

    def clean(self) -> dict:
        said = super().clean()
        before, hour = said.get("before", ""), said.get("at_hour")
        if before.startswith("d") and hour is None and "at_hour" not in self.errors:
            self.add_error("at_hour", "Choisissez l’heure de ce jour-là.")
        if before.startswith("h") and hour is not None:
            self.add_error("at_hour", TWO_HOURS)
        return said

    def _post_clean(self) -> None:
        """The moment and the sessions as the row has them; what it would do to who is registered is said first."""
        if not self.errors:
            read_into(self.instance, **{name: self.cleaned_data[name] for name in ("before", "at_hour", "which")})
        super()._post_clean()
        if not self.errors:
            self.say_effect()

    def say_effect(self) -> None:
        rule, effect = self.instance, effect_of(self.instance, at=self.at)
        if effect.words:
            said = [rule.days_before, rule.hour, rule.hours_before, self.cleaned_data["which"], *rule.channels]
            counted = [effect.people, effect.late_people, effect.appointments, effect.late_appointments]
            self.despite = "-".join(map(str, [*said, rule.is_active, *counted]))
        if self.despite and self.data.get("despite") != self.despite:
            self.add_error(None, [forms.ValidationError(words, SAID) for words in effect.words])


def narrowings(space: Space) -> list[tuple[str, list[tuple[str, str]]]]:
    workshops = Workshop.objects.of(space).active().order_by("title", "pk").values_list("pk", "title")
    cycles = Cycle.objects.of(space).order_by("title", "pk").values_list("pk", "title")
    groups = [
        ("Un atelier seulement", [(f"workshop:{pk}", title) for pk, title in workshops]),
        ("Un cycle seulement", [(f"cycle:{pk}", title) for pk, title in cycles]),
    ]
    return [group for group in groups if group[1]]


def read_into(rule: ReminderRule, *, before: str, at_hour: int | None, which: str) -> None:
    in_days, count = before.startswith("d"), int(before[1:])
    rule.days_before, rule.hours_before = (count, None) if in_days else (None, count)
    rule.hour = at_hour
    sort, _, pk = which.partition(":")
    rule.workshop = Workshop.objects.of(rule.space_id).get(pk=pk) if sort == "workshop" else None
    rule.cycle = Cycle.objects.of(rule.space_id).get(pk=pk) if sort == "cycle" else None


def written(rule: ReminderRule) -> dict:
    """What the fields show of it."""
    before = f"h{rule.hours_before}" if rule.hours_before else f"d{rule.days_before}"
    which = f"workshop:{rule.workshop_id}" if rule.workshop_id else f"cycle:{rule.cycle_id}" if rule.cycle_id else ""
    return {"before": before, "at_hour": rule.hour, "which": which, "channels": rule.channels}


class RuleForm(RuleFields, OnceForm):
    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, instance=ReminderRule(space=space), **options)


class EditRuleForm(RuleFields, VersionedForm):
    is_active = forms.BooleanField(label="En service", required=False)

    class Meta(RuleFields.Meta):
        fields = ["channels", "is_active"]

    def __init__(self, *args, instance: ReminderRule, by: User | None = None, **options):
        super().__init__(*args, instance=instance, initial=written(instance), **options)
        self.by = by

    def save(self, commit=True) -> ReminderRule:
        return services.change_rule(rule=self.instance, at=self.at, by=self.by)
