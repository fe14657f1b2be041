from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from mediation.accounts.models import Commune, Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.common.phones import may_receive_sms
from mediation.common.privacy import refuse_secrets

from ..enums import ContactChannel
from ..models import Interest, Person, Segment
from ..notifications import REACHED_BY, readdress
from ..segments import BrokenRuleError
from ..services import likely_matches

NBSP = "\u00a0"
NEEDED = {
    ContactChannel.PHONE: ("phone", "Donnez le numéro où appeler, ou choisissez un autre moyen."),
    ContactChannel.SMS: ("phone", "Donnez le numéro du mobile, ou choisissez un autre moyen."),
    ContactChannel.EMAIL: ("email", "Donnez l’adresse e-mail, ou choisissez un autre moyen."),
    ContactChannel.LETTER: ("address", "Donnez l’adresse postale, ou choisissez un autre moyen."),
    ContactChannel.SOMEONE: ("helper_phone", "Donnez le téléphone de qui l’aide, ou choisissez un autre moyen."),
}
NOT_A_MOBILE = "Ce numéro ne reçoit pas de SMS. Choisissez «\u00a0Par téléphone\u00a0», ou donnez un mobile."
KNOWN = f"Nous connaissons peut-être déjà cette personne{NBSP}: regardez la liste."
FOUND_AT_MOST = 200
NEVER_ASKED_FIRST = ("heard_from", "gender", "status")
FOLDED = ("city", "birth_year", "best_time", "languages", *NEVER_ASKED_FIRST)
ORDERS = {
    "": ("sort_key", "pk"),
    "commune": ("city", "sort_key", "pk"),
    "arrivee": ("-created_at", "pk"),
}
SORTED = [("", "Par nom"), ("commune", "Par commune"), ("arrivee", "Les dernières arrivées d’abord")]


def leave_unmarked(form: forms.Form, *names: str) -> None:
    """Asked when another answer calls for it: their labels do not say « (facultatif) »."""
    for name in names:
        form.fields[name].is_unmarked = True


def check_reachable(form: forms.Form) -> None:
    """The channel that was chosen has what it needs. For any form that asks how to reach somebody."""
    said = form.cleaned_data
    channel = said.get("preferred_channel")
    field, sentence = NEEDED.get(channel, ("", ""))
    if field in form.fields and field not in form.errors and not said.get(field):
        form.add_error(field, sentence)
    if channel == ContactChannel.SMS and said.get("phone") and not may_receive_sms(said["phone"]):
        form.add_error("phone", NOT_A_MOBILE)


class MaybeKnown(forms.Form):
    """Mixed into a form that creates somebody: she may be known already, and the desk says whether she is."""

    is_somebody_else = forms.BooleanField(label="C’est quelqu’un d’autre, que nous ne connaissons pas", required=False)
    matches: list[Person] = []

    def refuse_if_known(self, space: Space) -> None:
        """Called when it is about to create: a form sent twice does not find whom it created the first time."""
        said = self.cleaned_data
        if said["is_somebody_else"]:
            return
        names = {name: said[name] for name in ("first_name", "last_name", "phone", "email")}
        self.matches = likely_matches(space=space, **names)
        if self.matches:
            raise ValidationError({"name": ValidationError(KNOWN, code="known")})


