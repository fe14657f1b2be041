"""What was handled, closed or said long ago tells of nobody; nothing of somebody forgotten is left anywhere."""

import json
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.urls import reverse

from mediation.accounts import tasks as of_accounts
from mediation.accounts.models import JournalEntry
from mediation.common import isolation
from mediation.courier import tasks as of_courier
from mediation.courier.enums import MessageState
from mediation.courier.models import Inbound
from mediation.team import tasks as of_team
from partners.enums import ReferralState
from partners.models import Referral
from publics import retention, tasks
from publics.enums import EnquiryKind, EnquiryState, RightsOutcome
from publics.models import Disclosure, Enquiry, Person, PersonInterest, RightsRequest
from publics.services.retention import taken_away
from tests.factories import (
    NOW,
    AuthorisationFactory,
    BelongingFactory,
    ConsentFactory,
    DisclosureFactory,
    EnquiryFactory,
    GuardianshipFactory,
    InboundFactory,
    LogEntryFactory,
    MandateFactory,
    MergeFactory,
    MessageFactory,
    PersonFacetFactory,
    PersonFactory,
    PersonInterestFactory,
    ReferralFactory,
    RegistrationFactory,
    RightsRequestFactory,
    SessionFactory,
    SpaceFactory,
    SupposedInterestFactory,
    TaskFactory,
    UserFactory,
    VisitFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LONG_AGO = NOW - relativedelta(months=25)
LATELY = NOW - relativedelta(months=23)
HANDLED = {"state": EnquiryState.ANSWERED, "answer": "Oui, mardi.", "waited_minutes": 5}
DECLINED = {"state": ReferralState.DECLINED, "refusal_reason": "unreachable"}


@pytest.fixture
def space():
    return SpaceFactory(slug="fil", retention_months=24)


def what_expires(space, at):
    asked = EnquiryFactory(
        space=space, kind=EnquiryKind.WORD, name="Zélie", phone="+33639987654", words="mon clafoutis",
        has_agreed=True, received_at=at, due_at=at, handled_at=at, **HANDLED,
    )  # fmt: skip
    told = DisclosureFactory(space=space, caller_name="Mme Capucine", about="Zélie Capucine", at=at)
    slip = ReferralFactory(
        space=space, first_name="Zélie", last_name="Capucine", referrer_name="Mme Aubépine", created_at=at,
        closed_at=at, **DECLINED,
    )  # fmt: skip
    right = RightsRequestFactory(
        space=space, person=None, name="Zélie Capucine", contact="zelie@example.org", received_on=at.date(),
        closed_at=at, outcome=RightsOutcome.DONE,
    )  # fmt: skip
    heard = InboundFactory(space=space, message=None, sender="+33639987654", text="bonjour", received_at=at)
    return asked, told, slip, right, heard


def read_again(*rows):
    for row in rows:
        row.refresh_from_db()
    return rows


def test_after_the_months_of_the_space_they_name_nobody_and_stay_counted(space):
    rows = what_expires(space, LONG_AGO)

    tasks.empty_expired()
    tasks.empty_expired()

    asked, told, slip, right, heard = read_again(*rows)
    gone = retention.ERASED
    assert (asked.name, asked.phone, asked.words, asked.answer, asked.state) == ("", "", gone, gone, "answered")
    assert (told.caller_name, told.about, told.said, told.structure_name) == (gone, gone, gone, "CCAS de Montorvelle")
    assert (slip.first_name, slip.last_name, slip.referrer_name, slip.referrer_email) == (gone, gone, gone, "")
    assert (right.name, right.contact, right.outcome) == (gone, "", RightsOutcome.DONE)
    assert (heard.sender, heard.text) == ("", "")


def test_before_that_or_while_somebody_waits_they_stay(space):
    what_expires(space, LATELY)
    EnquiryFactory(space=space, name="Zélie", received_at=LONG_AGO, due_at=LONG_AGO)
    ReferralFactory(space=space, first_name="Zélie", last_name="Genêt", created_at=LONG_AGO)

    tasks.empty_expired()

    assert set(Enquiry.objects.values_list("name", flat=True)) == {"Zélie"}
    assert set(Referral.objects.values_list("first_name", flat=True)) == {"Zélie"}
    assert Disclosure.objects.get().about == "Zélie Capucine"
    assert RightsRequest.objects.get().contact == "zelie@example.org"
    assert Inbound.objects.get().text == "bonjour"


def test_months_are_those_of_each_space(space):
    short, _ = SpaceFactory(retention_months=12), what_expires(space, LATELY)
    what_expires(short, LATELY)

    tasks.empty_expired()

    assert Disclosure.objects.of(space).get().about == "Zélie Capucine"
    assert Disclosure.objects.of(short).get().about == retention.ERASED


def test_answer_to_a_message_of_somebody_we_know_stays_with_her(space):
    hers = MessageFactory(space=space, recipient_ref=f"person:{PersonFactory(space=space).pk}")
    InboundFactory(space=space, message=hers, text="oui", received_at=LONG_AGO)

    tasks.empty_expired()

    assert Inbound.objects.get().text == "oui"


def test_journal_forgets_it_too(space):
    slip = what_expires(space, LONG_AGO)[2]

    tasks.empty_expired()

    entries = JournalEntry.objects.filter(table_name="partners_referral", row_id=str(slip.pk))
    assert entries.exists()
    assert "Zélie" not in json.dumps(list(entries.values("before", "after")), ensure_ascii=False)


# --- nowhere in the database ---

SECRETS = ["zelie", "capucine", "639987654", "zelie@example.org", "clafoutis", "noisetiers"]
TABLES = """
    SELECT quote_ident(table_name) FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1
"""


def tables_that_still_say(secrets: list[str]) -> list[tuple[str, str]]:
    """Every column of every table, whoever made it, as text: without accents, capitals nor spaces."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            written = "replace(lower(unaccent(held::text)), ' ', '')"
            for secret in secrets:
                cursor.execute(f"SELECT EXISTS (SELECT FROM {table} AS held WHERE {written} LIKE %s)", [f"%{secret}%"])
                found += [(table, secret)] if cursor.fetchone()[0] else []
    return found


def known_everywhere(space) -> Person:
    """Somebody in every table that may tell of her, last seen long ago."""
    at, words = LONG_AGO, "le clafoutis de Zélie Capucine, 06 39 98 76 54"
    person = PersonFactory(
        space=space, first_name="Zélie", last_name="Capucine", phone="+33639987654", email="zelie@example.org",
        address="3 rue des Noisetiers", helper_name="Rémi Capucine", created_at=at,
    )  # fmt: skip
    child = PersonFactory(space=space, first_name="Nour", created_at=NOW)
    VisitFactory(space=space, person=person, purpose=words, at=at)
    PersonInterestFactory(space=space, person=person, words=words, said_at=at)
    PersonFacetFactory(space=space, person=person, words=words)
    SupposedInterestFactory(space=space, person=person, supposed_by="la fille de Zélie", noted_at=at)
    ConsentFactory(space=space, person=person, address="+33639987654", guardian_name="Rémi Capucine", at=at)
    AuthorisationFactory(space=space, person=person, scope=words, guardian_name="Rémi Capucine")
    RightsRequestFactory(space=space, person=person, words=words)
    MandateFactory(space=space, person=person, formalities=words, kept_at="pochette Capucine")
    BelongingFactory(space=space, person=person, role="clafoutis")
    GuardianshipFactory(space=space, child=child, adult=person, collected_by="Zélie Capucine")
    EnquiryFactory(space=space, person=person, name="Zélie", phone="+33639987654", words=words, received_at=at,
                   due_at=at, handled_at=at, **HANDLED)  # fmt: skip
    DisclosureFactory(space=space, about="Zélie Capucine", said=words, at=at)
    past = SessionFactory(space=space, published=True, starts_at=at, ends_at=at + timedelta(hours=2))
    registration = RegistrationFactory(space=space, session=past, person=person, created_at=at)
    ReferralFactory(space=space, registration=registration, first_name="Zélie", last_name="Capucine", words=words)
    ReferralFactory(space=space, first_name="Zélie", words=words, created_at=at, closed_at=at, **DECLINED)
    said = MessageFactory(
        space=space, recipient_ref=f"person:{person.pk}", address="+33639987654", payload={"text": words},
        state=MessageState.SENT, sent_at=at,
    )  # fmt: skip
    InboundFactory(space=space, message=said, sender="+33639987654", text=words, received_at=at)
    MergeFactory(
        space=space, kept=person, merged__created_at=at, at=at,
        before={"steps": [{"step": "changed", "was": {"first_name": "Zélie"}}], "lasting": [words]},
    )  # fmt: skip
    LogEntryFactory(space=space, words=words, at=at)
    TaskFactory(space=space, title=words, done_at=at)
    person.address = "5 rue des Noisetiers"
    person.save(update_fields=["address"])
    return person


def test_nothing_in_any_table_says_who_she_was_once_the_tasks_of_the_day_ran(space):
    """What the team wrote of her in its log goes after thirty days, whoever is forgotten."""
    person = known_everywhere(space)
    assert {secret for _, secret in tables_that_still_say(SECRETS)} == set(SECRETS)

    for task in [
        tasks.anonymise, tasks.empty_expired, tasks.forget_supposed, tasks.forget_merges, of_courier.forget,
        of_accounts.purge, of_team.purge,
    ]:  # fmt: skip
        task()

    person.refresh_from_db()
    assert person.anonymised_at == NOW
    assert tables_that_still_say(SECRETS) == []


def test_journal_forgets_what_was_taken_away_before_she_was_forgotten(space):
    """Undone, said no more, left, to be verified no longer: the journal had kept what these rows said."""
    words = "le clafoutis de Zélie Capucine"
    person = PersonFactory(space=space, created_at=LONG_AGO)
    for row in (
        VisitFactory(space=space, person=person, purpose=words, at=LONG_AGO),
        PersonInterestFactory(space=space, person=person, words=words, said_at=LONG_AGO),
        PersonFacetFactory(space=space, person=person, words=words),
        BelongingFactory(space=space, person=person, role="clafoutis"),
    ):
        row.delete()
    assert ("accounts_journalentry", "clafoutis") in tables_that_still_say(["clafoutis"])

    tasks.anonymise()

    assert tables_that_still_say(["zelie", "clafoutis"]) == []


def test_what_was_taken_away_is_found_by_its_own_index_however_long_the_journal(space):
    entries = JournalEntry.objects.filter(space__in=[space.pk], table_name="publics_personinterest")
    with isolation.everything(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

        plan = taken_away(entries, PersonInterest, [1, 2]).explain()

    assert "journal_of_what_is_gone" in plan
    assert "journal_of_a_row" not in plan


def test_another_person_keeps_her_journal(space):
    PersonFactory(space=space, created_at=LONG_AGO)
    BelongingFactory(space=space, person=PersonFactory(space=space, created_at=NOW), role="clafoutis").delete()

    tasks.anonymise()

    assert ("accounts_journalentry", "clafoutis") in tables_that_still_say(["clafoutis"])


def test_call_to_who_wrote_is_forgotten_with_her(space):
    """It is addressed to her message, not to her record: nobody is called, and no number is kept."""
    person = PersonFactory(space=space, created_at=LONG_AGO)
    asked = EnquiryFactory(space=space, person=person, phone="+33639987654", received_at=LONG_AGO, due_at=LONG_AGO)
    call = MessageFactory(
        space=space, recipient_ref=f"enquiry:{asked.pk}", address="+33639987654", payload={"text": "Zélie"},
        state=MessageState.QUEUED, created_at=LONG_AGO,
    )  # fmt: skip

    tasks.anonymise()

    call.refresh_from_db()
    assert call.state == MessageState.SKIPPED
    assert tables_that_still_say(["zelie", "639987654"]) == []


def test_history_of_the_administration_forgets_her_name(space, client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    person = PersonFactory(space=space, first_name="Zélie", last_name="Capucine", created_at=LONG_AGO)
    address = reverse("admin:publics_person_change", args=[person.pk])
    shown = client.get(address).context["adminform"].form
    none = {"interests-TOTAL_FORMS": "0", "interests-INITIAL_FORMS": "0", "city": "Montorvelle"}
    client.post(address, {name: "" if value is None else value for name, value in shown.initial.items()} | none)
    assert ("django_admin_log", "capucine") in tables_that_still_say(["capucine"])

    tasks.anonymise()

    assert tables_that_still_say(["zelie", "capucine"]) == []
