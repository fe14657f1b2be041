"""The sheet of a half-day keyed on one screen: what was ticked, who came, who was there, in the order of the paper."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mediation.accounts.models import Space, Stop, User
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import telling
from mediation.common.phones import PhoneFormField
from mediation.common.privacy import refuse_secrets
from publics.enums import VisitKind
from publics.models import Person
from publics.services import count_small_help
from workshops.enums import Half, Presence
from workshops.models import SeatHold
from workshops.services import Named, add_anonymous, note_presence, register

from .round_acts import met, note_visit_at, who_is
from .round_sheet import MOST_SEATS, SHORT_WAYS, SMALL_HELPS, VISIT_LINES
from .rounds import Expected, HalfDay, SignIn

A_YEAR = timedelta(days=366)
MOST_TAPS, MOST_UNNAMED, MOST_WALK_INS = 99, 60, 12
OF_WHO_IS_EXPECTED = (Presence.CAME, Presence.EXCUSED, Presence.ABSENT)
NOBODY_NUMBERED: Mapping[int, Person] = {}
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HalfDayForm(forms.Form):
    """Read in addresses: which half-day, of which stop."""

    arret = forms.ModelChoiceField(Stop.objects.none(), label="Arrêt", empty_label="Choisir…")
    jour = forms.DateField(label="Jour", widget=DAY)
    moment = forms.ChoiceField(label="Moment", choices=Half)

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        stops = Stop.objects.of(space).select_related("space", "venue")
        self.fields["arret"].queryset = stops.order_by("city", "place", "pk")

    def clean_jour(self) -> date:
        """An address may say any day: hours of the year 9999 cannot be counted."""
        if abs(self.cleaned_data["jour"] - timezone.localdate()) > A_YEAR:
            raise ValidationError("Choisissez un jour de cette année.")
        return self.cleaned_data["jour"]

    def clean_moment(self) -> Half:
        return Half(self.cleaned_data["moment"])


class VisitRow(forms.Form):
    """One who came; a line left empty is nobody."""

    who = forms.CharField(
        label="Qui", max_length=120, required=False, validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
    )  # fmt: skip
    what = forms.CharField(
        label="Ce qui l’amène", max_length=200, validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"list": "demarches", "autocomplete": "off", "class": "form-control"}),
        error_messages={"required": "Dites ce qui l’amène."},
    )  # fmt: skip
    how_done = forms.ChoiceField(
        label="Comment", choices=[("", "Pas dit"), *SHORT_WAYS.items()], required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip

    def __init__(self, *args, half_day: HalfDay, numbers: Mapping[int, Person] = NOBODY_NUMBERED, **options):
        super().__init__(*args, **options)
        self.half_day, self.numbers = half_day, numbers

    def clean_who(self) -> Person | Named | None:
        return who_is(self.cleaned_data["who"], self.numbers)

    def act(self, *, at: datetime, by: User) -> None:
        said = self.cleaned_data
        note_visit_at(self.half_day, who=said["who"], what=said["what"], how_done=said["how_done"], at=at, by=by)


class PresenceRow(forms.Form):
    presence = forms.ChoiceField(
        label="Présence", choices=[(one, one.label) for one in OF_WHO_IS_EXPECTED], required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )  # fmt: skip

    def __init__(self, *args, sign_in: SignIn, expected: Expected, **options):
        super().__init__(*args, initial={"presence": expected.presence}, **options)
        self.session, self.expected = sign_in.session, expected

    def act(self, *, at: datetime, by: User) -> None:
        if presence := self.cleaned_data["presence"]:
            person = self.expected.person
            note_presence(session=self.session, person=person, presence=Presence(presence), at=at, by=by)


class OthersRow(forms.Form):
    """Who came to a session without being registered."""

    names = forms.CharField(
        label="Venues sans être inscrites", max_length=1000, required=False, validators=[refuse_secrets],
        help_text="Un prénom et un nom par ligne.", widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    unnamed = forms.IntegerField(label="Venues sans donner de nom", min_value=0, max_value=MOST_UNNAMED, required=False)

    def __init__(self, *args, sign_in: SignIn, **options):
        super().__init__(*args, **options)
        self.session = sign_in.session

    def clean_names(self) -> list[Person | Named]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(lines) > MOST_WALK_INS:
            raise ValidationError(f"{MOST_WALK_INS} noms au plus.")
        return [who_is(line, NOBODY_NUMBERED) for line in lines]

    def act(self, *, at: datetime, by: User) -> None:
        for who in self.cleaned_data["names"]:
            person = met(who, space=self.session.space, at=at)
            note_presence(session=self.session, person=person, presence=Presence.WALKED_IN, at=at, by=by)
        if unnamed := self.cleaned_data["unnamed"]:
            add_anonymous(session=self.session, count=unnamed, at=at, by=by)


class SeatRow(forms.Form):
    """One of the seats kept for the stop, given there."""

    who = forms.CharField(
        label="Qui", max_length=120, validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
        error_messages={"required": "Dites pour qui est cette place."},
    )  # fmt: skip
    phone = PhoneFormField(label="Téléphone", required=False)

    def __init__(self, *args, hold: SeatHold, numbers: Mapping[int, Person], **options):
        super().__init__(*args, **options)
        self.hold, self.numbers = hold, numbers
        self.fields["phone"].widget.attrs["class"] = "form-control"

    def clean_who(self) -> Person | Named:
        return who_is(self.cleaned_data["who"], self.numbers)

    def act(self, *, at: datetime, by: User) -> None:
        who, phone = self.cleaned_data["who"], self.cleaned_data["phone"]
        named = replace(who, phone=phone) if isinstance(who, Named) else who
        person = met(named, space=self.hold.space, at=at)
        register(session=self.hold.session, person=person, hold=self.hold, at=at, by=by)


class HoldRows:
    """The seats of one session kept for the stop."""

    def __init__(self, data, hold: SeatHold, numbers: Mapping[int, Person]):
        self.hold = hold
        self.rows = [
            SeatRow(
                data, prefix=f"h{hold.pk}-{seat}", hold=hold, numbers=numbers, empty_permitted=True,
                use_required_attribute=False,
            )
            for seat in range(1, min(hold.seats, MOST_SEATS) + 1)
        ]  # fmt: skip


class SessionRows:
    """What was noted of one session."""

    def __init__(self, data, sign_in: SignIn):
        self.session = sign_in.session
        self.presences = [
            PresenceRow(data, prefix=f"p{one.number}", sign_in=sign_in, expected=one) for one in sign_in.expected
        ]
        self.others = OthersRow(data, prefix=f"s{sign_in.session.pk}", sign_in=sign_in)

    def __iter__(self) -> Iterator[forms.Form]:
        yield from [*self.presences, self.others]


class SheetForm(OnceForm):
    """All of the sheet: kept together, or refused together with the line that is wrong."""

    def __init__(
        self, data=None, *, half_day: HalfDay, sign_ins: Iterable[SignIn], seats: Iterable[SeatHold], at: datetime
    ):
        super().__init__(data)
        self.half_day, self.at = half_day, at
        for kind in SMALL_HELPS:
            self.fields[kind] = forms.IntegerField(label=kind.label, min_value=0, max_value=MOST_TAPS, required=False)
        numbers = {one.number: one.person for sign_in in sign_ins for one in sign_in.expected}
        self.visits = [
            VisitRow(
                data, prefix=f"v{line}", half_day=half_day, numbers=numbers, empty_permitted=True,
                use_required_attribute=False,
            )
            for line in range(1, VISIT_LINES + 1)
        ]  # fmt: skip
        self.sessions = [SessionRows(data, sign_in) for sign_in in sign_ins]
        self.holds = [HoldRows(data, hold, numbers) for hold in seats]

    @property
    def helps(self) -> list[forms.BoundField]:
        return [self[kind] for kind in SMALL_HELPS]

    @property
    def rows(self) -> list[forms.Form]:
        """The lines that say something."""
        every = [*self.visits, *(row for rows in self.sessions for row in rows)]
        every += [row for rows in self.holds for row in rows.rows]
        return [row for row in every if row.has_changed()]

    def clean(self):
        said = super().clean()
        wrong = [row for row in self.rows if not row.is_valid()]
        if self.half_day.starts_at > self.at:
            raise ValidationError("Cette demi-journée n’est pas encore venue.")
        if wrong:
            raise ValidationError("Rien n’est encore enregistré\u00a0: corrigez les lignes marquées.")
        if not self.rows and not any(said.get(kind) for kind in SMALL_HELPS):
            raise ValidationError("La feuille est vide\u00a0: il n’y a rien à enregistrer.")
        return said

    def write(self, *, by: User) -> None:
        """By the services of the desk. A line that one of them refuses says why, and nothing is kept."""
        then = min(self.half_day.middle, self.at)
        for kind in SMALL_HELPS:
            for _ in range(self.cleaned_data[kind] or 0):
                count_small_help(space=self.half_day.space, kind=VisitKind(kind), at=then, by=by)
        for row in self.rows:
            with telling(row):
                row.act(at=then if row in self.visits else self.at, by=by)
        if any(row.errors for row in self.rows):
            raise ValidationError("Rien n’est encore enregistré\u00a0: une ligne a été refusée, voyez pourquoi.")

    @property
    def counts(self) -> list[tuple[int, str]]:
        """What was written, each with its words."""
        helps = sum(self.cleaned_data[kind] or 0 for kind in SMALL_HELPS)
        visits = sum(row in self.visits for row in self.rows)
        presences = sum(isinstance(row, PresenceRow) for row in self.rows)
        seats = sum(isinstance(row, SeatRow) for row in self.rows)
        return [
            (helps, "petite aide,petites aides"), (visits, "passage,passages"), (presences, "présence,présences"),
            (seats, "place donnée,places données"),
        ]  # fmt: skip