class PersonFields(forms.ModelForm):
    """Her name and one way to reach her; the rest only if it helps."""

    class Meta:
        model = Person
        fields = [
            *("first_name", "last_name", "preferred_channel", "phone", "email", "address", "postal_code"),
            *("helper_name", "helper_phone", "city", "birth_year", "best_time", "languages"),
            *("heard_from", "gender", "status"),
        ]
        labels = {
            "preferred_channel": f"Comment la prévenir{NBSP}?",
            "helper_name": f"Qui l’aide{NBSP}?",
            "helper_phone": "Téléphone de qui l’aide",
            "best_time": f"Quand l’appeler{NBSP}?",
            "languages": f"Quelles langues parle-t-elle{NBSP}?",
            "heard_from": f"Comment nous a-t-elle connus{NBSP}?",
        }
        help_texts = {
            "phone": f"Un mobile pour les SMS{NBSP}; un fixe convient pour appeler.",
            "best_time": f"Par exemple{NBSP}: après 17 h, pas le mercredi.",
        }
        error_messages = {"first_name": {"required": "Son prénom suffit, mais il le faut."}}
        widgets = {"preferred_channel": forms.RadioSelect, "city": forms.TextInput(attrs={"list": "communes"})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["preferred_channel"].choices = ContactChannel.choices
        for name in NEVER_ASKED_FIRST:
            self.fields[name].choices = [("", "Pas demandé"), *self.fields[name].choices[1:]]
        leave_unmarked(self, "phone", "email", "address", "postal_code", "helper_name", "helper_phone")
        self.communes = list(Commune.objects.of(self.instance.space).order_by("name", "pk"))
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        hidden = [name for name, field in self.fields.items() if field.widget.is_hidden]
        opened = " open" if self.has_details else ""
        return Layout(
            Div("first_name", "last_name", css_class="fields"),
            Div(
                "preferred_channel",
                Div("phone", "email", css_class="fields"),
                Div("address", "postal_code", css_class="fields reveal-letter"),
                Div("helper_name", "helper_phone", css_class="fields reveal-someone"),
                css_class="reveals",
            ),
            HTML(f'<details class="more"{opened}><summary>Ajouter une précision</summary>'),
            Div("city", "birth_year", "best_time", "languages", "heard_from", css_class="fields"),
            Div("gender", "status", css_class="fields"),
            HTML("</details>"),
            *hidden,
        )

    @property
    def has_details(self) -> bool:
        """Folded answers are shown when there is something to read, or to correct, among them."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    def clean_birth_year(self) -> int | None:
        year = self.cleaned_data["birth_year"]
        if year and year > timezone.localdate().year:
            raise ValidationError("Cette année n’est pas encore venue.", code="future")
        return year

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self):
        """The commune's code goes with its name, when it is one of the territory."""
        cleaned = super().clean()
        check_reachable(self)
        codes = {commune.name.casefold(): commune.insee_code for commune in self.communes}
        cleaned["insee_code"] = self.instance.insee_code = codes.get(cleaned.get("city", "").casefold(), "")
        return cleaned


class NewPersonForm(PersonFields, MaybeKnown, OnceForm):
    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, instance=Person(space=space), **options)

    def details(self) -> dict:
        """What `create_person` takes."""
        ours = {"submission", "is_somebody_else"}
        return {name: value for name, value in self.cleaned_data.items() if name not in ours}


class EditPersonForm(PersonFields, VersionedForm):
    def save(self, commit=True) -> Person:
        person = super().save(commit)
        if REACHED_BY & set(self.changed_data):
            readdress(person, at=timezone.now())
        return person


class ReconcileForm(forms.Form):
    """Who somebody is: one of the people we know, or somebody new."""

    SOMEBODY_NEW = "new"

    who = forms.CharField(label=f"Qui est-ce{NBSP}?", widget=forms.RadioSelect)

    def __init__(self, *args, matches: list[Person], **options):
        super().__init__(*args, **options)
        self.matches = {person.code: person for person in matches}

    def clean_who(self) -> Person | None:
        """The person of that code; None for somebody new."""
        who = self.cleaned_data["who"]
        if who != self.SOMEBODY_NEW and who not in self.matches:
            raise ValidationError("Choisissez une personne de la liste, ou «\u00a0quelqu’un de nouveau\u00a0».")
        return self.matches.get(who)


