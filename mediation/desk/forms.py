from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone

from mediation.accounts.models import Space, User, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.phones import PhoneFormField
from mediation.common.privacy import refuse_secrets
from mediation.common.templatetags.french import day_fr, duration_fr
from mediation.courier.enums import Channel
from publics.enums import (
    ContactChannel,
    Equipment,
    HowDone,
    Need,
    PlaceKind,
    RightsKind,
    RightsOutcome,
    SaidHow,
    Urgency,
    VisitKind,
)
from publics.forms import MaybeKnown, check_reachable, leave_unmarked
from publics.models import Demarche, Interest, Person, Topic, Visit
from workshops.models import Appointment

from . import box

NBSP = "\u00a0"
NOBODY, SOMEBODY_NEW = "", "new"
FOUND_AT_MOST = 6
ANNOUNCED_BY = (Channel.SMS, Channel.EMAIL, Channel.PHONE, Channel.LETTER)
WORDS = {
    Channel.SMS: "Par SMS",
    Channel.EMAIL: "Par e-mail",
    Channel.PHONE: "Par téléphone",
    Channel.LETTER: "Par courrier",
}
PHONE_FIRST = (ContactChannel.PHONE, ContactChannel.SMS, ContactChannel.EMAIL, ContactChannel.NONE)


DURATIONS = (15, 30, 45, 60, 90, 120)  # those that La Coop proposes
NOON = time(12)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class VisitDetails(forms.Form):
    """What is filled in already: where, when, how long, on what. Then what is only counted by the day."""

    on = forms.DateField(label="Quel jour", required=False, widget=DAY)
    minutes = forms.TypedChoiceField(
        label="Durée", choices=[(minutes, duration_fr(minutes)) for minutes in DURATIONS], coerce=int, empty_value=None,
        required=False,
    )  # fmt: skip
    place_kind = forms.ChoiceField(label="Type de lieu", choices=PlaceKind, required=False)
    venue = forms.ModelChoiceField(Venue.objects.none(), label="Lieu", required=False, empty_label="Ailleurs")
    equipment = forms.MultipleChoiceField(
        label="Sur quel matériel", choices=Equipment, required=False, widget=forms.CheckboxSelectMultiple
    )
    need = forms.ChoiceField(
        label="À quoi ça sert",
        choices=[("", "Pas demandé"), *Need.choices],
        required=False,
        help_text=f"Un nombre par jour{NBSP}: rien n’est gardé avec la personne.",
    )
    better_known = forms.ModelChoiceField(
        Topic.objects.none(), to_field_name="key", required=False, empty_label="Non",
        label=f"Une information claire l’aurait-elle évité{NBSP}?",
        help_text="Le sujet seul est compté, pour qui écrit nos annonces.",
    )  # fmt: skip

    def prepare_details(self, space: Space, by: User) -> None:
        self.fields["venue"].queryset = venues = Venue.objects.of(space).order_by("is_itinerant", "name", "pk")
        self.fields["better_known"].queryset = Topic.objects.proposed()
        if not space.has_needs:
            del self.fields["need"]
        leave_unmarked(self, "on", "minutes", "place_kind", "venue", "equipment")
        last = (
            Visit.objects.of(space)
            .filter(noted_by=by)
            .exclude(venue=None)
            .select_related("venue")
            .order_by("-at", "-pk")
            .first()
        )
        here = (last and last.venue) or venues.first()
        self.initial = {
            "on": timezone.localdate(),
            "minutes": DURATIONS[0],
            "place_kind": PlaceKind.VENUE,
            "venue": here,
            "equipment": [Equipment.COMPUTER],
        } | self.initial

    def clean_on(self) -> date | None:
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise ValidationError("Ce jour n’est pas encore venu.")
        return on

    def instant(self, at: datetime) -> datetime:
        """Now, or noon of a day before."""
        on = self.cleaned_data["on"]
        return at if on in (None, timezone.localdate(at)) else timezone.make_aware(datetime.combine(on, NOON))

    @property
    def has_wrong_details(self) -> bool:
        return any(self[name].errors for name in VisitDetails.base_fields if name in self.fields)

    @property
    def prefilled(self) -> str:
        """« Aujourd’hui, 15 min, salle du Lavoir »: what is folded, said in a line."""
        on, minutes, venue = (self.initial[name] for name in ("on", "minutes", "venue"))
        day = "Aujourd’hui" if on == timezone.localdate() else f"{day_fr(on)}".capitalize()
        return ", ".join(filter(None, [day, duration_fr(minutes), venue and venue.name]))

    @property
    def details(self) -> dict:
        """What `note_visit` takes of them."""
        said = self.cleaned_data
        topic = said["better_known"]
        return {
            "minutes": said["minutes"],
            "place_kind": said["place_kind"] or PlaceKind.VENUE,
            "venue": said["venue"],
            "equipment": said["equipment"],
            "need": said.get("need", ""),
            "better_known": topic.key if topic else "",
        }


