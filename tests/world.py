"""One space with one of everything, so that every page has something to show."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from types import SimpleNamespace

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from mediation.accounts.enums import LinkPurpose, Role
from mediation.accounts.models import Space
from mediation.communications.stopping import pages_to_stop
from mediation.courier.enums import Channel, MessageState
from partners import follow_up
from publics.enums import FacetKind, HowDone
from publics.models import Interest
from workshops import appointment_words
from workshops.calendars.feeds import Feed
from workshops.enums import ItemKind, Rhythm, StepKind
from workshops.services import cancel_registration, enrol, open_feed, register, repeat_session
from workshops.wording import page_of, page_of_group, screen_of

from .factories import (
    AccessHoursFactory,
    AppointmentFactory,
    AppointmentHoursFactory,
    AttendanceFactory,
    AuthorisationFactory,
    BatchedLetterFactory,
    BelongingFactory,
    BlockingPointFactory,
    BusyHoursFactory,
    CampaignFactory,
    CampaignVariantFactory,
    ClosureFactory,
    CohortFactory,
    CommuneFactory,
    ConsentFactory,
    ContactFactory,
    CoOrganiserFactory,
    CycleFactory,
    DebriefFactory,
    DemarcheFactory,
    DirectoryImportFactory,
    DisclosureFactory,
    EnquiryFactory,
    ExperimentFactory,
    FacetFactory,
    FeedbackCountFactory,
    GuardianshipFactory,
    HalfDayFactory,
    HandoverFactory,
    HouseNoteFactory,
    InboundFactory,
    InterestFactory,
    InvitationFactory,
    ItemFactory,
    ItemUseFactory,
    LackFactory,
    LearningCheckFactory,
    LoanFactory,
    LogEntryFactory,
    MandateFactory,
    MaterialFactory,
    MaterialUseFactory,
    MediumFactory,
    MembershipFactory,
    MergeFactory,
    MessageFactory,
    OrganisationFactory,
    OrganisationInterestFactory,
    OtherCalendarFactory,
    OutsideSessionFactory,
    PartnerFactory,
    PathwayFactory,
    PathwayTemplateFactory,
    PeerHelperFactory,
    PeopleImportFactory,
    PermanenceFactory,
    PersonaFactory,
    PersonFacetFactory,
    PersonFactory,
    PersonInterestFactory,
    PublicationFactory,
    ReferralFactory,
    RegistrationFactory,
    ReminderRuleFactory,
    ReviewFactory,
    RightsRequestFactory,
    RoomFactory,
    RoundFactory,
    SeatHoldFactory,
    SegmentFactory,
    SessionFactory,
    SittingFactory,
    SpaceFactory,
    StepFactory,
    StopFactory,
    StoredFileFactory,
    SupportFactory,
    SupposedInterestFactory,
    TaskFactory,
    TemplateStepFactory,
    TestimonialFactory,
    ToolFactory,
    TopicFactory,
    UserFactory,
    VenueFactory,
    VisitFactory,
    WishFactory,
    WordingFactory,
    WorkshopFactory,
    morning,
)

REFERENCE = "envie-du-monde"


@dataclass
class World:
    space: Space
    users: dict[str, AbstractBaseUser]
    of: SimpleNamespace = field(default_factory=SimpleNamespace)


def world(**fields) -> World:
    """A working space, today: two registered, one offered a seat, one who waits, a slip, a call, a letter."""
    space = SpaceFactory(**fields)
    made = World(space, {role: member(space, role) for role in Role})
    welcome(made)
    plan(made)
    gather(made)
    expect(made)
    connect(made)
    lead(made)
    share(made)
    say(made)
    return made


def member(space: Space, role: Role) -> AbstractBaseUser:
    return MembershipFactory(space=space, role=role, user=UserFactory(name=f"Camille {role.label}")).user


def welcome(made: World) -> None:
    space, of = made.space, made.of
    branch = Interest.objects.filter(key=REFERENCE).first() or InterestFactory(
        key=REFERENCE, name="Vendre, entreprendre"
    )
    of.interest = InterestFactory(parent=branch)
    of.people = [
        PersonFactory(space=space, first_name="Amina"),
        PersonFactory(space=space, first_name="Nadia", by_email=True),
        PersonFactory(space=space, first_name="Lucien", landline=True),
        PersonFactory(space=space, first_name="Awa", city="Vernelune"),
    ]
    of.person = of.people[0]
    of.provisional = PersonFactory(space=space, first_name="Sofia", provisional=True)
    of.merge = MergeFactory(space=space, kept=of.person, at=timezone.now())
    for person in of.people[:3]:
        PersonInterestFactory(space=space, person=person, interest=of.interest, words="vendre mes gâteaux")
    ConsentFactory(space=space, person=of.person, at=timezone.now())
    of.authorisation = AuthorisationFactory(space=space, person=of.person, signed_on=timezone.localdate())
    of.rights_request = RightsRequestFactory(space=space, person=of.person, received_on=timezone.localdate())
    demarche = DemarcheFactory()
    of.visit = VisitFactory(space=space, person=of.person, demarche=demarche, at=timezone.now(), is_unfinished=True)
    of.report = SupportFactory(space=space, person=of.person, report__on=timezone.localdate(timezone=space.zone)).report
    CommuneFactory(space=space)
    tell(made)


def tell(made: World) -> None:
    """What she says of herself, and what others suppose."""
    space, of, now = made.space, made.of, timezone.now()
    of.facet = PersonFacetFactory(space=space, person=of.person)
    of.project = FacetFactory(kind=FacetKind.PROJECT, name="vendre ce que je fais")
    of.supposed = SupposedInterestFactory(space=space, person=of.person, noted_at=now)
    of.segment = SegmentFactory(space=space)
    of.persona = PersonaFactory(space=space, rule=of.segment.rule)
    line = {"number": 2, "cells": {"first_name": "Colette", "last_name": "Sureau"}}
    of.people_import = PeopleImportFactory(space=space, lines=[line], new_count=1, created_at=now)
    today, phone = timezone.localdate(now), of.person.phone
    of.child = PersonFactory(space=space, first_name="Tom", birth_year=today.year - 10, phone=phone)
    GuardianshipFactory(space=space, child=of.child, adult=of.person)
    of.mandate = MandateFactory(space=space, person=of.person, signed_on=today, ends_on=today + timedelta(days=31))
    of.learning = LearningCheckFactory(space=space, person=of.person, due_on=today)
    VisitFactory(space=space, person=of.person, demarche=DemarcheFactory(), how_done=HowDone.FOR_THEM, at=now)


def plan(made: World) -> None:
    space, of, now = made.space, made.of, timezone.now()
    of.venue = VenueFactory(space=space)
    RoomFactory(space=space, venue=of.venue)
    of.stop = StopFactory(space=space)
    said = {"practice": "Je prends une photo.\nJe l’envoie à quelqu’un."}
    of.workshop = WorkshopFactory(space=space, branch=of.interest.parent, interest=of.interest, **said)
    of.tool = ToolFactory(space=space)
    support = {"url": "", "file": StoredFileFactory(space=space), "is_public": True}
    of.material = MaterialFactory(space=space, branch=of.workshop.branch, **support)
    MaterialUseFactory(space=space, workshop=of.workshop, material=of.material)
    of.wish = WishFactory(space=space, received_at=now)
    InvitationFactory(space=space, workshop=of.workshop, person=of.people[1], invited_at=now)
    of.experiment = ExperimentFactory(space=space, started_at=now)
    planned = {"space": space, "workshop": of.workshop, "venue": of.venue}
    of.session = SessionFactory(**planned, published=True, capacity=2, starts_at=morning(now) + timedelta(days=10))
    of.draft = SessionFactory(**planned, starts_at=morning(now) + timedelta(days=20))
    first = timezone.localdate(now) + timedelta(days=15)
    of.repeated = SessionFactory(**planned, starts_at=datetime.combine(first, time(14), tzinfo=space.zone))
    days = [first + timedelta(weeks=week) for week in (1, 2)]
    of.series = repeat_session(session=of.repeated, rhythm=Rhythm.WEEKLY, days=days, at=now, by=None)
    of.past = SessionFactory(**planned, published=True, starts_at=now - timedelta(days=1))
    of.registrations = [register(session=of.session, person=person, at=now) for person in of.people]
    of.registration = of.registrations[1]
    cancel_registration(registration=of.registrations[0], at=now)
    of.offer = of.registrations[2].offers.get()
    of.group = SessionFactory(**planned, published=True, starts_at=morning(now) + timedelta(days=30))
    until = now + timedelta(days=25)
    of.hold = SeatHoldFactory(space=space, session=of.group, until=until, created_at=now)
    of.item = ItemFactory(space=space, venue=of.venue)
    ItemUseFactory(space=space, session=of.session, item=of.item)
    of.round = RoundFactory(space=space, stop=of.stop, kept_by=made.users[Role.MEDIATOR], left_at=now)
    of.lendable = ItemFactory(space=space, venue=of.venue, may_be_lent=True)
    of.station = ItemFactory(space=space, venue=of.venue, name="Poste", kind=ItemKind.STATION)
    busy = ItemFactory(space=space, venue=of.venue, name="Poste", kind=ItemKind.STATION)
    of.sitting = SittingFactory(space=space, item=busy, starts_at=now)
    of.reminder_rule = ReminderRuleFactory(space=space)
    of.access_hours = AccessHoursFactory(space=space, venue=of.venue)
    of.loan = LoanFactory(space=space, person=of.person, lent_at=now)
    logo = StoredFileFactory(space=space)
    of.co_organiser = CoOrganiserFactory(space=space, session=of.session, organisation__logo=logo)
    of.outside = OutsideSessionFactory(space=space, on=first)
    of.permanence = PermanenceFactory(space=space, venue=of.venue, starts_on=first)
    half_day = {"starts_at": now + timedelta(days=3), "permanence": of.permanence}
    of.half_day = HalfDayFactory(space=space, **half_day)
    AttendanceFactory(space=space, session=of.past, person=of.person, is_first_time=True)
    end(made)
    PeerHelperFactory(space=space, session=of.past, person=of.person, noted_at=now)
    of.hold_secret = secret_of(page_of_group(of.hold, of.group))
    of.registration_secret = secret_of(page_of(of.registration, of.session))


def end(made: World) -> None:
    """What follows a session: how it was, what one keeps of it, what somebody said of it."""
    space, of, now = made.space, made.of, timezone.now()
    FeedbackCountFactory(space=space, session=of.past)
    of.debrief = DebriefFactory(space=space, session=of.past, noted_at=now)
    of.testimonial = TestimonialFactory(space=space, session=of.past, person=of.person, noted_at=now)
    AttendanceFactory(space=space, session=of.past, person=of.people[1])
    came = RegistrationFactory(space=space, session=of.past, person=of.people[1], created_at=now)
    of.past_registration_secret = secret_of(page_of(came, of.past))
    of.feedback_secret = secret_of(screen_of(of.past))


def secret_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def secret_to_stop(space: Space, purpose: LinkPurpose, ref: str) -> str:
    return secret_of(pages_to_stop(space, purpose, [ref], at=timezone.now())[ref])


def gather(made: World) -> None:
    """A cycle: a date that was missed, two to come, one person enrolled."""
    space, of, now = made.space, made.of, timezone.now()
    of.cycle = CycleFactory(space=space, created_at=now)
    planned = {"space": space, "workshop": of.workshop, "venue": of.venue, "published": True, "cycle": of.cycle}
    for days in (-8, 40, 47):
        SessionFactory(**planned, starts_at=morning(now) + timedelta(days=days))
    of.enrolment = enrol(cycle=of.cycle, person=of.people[1], at=now)


def expect(made: World) -> None:
    """An appointment tomorrow, and one of yesterday of which nobody said what became."""
    space, of, now = made.space, made.of, timezone.now()
    host = made.users[Role.MEDIATOR]
    hours = {"space": space, "host": host, "venue": of.venue, "valid_from": timezone.localdate(now)}
    of.hours = AppointmentHoursFactory(**hours, weekday=(timezone.localdate(now).weekday() + 2) % 7)
    met = {"space": space, "host": host, "venue": of.venue, "person": of.person, "created_at": now}
    of.appointment = AppointmentFactory(**met, starts_at=now + timedelta(days=1), purpose="sa carte grise")
    AppointmentFactory(**met, starts_at=now - timedelta(days=1))
    of.other_calendar = OtherCalendarFactory(space=space, host=host)
    BusyHoursFactory(space=space, calendar=of.other_calendar, starts_at=now + timedelta(hours=3))
    of.calendar_secret = open_feed(feed=Feed(space, host=host), at=now, by=host).secret
    of.appointment_secret = secret_of(appointment_words.page_of(of.appointment))


def connect(made: World) -> None:
    space, of = made.space, made.of
    of.organisation = OrganisationFactory(space=space, city="Montorvelle")
    of.belonging = BelongingFactory(space=space, organisation=of.organisation, person=of.people[1])
    OrganisationInterestFactory(space=space, organisation=of.organisation, interest=of.interest)
    of.partner = PartnerFactory(space=space, organisation=of.organisation)
    ContactFactory(space=space, partner=of.partner, user=made.users[Role.PRESCRIBER])
    of.referral = ReferralFactory(
        space=space, organisation=of.organisation, session=of.session, created_at=timezone.now()
    )
    of.referral_secret = secret_of(follow_up.page_of(of.referral))
    of.file = StoredFileFactory(space=space)
    of.proposal = DirectoryImportFactory(space=space, file=of.file, new_count=1)
    of.medium = MediumFactory(space=space)
    WordingFactory(space=space)
    of.campaign = CampaignFactory(space=space, session=of.group, created_at=timezone.now())
    of.variant = CampaignVariantFactory(
        space=space, campaign=of.campaign, image=StoredFileFactory(space=space, photograph=True), image_alt="Un gâteau"
    )
    of.running = CampaignFactory(space=space, session=of.group, running=True, expires_at=of.group.starts_at)
    of.digest_secret = secret_to_stop(space, LinkPurpose.DIGEST, "contact:1")
    of.announcement_secret = secret_to_stop(space, LinkPurpose.ANNOUNCEMENTS, f"person:{of.person.pk}")
    PublicationFactory(space=space, medium=of.medium, subject_ref=f"session:{of.past.pk}")


def lead(made: World) -> None:
    """Somebody on her way, in a group that began from a template: an appointment, a workshop, a structure."""
    space, of, now = made.space, made.of, timezone.now()
    today = timezone.localdate(now)
    of.template = PathwayTemplateFactory(space=space, created_at=now)
    TemplateStepFactory(space=space, template=of.template)
    of.outline = TemplateStepFactory(space=space, template=of.template)
    of.cohort = CohortFactory(space=space, template=of.template, created_at=now)
    started = {"started_on": today, "created_at": now, "template": of.template, "cohort": of.cohort}
    of.pathway = PathwayFactory(space=space, person=of.person, **started)
    of.step = StepFactory(space=space, pathway=of.pathway)
    StepFactory(space=space, pathway=of.pathway, kind=StepKind.WORKSHOP, workshop=of.workshop)
    of.held_step = StepFactory(
        space=space, pathway=of.pathway, kind=StepKind.PARTNER, organisation=of.organisation, is_shared=True
    )
    ReviewFactory(space=space, pathway=of.pathway, on=today, noted_at=now)


def share(made: World) -> None:
    """The team's day: a word, a task, a note, a closure to come, a post taken over, a first visit."""
    space, of, now = made.space, made.of, timezone.now()
    helene, awa = made.users[Role.MEDIATOR], made.users[Role.COORDINATOR]
    day = timezone.localdate(now)
    of.entry = LogEntryFactory(space=space, at=now, by=helene)
    of.task = TaskFactory(space=space, due_on=day, person=of.person, created_at=now)
    of.note = HouseNoteFactory(space=space, updated_at=now)
    of.closure = ClosureFactory(space=space, starts_on=day + timedelta(days=10), created_at=now)
    of.handover = HandoverFactory(space=space, from_user=awa, to_user=helene, starts_on=day, created_at=now)
    VisitFactory(space=space, person__first_name="Odile", at=now - timedelta(weeks=3))  # and nothing followed
    of.demarche = DemarcheFactory(name="Carte grise", official_site="https://ants.gouv.fr/")


