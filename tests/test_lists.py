"""A list costs as many queries for three rows as for one: the count is written here, and changes with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel
from workshops.enums import Presence, RegistrationState, StepKind
from workshops.services import enrol

from .factories import (
    AccessHoursFactory,
    ActivityCountFactory,
    AppointmentFactory,
    AttendanceFactory,
    BelongingFactory,
    ClosureFactory,
    CohortFactory,
    CycleFactory,
    DemarcheFactory,
    DisclosureFactory,
    EnquiryFactory,
    HandoverFactory,
    HouseNoteFactory,
    InboundFactory,
    ItemFactory,
    LoanFactory,
    LogEntryFactory,
    MediumFactory,
    MergeFactory,
    MessageFactory,
    OrganisationFactory,
    PartnerFactory,
    PathwayFactory,
    PersonaFactory,
    PersonFactory,
    PersonInterestFactory,
    ReferralFactory,
    RegistrationFactory,
    ReminderRuleFactory,
    SegmentFactory,
    SessionFactory,
    SittingFactory,
    SpaceFactory,
    StepFactory,
    SupportFactory,
    TaskFactory,
    TestimonialFactory,
    TopicFactory,
    VenueFactory,
    VisitFactory,
    WordingFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


def person(space):
    noted = PersonInterestFactory(space=space, person__space=space)
    VisitFactory(space=space, person=noted.person)


def segment(space):
    person(space)
    SegmentFactory(space=space)


def session(space, **fields):
    return SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=3), **fields)


def under_way(space, **fields):
    """Somebody on her way, with a step of each kind."""
    pathway, workshop = PathwayFactory(space=space, **fields), WorkshopFactory(space=space)
    AppointmentFactory(space=space, person=pathway.person, step=StepFactory(space=space, pathway=pathway))
    StepFactory(space=space, pathway=pathway, kind=StepKind.WORKSHOP, workshop=workshop)
    StepFactory(space=space, pathway=pathway, held=True)
    AttendanceFactory(space=space, person=pathway.person, session__workshop=workshop)


def of_today(space):
    return SessionFactory(space=space, published=True, starts_at=timezone.now())


def message(space, **fields):
    """A reminder still to be made, about a registration of its own."""
    registration = RegistrationFactory(space=space, session=session(space))
    at = timezone.now()
    MessageFactory(
        space=space, subject_id=registration.pk, recipient_ref=f"person:{registration.person_id}", created_at=at,
        due_at=at, expires_at=at + timedelta(days=1), **fields,
    )  # fmt: skip


def call(space):
    message(space, channel=Channel.PHONE, address="+33536492001")


def letter(space):
    message(space, channel=Channel.LETTER, address="1 chemin du Lavoir, 23990 Saint-Aubrelin")


def enquiry(space):
    at = timezone.now()
    person, topic = PersonFactory(space=space), TopicFactory()
    EnquiryFactory(space=space, person=person, topic=topic, received_at=at, due_at=at + timedelta(hours=1))


def every_enquiry(space):
    """One to answer, one who waits for another date, one reply to read."""
    enquiry(space)
    workshop = session(space).workshop
    EnquiryFactory(space=space, kind="other_date", words="", due_at=None, subject_ref=f"workshop:{workshop.pk}")
    InboundFactory(space=space, received_at=timezone.now())


def disclosure(space):
    DisclosureFactory(space=space, organisation=OrganisationFactory(space=space), at=timezone.now())


def day(space):
    """All that « Aujourd'hui » shows, once more."""
    RegistrationFactory(space=space, session=of_today(space))
    call(space)
    letter(space)
    InboundFactory(space=space, received_at=timezone.now())
    enquiry(space)
    ReferralFactory(space=space, created_at=timezone.now())
    PersonFactory(space=space, provisional=True)
    MediumFactory(space=space)
    SessionFactory(space=space, past=True, starts_at=timezone.now() - timedelta(days=1))
    AppointmentFactory(space=space, starts_at=timezone.now() + timedelta(minutes=1))
    AppointmentFactory(space=space, starts_at=timezone.now() - timedelta(days=1))
    team(space)


def team(space):
    """All that the team shares, once more."""
    at = timezone.now()
    LogEntryFactory(space=space, at=at)
    TaskFactory(space=space, due_on=timezone.localdate(at), person=PersonFactory(space=space))
    TaskFactory(space=space, done_at=at)
    HouseNoteFactory(space=space)
    ClosureFactory(space=space, venue=VenueFactory(space=space), starts_on=timezone.localdate(at))
    successor = space.memberships.get().user
    HandoverFactory(space=space, to_user=successor, starts_on=timezone.localdate(at))


def noted_twice(space):
    """A pair to look at, another that was merged."""
    person = PersonFactory(space=space)
    PersonFactory(space=space, first_name=person.first_name, last_name=person.last_name, phone=person.phone)
    MergeFactory(space=space, at=timezone.now())


def site(_space):
    DemarcheFactory(official_site="https://www.caf.fr/")