class Who(MaybeKnown, OnceForm):
    """One box for who comes or calls, then for why; one of those we know, somebody new, or nobody."""

    what = forms.CharField(
        label=f"Qu’est-ce qui amène la personne{NBSP}?",
        max_length=200,
        validators=[refuse_secrets],
        help_text="Un nom ou une démarche.",
        widget=forms.TextInput(
            attrs={
                "list": "demarches",
                "autofocus": True,
                "autocomplete": "off",
                "hx-get": reverse_lazy("desk:visit"),
                "hx-trigger": "input delay:150ms",
                "hx-target": "#visit-box",
                "hx-include": "#visit-people",
                "hx-sync": "this:replace",
            }
        ),
    )
    name = forms.CharField(
        label=f"Comment la rappeler{NBSP}?",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Son nom ou son téléphone"}),
    )
    who = forms.CharField(label="Qui", max_length=8, required=False)
    first_name = forms.CharField(label="Prénom", max_length=60, required=False)
    last_name = forms.CharField(label="Nom", max_length=60, required=False)
    preferred_channel = forms.ChoiceField(
        label=f"Comment la prévenir{NBSP}?",
        choices=[(channel, channel.label) for channel in PHONE_FIRST],
        required=False,
        initial=ContactChannel.PHONE,
        widget=forms.RadioSelect,
    )
    phone = PhoneFormField(label="Téléphone", required=False)
    email = forms.EmailField(label="Adresse e-mail", required=False)
    named: list[Person] = []

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def check_what(self, said: dict) -> None:
        """A whole name where one says what brings her: who she is goes to the last question."""
        what = said.get("what", "")
        self.named = [] if said["demarche"] or said["person"] else list(box.exactly(what, space=self.space))
        if self.named:
            self.add_error("what", f"«{NBSP}{what}{NBSP}» est dans la liste des personnes{NBSP}: "
                           "choisissez-la plus bas, puis dites ici ce qui l’amène.")  # fmt: skip

    def check_person(self, said: dict) -> None:
        who = said.get("who", NOBODY)
        if who == SOMEBODY_NEW:
            self.check_somebody_new(said)
        elif who != NOBODY:
            said["person"] = Person.objects.of(self.space).current().filter(code=who).first()
            if said["person"] is None:
                self.add_error("name", "Cette personne n’est plus dans la liste\u00a0: cherchez-la de nouveau.")
        elif said.get("name") and "name" not in self.errors:
            self.add_error(
                "name", "Choisissez la personne dans la liste, ou «\u00a0Nouvelle personne\u00a0», ou effacez ce nom."
            )

    def check_somebody_new(self, said: dict) -> None:
        if not said.get("first_name") and "first_name" not in self.errors:
            self.add_error("first_name", "Son prénom suffit.")
        if not said.get("preferred_channel"):
            said["preferred_channel"] = ContactChannel.PHONE
        check_reachable(self)

    @property
    def new_person(self) -> dict | None:
        """What `create_person` takes, when somebody new is to be noted."""
        if self.cleaned_data["who"] != SOMEBODY_NEW:
            return None
        names = ("first_name", "last_name", "preferred_channel", "phone", "email")
        return {name: self.cleaned_data[name] for name in names}


