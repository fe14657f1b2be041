import re
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mediation.accounts.models import Stop
from mediation.accounts.submissions import OnceForm
from mediation.common import dates
from mediation.common.phones import normalised
from mediation.common.privacy import refuse_social_security_number
from publics.forms import leave_unmarked
from publics.models import Organisation, Person

from ..models import Session
from ..services import Named
from ..services.holds import given_back_at

MOST_SEATS, MOST_NAMES = 60, 60
LONGEST = Person._meta.get_field("first_name").max_length
DAYS_BEFORE = {days: dates.days_before(days) for days in (1, 2, 3, 5, 7, 14)}
APART = re.compile(r"\s*[,;\t]\s*")


class UntilForm(forms.Form):
    """Until when seats are kept, in days before the session: they follow it when it moves."""

    days_before = forms.TypedChoiceField(
        label="Gardées jusqu’à", choices=[*DAYS_BEFORE.items()], coerce=int, initial=3,
        help_text="À 9 heures. Sans nom ce jour-là, elles sont rendues, et proposées à qui attend.",
    )  # fmt: skip

    def __init__(self, *args, session: Session, **options):
        super().__init__(*args, **options)
        self.session = session

    @property
    def until(self) -> datetime:
        return given_back_at(self.session, days_before=self.cleaned_data["days_before"])


class HoldForm(UntilForm, OnceForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Pour quelle structure", empty_label="Choisir…", required=False
    )
    stop = forms.ModelChoiceField(
        Stop.objects.none(), label="Ou pour quel arrêt du bus", empty_label="Aucun", required=False,
        help_text="Données sur place, même sans réseau.",
    )  # fmt: skip
    seats = forms.IntegerField(label="Combien de places", min_value=1, max_value=MOST_SEATS, initial=2)

    field_order = ["organisation", "stop", "seats", "days_before"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.of(self.session.space).by_name()
        leave_unmarked(self, "organisation", "stop")
        stops = Stop.objects.of(self.session.space).order_by("city", "place", "pk")
        self.fields["stop"].queryset = stops
        if not stops:
            del self.fields["stop"]

    def clean(self):
        said = super().clean()
        if bool(said.get("organisation")) == bool(said.get("stop")) and not {"organisation", "stop"} & set(self.errors):
            self.add_error("organisation", "Choisissez une structure, ou un arrêt du bus.")
        return said


class ExtendForm(UntilForm):
    pass


class NamesForm(OnceForm):
    """A list as a structure sends it: one a line, a telephone or an e-mail address after the name."""

    names = forms.CharField(
        label="Les noms, un par ligne", max_length=6000, widget=forms.Textarea({"rows": 6}),
        help_text="«\u00a0Amina Benali, 06 39 98 10 01\u00a0» ou «\u00a0Lucien Orme, lucien@example.org\u00a0». "
        "Le nom suffit.",
        validators=[refuse_social_security_number],
    )  # fmt: skip

    def clean_names(self) -> list[Named]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(lines) > MOST_NAMES:
            raise ValidationError(f"{MOST_NAMES} noms au plus à la fois.")
        return [self.one(number, line) for number, line in enumerate(lines, 1)]

    def one(self, number: int, line: str) -> Named:
        name, *ways = filter(None, APART.split(line))
        names = first_and_last(name)
        if names is None:
            raise ValidationError(f"Ligne {number}\u00a0: commencez par le prénom et le nom.")
        return Named(*names, **dict(reached(number, way) for way in ways))


def first_and_last(name: str) -> tuple[str, str] | None:
    """None when it is no name."""
    first, _, last = name.strip().partition(" ")
    is_name = first[:1].isalpha() and max(len(first), len(last)) <= LONGEST
    return (first, last.strip()) if is_name else None


def reached(number: int, way: str) -> tuple[str, str]:
    try:
        if "@" in way:
            validate_email(way)
            return "email", way.lower()
        return "phone", normalised(way)
    except ValidationError as refusal:
        raise ValidationError(f"Ligne {number}, « {way[:40]} »\u00a0: {refusal.messages[0]}") from refusal