def activity(space):
    report = SupportFactory(space=space, report__on=timezone.localdate(timezone=space.zone)).report
    ActivityCountFactory(space=space, report__on=report.on)


def first_contact(space):
    VisitFactory(space=space, at=timezone.now() - timedelta(weeks=3))


# The page, what makes one more row of it, how many queries it costs.
LISTS = [
    ("desk:today", day, 37),  # one more when a reply comes from a number nobody wrote to: whose it is
    ("desk:calls", call, 8),
    ("desk:letters", letter, 9),
    ("publics:people", person, 9),
    ("publics:interests", person, 5),
    ("publics:segments", segment, 5),
    ("publics:organisations", lambda space: BelongingFactory(space=space), 6),
    ("publics:personas", lambda space: PersonaFactory(space=space), 4),
    ("publics:duplicates", noted_twice, 7),
    ("publics:enquiries", every_enquiry, 11),
    ("publics:enquiry_figures", enquiry, 11),
    ("publics:disclosures", disclosure, 5),
    ("workshops:sessions", session, 11),
    ("workshops:loans", lambda space: LoanFactory(space=space), 5),
    ("workshops:stations", lambda space: SittingFactory(space=space, starts_at=timezone.now()), 6),
    ("workshops:access_hours", lambda space: AccessHoursFactory(space=space), 8),
    ("workshops:reminders", lambda space: ReminderRuleFactory(space=space, workshop=WorkshopFactory(space=space)), 8),
    ("workshops:items", lambda space: ItemFactory(space=space), 6),
    ("workshops:workshops", lambda space: WorkshopFactory(space=space), 8),
    ("workshops:cycles", lambda space: session(space, cycle=CycleFactory(space=space)), 5),
    ("workshops:pathways", under_way, 7),
    ("partners:partners", lambda space: PartnerFactory(space=space), 8),
    ("partners:referrals", lambda space: ReferralFactory(space=space), 5),
    ("team:board", team, 9),
    ("team:tasks", team, 7),
    ("team:notes", team, 5),
    ("team:closures", team, 6),
    ("team:handovers", team, 8),
    ("team:sites", site, 4),
    ("desk:people_to_call_back", first_contact, 5),
    ("reports:activities", activity, 6),
    ("reports:to_copy", activity, 10),
    ("communications:media", lambda space: MediumFactory(space=space), 5),
    ("communications:messages", call, 11),
    ("communications:texts", lambda space: WordingFactory(space=space), 6),
]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("shown", LISTS, ids=[name for name, *_ in LISTS])
def test_list(client, signed_in, django_assert_num_queries, shown, rows):
    name, add, count = shown
    space = SpaceFactory()
    signed_in(space, Role.COORDINATOR)
    for _ in range(rows):
        add(space)
    client.get(reverse(name))  # what is kept from one page to the next
    with django_assert_num_queries(count):
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_of_the_public(client, django_assert_num_queries, rows):
    space = SpaceFactory()
    for _ in range(rows):
        session(space)
    with django_assert_num_queries(12):  # the last is for what is exceptionally closed
        client.get(reverse("public:programme", args=[space.slug]))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", [("workshops:session", 16), ("workshops:attendance", 9), ("workshops:after", 8)])
def test_people_of_a_session(client, signed_in, django_assert_num_queries, page, rows):
    name, count = page
    space = SpaceFactory()
    signed_in(space, Role.COORDINATOR)
    shown = SessionFactory(space=space, past=True, starts_at=timezone.now() - timedelta(hours=3))
    for _ in range(rows):
        came = AttendanceFactory(space=space, session=shown, presence=Presence.WALKED_IN)
        TestimonialFactory(space=space, session=shown, person=came.person)
        RegistrationFactory(space=space, session=shown)
        RegistrationFactory(space=space, session=shown, state=RegistrationState.WAITING)
    client.get(reverse(name, args=[shown.code]))
    with django_assert_num_queries(count):
        client.get(reverse(name, args=[shown.code]))


@pytest.mark.parametrize("rows", [1, 3])
def test_where_each_of_a_cycle_stands(client, signed_in, django_assert_num_queries, rows):
    space = SpaceFactory()
    signed_in(space, Role.COORDINATOR)
    cycle = CycleFactory(space=space)
    dates = [session(space, cycle=cycle) for _ in range(rows)]
    for _ in range(rows):
        person = PersonFactory(space=space)
        enrol(cycle=cycle, person=person, at=timezone.now())
        AttendanceFactory(space=space, person=person, session__workshop=dates[0].workshop)
    with django_assert_num_queries(9):
        client.get(reverse("workshops:cycle", args=[cycle.code]))


@pytest.mark.parametrize("rows", [1, 3])
def test_where_each_of_a_group_stands(client, signed_in, django_assert_num_queries, rows):
    space = SpaceFactory()
    signed_in(space, Role.COORDINATOR)
    cohort = CohortFactory(space=space)
    for _ in range(rows):
        under_way(space, cohort=cohort)
    with django_assert_num_queries(10):
        client.get(reverse("workshops:cohort", args=[cohort.code]))