def say(made: World) -> None:
    space, of, now = made.space, made.of, timezone.now()
    about = {
        "space": space,
        "subject_id": of.registration.pk,
        "recipient_ref": f"person:{of.people[1].pk}",
        "created_at": now,
        "due_at": now,
        "expires_at": now + timedelta(days=2),
    }
    of.call = MessageFactory(**about, channel=Channel.PHONE, address="+33536492001")
    of.doubtful = MessageFactory(
        **about, channel=Channel.SMS, address="+33639981001", state=MessageState.UNCERTAIN, sent_at=now
    )
    of.letter = MessageFactory(**about, channel=Channel.LETTER, address="1 chemin du Lavoir, 23990 Saint-Aubrelin")
    of.batched = BatchedLetterFactory(
        space=space, batch__printed_at=now, message__subject_id=about["subject_id"], message__due_at=now,
        message__expires_at=now + timedelta(days=2),
    )  # fmt: skip
    of.letter_batch = of.batched.batch
    of.inbound = InboundFactory(space=space, received_at=now)
    of.topic = TopicFactory()
    of.blocking_point = BlockingPointFactory()
    of.lack = LackFactory(space=space)
    received = {"space": space, "received_at": now, "due_at": now + timedelta(hours=4)}
    of.enquiry = EnquiryFactory(**received, email="maurice@example.org")
    EnquiryFactory(**received, topic=of.topic, person=of.person)
    DisclosureFactory(space=space, at=now)
