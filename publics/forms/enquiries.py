"""What comes in: noted, sorted, answered. What an address filters by is never refused, only ignored."""

from datetime import datetime, timedelta
from functools import partial

from django import forms
from django.utils import timezone

from mediation.accounts.models import Space, User
from mediation.accounts.permissions import WELCOMES
from mediation.accounts.submissions import OnceForm
from mediation.common.phones import PhoneFormField
from mediation.common.privacy import refuse_secrets
from mediation.common.templatetags.french import delay_fr

from ..enums import EnquiryChannel, EnquiryKind
from ..models import Enquiry, Person, Topic
from ..models.enquiries import HALF_A_DAY
from ..wording import PERMITTED
from .people import NBSP, leave_unmarked

SOMEBODY_ELSE = "other"
NOTED_BY_HAND = [
    EnquiryChannel.PHONE, EnquiryChannel.DESK, EnquiryChannel.MESSAGING, EnquiryChannel.COMMENT, EnquiryChannel.EMAIL,
    EnquiryChannel.LETTER,
]  # fmt: skip
SAID_BY_HAND = [EnquiryKind.QUESTION, EnquiryKind.COMPLAINT, EnquiryKind.THANKS, EnquiryKind.WORD]
LATEST_CALL = timedelta(days=90)


def words_field(label: str, *, required: bool = True, most: int = 1000, rows: int = 3, **options) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": rows}), **options,
    )  # fmt: skip


class TopicField(forms.ModelChoiceField):
    def __init__(self, **options):
        super().__init__(
            Topic.objects.none(), to_field_name="key", label="Sujet", required=False, empty_label="Pas encore dit",
            **options,
        )  # fmt: skip


