"""What somebody may choose among on the programme: only what is still to come is proposed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.db.models import Count, Q
from django.utils.text import slugify

from mediation.accounts.enums import Access
from mediation.accounts.models import Space, Venue
from publics.models import Interest, Organisation

from ..enums import Audience, Setting
from ..models import Session, Tool, Workshop
from ..models.places import AT_HOME, REMOTELY

OF_A_KIND = ("workshop", "setting", "venue", "organisation", "accesses")
OF_A_BRANCH = ("branch__key", "branch__name", "branch__position")


@dataclass(frozen=True)
class Place:
    """Somewhere of the programme, as its address names it; no commune at a distance, nor for homes."""

    key: str
    name: str
    city: str
    latitude: float | None
    longitude: float | None
    sessions_count: int

    @property
    def name_and_city(self) -> str:
        return ", ".join(filter(None, [self.name[0].upper() + self.name[1:], self.city]))


@dataclass(frozen=True)
class Offered:
    branches: list[Interest] = field(default_factory=list)
    audiences: list[tuple[str, str]] = field(default_factory=list)
    tools: list[tuple[str, str]] = field(default_factory=list)
    accesses: list[tuple[str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


def offered(space: Space, *, at: datetime) -> Offered:
    """The sessions to come are read once, many of a kind: of one workshop, at one place, with the same to help."""
    coming = Session.objects.of(space).public().upcoming(at=at)
    counted = coming.order_by().values(*OF_A_KIND).annotate(sessions_count=Count("pk"))
    kinds = list(counted.values_list(*OF_A_KIND, "sessions_count", named=True))
    workshops = Workshop.objects.of(space).filter(pk__in={kind.workshop for kind in kinds}).select_related("branch")
    workshops = list(workshops.only("audiences", "tools", "accesses", *OF_A_BRANCH))
    venues = Venue.objects.of(space).in_bulk({kind.venue for kind in kinds} - {None})
    branches = {workshop.branch for workshop in workshops}
    audiences = {key for workshop in workshops for key in workshop.audiences}
    tools = {key for workshop in workshops for key in workshop.tools}
    accesses = {access for one in (*kinds, *workshops, *venues.values()) for access in one.accesses}
    names = Tool.objects.of(space).names()
    return Offered(
        branches=sorted(branches, key=lambda branch: (branch.position, branch.pk)),
        audiences=[(key, label) for key, label in Audience.choices if key in audiences],
        tools=[(key, name) for key, name in names.items() if key in tools],
        accesses=[(access, access.label) for access in Access if access in accesses],
        places=places(space, kinds, venues),
    )


def places(space: Space, kinds: Iterable, venues: dict[int, Venue]) -> list[Place]:
    """By commune, then by name."""
    organisations = Organisation.objects.of(space).in_bulk({kind.organisation for kind in kinds} - {None})
    counts = Counter()
    for kind in kinds:
        there = venues.get(kind.venue) or organisations.get(kind.organisation)
        counts[place_of(there, kind.setting)] += kind.sessions_count
    return [
        Place(slugify(name), name, city, *point, count)
        for (city, name, *point), count in sorted(counts.items(), key=lambda each: each[0][:2])
    ]


def place_of(there: Venue | Organisation | None, setting: str) -> tuple:
    """Its commune, its name, as `Session.place_key` says it, and its point when somebody gave it."""
    if there is None:
        return "", REMOTELY if setting == Setting.REMOTE else AT_HOME, None, None
    return there.city, there.name, there.latitude, there.longitude


class ChoicesForm(forms.Form):
    """Kept in the address. What it cannot read is ignored: an address typed by hand never fails."""

    envie = forms.SlugField(required=False, widget=forms.HiddenInput)
    public = forms.ChoiceField(label="Pour qui", required=False)
    age = forms.IntegerField(label="Âge", required=False, min_value=0, max_value=120)
    lieu = forms.ChoiceField(label="Où", required=False)
    jour = forms.DateField(
        label="Quel jour", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    outil = forms.ChoiceField(label="Avec quoi", required=False)
    aide = forms.ChoiceField(label="Ce qui aide à venir", required=False)

    def __init__(self, *args, offered: Offered, **options):
        super().__init__(*args, **options)
        venues = [(place.key, place.name_and_city) for place in offered.places]
        self.fields["public"].choices = [("", "Tout le monde"), *offered.audiences]
        self.fields["lieu"].choices = [("", "Partout"), *venues]
        self.fields["outil"].choices = [("", "Tous les outils"), *offered.tools]
        self.fields["aide"].choices = [("", "Peu importe"), *offered.accesses]
        for name in ("public", "lieu", "outil", "aide"):
            self.fields[name].widget.attrs["class"] = "form-select"
        for name in ("age", "jour"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.names = {place.key: place.name for place in offered.places}
        self.is_valid()

    @property
    def is_narrowed(self) -> bool:
        """By something else than the envie, which has its own line of choices."""
        return any(value not in (None, "") for name, value in self.cleaned_data.items() if name != "envie")

    def applied_to(self, sessions):
        said = self.cleaned_data
        if said.get("envie"):
            sessions = sessions.filter(workshop__branch__key=said["envie"])
        if said.get("public"):
            sessions = sessions.filter(workshop__audiences__contains=[said["public"]])
        if said.get("age") is not None:
            sessions = sessions.filter(fits(said["age"]))
        if said.get("lieu"):
            sessions = sessions.with_place_keys().filter(place_key=self.names[said["lieu"]])
        if said.get("jour"):
            sessions = sessions.filter(local_date=said["jour"])
        if said.get("outil"):
            sessions = sessions.filter(workshop__tools__contains=[said["outil"]])
        if said.get("aide"):
            sessions = sessions.offering(said["aide"])
        return sessions


def fits(age: int) -> Q:
    """Made for that age, whatever the brackets of statistics; a workshop that says no age is for everybody."""
    from_it = Q(workshop__ages_from=None) | Q(workshop__ages_from__lte=age)
    return from_it & (Q(workshop__ages_to=None) | Q(workshop__ages_to__gte=age))
