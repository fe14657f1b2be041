from datetime import date

from django import forms

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.phones import PhoneFormField
from mediation.common.privacy import refuse_secrets
from mediation.courier.enums import Channel
from publics.enums import ContactChannel, HowDone, RightsKind, RightsOutcome, SaidHow, Urgency, VisitKind
from publics.forms import MaybeKnown, check_reachable, leave_unmarked
from publics.models import Demarche, Interest, Person

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


class VisitForm(MaybeKnown, OnceForm):
    """Four questions: what brings the person, how it was done, what she would love to do, how to call her back."""

    what = forms.CharField(
        label=f"Qu’est-ce qui amène la personne{NBSP}?",
        max_length=200,
        validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"list": "demarches", "autofocus": True, "autocomplete": "off"}),
    )
    urgency = forms.ChoiceField(
        label=f"C’est pour quand{NBSP}?", choices=Urgency, required=False, widget=forms.RadioSelect
    )
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

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.space = space
        leave_unmarked(self, "first_name", "preferred_channel", "phone", "email")
        self.fields["interests"].queryset = Interest.objects.envies().select_related("parent")

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self):
        said = super().clean()
        said["demarche"] = Demarche.objects.named(said.get("what", "")).first()
        said["person"] = None
        self.check_envies(said)
        self.check_person(said)
        return said

    def check_envies(self, said: dict) -> None:
        """Words without an envie could not be counted with what others said; a démarche is none."""
        words, interests = said.get("words", ""), said.get("interests")
        if words and Demarche.objects.named(words).exists():
            self.add_error("words", f"« {words} » est une démarche{NBSP}: notez-la dans la première question.")
        elif words and not interests and "interests" not in self.errors:
            self.add_error("words", "Cochez l’envie qui s’en approche le plus, ou effacez ces mots.")
        if interests and said.get("who", NOBODY) == NOBODY:
            self.add_error("name", "Pour garder une envie, dites qui l’a exprimée. Sans nom, décochez-la.")

    def check_person(self, said: dict) -> None:
        who = said.get("who", NOBODY)
        if who == SOMEBODY_NEW:
            self.check_somebody_new(said)
        elif who != NOBODY:
            said["person"] = Person.objects.of(self.space).current().filter(code=who).first()
            if said["person"] is None:
                self.add_error("name", "Cette personne n’est plus dans la liste\u00a0: cherchez-la de nouveau.")
        elif said.get("name") and "name" not in self.errors:
            self.add_error("name", "Choisissez la personne dans la liste, ou « Nouvelle personne », ou effacez ce nom.")

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
            "interests": said["interests"],
            "words": said["words"],
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
            self.add_error("channels", "Cochez comment la prévenir, ou choisissez « Non merci ».")
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
