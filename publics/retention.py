"""What is emptied, taken away or kept of somebody once she is forgotten: one list, for every table that tells of her.

The apps above add theirs in their `AppConfig.ready`. `docs/retention.csv` says until when each column is kept; a test
holds the two together, so that a new column without a rule is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from mediation.accounts.models import Space
from mediation.courier.enums import MessageState
from mediation.courier.models import Inbound, Message

from .enums import ContactChannel, EnquiryKind, EnquiryState
from .models import (
    Authorisation,
    Belonging,
    Consent,
    Disclosure,
    Enquiry,
    Guardianship,
    Mandate,
    Merge,
    Person,
    PersonFacet,
    PersonInterest,
    RightsRequest,
    SupposedInterest,
    Visit,
)
from .models.enquiries import OPEN

ERASED = "effacé"
ANONYMOUS = "Personne anonymisée"
LEAVING = [MessageState.QUEUED, MessageState.SENDING]

Rows = Callable[[list[int]], QuerySet]  # the rows that tell of the people of these ids
Contacts = Callable[[Space], QuerySet]  # rows with their `person` and `seen_at`
Since = Callable[[datetime], Q]  # what nobody has looked at since then


@dataclass(frozen=True)
class Forgotten:
    """What becomes of the rows of one table. Without `becomes` they are taken away; `copies`: also in the journal."""

    model: type[Model]
    rows: Rows
    becomes: dict[str, object] = field(default_factory=dict)
    copies: tuple[str, ...] = ()  # columns the database derives from these

    @property
    def columns(self) -> list[str]:
        return [*self.becomes, *self.copies]


@dataclass(frozen=True)
class Expired:
    """What becomes of the rows of one table once the months of the space passed, whoever they tell of."""

    model: type[Model]
    since: Since
    becomes: dict[str, object]
    copies: tuple[str, ...] = ()
    months: int | None = None  # those of the space, unless it has its own

    @property
    def columns(self) -> list[str]:
        return [*self.becomes, *self.copies]

    def rows(self, *, space: Space, at: datetime) -> QuerySet:
        """Those that still say something."""
        since = at - relativedelta(months=self.months or space.retention_months)
        emptied = Q()
        for column, value in self.becomes.items():
            emptied &= Q(**{f"{column}__in": ["", ERASED]}) if isinstance(value, Case) else Q(**{column: value})
        return self.model.objects.filter(self.since(since), space=space).exclude(emptied)


_forgotten: list[Forgotten] = []
_expired: list[Expired] = []
_contacts: list[Contacts] = []


def forget(*rules: Forgotten) -> None:
    _forgotten.extend(rules)


def expire(*rules: Expired) -> None:
    _expired.extend(rules)


def hear_from(contacts: Contacts) -> None:
    """Register how else than by coming somebody was in touch with us."""
    _contacts.append(contacts)


def contacts(*, space: Space) -> list[QuerySet]:
    return [rows(space) for rows in _contacts]


def rules() -> list[Forgotten]:
    """Those of the apps above, then ours: the person herself is the last, since the others are found through her."""
    return [*_forgotten, *OURS]


def expired_rules() -> list[Expired]:
    return [*_expired, *OLD]


def of_person(model: type[Model], lookup: str = "person") -> Rows:
    return lambda ids: model.objects.filter(**{f"{lookup}__in": ids})


def erased(column: str) -> Case:
    """A text that a rule wants there says that it was taken away; an empty one stays empty."""
    return Case(When(**{column: ""}, then=Value("")), default=Value(ERASED))


def messages_to(ids: list[int]) -> QuerySet[Message]:
    return Message.objects.filter(recipient_ref__in=refs_of(ids))


def refs_of(ids: list[int]) -> list[str]:
    """What messages call her: herself, and what she wrote, which is answered and called back."""
    wrote = Enquiry.objects.filter(person__in=ids).values_list("pk", flat=True)
    return [*(f"person:{pk}" for pk in ids), *(f"enquiry:{pk}" for pk in wrote)]


def answers_of(ids: list[int]) -> QuerySet[Inbound]:
    """What she wrote: in answer to a message of hers or, matched with none, from her own number or address."""
    hers = Person.objects.filter(pk__in=ids)
    numbers = hers.exclude(phone="").values("phone"), hers.exclude(email="").values("email")
    unmatched = Q(message=None) & (Q(sender__in=numbers[0]) | Q(sender__in=numbers[1]))
    return Inbound.objects.filter(Q(message__recipient_ref__in=refs_of(ids)) | unmatched)


def merges_of(ids: list[int]) -> QuerySet[Merge]:
    """Undone or not: what each keeps says what was written on both records."""
    return Merge.objects.filter(Q(kept__in=ids) | Q(merged__in=ids))


NOTHING = {"address": "", "payload": {}}
PERSON = {
    "first_name": ANONYMOUS,
    "last_name": "",
    "birth_year": None,
    "gender": "",
    "status": "",
    "phone": "",
    "email": "",
    "address": "",
    "postal_code": "",
    "helper_name": "",
    "helper_phone": "",
    "dead_addresses": [],
    "best_time": "",
    "languages": "",
    "preferred_channel": ContactChannel.NONE,
    "is_provisional": False,
}
ENQUIRY = {
    "name": "",
    "phone": "",
    "email": "",
    "words": erased("words"),
    "answer": erased("answer"),
    "reopened_why": erased("reopened_why"),
}
OURS = [
    Forgotten(Inbound, answers_of, {"sender": "", "text": ""}),
    Forgotten(
        Message,
        lambda ids: messages_to(ids).filter(state=MessageState.QUEUED),
        {**NOTHING, "state": MessageState.SKIPPED, "reason": "la personne a été anonymisée"},
    ),
    Forgotten(Message, lambda ids: messages_to(ids).exclude(state__in=LEAVING), NOTHING),
    Forgotten(Visit, of_person(Visit), {"purpose": erased("purpose")}),
    Forgotten(PersonInterest, of_person(PersonInterest), {"words": ""}),
    Forgotten(Consent, of_person(Consent), {"address": "", "guardian_name": ""}),
    Forgotten(Authorisation, of_person(Authorisation), {"scope": erased("scope"), "guardian_name": ""}),
    Forgotten(
        RightsRequest,
        of_person(RightsRequest),
        {"name": "", "contact": "", "words": erased("words"), "answer": erased("answer")},
    ),
    Forgotten(Enquiry, of_person(Enquiry), ENQUIRY),
    Forgotten(Merge, merges_of, {"before": {}}),
    Forgotten(PersonFacet, of_person(PersonFacet)),
    Forgotten(SupposedInterest, of_person(SupposedInterest)),
    Forgotten(Mandate, of_person(Mandate)),
    Forgotten(Belonging, of_person(Belonging)),
    Forgotten(Guardianship, of_person(Guardianship, "child")),
    Forgotten(Guardianship, of_person(Guardianship, "adult")),
    Forgotten(
        Person,
        of_person(Person, "pk"),
        PERSON,
        copies=("search_key", "sort_key"),
    ),
]


def from_nobody_we_write_to(since: datetime) -> Q:
    """Answers matched with no message to a person: theirs are emptied with them."""
    return Q(received_at__lt=since) & (Q(message=None) | ~Q(message__recipient_ref__startswith="person:"))


A_YEAR = timedelta(days=365)
WISH = ENQUIRY | {"state": EnquiryState.CLOSED, "handled_at": F("received_at") + A_YEAR, "waited_minutes": 0}
OLD = [
    Expired(
        Enquiry,
        lambda since: Q(kind=EnquiryKind.OTHER_DATE, state__in=OPEN, received_at__lt=since),
        WISH,
        months=12,
    ),
    Expired(Enquiry, lambda since: Q(handled_at__lt=since), ENQUIRY),
    Expired(
        Disclosure,
        lambda since: Q(at__lt=since),
        {"caller_name": ERASED, "about": ERASED, "said": ERASED},
    ),
    Expired(
        RightsRequest,
        lambda since: Q(person=None, closed_at__lt=since),
        {"name": ERASED, "contact": "", "words": erased("words"), "answer": erased("answer")},
    ),
    Expired(Inbound, from_nobody_we_write_to, {"sender": "", "text": ""}),
]


def said_something(space: Space) -> QuerySet:
    return PersonInterest.objects.of(space).annotate(seen_at=F("said_at"))


def answered(space: Space) -> QuerySet:
    return Consent.objects.of(space).annotate(seen_at=F("at"))


def wrote(space: Space) -> QuerySet:
    return Enquiry.objects.of(space).filter(person__isnull=False).annotate(seen_at=F("received_at"))


def noted_twice(space: Space) -> QuerySet:
    """Somebody noted her anew, not knowing that we knew her."""
    doubles = Person.objects.of(space).exclude(reconciled_with=None)
    return doubles.annotate(person=F("reconciled_with"), seen_at=Greatest("created_at", "returned_at"))


hear_from(noted_twice)
hear_from(said_something)
hear_from(answered)
hear_from(wrote)
