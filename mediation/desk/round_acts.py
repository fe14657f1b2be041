"""What happened at a stop, as the device that was there says it: each act by the form and the service of the desk.

An act carries its own key, made when it happened: sent twice, by two pages or after a cut, it is taken once.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.models import Space, User
from mediation.accounts.submissions import OnceForm, attempt
from mediation.common.phones import PhoneFormField
from mediation.common.privacy import refuse_secrets
from publics.enums import HowDone, Origin
from publics.models import Demarche, Person
from publics.services import count_small_help, note_visit
from workshops.enums import Presence
from workshops.forms import AnonymousForm
from workshops.forms.holds import first_and_last
from workshops.models import Round, SeatHold, Session
from workshops.services import Named, add_anonymous, note_presence, register
from workshops.services.holds import newcomer

from .forms import SmallHelpForm
from .rounds import HalfDay

OLDEST = timedelta(hours=24)
TOO_OLD = "C’était il y a plus de vingt-quatre heures\u00a0: notez-le au guichet, avec son jour."


def who_is(words: str, numbers: Mapping[int, Person]) -> Person | Named | None:
    """A number of the sheet, else a name: who bears it is said later, at the desk."""
    if words.isdecimal():
        if int(words) not in numbers:
            raise ValidationError(f"Il n’y a pas de n\u00b0\u00a0{words} sur la feuille.")
        return numbers[int(words)]
    names = first_and_last(words) if words else None
    if words and names is None:
        raise ValidationError("Commencez par le prénom.")
    return Named(*names) if names else None


def met(who: Person | Named | None, *, space: Space, at: datetime) -> Person | None:
    return newcomer(who, space=space, origin=Origin.DESK, at=at) if isinstance(who, Named) else who


def note_visit_at(
    half_day: HalfDay, *, who: Person | Named | None, what: str, how_done: str, at: datetime, by: User
) -> None:
    """A démarche is recognised by its name; anything else is what she said."""
    demarche = Demarche.objects.named(what).first()
    note_visit(
        space=half_day.space, person=met(who, space=half_day.space, at=at), demarche=demarche,
        purpose="" if demarche else what, how_done=how_done, stop=half_day.stop, at=at, by=by,
    )  # fmt: skip


class Act(forms.Form):
    """`lead`: where the desk settles what was refused; `advice`: what to do there."""

    lead, advice = "desk:today", ""

    def __init__(self, *args, half_day: HalfDay, **options):
        super().__init__(*args, **options)
        self.half_day, self.space = half_day, half_day.space

    @property
    def address(self) -> str:
        return reverse(self.lead)


class OfSomebody(Act):
    """One of those who were on the device, by her code; else a name, and a telephone when she left one."""

    person = forms.CharField(max_length=8, required=False)
    who = forms.CharField(max_length=120, required=False, validators=[refuse_secrets])
    phone = PhoneFormField(required=False)

    def clean_person(self) -> Person | None:
        """Merged since with somebody else, she is that one."""
        code = self.cleaned_data["person"].upper()
        person = Person.objects.of(self.space).filter(code=code).first() if code else None
        while person and person.reconciled_with:
            person = person.reconciled_with
        if code and person is None:
            raise ValidationError("Cette personne n’est plus dans la liste.")
        return person

    def clean(self):
        said = super().clean()
        names = first_and_last(said.get("who", ""))
        said["somebody"] = said.get("person") or (Named(*names, phone=said.get("phone", "")) if names else None)
        if said.get("who") and names is None:
            self.add_error("who", "Commencez par le prénom.")
        return said


class HelpAct(Act, SmallHelpForm):
    lead, advice = "desk:small_help", "Comptez-la au guichet."

    def act(self, *, at: datetime, by: User) -> None:
        count_small_help(space=self.space, kind=self.cleaned_data["kind"], at=at, by=by)


class VisitAct(OfSomebody):
    what = forms.CharField(max_length=200, validators=[refuse_secrets])
    how_done = forms.ChoiceField(choices=HowDone, required=False)
    lead, advice = "desk:visit", "Notez ce passage au guichet."

    def act(self, *, at: datetime, by: User) -> None:
        said = self.cleaned_data
        note_visit_at(self.half_day, who=said["somebody"], what=said["what"], how_done=said["how_done"], at=at, by=by)


class OfSession(Act):
    session = forms.CharField(max_length=8)
    advice = "Voyez la feuille de présences."

    def clean_session(self) -> Session:
        session = Session.objects.of(self.space).filter(code=self.cleaned_data["session"].upper()).first()
        if session is None:
            raise ValidationError("Cette séance n’est plus dans le programme.")
        return session

    @property
    def address(self) -> str:
        session = self.cleaned_data.get("session")
        return reverse("workshops:attendance", args=[session.code]) if session else reverse("workshops:sessions")


class PresenceAct(OfSession, OfSomebody):
    presence = forms.ChoiceField(choices=Presence)

    def clean(self):
        said = super().clean()
        if not said["somebody"] and not {"person", "who"} & set(self.errors):
            self.add_error(None, "Dites qui c’était.")
        return said

    def act(self, *, at: datetime, by: User) -> None:
        said = self.cleaned_data
        person = met(said["somebody"], space=self.space, at=at)
        note_presence(session=said["session"], person=person, presence=Presence(said["presence"]), at=at, by=by)


class UnnamedAct(OfSession, AnonymousForm):
    def act(self, *, at: datetime, by: User) -> None:
        said = self.cleaned_data
        add_anonymous(session=said["session"], count=said["anonymous"], at=at, by=by)


class SeatAct(OfSomebody):
    """One of the seats kept for the stop. Given to somebody else meanwhile, it is refused and said."""

    hold = forms.IntegerField()
    advice = "Voyez avec elle\u00a0: la liste d’attente, ou une autre date."

    def clean_hold(self) -> SeatHold:
        holds = SeatHold.objects.of(self.space).filter(stop=self.half_day.stop).select_related("session")
        hold = holds.filter(pk=self.cleaned_data["hold"]).first()
        if hold is None:
            raise ValidationError("Ces places ne sont plus gardées pour cet arrêt.")
        return hold

    def clean(self):
        said = super().clean()
        if not said["somebody"] and not {"person", "who", "phone"} & set(self.errors):
            self.add_error(None, "Dites pour qui est cette place.")
        return said

    @property
    def address(self) -> str:
        hold = self.cleaned_data.get("hold")
        return reverse("workshops:register", args=[hold.session.code]) if hold else reverse("workshops:sessions")

    def act(self, *, at: datetime, by: User) -> None:
        hold = self.cleaned_data["hold"]
        person = met(self.cleaned_data["somebody"], space=self.space, at=at)
        register(session=hold.session, person=person, hold=hold, at=at, by=by)


ACTS = {"help": HelpAct, "visit": VisitAct, "presence": PresenceAct, "unnamed": UnnamedAct, "seat": SeatAct}


class Envelope(OnceForm):
    """`at`: when it happened on the device. Never in the future, nor before it left, nor older than a day."""

    act = forms.ChoiceField(choices=[(name, name) for name in ACTS])
    at = forms.DateTimeField()

    def __init__(self, *args, kept: Round, now: datetime, **options):
        super().__init__(*args, **options)
        self.kept, self.now = kept, now

    def clean_at(self) -> datetime:
        at = max(min(self.cleaned_data["at"], self.now), self.kept.left_at)
        if at < self.now - OLDEST:
            raise ValidationError(TOO_OLD)
        return at


@dataclass(frozen=True)
class Outcome:
    """Of one act; refused, it says why, what to do and where."""

    submission: str
    is_done: bool
    sentence: str = ""
    address: str = ""


def settle(said: Mapping[str, object], *, kept: Round, half_day: HalfDay, now: datetime, by: User) -> dict:
    """Take one act of the queue, or say why not. Those before and after do not depend on it."""
    typed = {name: "" if value is None else str(value) for name, value in said.items()}
    submission, envelope = typed.get("submission", ""), Envelope(typed, kept=kept, now=now)
    form = ACTS.get(typed.get("act", ""), HelpAct)(typed, half_day=half_day)
    if form.is_valid() and envelope.is_valid():
        at = envelope.cleaned_data["at"]
        attempt(envelope, space=kept.space, at=now, act=lambda: acted(form, at=at, by=by))
    refusals = [*sentences_of(envelope), *sentences_of(form)]
    if refusals:
        sentence = " ".join([*refusals, form.advice]).strip()
        return asdict(Outcome(submission, is_done=False, sentence=sentence, address=form.address))
    return asdict(Outcome(submission, is_done=True))


def acted(form: Act, *, at: datetime, by: User) -> str:
    form.act(at=at, by=by)
    return form.address


def sentences_of(form: forms.Form) -> list[str]:
    return list(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))
