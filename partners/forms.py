from functools import partial

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Count, F, Func, TextField

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm
from publics.forms import leave_unmarked
from publics.models import Organisation, Person
from workshops.models import Session

from . import typologies
from .enums import PartnerState, RefusalReason
from .models import Contact, Partner

FOUND_AT_MOST = 200
NEW = "new"


class PartnerFilterForm(forms.Form):
    """Kept in the address. What it cannot read filters nothing."""

    q = forms.CharField(label="Nom de la structure", required=False, widget=forms.SearchInput)
    type = forms.ChoiceField(label="Type", required=False)
    etat = forms.ChoiceField(label="Où nous en sommes", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.partners = Partner.objects.of(space)
        self.space = space
        self.fields["etat"].choices = [("", "Tous"), *PartnerState.choices]
        self.fields["type"].choices = [("", "Tous"), *self.known_types()]
        self.fields["commune"].choices = [("", "Toutes"), *self.known_communes()]
        leave_unmarked(self, *self.fields)
        self.is_valid()

    def known_types(self) -> list[tuple[str, str]]:
        each = Func(F("types"), function="unnest", output_field=TextField())
        codes = self.partners.annotate(code=each).values_list("code", flat=True).order_by("code").distinct()
        return sorted(((code, typologies.label(code)) for code in codes), key=lambda pair: pair[1])

    def known_communes(self) -> list[tuple[str, str]]:
        named = self.partners.exclude(organisation__city="").order_by("organisation__city")
        return [(city, city) for city in named.values_list("organisation__city", flat=True).distinct()]

    @property
    def is_filtering(self) -> bool:
        return any(self.cleaned_data.values())

    def found(self):
        """By name; those that were searched by name, the closest first."""
        said = self.cleaned_data
        partners = self.partners.by_name().annotate(referral_count=Count("organisation__referrals"))
        if said.get("type"):
            partners = partners.filter(types__contains=[said["type"]])
        if said.get("etat"):
            partners = partners.filter(state=said["etat"])
        if said.get("commune"):
            partners = partners.filter(organisation__city=said["commune"])
        return self.closest(partners, said["q"]) if said.get("q") else partners

    def closest(self, partners, words: str) -> list[Partner]:
        named = Organisation.objects.search(words, space=self.space, at_most=FOUND_AT_MOST)
        places = {organisation.pk: place for place, organisation in enumerate(named)}
        found = partners.filter(organisation__in=places)
        return sorted(found, key=lambda partner: places[partner.organisation_id])


class PartnerFields(forms.ModelForm):
    """The structure, and what makes it a partner of ours."""

    state = forms.ChoiceField(label="Où nous en sommes", choices=PartnerState.choices)
    note = forms.CharField(
        label="Note pratique", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui aide à travailler ensemble\u00a0: qui appeler, quel jour passer. Rien sur des personnes.",
    )  # fmt: skip

    class Meta:
        model = Organisation
        fields = [
            *("name", "kind", "address", "postal_code", "city", "phone", "email", "website", "opening_hours"),
        ]  # fmt: skip
        labels = {"kind": "Type de structure"}
        field_classes = {"website": partial(forms.URLField, assume_scheme="https")}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(
            Div("name", "kind", css_class="fields"),
            Div("phone", "email", css_class="fields"),
            "address",
            Div("postal_code", "city", css_class="fields"),
            Div("website", "opening_hours", css_class="fields"),
            Div("state", css_class="fields"),
            "note",
            *(name for name in ("version", "submission") if name in self.fields),
        )


class NewPartnerForm(OnceForm, PartnerFields, SpaceForm):
    def partner(self) -> Partner:
        return Partner(state=self.cleaned_data["state"], note=self.cleaned_data["note"])


class EditPartnerForm(PartnerFields, VersionedForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial |= {"state": self.instance.partner.state, "note": self.instance.partner.note}

    def save(self, commit=True):
        organisation = super().save(commit)
        partner = organisation.partner
        partner.state, partner.note = self.cleaned_data["state"], self.cleaned_data["note"]
        partner.save(update_fields=["state", "note"])
        return organisation


class ContactForm(OnceForm, SpaceForm):
    class Meta:
        model = Contact
        fields = ["name", "role", "phone", "email"]


class ImportForm(OnceForm):
    file = forms.FileField(
        label="Le fichier", allow_empty_file=True,
        help_text="CSV ou Excel (.xlsx), 10 Mo au plus, au format national «\u00a0lieux de médiation numérique\u00a0».",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"required": "Choisissez un fichier."},
    )  # fmt: skip
    source = forms.CharField(
        label="D’où vient-il\u00a0?", required=False, max_length=80,
        help_text="Seulement si le fichier ne le dit pas ligne par ligne. Gardez le même nom la prochaine fois.",
    )  # fmt: skip


class ConfirmForm(OnceForm):
    """Nothing to fill in: the page said what would change."""


class ReferralFilterForm(forms.Form):
    """Kept in the address. What it cannot read shows what is open."""

    OPEN, CLOSED, ALL = "ouvertes", "closes", "toutes"
    voir = forms.ChoiceField(
        label="Voir", required=False,
        choices=[(OPEN, "Ouvertes"), (CLOSED, "Closes"), (ALL, "Toutes")],
    )  # fmt: skip
    structure = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.is_valid()

    @property
    def shown(self) -> str:
        return self.cleaned_data.get("voir") or self.OPEN

    def found(self, referrals):
        if self.cleaned_data.get("structure"):
            referrals = referrals.filter(organisation__code=self.cleaned_data["structure"].upper())
        return {self.OPEN: referrals.open, self.CLOSED: referrals.closed, self.ALL: referrals.all}[self.shown]()


class AcceptForm(OnceForm):
    """Whose slip it is: somebody known or somebody new; the desk says, never a computer."""

    who = forms.ChoiceField(
        label="Qui est-ce\u00a0?", widget=forms.RadioSelect,
        error_messages={"required": "Dites si c’est l’une de ces personnes, ou quelqu’un de nouveau."},
    )  # fmt: skip
    session = forms.ModelChoiceField(
        label="À quelle séance\u00a0?", queryset=Session.objects.none(), empty_label="Choisissez une séance",
        error_messages={"required": "Choisissez une séance."},
    )  # fmt: skip

    def __init__(self, *args, matches: list[Person], sessions, is_settled: bool, **options):
        super().__init__(*args, **options)
        self.matches = {person.code: person for person in matches}
        new = (NEW, "Quelqu’un de nouveau")
        self.fields["who"].choices = [
            *((code, f"{person} ({person.told_apart})") for code, person in self.matches.items()),
            new,
        ]
        if not matches:
            self.fields["who"].initial = NEW
        if is_settled:
            del self.fields["session"]
        else:
            self.fields["session"].queryset = sessions

    @property
    def person(self) -> Person | None:
        return self.matches.get(self.cleaned_data["who"])


class AttachForm(forms.Form):
    """Which partner sent a slip whose structure was typed."""

    partner = forms.ChoiceField(
        label="C’est l’un de nos partenaires\u00a0?",
        error_messages={"required": "Choisissez un partenaire.", "invalid_choice": "Choisissez un partenaire."},
    )

    def __init__(self, *args, partners: list[Partner], **options):
        super().__init__(*args, **options)
        self.partners = {partner.organisation.code: partner for partner in partners}
        self.fields["partner"].choices = [(code, str(partner)) for code, partner in self.partners.items()]

    @property
    def chosen(self) -> Partner:
        return self.partners[self.cleaned_data["partner"]]


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label="Pourquoi\u00a0?", choices=RefusalReason.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une raison\u00a0: la structure la lira si la personne le veut bien."},
    )  # fmt: skip
