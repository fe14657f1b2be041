"""How people who answer the rule of a persona are reached, read when it is asked: kept nowhere, and never a name.

Below FEWEST people nothing is told; what concerns fewer than FEWEST of them is not either, and shares are told in
tenths, so that nobody can be worked out of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractHour

from mediation.accounts.models import Space
from mediation.courier.enums import CallOutcome, Channel, Intent, MessageState
from mediation.courier.models import Message

from . import segments
from .enums import ContactChannel
from .models import Person, Persona, PersonFacet
from .reach import BY_EMAIL, BY_PHONE, BY_SMS

FEWEST = 5
LATELY = relativedelta(years=1)
WANTED = {ContactChannel.NONE: "Ne pas être prévenues"}
NOON, EVENING = 12, 18
ANSWERS = [intent for intent in Intent if intent != Intent.RETURNED]
NOBODY_SPOKE = [CallOutcome.NO_ANSWER, CallOutcome.LEFT_WORD]
HOURS = {
    "le matin": ("matin", Q(hour__lt=NOON)),
    "l’après-midi": ("apres-midi", Q(hour__range=(NOON, EVENING - 1))),
    "le soir": ("soir", Q(hour__gte=EVENING)),
}


@dataclass(frozen=True)
class Share:
    """`tenths` of them; nine when fewer than FEWEST are left out: « all » and « nearly all » read the same."""

    label: str
    tenths: int

    @property
    def words(self) -> str:
        return {0: "moins de 1 sur 10", 9: "presque toutes"}.get(self.tenths, f"{self.tenths} sur 10")


@dataclass(frozen=True)
class Habits:
    """`at_least`: how many they are, rounded down. `answered` is None when too few were told anything lately."""

    at_least: int
    channels: list[Share]
    hours: list[Share]
    answered: Share | None
    needs_call: Share | None


def share(label: str, part: int, whole: int) -> Share | None:
    if part < FEWEST:
        return None
    is_nearly_all = whole - part < FEWEST
    return Share(label, 9 if is_nearly_all else min(8, round(10 * part / whole)))


def shares(parts: Iterable[tuple[str, int]], whole: int) -> list[Share]:
    """The largest first."""
    told = (share(label, part, whole) for label, part in sorted(parts, key=lambda part: -part[1]))
    return list(filter(None, told))


def people_like(persona: Persona, *, at: datetime) -> QuerySet[Person]:
    """Who answers the rule now. Raises `BrokenRuleError`."""
    condition = segments.condition(persona.rule, space=persona.space, at=at)
    return Person.objects.of(persona.space).current().filter(condition)


def habits(persona: Persona, *, at: datetime) -> Habits | None:
    """None when they are too few to be told. Raises `BrokenRuleError`."""
    found = counted(people_like(persona, at=at), persona, at=at)
    whole = found["whole"]
    if whole < FEWEST:
        return None
    told = found["told"]
    return Habits(
        at_least=whole // FEWEST * FEWEST,
        channels=shares(
            ((WANTED.get(channel, channel.label), found[f"by_{channel}"]) for channel in ContactChannel), whole
        ),
        hours=shares(((label, found[key]) for label, (key, _) in HOURS.items()), whole),
        answered=share("Ont répondu", found["answered"], told) if told >= FEWEST else None,
        needs_call=share("Par téléphone seulement", found["needs_call"], whole),
    )


def counted(people: QuerySet[Person], persona: Persona, *, at: datetime) -> dict[str, int]:
    """Everything in one statement: how many they are, and how many of them each is true of."""
    space = persona.space
    her_ref = Concat(Value("person:"), Cast(OuterRef("pk"), CharField()))
    lately = Message.objects.of(space).filter(recipient_ref=her_ref, created_at__gte=at - LATELY)
    spoken = lately.filter(channel=Channel.PHONE).exclude(outcome__in=["", *NOBODY_SPOKE])
    spoken = spoken.annotate(hour=ExtractHour("sent_at", tzinfo=space.zone))
    true_of = {f"by_{channel}": Q(preferred_channel=channel) for channel in ContactChannel}
    true_of |= {key: Exists(spoken.filter(hours)) | Exists(said(key, space)) for key, hours in HOURS.values()}
    true_of |= {
        "told": Exists(lately.filter(Q(state=MessageState.SENT) | ~Q(outcome=""))),
        "answered": Exists(spoken) | Exists(lately.filter(replies__intent__in=ANSWERS)),
        "needs_call": BY_PHONE & ~BY_SMS & ~BY_EMAIL,
    }
    return people.aggregate(whole=Count("pk"), **{key: Count("pk", filter=Q(each)) for key, each in true_of.items()})


def said(key: str, space: Space) -> QuerySet[PersonFacet]:
    """« Ce qui m’arrangerait », as she said it."""
    return PersonFacet.objects.of(space).filter(person=OuterRef("pk"), facet__key=key)
