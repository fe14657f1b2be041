"""What a group may be made of, among what this app knows of people."""

from datetime import datetime
from functools import reduce
from operator import or_

from dateutil.relativedelta import relativedelta
from django import forms
from django.db.models import Min, Q, Value

from mediation.accounts.models import Space
from mediation.common.text import FrKey

from .enums import ContactChannel, FacetKind, HeardFrom, ProjectState
from .models import Facet, Interest, Person, PersonFacet, PersonInterest, Visit
from .reach import REACHED
from .registry import sightings
from .segments import SCHEMA, Criterion, Idea, register, suggest

AGES = {  # those of La Coop, by the year of birth
    "moins_de_douze": ("Moins de 12 ans", 0, 11),
    "douze_dix_huit": ("12 - 17 ans", 12, 17),
    "dix_huit_vingt_quatre": ("18 - 24 ans", 18, 24),
    "vingt_cinq_trente_neuf": ("25 - 39 ans", 25, 39),
    "quarante_cinquante_neuf": ("40 - 59 ans", 40, 59),
    "soixante_soixante_neuf": ("60 - 69 ans", 60, 69),
    "soixante_dix_plus": ("70 ans et plus", 70, 120),
}
SERVES = [FacetKind.OCCUPATION, FacetKind.TALENT, FacetKind.PROJECT]
MONTHS = [("1", "un mois"), ("3", "trois mois"), ("6", "six mois"), ("12", "un an"), ("24", "deux ans")]


def choice(*choices) -> forms.ChoiceField:
    return forms.ChoiceField(label="Réponse", choices=[("", "Choisissez"), *choices])


def of_envies(_space: Space) -> forms.ChoiceField:
    branches: dict[str, list[tuple[str, str]]] = {}
    for envie in Interest.objects.filter(parent__isnull=False).by_branch():
        branches.setdefault(envie.parent.name, []).append((envie.key, envie.name))
    return choice(*branches.items())


def of_branches(_space: Space) -> forms.ChoiceField:
    branches = Interest.objects.filter(parent=None).order_by("position", "name", "pk")
    return choice(*branches.values_list("key", "name"))


def of_cities(_space: Space) -> forms.CharField:
    """Any commune: nobody may live there yet."""
    return forms.CharField(label="Réponse", max_length=80, widget=forms.TextInput(attrs={"list": "communes"}))


def of_facets(_space: Space) -> forms.ChoiceField:
    """What she does, what she is good at, what she has in mind: what tells whom a session could serve."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for facet in Facet.objects.proposed().filter(kind__in=SERVES):
        kinds.setdefault(facet.get_kind_display(), []).append((facet.key, facet.name))
    return choice(*kinds.items())


def who_said(space: Space, **which) -> Q:
    return Q(pk__in=PersonInterest.objects.of(space).filter(**which).values("person"))


def said_of_herself(key: str, *, space: Space, at: datetime) -> Q:
    said = PersonFacet.objects.of(space).filter(facet__key=key).exclude(state=ProjectState.LEFT)
    return Q(pk__in=said.values("person"))


def lives_in(city: str, *, space: Space, at: datetime) -> Q:
    """However its name was typed: each of those names is compared once, not everybody's."""
    typed = Person.objects.of(space).current().values("city").annotate(key=FrKey(Min("city")))
    return Q(city__in=typed.filter(key=FrKey(Value(city))).values("city"))


def of_age(bracket: str, *, space: Space, at: datetime) -> Q:
    """By the year alone, which is all we keep."""
    _, youngest, oldest = AGES[bracket]
    year = at.astimezone(space.zone).year
    return Q(birth_year__range=(year - oldest, year - youngest))


def not_seen_for(months: str, *, space: Space, at: datetime) -> Q:
    """Neither at the desk nor at a session, since then; she was known before."""
    since = at - relativedelta(months=int(months))
    seen = [Q(pk__in=rows.filter(seen_at__gte=since).values("person")) for rows in sightings(space=space)]
    came = Q(created_at__gte=since)
    for each in seen:
        came |= each
    return ~came


def never_seen(_: str, *, space: Space, at: datetime) -> Q:
    """Neither at the desk nor at a session: somebody told us of her, or she wrote."""
    return ~reduce(or_, (Q(pk__in=rows.values("person")) for rows in sightings(space=space)))


def received(_: str, *, space: Space, at: datetime) -> Q:
    """At the desk or by appointment, which becomes a visit once she came."""
    return Q(pk__in=Visit.objects.seen(space).values("person"))


def known_for_less(months: str, *, space: Space, at: datetime) -> Q:
    return Q(created_at__gte=at - relativedelta(months=int(months)))


CRITERIA = (
    Criterion(
        "interest", "A dit l’envie", lambda key, *, space, at: who_said(space, interest__key=key), of_envies
    ),
    Criterion(
        "branch", "A dit une envie de la branche",
        lambda key, *, space, at: who_said(space, interest__parent__key=key), of_branches,
    ),
    Criterion("facet", "Dit d’elle-même", said_of_herself, of_facets),
    Criterion("city", "Habite", lives_in, of_cities),
    Criterion(
        "age", "A l’âge", of_age, lambda space: choice(*((key, label) for key, (label, _, _) in AGES.items()))
    ),
    Criterion(
        "reach", "Peut être prévenue", lambda way, *, space, at: REACHED[way][1],
        lambda space: choice(*((way, label) for way, (label, _) in REACHED.items())),
    ),
    Criterion(
        "channel", "A choisi d’être prévenue", lambda channel, *, space, at: Q(preferred_channel=channel),
        lambda space: choice(*ContactChannel.choices),
    ),
    Criterion(
        "heard_from", "Nous a connus par", lambda source, *, space, at: Q(heard_from=source),
        lambda space: choice(*HeardFrom.choices),
    ),
    Criterion("not_seen", "N’est pas venue depuis", not_seen_for, lambda space: choice(*MONTHS)),
    Criterion("never_seen", "N’est encore jamais venue, ni sur place ni en atelier", never_seen),
    Criterion("received", "A déjà été reçue, seule", received),
    Criterion("newcomer", "Nous connaît depuis moins de", known_for_less, lambda space: choice(*MONTHS)),
    Criterion("provisional", "Reste à reconnaître", lambda _, *, space, at: Q(is_provisional=True)),
)  # fmt: skip


IDEAS = (Idea("pas-encore", "Pas encore venues", {"v": SCHEMA, "all": [{"is": "never_seen"}]}),)


def register_criteria() -> None:
    register(*CRITERIA)
    suggest(*IDEAS)