class VisitForm(VisitDetails, Who):
    """Four questions: what brings the person, how it was done, what she would love to do, how to call her back."""

    urgency = forms.ChoiceField(
        label=f"C’est pour quand{NBSP}?", choices=Urgency, required=False, widget=forms.RadioSelect
    )
    due_on = forms.DateField(label="Avant quel jour", required=False, widget=DAY)
    is_unfinished = forms.BooleanField(label=f"Ce n’est pas fini{NBSP}: à reprendre", required=False)
    how_done = forms.ChoiceField(
        label=f"Comment a-t-on fait{NBSP}?", choices=HowDone, required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=f"Avec une heure pour elle, qu’aimerait-elle faire{NBSP}?",
        max_length=200,
        required=False,
        validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Avec ses mots"}),
    )
    interests = forms.ModelMultipleChoiceField(
        Interest.objects.none(), to_field_name="key", label="Envies", required=False
    )
    appointment = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, space: Space, by: User, **options):
        super().__init__(*args, **options)
        self.space = space
        self.prepare_details(space, by)
        leave_unmarked(self, "first_name", "preferred_channel", "phone", "email")
        self.fields["interests"].queryset = Interest.objects.envies().select_related("parent")

    def clean(self):
        said = super().clean()
        said["demarche"] = Demarche.objects.named(said.get("what", "")).first()
        said["person"] = None
        self.check_envies(said)
        self.check_person(said)
        self.check_what(said)
        self.check_appointment(said)
        return said

    def check_appointment(self, said: dict) -> None:
        """Hers, when she was expected; refused with its reason once the visit is noted (`become_visit`)."""
        code = said.get("appointment", "").upper()
        said["appointment"] = Appointment.objects.of(self.space).filter(code=code).first() if code else None
        if code and said["appointment"] is None:
            self.add_error(None, "Ce rendez-vous n’existe plus\u00a0: notez le passage sans lui.")

    def check_envies(self, said: dict) -> None:
        """Words without an envie could not be counted with what others said; a démarche is none."""
        words, interests = said.get("words", ""), said.get("interests")
        if words and Demarche.objects.named(words).exists():
            self.add_error(
                "words", f"«{NBSP}{words}{NBSP}» est une démarche{NBSP}: notez-la dans la première question."
            )
        elif words and not interests and "interests" not in self.errors:
            self.add_error("words", "Cochez l’envie qui s’en approche le plus, ou effacez ces mots.")
        if interests and said.get("who", NOBODY) == NOBODY:
            self.add_error("name", "Pour garder une envie, dites qui l’a exprimée. Sans nom, décochez-la.")

    @property
    def visit(self) -> dict:
        """What `note_visit` takes of what brought her. A démarche that was recognised says it all."""
        said = self.cleaned_data
        known = said["demarche"]
        return {
            "demarche": known,
            "purpose": "" if known else said["what"],
            "how_done": said["how_done"],
            "urgency": said["urgency"],
            "due_on": said["due_on"],
            "is_unfinished": said["is_unfinished"],
            "interests": said["interests"],
            "words": said["words"],
            **self.details,
        }


class SmallHelpForm(OnceForm):
    kind = forms.ChoiceField(choices=[(kind, kind.label) for kind in VisitKind if kind != VisitKind.SUPPORT])

    def clean_kind(self) -> VisitKind:
        return VisitKind(self.cleaned_data["kind"])


