"""People are forgotten after the months of their space; what was done stays counted."""

import csv
import json
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import models
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.accounts.models import JournalEntry
from mediation.common import isolation
from mediation.courier.enums import MessageState
from mediation.courier.models import Inbound, Message
from mediation.local.paths import ROOT
from publics import retention, services
from publics.models import Merge, Person, Visit
from publics.tasks import anonymise
from tests.factories import (
    NOW,
    AttendanceFactory,
    ConsentFactory,
    InboundFactory,
    MessageFactory,
    PersonFactory,
    PersonInterestFactory,
    ReferralFactory,
    RegistrationFactory,
    RightsRequestFactory,
    SessionFactory,
    SpaceFactory,
    TaskFactory,
    VisitFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

LONG_AGO = NOW - relativedelta(months=25)
SOON = NOW - relativedelta(months=24) + timedelta(days=10)
SECRETS = ["Zélie", "Capucine", "639987654", "zelie@example.org", "tartes", "clafoutis", "Noisetiers"]


@pytest.fixture
def space():
    return SpaceFactory(slug="fil", retention_months=24)


def zelie(space, at=LONG_AGO):
    """Somebody with all that may be known of her, last seen then."""
    person = PersonFactory(
        space=space, first_name="Zélie", last_name="Capucine", phone="+33639987654", email="zelie@example.org",
        address="3 rue des Noisetiers", birth_year=1950, city="Montorvelle", created_at=at,
    )  # fmt: skip
    VisitFactory(space=space, person=person, purpose="recette de tartes", at=at)
    PersonInterestFactory(space=space, person=person, words="mon clafoutis", said_at=at)
    ConsentFactory(space=space, person=person, at=at)
    RightsRequestFactory(space=space, person=person, words="voir mes tartes")
    past = SessionFactory(space=space, published=True, starts_at=at, ends_at=at + timedelta(hours=2))
    registration = RegistrationFactory(space=space, session=past, person=person, created_at=at)
    AttendanceFactory(space=space, session=past, person=person)
    ReferralFactory(space=space, registration=registration, first_name="Zélie", words="Elle fait des tartes.")
    said = MessageFactory(
        space=space, recipient_ref=f"person:{person.pk}", address="+33639987654", payload={"text": "Bonjour Zélie"},
        state=MessageState.SENT, sent_at=at,
    )  # fmt: skip
    InboundFactory(space=space, message=said, sender="+33639987654", text="des tartes", received_at=at)
    Person.objects.filter(pk=person.pk).update(address="5 rue des Noisetiers")
    return person


def everything_written(space) -> str:
    """Each row of each of our tables, as text."""
    from tests.test_architecture import OUR_MODELS

    rows = [list(model._base_manager.values()) for model in OUR_MODELS]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_nothing_says_who_she_was_any_more_copies_included(space):
    person = zelie(space)

    anonymise()

    person.refresh_from_db()
    assert (str(person), person.anonymised_at, person.city) == (retention.ANONYMOUS, NOW, "Montorvelle")
    assert [secret for secret in SECRETS if secret in everything_written(space)] == []


def test_nothing_says_who_she_was_under_the_records_she_was_merged_with(client, signed_in, space):
    """A record found by a page, another noted at the desk: merged, undone, merged again, then forgotten."""
    signed_in(space, Role.COORDINATOR)
    person = PersonFactory(space=space, first_name="Zélie", last_name="Capucine")
    for first_name in ("Zélia", "Zoélie"):
        double = PersonFactory(
            space=space, first_name=first_name, last_name="Capucines", phone="+33639987655", email="zoelie@example.org",
            address="7 rue des Noisetiers", helper_name="Sa sœur Mirabelle", created_at=NOW,
        )  # fmt: skip
        TaskFactory(space=space, person=double, title="Apporter du clafoutis à Zoélie")
        services.merge(kept=person, merged=double, taken=["phone", "helper_name"], at=NOW, by=None)
    last = Merge.objects.get(merged=double)
    services.undo_merge(merge=last, at=NOW, by=None)
    person.refresh_from_db()
    double.refresh_from_db()
    services.merge(kept=double, merged=person, taken=["last_name"], at=NOW, by=None)
    words = ["Zélie", "Zélia", "Zoélie", "Capucine", "63998765", "zoelie@", "Noisetiers", "Mirabelle", "clafoutis"]
    assert [word for word in words if word not in everything_written(space)] == []

    page = read(client.post(reverse("desk:anonymise", args=[double.code]), follow=True))

    assert "anonymisée" in page
    assert [word for word in words if word in everything_written(space)] == []
    assert list(Merge.objects.undoable(at=NOW)) == []
    assert "Réunies ces trente derniers jours" not in read(client.get(reverse("publics:duplicates")))
    answer = client.post(reverse("publics:undo_merge", args=[Merge.objects.get(merged=person).pk]), follow=True)
    assert "rien ne dit plus qui elle est" in read(answer)
    other = PersonFactory(space=space)
    assert client.get(reverse("publics:merge", args=[other.code, double.code])).status_code == 404


def test_what_was_done_stays_counted(space):
    person = zelie(space)
    before = Visit.objects.count(), person.attendances.count(), person.interests.count()

    anonymise()
    anonymise()

    assert (Visit.objects.count(), person.attendances.count(), person.interests.count()) == before
    assert person.consents.get().is_given
    assert list(Person.objects.current()) == []


@pytest.mark.parametrize("months", [12, 36])
def test_months_are_those_of_the_space(months):
    space = SpaceFactory(retention_months=months)
    limit = NOW - relativedelta(months=months)
    gone = PersonFactory(space=space, created_at=limit - timedelta(days=1))
    kept = PersonFactory(space=space, created_at=limit + timedelta(days=1))

    anonymise()

    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.anonymised_at, kept.anonymised_at) == (NOW, None)