class InterestForm(OnceForm):
    """An envie that somebody says, outside of a visit."""

    interest = forms.ModelChoiceField(
        Interest.objects.none(), to_field_name="key", label="Envie", empty_label="Choisissez une envie"
    )
    words = forms.CharField(label="Avec ses mots", max_length=200, required=False, validators=[refuse_secrets])

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["interest"].queryset = envies = Interest.objects.envies().by_branch()
        self.fields["interest"].choices = [("", "Choisissez une envie"), *grouped(envies)]
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True


def grouped(envies: QuerySet[Interest]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices under the name of their branch."""
    branches: dict[str, list[tuple[str, str]]] = {}
    for envie in envies:
        branches.setdefault(envie.parent.name, []).append((envie.key, envie.name))
    return list(branches.items())


def offer_groups(field: forms.ModelChoiceField, space: Space) -> None:
    """Those of the space, read once."""
    groups = Segment.objects.of(space)
    field.queryset = groups.select_related("space")
    field.choices = [("", field.empty_label), *groups.by_name().values_list("pk", "name")]


class PeopleFilterForm(forms.Form):
    """Which people are listed. What cannot be understood is ignored: an address is no place to be corrected."""

    q = forms.CharField(label="Nom, téléphone ou e-mail", required=False)
    envie = forms.ChoiceField(label="A dit cette envie", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)
    groupe = forms.ModelChoiceField(Segment.objects.none(), label="Groupe", required=False, empty_label="Tous")
    voir = forms.ChoiceField(label="Qui", required=False, choices=[("", "Toutes"), ("nouveaux", "À reconnaître")])
    tri = forms.ChoiceField(label="Dans l’ordre", required=False, choices=SORTED)

    def __init__(self, data, *, space: Space):
        super().__init__(data)
        self.space = space
        people = Person.objects.of(space).current()
        cities = people.exclude(city="").order_by("city").values_list("city", flat=True).distinct()
        envies = Interest.objects.said_in(space).values_list("key", "name")
        self.fields["commune"].choices = [("", "Toutes"), *((city, city) for city in cities)]
        self.fields["envie"].choices = [("", "Toutes"), *envies]
        offer_groups(self.fields["groupe"], space)
        leave_unmarked(self, *self.fields)
        self.is_valid()

    @property
    def is_filtering(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields if name != "tri")

    @property
    def told(self) -> str:
        """The filters in words. What was searched may name somebody: that something was is all that is told."""
        asked = {name: self.cleaned_data.get(name) for name in ("envie", "commune", "groupe", "voir")}
        told = [f"{self.fields[name].label}{NBSP}: {self.words(name, value)}" for name, value in asked.items() if value]
        searched = ["un nom, un téléphone ou un e-mail cherché"] if self.cleaned_data.get("q") else []
        return ", ".join([*told, *searched]) or "aucun"

    def words(self, name: str, value: object) -> str:
        return str(value) if name == "groupe" else str(dict(self.fields[name].choices)[value])

    def found(self) -> QuerySet[Person]:
        """In the order asked for, by name else; the closest first when a name was typed."""
        asked = self.cleaned_data
        people = self.of_group().order_by(*ORDERS[asked.get("tri") or ""])
        if asked.get("voir"):
            people = people.provisional()
        if asked.get("envie"):
            people = people.filter(interests__interest__key=asked["envie"])
        if asked.get("commune"):
            people = people.filter(city=asked["commune"])
        return self.closest(people) if asked.get("q") else people

    def of_group(self) -> QuerySet[Person]:
        """Nobody, and `broken` says why, when the rule of the group is not understood."""
        self.broken = ""
        segment = self.cleaned_data.get("groupe")
        if segment is None:
            return Person.objects.of(self.space).current()
        try:
            return segment.people(at=timezone.now())
        except BrokenRuleError as broken:
            self.broken = broken.messages[0]
            return Person.objects.none()

    def closest(self, people: QuerySet[Person]) -> QuerySet[Person]:
        words = self.cleaned_data["q"]
        return people.in_order_of(Person.objects.closest_keys(words, space=self.space, at_most=FOUND_AT_MOST))
