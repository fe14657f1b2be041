"""Which sorts of rows are kept about somebody: one statement, so that her page asks for none that she has not."""

from collections.abc import Callable, Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Func, Model, QuerySet

from mediation.courier.models import Inbound, Message
from partners.models import Referral
from publics.models import (
    Belonging,
    Consent,
    Enquiry,
    Guardianship,
    LearningCheck,
    Mandate,
    Person,
    PersonFacet,
    SupposedInterest,
)
from workshops.models import Appointment, Attendance, Loan, Pathway, Registration

HERS = "person_id = publics_person.id"
TOLD_HER = "space_id = publics_person.space_id AND recipient_ref = 'person:' || publics_person.id"
SORTS = dict.fromkeys(
    [
        Appointment, Attendance, Belonging, Consent, Enquiry, LearningCheck, Loan, Mandate, Pathway, PersonFacet,
        Registration, SupposedInterest,
    ],
    HERS,
) | {
    Guardianship: "publics_person.id IN (child_id, adult_id)",
    Inbound: f"message_id IN (SELECT id FROM courier_message WHERE {TOLD_HER})",
    Message: TOLD_HER,
    Person: "kept.reconciled_with_id = publics_person.id",
    Referral: f"registration_id IN (SELECT id FROM workshops_registration WHERE {HERS})",
}  # fmt: skip
ROWS = " UNION ALL ".join(
    f"SELECT '{model._meta.db_table}' WHERE EXISTS (SELECT 1 FROM {model._meta.db_table} AS kept WHERE {is_hers})"
    for model, is_hers in SORTS.items()
)


def with_sorts(people: QuerySet[Person]) -> QuerySet[Person]:
    """Each with `sorts`, the tables of `SORTS` where she has a row."""
    return people.annotate(sorts=Func(template=f"ARRAY({ROWS})", output_field=ArrayField(CharField())))


def hers(model: type[Model], person: Person, read: Callable[[QuerySet], Iterable] = QuerySet.all) -> list:
    """What `read` makes of the rows about her; of a sort she has none of, nothing is even asked."""
    return list(read(model.objects.of(person.space).filter(person=person))) if may_have(person, model) else []


def other_records(person: Person) -> list[Person]:
    """Those that were found to be hers."""
    return list(person.also_known_as.all()) if may_have(person, Person) else []


def may_have(person: Person, model: type[Model]) -> bool:
    """Whoever was not read with her sorts may have anything."""
    return model._meta.db_table in getattr(person, "sorts", [model._meta.db_table])