@pytest.mark.parametrize(
    "touch",
    [
        lambda person: VisitFactory(space=person.space, person=person, at=SOON),
        lambda person: PersonInterestFactory(space=person.space, person=person, said_at=SOON),
        lambda person: RegistrationFactory(space=person.space, person=person, created_at=SOON),
        lambda person: ConsentFactory(space=person.space, person=person, at=SOON),
        lambda person: services.keep_person(person=person, at=SOON, by=None),
        lambda person: PersonFactory(space=person.space, reconciled_with=person, created_at=SOON),
    ],
    ids=["came", "said an envie", "registered", "answered", "the desk keeps her", "noted anew and recognised"],
)
def test_who_was_in_touch_since_is_kept(space, touch):
    person = PersonFactory(space=space, created_at=LONG_AGO)
    touch(person)

    anonymise()

    person.refresh_from_db()
    assert person.anonymised_at is None


def test_message_that_waits_is_not_sent_to_nobody(space):
    person = PersonFactory(space=space, created_at=LONG_AGO)
    MessageFactory(space=space, recipient_ref=f"person:{person.pk}", address="+33639981001")

    anonymise()

    assert [(each.state, each.address) for each in Message.objects.all()] == [(MessageState.SKIPPED, "")]


def test_answer_of_somebody_else_with_the_same_name_stays(space):
    PersonFactory(space=space, created_at=LONG_AGO, phone="+33639981077")
    InboundFactory(space=space, sender="+33639981001", text="bonjour")

    anonymise()

    assert Inbound.objects.get().text == "bonjour"


def test_another_space_is_left_alone(space):
    person, other = zelie(space), zelie(SpaceFactory())

    services.anonymise(people=[person.pk], at=NOW, by=None)

    other.refresh_from_db()
    assert other.first_name == "Zélie"


def test_application_forgets_in_the_journal_from_a_page(client, signed_in, space):
    signed_in(space, Role.COORDINATOR)
    person = zelie(space, at=NOW - timedelta(days=1))

    client.post(reverse("desk:anonymise", args=[person.code]))

    entries = JournalEntry.objects.filter(table_name="publics_person", row_id=str(person.pk))
    assert entries.count() >= 3
    assert "Zélie" not in json.dumps(list(entries.values("before", "after")), ensure_ascii=False)
    assert isolation.current().spaces == isolation.EVERYTHING


# --- one rule a column ---


def declared(by: str = "publics.services.anonymise") -> set[str]:
    """Columns that docs/retention.csv says are emptied by this service."""
    with (ROOT / "docs" / "retention.csv").open(encoding="utf-8", newline="") as file:
        return {row["column"] for row in csv.DictReader(file) if row["emptied_by"] == by}