class ConsentForm(OnceForm):
    """Her answer to the one question. Nothing is ticked beforehand; « Non merci » is an answer too."""

    channels = forms.MultipleChoiceField(
        label="Voulez-vous qu’on vous prévienne des prochains ateliers\u00a0?",
        help_text="Vous choisissez comment, et vous pouvez changer d’avis à tout moment, en passant, en appelant ou en "
        "répondant STOP.",
        required=False,
        choices=Channel,
        widget=forms.CheckboxSelectMultiple,
    )
    how = forms.ChoiceField(label="Elle l’a dit", choices=SaidHow, initial=SaidHow.DESK)
    guardian_name = forms.CharField(
        label="Parent présent, qui dit oui avec l’enfant",
        max_length=80,
        required=False,
        validators=[refuse_secrets],
        help_text="Avant 15 ans, l’enfant et un parent disent oui ensemble.",
    )
    answer = forms.ChoiceField(choices=[("yes", "Oui"), ("no", "Non merci")])

    def __init__(self, *args, person: Person, on: date, **options):
        super().__init__(*args, **options)
        reached = [channel for channel in ANNOUNCED_BY if person.address_for(channel)]
        self.fields["channels"].choices = [(channel, WORDS[channel]) for channel in reached]
        leave_unmarked(self, "channels", "guardian_name")
        if not person.may_be_under_15(on=on):
            del self.fields["guardian_name"]

    def clean(self):
        said = super().clean()
        if said.get("answer") == "no":
            said["channels"] = []
        elif "channels" not in self.errors and not said.get("channels"):
            self.add_error("channels", "Cochez comment la prévenir, ou choisissez «\u00a0Non merci\u00a0».")
        return said

    @property
    def details(self) -> dict:
        """What `say_consents` takes."""
        said = self.cleaned_data
        return {
            "channels": [Channel(channel) for channel in said["channels"]],
            "how": SaidHow(said["how"]),
            "guardian_name": said.get("guardian_name", ""),
        }


class StopForm(forms.Form):
    """By which channels she no longer wants the messages of her registrations."""

    stopped = forms.MultipleChoiceField(
        label="Ne plus lui envoyer les messages de ses inscriptions",
        required=False,
        choices=[(channel, WORDS[channel]) for channel in ANNOUNCED_BY],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        leave_unmarked(self, "stopped")


class RightsRequestForm(OnceForm):
    kind = forms.ChoiceField(label="Ce qu’elle demande", choices=RightsKind)
    received_on = forms.DateField(label="Reçue le", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    words = forms.CharField(label="Avec ses mots", max_length=400, required=False, validators=[refuse_secrets])

    def __init__(self, *args, on: date, **options):
        super().__init__(*args, **options)
        self.on = on
        self.fields["received_on"].initial = on

    def clean_received_on(self) -> date:
        received_on = self.cleaned_data["received_on"]
        if not self.on.year - 1 <= received_on.year or received_on > self.on:
            raise forms.ValidationError("Donnez le jour où la demande est arrivée, au plus tard aujourd’hui.")
        return received_on

    @property
    def details(self) -> dict:
        """What `note_rights_request` takes."""
        said = self.cleaned_data
        return {"kind": RightsKind(said["kind"]), "received_on": said["received_on"], "words": said["words"]}


class OutsideRequestForm(RightsRequestForm):
    """Somebody we have no record of asks too."""

    name = forms.CharField(label=f"Qui demande{NBSP}?", max_length=120, validators=[refuse_secrets])
    contact = forms.CharField(
        label=f"Où lui répondre{NBSP}?", max_length=254, validators=[refuse_secrets],
        help_text="Un téléphone, une adresse e-mail ou postale.",
    )  # fmt: skip
    field_order = ["name", "contact", "kind", "received_on", "words", "submission"]

    @property
    def details(self) -> dict:
        """What `note_outside_request` takes."""
        return super().details | {name: self.cleaned_data[name] for name in ("name", "contact")}


class CloseRequestForm(forms.Form):
    outcome = forms.ChoiceField(label="Réponse", choices=RightsOutcome, widget=forms.RadioSelect)
    answer = forms.CharField(
        label="Ce qui lui a été répondu",
        max_length=400,
        required=False,
        validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un refus se dit avec sa raison.",
    )
