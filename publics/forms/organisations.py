from collections.abc import Iterable
from functools import partial

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from mediation.accounts.models import Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import SpaceForm, VersionedForm
from mediation.common.privacy import refuse_secrets

from ..enums import OrganisationKind
from ..models import Organisation
from .facets import untagged
from .people import FOUND_AT_MOST, NBSP, leave_unmarked


class OrganisationFilterForm(forms.Form):
    """Kept in the address. What it cannot read filters nothing."""

    q = forms.CharField(label="Nom de la structure", required=False, widget=forms.SearchInput)
    genre = forms.ChoiceField(label="Quelle sorte", required=False, choices=[("", "Toutes"), *OrganisationKind.choices])
    commune = forms.ChoiceField(label="Commune", required=False)
    voir = forms.ChoiceField(
        label="Lesquelles",
        required=False,
        choices=[("", "Toutes"), ("personnes", "Avec des personnes que l’on connaît")],
    )

    def __init__(self, data, *, space: Space):
        super().__init__(data)
        self.space = space
        placed = Organisation.objects.of(space).exclude(city="").order_by("city")
        cities = placed.values_list("city", flat=True).distinct()
        self.fields["commune"].choices = [("", "Toutes"), *((city, city) for city in cities)]
        leave_unmarked(self, *self.fields)
        self.is_valid()

    @property
    def is_filtering(self) -> bool:
        return any(self.cleaned_data.values())

    def found(self) -> QuerySet[Organisation] | list[Organisation]:
        """By name; those that were searched by name, the closest first."""
        said = self.cleaned_data
        found = Organisation.objects.of(self.space).with_people_count().by_name()
        if said.get("genre"):
            found = found.filter(kind=said["genre"])
        if said.get("commune"):
            found = found.filter(city=said["commune"])
        if said.get("voir"):
            found = found.filter(people_count__gt=0)
        return self.closest(found, said["q"]) if said.get("q") else found

    def closest(self, found: QuerySet[Organisation], words: str) -> list[Organisation]:
        named = Organisation.objects.search(words, space=self.space, at_most=FOUND_AT_MOST)
        places = {organisation.pk: place for place, organisation in enumerate(named)}
        return sorted(found.filter(pk__in=places), key=lambda organisation: places[organisation.pk])


class OrganisationFields(SpaceForm):
    class Meta:
        model = Organisation
        fields = [
            *("name", "kind", "phone", "email", "address", "postal_code", "city", "website", "opening_hours", "hosts"),
        ]
        labels = {"kind": f"Qu’est-ce que c’est{NBSP}?", "hosts": f"Que pourrait-elle accueillir{NBSP}?"}
        help_texts = {"hosts": f"Par exemple{NBSP}: un atelier le mardi soir, huit personnes, une prise et du réseau."}
        field_classes = {"website": partial(forms.URLField, assume_scheme="https")}
        widgets = {"hosts": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)
        self.helper.layout = Layout(
            Div("name", "kind", css_class="fields"),
            Div("phone", "email", css_class="fields"),
            "address",
            Div("postal_code", "city", css_class="fields"),
            Div("website", "opening_hours", css_class="fields"),
            "hosts",
            *(name for name in ("version", "submission") if name in self.fields),
        )


class NewOrganisationForm(OnceForm, OrganisationFields):
    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, instance=Organisation(space=space), **options)


class EditOrganisationForm(OrganisationFields, VersionedForm):
    pass


class BelongingForm(OnceForm):
    """Which of those that were found, and what she does there."""

    chosen = forms.CharField(
        max_length=8, widget=forms.RadioSelect, error_messages={"required": "Choisissez dans la liste."}
    )
    role = forms.CharField(
        label=f"Qu’y fait-elle{NBSP}?", max_length=80, required=False, validators=[refuse_secrets],
        help_text=f"Comme elle le dit{NBSP}: présidente, vendeuse, donne un coup de main.",
    )  # fmt: skip

    def __init__(self, *args, among: QuerySet, found: Iterable, **options):
        super().__init__(*args, **options)
        self.among, self.found = among, list(found)

    def clean_chosen(self):
        row = self.among.filter(code=self.cleaned_data["chosen"]).first()
        if row is None:
            raise ValidationError("Choisissez dans la liste.")
        return row