class CallMomentField(forms.DateTimeField):
    """A day and an hour to call, on the clocks of the space."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def clean(self, value):
        moment, now = super().clean(value), timezone.now()
        if moment and not now - timedelta(days=1) < moment < now + LATEST_CALL:
            raise forms.ValidationError("Choisissez un moment dans les trois mois qui viennent.")
        return moment


class EnquiryFilterForm(forms.Form):
    OPEN, LATE, CLOSED, ALL = "", "retard", "closes", "toutes"

    voir = forms.ChoiceField(
        label="Où en est-on", required=False,
        choices=[(OPEN, "À traiter"), (LATE, "En retard"), (CLOSED, "Traités"), (ALL, "Tout")],
    )  # fmt: skip
    delai = forms.ChoiceField(label="À répondre en", required=False)
    quoi = forms.ChoiceField(label="Quoi", required=False, choices=[("", "Tout"), *EnquiryKind.choices])
    par = forms.ChoiceField(label="Par où", required=False, choices=[("", "Partout"), *EnquiryChannel.choices])
    sujet = forms.ChoiceField(label="Sujet", required=False)
    qui = forms.ChoiceField(
        label="Pris par", required=False, choices=[("", "Tous"), ("moi", "Moi"), ("personne", "Personne")]
    )

    def __init__(self, data, *, user: User):
        super().__init__(data)
        self.user = user
        topics = list(Topic.objects.proposed())
        self.fields["sujet"].choices = [("", "Tous"), *((topic.key, topic.name) for topic in topics)]
        targets = sorted({HALF_A_DAY} | {topic.target_minutes for topic in topics})
        self.fields["delai"].choices = [("", "Tous"), *((str(target), delay_fr(target)) for target in targets)]
        leave_unmarked(self, *self.fields)
        self.is_valid()

    @property
    def asked(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def asks_for_delay(self) -> bool:
        """Only of what is late: the list of the day stays short to read."""
        return self.asked.get("voir") == self.LATE or "delai" in self.asked

    def shows_replies_by(self, channel: str) -> bool:
        """Replies to our own messages have neither topic nor owner: they are shown beside what is to be answered."""
        return set(self.asked) <= {"par"} and self.asked.get("par", channel) == channel

    def found(self, space: Space, *, at: datetime):
        asked = self.asked
        enquiries = Enquiry.objects.of(space).with_details()
        late = partial(enquiries.overdue, at=at)
        seen = {self.OPEN: enquiries.open, self.LATE: late, self.CLOSED: enquiries.closed, self.ALL: enquiries.all}
        enquiries = seen[asked.get("voir", self.OPEN)]()
        if "delai" in asked:
            enquiries = enquiries.promised().filter(minutes=int(asked["delai"]))
        exact = {"quoi": "kind", "par": "channel", "sujet": "topic__key"}
        enquiries = enquiries.filter(**{exact[name]: asked[name] for name in exact if name in asked})
        owners = {"moi": {"assigned_to": self.user}, "personne": {"assigned_to": None}}
        return enquiries.filter(**owners.get(asked.get("qui"), {})).in_turn()


class NewEnquiryForm(OnceForm):
    """What was said, who says it, and what happens now: answered already, to be called back, or to be answered."""

    ANSWERED, CALL, WAIT = "answered", "call", "wait"

    channel = forms.ChoiceField(
        label=f"Par où{NBSP}?", choices=[(channel, channel.label) for channel in NOTED_BY_HAND],
        initial=EnquiryChannel.PHONE, widget=forms.RadioSelect,
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=f"C’est quoi{NBSP}?", choices=[(kind, kind.label) for kind in SAID_BY_HAND],
        initial=EnquiryKind.QUESTION, widget=forms.RadioSelect,
    )  # fmt: skip
    topic = TopicField()
    words = words_field("Ses mots", help_text="Pas d’information de santé, ni de numéro de sécurité sociale.")
    who = forms.ChoiceField(label=f"Qui est-ce{NBSP}?", required=False, widget=forms.RadioSelect)
    name = forms.CharField(label="Son prénom, ou son nom", max_length=80, required=False)
    phone = PhoneFormField(label="Téléphone", required=False)
    email = forms.EmailField(label="Adresse e-mail", required=False)
    has_agreed = forms.BooleanField(label="Elle est d’accord pour qu’on la rappelle", required=False)
    then = forms.ChoiceField(
        label=f"Et maintenant{NBSP}?", initial=WAIT, widget=forms.RadioSelect,
        choices=[(WAIT, "À traiter"), (ANSWERED, "J’ai répondu"), (CALL, "Rappeler à…")],
    )  # fmt: skip
    answer = words_field("Ce que j’ai répondu", required=False, rows=2)
    was_avoidable = forms.BooleanField(label="Une information plus claire l’aurait évité", required=False)
    call_at = CallMomentField(label="Rappeler le", required=False)

    def __init__(self, *args, found: list[Person], **options):
        super().__init__(*args, **options)
        self.people = {person.code: person for person in found}
        self.fields["topic"].queryset = Topic.objects.proposed()
        known = [(code, f"{person} ({person.told_apart})") for code, person in self.people.items()]
        self.fields["who"].choices = [*known, (SOMEBODY_ELSE, "Quelqu’un d’autre")]
        for name in ("name", "phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # hers, not those of who writes
        leave_unmarked(self, "who", "answer", "call_at", "has_agreed")

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self):
        said = super().clean()
        then, person = said.get("then"), self.person
        if then == self.ANSWERED and not said.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "Écrivez en quelques mots ce qui a été répondu.")
        if then == self.CALL and not said.get("call_at") and "call_at" not in self.errors:
            self.add_error("call_at", "Dites quand la rappeler.")
        if then == self.CALL and not (said.get("phone") or (person and person.call_number)):
            self.add_error("phone", "Donnez le numéro où la rappeler.")
        if said.get("kind") == EnquiryKind.WORD:
            self.check_word(said, person)
        return said

    def check_word(self, said: dict, person: Person | None) -> None:
        if not said.get("has_agreed"):
            self.add_error("has_agreed", "Sans son accord, ce mot ne peut pas être gardé.")
        if not (said.get("phone") or said.get("email") or person):
            self.add_error("phone", "Donnez un téléphone ou une adresse e-mail où lui répondre.")

    @property
    def person(self) -> Person | None:
        return self.people.get(self.cleaned_data.get("who"))

    @property
    def noted(self) -> dict:
        """What `note_enquiry` takes."""
        names = ("channel", "kind", "topic", "words", "name", "phone", "email", "has_agreed")
        return {name: self.cleaned_data[name] for name in names} | {"person": self.person}


class AnswerForm(forms.Form):
    answer = words_field("Votre réponse", rows=4)
    was_avoidable = forms.BooleanField(label="Une information plus claire aurait évité ce message", required=False)


class RedirectForm(forms.Form):
    redirected_to = forms.CharField(label=f"Vers qui{NBSP}?", max_length=200, validators=[refuse_secrets])
    was_avoidable = forms.BooleanField(label="Une information plus claire aurait évité ce message", required=False)


class ReopenForm(forms.Form):
    why = forms.CharField(label=f"Pourquoi revient-il{NBSP}?", max_length=200, validators=[refuse_secrets])


class ClassifyForm(forms.Form):
    """What waits for another date stays so; nothing else becomes it."""

    kind = forms.ChoiceField(label="Quoi", choices=[])
    topic = TopicField()

    def __init__(self, *args, enquiry: Enquiry, **options):
        super().__init__(*args, initial={"kind": enquiry.kind, "topic": enquiry.topic and enquiry.topic.key}, **options)
        is_date = enquiry.kind == EnquiryKind.OTHER_DATE
        kinds = [EnquiryKind.OTHER_DATE] if is_date else [*SAID_BY_HAND[:3], enquiry.kind]
        self.fields["kind"].choices = [(kind, EnquiryKind(kind).label) for kind in dict.fromkeys(kinds)]
        self.fields["topic"].queryset = Topic.objects.proposed()


def team_of(space: Space):
    welcoming = User.objects.filter(is_active=True, memberships__space=space, memberships__role__in=WELCOMES)
    return welcoming.order_by("name", "pk")


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label="Confié à", empty_label="Choisissez")

    def __init__(self, *args, enquiry: Enquiry, by: User, **options):
        super().__init__(*args, initial={"to": enquiry.assigned_to_id or by.pk}, **options)
        self.fields["to"].queryset = team_of(enquiry.space)


class CallBackForm(forms.Form):
    due_at = CallMomentField(label="Rappeler le")


class NameForm(forms.Form):
    """Who it is: one of those who share this number or this name, or somebody new."""

    NEW = "new"

    who = forms.ChoiceField(label=f"Qui est-ce{NBSP}?", widget=forms.RadioSelect)

    def __init__(self, *args, found: list[Person], **options):
        super().__init__(*args, **options)
        self.people = {person.code: person for person in found}
        known = [(code, f"{person} ({person.told_apart})") for code, person in self.people.items()]
        self.fields["who"].choices = [*known, (self.NEW, "Quelqu’un de nouveau")]

    @property
    def person(self) -> Person | None:
        return self.people.get(self.cleaned_data["who"])


class DisclosureForm(OnceForm):
    """Somebody calls about somebody. Nothing typed here is looked for among people."""

    caller_name = forms.CharField(label=f"Qui appelle{NBSP}?", max_length=80)
    structure_name = forms.CharField(
        label=f"De quelle structure{NBSP}?", max_length=160, validators=[refuse_secrets],
        widget=forms.TextInput(attrs={"list": "structures", "autocomplete": "off"}),
    )  # fmt: skip
    about = forms.CharField(
        label=f"À propos de qui{NBSP}?", max_length=120, validators=[refuse_secrets],
        help_text="Comme on vous le dit, sans rien confirmer.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    said = words_field("Ce que vous avez dit", most=400, rows=3, initial=PERMITTED)
