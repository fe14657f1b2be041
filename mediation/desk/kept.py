"""Which sorts of rows are kept about somebody: one statement, so that her page asks for none that she has not."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Func, QuerySet

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
SORTS = dict.fromkeys(
    [
        Appointment, Attendance, Belonging, Consent, Enquiry, LearningCheck, Loan, Mandate, Pathway, PersonFacet,
        Registration, SupposedInterest,
    ],
    HERS,
) | {
    Guardianship: "publics_person.id IN (child_id, adult_id)",
    Referral: f"registration_id IN (SELECT id FROM workshops_registration WHERE {HERS})",
}  # fmt: skip
ROWS = " UNION ALL ".join(
    f"SELECT '{model._meta.db_table}' WHERE EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE {is_hers})"
    for model, is_hers in SORTS.items()
)


def with_sorts(people: QuerySet[Person]) -> QuerySet[Person]:
    """Each with `sorts`, the tables of `SORTS` where she has a row."""
    return people.annotate(sorts=Func(template=f"ARRAY({ROWS})", output_field=ArrayField(CharField())))


def hers(rows: QuerySet, person: Person) -> QuerySet:
    """Those about her; asked only when she may have one."""
    return rows.filter(person=person) if may_have(person, rows) else rows.none()


def may_have(person: Person, rows: QuerySet) -> bool:
    """Whoever was not read with her sorts may have anything."""
    return rows.model._meta.db_table in getattr(person, "sorts", [rows.model._meta.db_table])