def carried_out() -> tuple[set[str], set[str]]:
    """Columns that a rule empties; models whose rows a rule takes away."""
    emptied = {f"{rule.model._meta.label}.{name}" for rule in retention.rules() for name in rule.becomes}
    return emptied, {rule.model._meta.label for rule in retention.rules() if not rule.becomes}


def test_what_is_said_to_be_forgotten_is():
    emptied, taken = carried_out()
    journal = {"accounts.JournalEntry.before", "accounts.JournalEntry.after"}
    journal |= {"django.admin.LogEntry.object_repr", "django.admin.LogEntry.change_message"}
    missing = {name for name in declared() - emptied - journal if name.rpartition(".")[0] not in taken}
    assert missing == set()


COUNTED = {
    "workshops.Attendance": "says no word: who came is counted",
    "workshops.Registration": "says no word: seats are counted",
    "workshops.Enrolment": "says no word: seats are counted",
    "workshops.PeerHelper": "says no word: who helped the others is counted",
    "workshops.Invitation": "says no word: who was asked, and the answer",
    "publics.Support": "her part on that day: age bracket, status and gender were copied then",
    "publics.LearningCheck": "says no word: whether she does it alone",
}


def test_what_is_said_to_expire_does():
    expiring = {f"{rule.model._meta.label}.{name}" for rule in retention.expired_rules() for name in rule.becomes}
    assert declared("publics.services.empty_expired") - expiring == set()


def test_every_table_that_points_to_a_person_has_its_rule():
    ruled = {rule.model._meta.label for rule in retention.rules()}
    pointing = {relation.related_model._meta.label for relation in Person._meta.related_objects}
    assert pointing - ruled == set(COUNTED)


def test_every_text_of_a_table_that_points_to_a_person_is_emptied():
    emptied, taken = carried_out()
    kept = {"code", "city", "insee_code", "search_key", "sort_key", "text", "text_version", "subject_ref", "time_zone"}
    kept |= {"redirected_to", "told_by"}
    texts = {
        f"{relation.related_model._meta.label}.{field.name}"
        for relation in Person._meta.related_objects
        for field in relation.related_model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in kept
        if relation.related_model._meta.label not in taken
    }
    assert texts - emptied == set()


# --- pages ---


def test_list_says_who_goes_within_thirty_days_and_keeps_who_came_back(client, signed_in, space):
    signed_in(space)
    person = PersonFactory(space=space, first_name="Zélie", last_name="Capucine", created_at=SOON)
    PersonFactory(space=space, first_name="Awa", created_at=NOW)

    page = read(client.get(reverse("desk:forgotten_soon")))
    assert "1 personne Zélie Capucine On garde : elle est revenue" in page
    assert "Awa" not in page

    response = client.post(reverse("desk:keep_person", args=[person.code]), follow=True)
    assert "On garde Zélie Capucine : ses mois recommencent aujourd’hui. " in read(response)
    assert "Personne pour l’instant" in read(response)


def test_preview_says_what_goes_and_what_stays(client, signed_in, space):
    signed_in(space, Role.COORDINATOR)
    person = zelie(space, at=NOW)

    page = read(client.get(reverse("desk:anonymise", args=[person.code])))

    assert "Ce qui part, pour toujours Prénom, nom, année de naissance" in page
    assert "1 passage, 1 présence à un atelier, 1 envie : les chiffres du bilan ne changent pas" in page


def test_preview_counts_what_two_rules_empty_as_one(client, signed_in, space):
    signed_in(space, Role.COORDINATOR)
    person = PersonFactory(space=space)
    for state in (MessageState.QUEUED, MessageState.SENT):
        sent_at = NOW if state == MessageState.SENT else None
        MessageFactory(space=space, recipient_ref=f"person:{person.pk}", state=state, sent_at=sent_at)

    assert "Ce qui parle d’elle dans : 2 messages" in read(client.get(reverse("desk:anonymise", args=[person.code])))


def test_who_has_a_seat_is_not_forgotten_before_it_is_given_back(client, signed_in, space):
    signed_in(space, Role.COORDINATOR)
    person = PersonFactory(space=space)
    session = SessionFactory(space=space, published=True, workshop__title="Potager")
    RegistrationFactory(space=space, session=session, person=person)

    response = client.post(reverse("desk:anonymise", args=[person.code]))

    assert response.status_code == 422
    assert "annulez d’abord, pour que la place serve à quelqu’un" in read(response)
    person.refresh_from_db()
    assert person.anonymised_at is None
