"""The smallest valid rows. Variants are traits; dates are relative to NOW, a Monday in term time."""

from datetime import UTC, datetime, time, timedelta

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from mediation.accounts.enums import LinkPurpose, Role, SpaceKind
from mediation.accounts.models import (
    AccessLink,
    Commune,
    JournalEntry,
    Membership,
    Room,
    Space,
    Stop,
    StoredFile,
    Submission,
    User,
    Venue,
)
from mediation.communications.enums import CampaignState, ClosingRule
from mediation.communications.models import (
    Campaign,
    CampaignVariant,
    Digest,
    DigestIssue,
    DigestStop,
    Medium,
    Publication,
)
from mediation.courier.enums import Channel, Happened, Intent, Priority, Silence, TextForm
from mediation.courier.models import (
    BatchedLetter,
    Breaker,
    Inbound,
    Lease,
    LetterBatch,
    Message,
    MessageEvent,
    Suppression,
    Wording,
)
from mediation.team.models import Closure, Handover, HouseNote, LogEntry, LogReading, Task
from partners.enums import ReachChannel, ShareBack
from partners.models import Contact, DirectoryImport, Partner, Referral
from publics.enums import (
    ActivityKind,
    AuthorisationKind,
    AuthorisationMedium,
    ContactChannel,
    CountedOf,
    DailyDimension,
    EnquiryChannel,
    FacetKind,
    HowDone,
    LackKind,
    Need,
    Purpose,
    RightsKind,
)
from publics.models import (
    ActivityCount,
    ActivityReport,
    Authorisation,
    Belonging,
    BlockingPoint,
    Consent,
    DailyCount,
    Demarche,
    Disclosure,
    DistinctPair,
    Enquiry,
    Export,
    Facet,
    Guardianship,
    Interest,
    Lack,
    LearningCheck,
    Mandate,
    Merge,
    Organisation,
    OrganisationInterest,
    PeopleImport,
    Person,
    Persona,
    PersonFacet,
    PersonInterest,
    RightsRequest,
    Segment,
    Support,
    SupposedInterest,
    Topic,
    Visit,
)
from workshops.enums import (
    AppointmentState,
    FeedbackQuestion,
    FeedbackSource,
    Half,
    ItemKind,
    Phase,
    Presence,
    Rating,
    RegistrationState,
    Resource,
    SessionState,
    Setting,
    StepKind,
    Weekday,
    WishChannel,
)
from workshops.models import (
    AccessHours,
    Appointment,
    AppointmentHours,
    Attendance,
    BusyHours,
    Cohort,
    CoOrganiser,
    Cycle,
    Debrief,
    Enrolment,
    Experiment,
    FeedbackCount,
    HalfDay,
    Invitation,
    Item,
    ItemUse,
    Loan,
    Material,
    MaterialUse,
    Occupancy,
    OtherCalendar,
    OutsideSession,
    Pathway,
    PathwayTemplate,
    PeerHelper,
    Permanence,
    Registration,
    ReminderOccurrence,
    ReminderRule,
    Review,
    Round,
    SeatHold,
    SeatOffer,
    Series,
    Session,
    Sitting,
    Step,
    TemplateStep,
    Testimonial,
    Tool,
    Wish,
    Workshop,
)

from . import pictures

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class SpaceFactory(DjangoModelFactory):
    class Meta:
        model = Space

    slug = factory.Sequence(lambda n: f"fil-{n}")
    name = "Le Fil d'Orvelle"
    short_name = "Le Fil"
    sms_name = "Le Fil"
    kind = SpaceKind.EPN
    presentation = "Le Fil d'Orvelle, espace public numérique"
    legal_name = "Communauté de communes du Pays d'Orvelle"
    phone = "+33536491010"
    email = "bonjour@fil.example.org"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"compte{n}@fil.example.org")
    name = "Hélène Viorne"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    space = factory.SubFactory(SpaceFactory)
    role = Role.MEDIATOR


def morning(at: datetime) -> datetime:
    """Of that day, at an hour when what begins ends the same day: tests are run at any."""
    return at.replace(hour=9, minute=0, second=0, microsecond=0)


class Owned(DjangoModelFactory):
    class Meta:
        abstract = True

    space = factory.SubFactory(SpaceFactory)


class CommuneFactory(Owned):
    class Meta:
        model = Commune

    name = "Montorvelle"
    insee_code = "23901"
    population = 3150


class VenueFactory(Owned):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Salle du Lavoir {n}")
    short_name = "salle du Lavoir"
    address = "1 chemin du Lavoir"
    postal_code = "23990"
    city = "Saint-Aubrelin"
    access = "Une marche à l'entrée, une rampe sur demande."


class StopFactory(Owned):
    class Meta:
        model = Stop

    venue = factory.SubFactory(VenueFactory, space=factory.SelfAttribute("..space"), is_itinerant=True)
    place = "place de la Mairie"
    city = "Rochebrisse"


class RoomFactory(Owned):
    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory, space=factory.SelfAttribute("..space"))
    name = "grande salle"
    seats = 12


class InterestFactory(DjangoModelFactory):
    class Meta:
        model = Interest

    key = factory.Sequence(lambda n: f"envie-{n}")
    name = "vendre ce que je fais"

    class Params:
        leaf = factory.Trait(parent=factory.SubFactory("tests.factories.InterestFactory", name="Vendre, entreprendre"))


class DemarcheFactory(DjangoModelFactory):
    class Meta:
        model = Demarche

    key = factory.Sequence(lambda n: f"demarche-{n}")
    name = "Attestation de paiement"
    imposed_by = "Caisse d'allocations familiales"
    theme = "famille_scolarite"


class PersonFactory(Owned):
    class Meta:
        model = Person

    first_name = "Amina"
    last_name = factory.Sequence(lambda n: f"Mirabelle {n}")
    phone = "+33639981001"
    preferred_channel = ContactChannel.SMS
    created_at = NOW

    class Params:
        landline = factory.Trait(phone="+33536492001", preferred_channel=ContactChannel.PHONE)
        by_email = factory.Trait(
            phone="",
            email=factory.Sequence(lambda n: f"personne{n}@example.org"),
            preferred_channel=ContactChannel.EMAIL,
        )
        by_letter = factory.Trait(
            phone="", address="3 chemin des Roses", postal_code="23990", city="Rochebrisse",
            preferred_channel=ContactChannel.LETTER,
        )  # fmt: skip
        provisional = factory.Trait(is_provisional=True)


class DistinctPairFactory(Owned):
    class Meta:
        model = DistinctPair

    first = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    second = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    at = NOW


class MergeFactory(Owned):
    """Written as is: a test about what follows calls the services."""

    class Meta:
        model = Merge

    kept = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    merged = factory.SubFactory(
        PersonFactory, space=factory.SelfAttribute("..space"), reconciled_with=factory.SelfAttribute("..kept")
    )
    before = factory.LazyFunction(lambda: {"steps": [], "told": [], "lasting": []})
    at = NOW


class ExportFactory(Owned):
    class Meta:
        model = Export

    at = NOW
    what = "prénom, nom, téléphone"
    filters = "aucun"
    format_name = "xlsx"
    rows_count = 12


class PeopleImportFactory(Owned):
    """Read, and not confirmed yet."""

    class Meta:
        model = PeopleImport

    file_name = "beneficiaires.xlsx"
    created_at = NOW


class PersonInterestFactory(Owned):
    class Meta:
        model = PersonInterest

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    interest = factory.SubFactory(InterestFactory, leaf=True)
    said_at = NOW


class ConsentFactory(Owned):
    """She said yes, for the number she has."""

    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    purpose = Purpose.ANNOUNCEMENTS
    channel = Channel.SMS
    is_given = True
    address = factory.LazyAttribute(lambda consent: consent.person.address_for(consent.channel))
    text_version = "2026-11"
    text = "Voulez-vous qu'on vous prévienne des prochains ateliers ?"
    at = NOW


class AuthorisationFactory(Owned):
    class Meta:
        model = Authorisation

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    kind = AuthorisationKind.IMAGE
    medium = AuthorisationMedium.PRINT
    scope = "l'atelier photo de novembre"
    signed_on = NOW.date()
    ends_on = factory.LazyAttribute(lambda signed: signed.signed_on + timedelta(days=730))


class RightsRequestFactory(Owned):
    class Meta:
        model = RightsRequest

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    kind = RightsKind.ACCESS
    received_on = NOW.date()
    due_on = factory.LazyAttribute(lambda asked: asked.received_on + timedelta(days=30))


class OrganisationFactory(Owned):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"CCAS de Montorvelle {n}")


class VisitFactory(Owned):
    class Meta:
        model = Visit

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    purpose = "une attestation"
    how_done = HowDone.TOGETHER
    at = NOW


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    key = factory.Sequence(lambda n: f"sujet-{n}")
    name = "Horaires et accès"


class BlockingPointFactory(DjangoModelFactory):
    class Meta:
        model = BlockingPoint

    key = factory.Sequence(lambda n: f"point-{n}")
    name = "Un mot de passe oublié ou refusé"


class LackFactory(Owned):
    class Meta:
        model = Lack

    kind = LackKind.MOMENT
    words = "un atelier le samedi matin"
    noted_at = NOW


class EnquiryFactory(Owned):
    """Written as is, due four hours after NOW."""

    class Meta:
        model = Enquiry

    channel = EnquiryChannel.WEB
    name = "Maurice"
    phone = "+33639981020"
    words = "Êtes-vous ouverts samedi ?"
    received_at = NOW
    due_at = NOW + timedelta(hours=4)


class DisclosureFactory(Owned):
    class Meta:
        model = Disclosure

    caller_name = "Mme Aubépine"
    structure_name = "CCAS de Montorvelle"
    about = "une dame de Saint-Aubrelin"
    said = "Je peux lui dire que vous avez appelé."
    at = NOW


class ActivityReportFactory(Owned):
    class Meta:
        model = ActivityReport

    kind = ActivityKind.INDIVIDUAL
    on = NOW.date()
    minutes = 15
    source_ref = factory.Sequence(lambda n: f"visit:{n}")
    noted_at = NOW


class SupportFactory(Owned):
    class Meta:
        model = Support

    report = factory.SubFactory(ActivityReportFactory, space=factory.SelfAttribute("..space"))
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    how_done = HowDone.TOGETHER


class ActivityCountFactory(Owned):
    class Meta:
        model = ActivityCount

    report = factory.SubFactory(ActivityReportFactory, space=factory.SelfAttribute("..space"), anonymous_count=1)
    dimension = CountedOf.HOW_DONE
    value = HowDone.TOGETHER
    count = 1


class DailyCountFactory(Owned):
    class Meta:
        model = DailyCount

    on = NOW.date()
    dimension = DailyDimension.NEED
    value = Need.RIGHTS
    count = 1


class SegmentFactory(Owned):
    class Meta:
        model = Segment

    name = factory.Sequence(lambda n: f"De Vernelune {n}")
    rule = factory.LazyFunction(lambda: {"v": 1, "all": [{"is": "city", "value": "Vernelune"}]})
    created_at = NOW


class WorkshopFactory(Owned):
    class Meta:
        model = Workshop

    title = factory.Sequence(lambda n: f"Vendre ses gâteaux {n}")
    short_title = "Vendre ses gâteaux"
    branch = factory.SubFactory(InterestFactory, name="Vendre, entreprendre")
    takeaway = "De belles photos. Vous repartez avec trois photos prêtes"
    audience = "Pour toutes celles et ceux qui fabriquent quelque chose"
    conditions = "Gratuit, matériel prêté"
    frequency = "Une fois"


class ToolFactory(Owned):
    class Meta:
        model = Tool

    key = factory.Sequence(lambda n: f"outil-{n}")
    name = factory.Sequence(lambda n: f"Outil {n}")


class ExperimentFactory(Owned):
    class Meta:
        model = Experiment

    workshop = factory.SubFactory(WorkshopFactory, space=factory.SelfAttribute("..space"))
    question = "Viennent-ils le mercredi ?"
    review_on = NOW.date() + timedelta(days=30)
    started_at = NOW


class MaterialFactory(Owned):
    """A free course elsewhere."""

    class Meta:
        model = Material

    title = factory.Sequence(lambda n: f"Apprendre à vendre {n}")
    branch = factory.SubFactory(InterestFactory, name="Vendre, entreprendre")
    url = "https://cours.example.org/vendre"
    created_at = NOW


class MaterialUseFactory(Owned):
    class Meta:
        model = MaterialUse

    workshop = factory.SubFactory(WorkshopFactory, space=factory.SelfAttribute("..space"))
    material = factory.SubFactory(MaterialFactory, space=factory.SelfAttribute("..space"))


class WishFactory(Owned):
    class Meta:
        model = Wish

    words = "Et si on faisait un journal du quartier ?"
    channel = WishChannel.DESK
    received_at = NOW


class InvitationFactory(Owned):
    class Meta:
        model = Invitation

    workshop = factory.SubFactory(WorkshopFactory, space=factory.SelfAttribute("..space"))
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    invited_at = NOW


class SessionFactory(Owned):
    """A draft, two hours long, twelve days from NOW at 14 h in Paris."""

    class Meta:
        model = Session

    workshop = factory.SubFactory(WorkshopFactory, space=factory.SelfAttribute("..space"))
    venue = factory.SubFactory(VenueFactory, space=factory.SelfAttribute("..space"))
    starts_at = NOW + timedelta(days=12, hours=4)
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))
    time_zone = "Europe/Paris"
    capacity = 8
    created_at = NOW

    class Params:
        published = factory.Trait(state=SessionState.PUBLISHED)
        past = factory.Trait(state=SessionState.PUBLISHED, starts_at=NOW - timedelta(days=1))
        at_a_partner = factory.Trait(
            setting=Setting.PARTNER, venue=None,
            organisation=factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space")),
        )  # fmt: skip
        at_home = factory.Trait(
            setting=Setting.HOME, venue=None, home_city="Fontbruyas", home_address="12 chemin des Amandiers"
        )
        remote = factory.Trait(
            setting=Setting.REMOTE, venue=None, remote_link="https://visio.example.org/fil", remote_phone="+33536491020"
        )


class ItemFactory(Owned):
    class Meta:
        model = Item

    name = "Tablette"
    number = factory.Sequence(lambda n: f"{n:03}")
    kind = ItemKind.TABLET
    venue = factory.SubFactory(VenueFactory, space=factory.SelfAttribute("..space"))


class ItemUseFactory(Owned):
    class Meta:
        model = ItemUse

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"))
    item = factory.SubFactory(ItemFactory, space=factory.SelfAttribute("..space"))


class LoanFactory(Owned):
    class Meta:
        model = Loan

    item = factory.SubFactory(ItemFactory, space=factory.SelfAttribute("..space"), may_be_lent=True)
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    lent_at = NOW
    due_at = factory.LazyAttribute(lambda loan: loan.lent_at + timedelta(days=14))


class SittingFactory(Owned):
    class Meta:
        model = Sitting

    item = factory.SubFactory(ItemFactory, space=factory.SelfAttribute("..space"), kind=ItemKind.STATION)
    starts_at = NOW
    ends_at = factory.LazyAttribute(lambda sitting: sitting.starts_at + timedelta(hours=1))


class AccessHoursFactory(Owned):
    class Meta:
        model = AccessHours

    venue = factory.SubFactory(VenueFactory, space=factory.SelfAttribute("..space"))
    weekday = Weekday.TUESDAY
    starts = time(14)
    ends = time(17)
    valid_from = NOW.date()


class SeriesFactory(Owned):
    """Every Wednesday of four weeks, the first twelve days from NOW; its sessions are made by the test."""

    class Meta:
        model = Series

    workshop = factory.SubFactory(WorkshopFactory, space=factory.SelfAttribute("..space"))
    starts_on = (NOW + timedelta(days=12)).date()
    rule = factory.LazyAttribute(lambda made: f"FREQ=WEEKLY;UNTIL={made.starts_on + timedelta(weeks=3):%Y%m%d}")
    start_time = time(14)
    end_time = time(16)
    time_zone = "Europe/Paris"
    created_at = NOW


class CycleFactory(Owned):
    """Its dates are sessions that name it."""

    class Meta:
        model = Cycle

    title = factory.Sequence(lambda n: f"Dix heures pour oser {n}")
    short_title = "Dix heures pour oser"
    pitch = "On ose, une matinée après l’autre"
    created_at = NOW


class EnrolmentFactory(Owned):
    """Written as is: a test that is about seats calls the services."""

    class Meta:
        model = Enrolment

    cycle = factory.SubFactory(CycleFactory, space=factory.SelfAttribute("..space"))
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    created_at = NOW


class PathwayTemplateFactory(Owned):
    class Meta:
        model = PathwayTemplate

    title = factory.Sequence(lambda n: f"De l’envie au premier client {n}")
    created_at = NOW


class TemplateStepFactory(Owned):
    class Meta:
        model = TemplateStep

    template = factory.SubFactory(PathwayTemplateFactory, space=factory.SelfAttribute("..space"))
    rank = factory.Sequence(lambda n: n + 1)
    kind = StepKind.APPOINTMENT


class CohortFactory(Owned):
    class Meta:
        model = Cohort

    template = factory.SubFactory(PathwayTemplateFactory, space=factory.SelfAttribute("..space"))
    title = "Le groupe de novembre"
    created_at = NOW


class PathwayFactory(Owned):
    class Meta:
        model = Pathway

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    objective = "Vendre mes gâteaux sans demander à mon fils"
    motivation = "Pour avoir quelque chose à moi"
    started_on = NOW.date()
    created_at = NOW


class StepFactory(Owned):
    class Meta:
        model = Step

    pathway = factory.SubFactory(PathwayFactory, space=factory.SelfAttribute("..space"))
    rank = factory.Sequence(lambda n: n + 1)
    kind = StepKind.APPOINTMENT

    class Params:
        held = factory.Trait(
            kind=StepKind.PARTNER,
            organisation=factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space")),
        )


class ReviewFactory(Owned):
    class Meta:
        model = Review

    pathway = factory.SubFactory(PathwayFactory, space=factory.SelfAttribute("..space"))
    phase = Phase.DIAGNOSIS
    on = NOW.date()
    words = "Elle prend déjà de belles photos."
    noted_at = NOW


class CoOrganiserFactory(Owned):
    class Meta:
        model = CoOrganiser

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"))
    organisation = factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space"))
    created_at = NOW


class OutsideSessionFactory(Owned):
    """Twelve days from NOW, the day of a session of ours."""

    class Meta:
        model = OutsideSession

    organisation = factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space"))
    title = "Café numérique"
    on = (NOW + timedelta(days=12)).date()
    created_at = NOW


class PermanenceFactory(Owned):
    """Every Thursday morning of four weeks, the first three days from NOW; its half-days are made by the test."""

    class Meta:
        model = Permanence

    title = "Droits et aides de la CAF"
    organisation = factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space"))
    venue = factory.SubFactory(VenueFactory, space=factory.SelfAttribute("..space"))
    starts_on = (NOW + timedelta(days=3)).date()
    rule = factory.LazyAttribute(lambda made: f"FREQ=WEEKLY;UNTIL={made.starts_on + timedelta(weeks=3):%Y%m%d}")
    start_time = time(9)
    end_time = time(12)
    time_zone = "Europe/Paris"
    created_at = NOW


class HalfDayFactory(Owned):
    class Meta:
        model = HalfDay

    permanence = factory.SubFactory(PermanenceFactory, space=factory.SelfAttribute("..space"))
    starts_at = NOW + timedelta(days=3)
    ends_at = factory.LazyAttribute(lambda half_day: half_day.starts_at + timedelta(hours=3))
    time_zone = "Europe/Paris"


class PeerHelperFactory(Owned):
    class Meta:
        model = PeerHelper

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), published=True)
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    noted_at = NOW


class RegistrationFactory(Owned):
    """Written as is: a test that is about seats calls the services."""

    class Meta:
        model = Registration

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), published=True)
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    state = RegistrationState.CONFIRMED
    queued_at = NOW
    created_at = NOW


class ReminderRuleFactory(Owned):
    """At ten, some day before: a space begins with others of its own."""

    class Meta:
        model = ReminderRule

    days_before = factory.Maybe("hours_before", None, factory.Sequence(lambda n: n % 30))
    hour = factory.Maybe("hours_before", None, 10)
    hours_before = None


class ReminderOccurrenceFactory(Owned):
    class Meta:
        model = ReminderOccurrence

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), published=True)
    rule = factory.SubFactory(ReminderRuleFactory, space=factory.SelfAttribute("..space"))
    local_date = factory.LazyAttribute(lambda one: one.session.starts_at.date())
    due_at = factory.LazyAttribute(lambda one: one.rule.moment_for(one.session))


class SeatOfferFactory(Owned):
    class Meta:
        model = SeatOffer

    registration = factory.SubFactory(
        RegistrationFactory, space=factory.SelfAttribute("..space"), state=RegistrationState.WAITING
    )
    session = factory.SelfAttribute("registration.session")
    seats = 1
    offered_at = NOW
    expires_at = NOW + timedelta(days=1)


class SeatHoldFactory(Owned):
    class Meta:
        model = SeatHold

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), published=True)
    organisation = factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space"))
    seats = 2
    until = NOW + timedelta(days=5)
    created_at = NOW


class RoundFactory(Owned):
    class Meta:
        model = Round

    stop = factory.SubFactory(StopFactory, space=factory.SelfAttribute("..space"))
    on = NOW.date()
    half = Half.MORNING
    people_count = 0
    left_at = NOW


class AttendanceFactory(Owned):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), past=True)
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    presence = Presence.CAME
    noted_at = NOW


class FeedbackCountFactory(Owned):
    class Meta:
        model = FeedbackCount

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), past=True)
    source = FeedbackSource.SCREEN
    question = FeedbackQuestion.MOOD
    answer = Rating.HIGH
    count = 3


class DebriefFactory(Owned):
    class Meta:
        model = Debrief

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), past=True)
    worked = "Commencer par les photos de chacun"
    to_change = "Une pause au milieu"
    noted_at = NOW


class TestimonialFactory(Owned):
    class Meta:
        model = Testimonial

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), past=True)
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    words = "J’ai vendu mes trois premiers gâteaux."
    noted_at = NOW


class AppointmentHoursFactory(Owned):
    """Thursday mornings, from 9 h to noon, in slots of 45 minutes: the first is three days from NOW."""

    class Meta:
        model = AppointmentHours

    host = factory.SubFactory(UserFactory)
    venue = factory.SubFactory(VenueFactory, space=factory.SelfAttribute("..space"))
    weekday = Weekday.THURSDAY
    starts = time(9)
    ends = time(12)
    valid_from = NOW.date()


class AppointmentFactory(Owned):
    """Three days from NOW, at 10 h in Paris, for 45 minutes. Written as is: what follows is the services' concern."""

    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    host = factory.SubFactory(UserFactory)
    venue = factory.SubFactory(VenueFactory, space=factory.SelfAttribute("..space"))
    starts_at = NOW + timedelta(days=3)
    ends_at = factory.LazyAttribute(lambda appointment: appointment.starts_at + timedelta(minutes=45))
    time_zone = "Europe/Paris"
    created_at = NOW

    class Params:
        past = factory.Trait(starts_at=NOW - timedelta(days=1))
        came = factory.Trait(
            state=AppointmentState.CAME,
            settled_at=NOW,
            visit=factory.SubFactory(
                VisitFactory, space=factory.SelfAttribute("..space"), person=factory.SelfAttribute("..person")
            ),
        )
        not_come = factory.Trait(state=AppointmentState.NOT_COME, settled_at=NOW)
        excused = factory.Trait(state=AppointmentState.EXCUSED, settled_at=NOW)
        cancelled = factory.Trait(state=AppointmentState.CANCELLED, settled_at=NOW)


class OccupancyFactory(Owned):
    """Besides those that the database writes: some other room, taken by the same session."""

    class Meta:
        model = Occupancy

    session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"))
    resource = Resource.ROOM
    resource_key = factory.Sequence(lambda n: 100_000 + n)
    starts_at = factory.SelfAttribute("session.starts_at")
    ends_at = factory.SelfAttribute("session.ends_at")


class OtherCalendarFactory(Owned):
    """Of one of us; a venue's has `host=None, venue=…`."""

    class Meta:
        model = OtherCalendar

    name = "RDV Service Public"
    address = factory.Sequence(lambda n: f"https://rdv.example.org/{n}/agenda.ics")
    host = factory.SubFactory(UserFactory)
    created_at = NOW


class BusyHoursFactory(Owned):
    """An hour, three days from NOW."""

    class Meta:
        model = BusyHours

    calendar = factory.SubFactory(OtherCalendarFactory, space=factory.SelfAttribute("..space"))
    starts_at = NOW + timedelta(days=3)
    ends_at = factory.LazyAttribute(lambda busy: busy.starts_at + timedelta(hours=1))


class PartnerFactory(Owned):
    class Meta:
        model = Partner

    organisation = factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space"))


class ContactFactory(Owned):
    class Meta:
        model = Contact

    partner = factory.SubFactory(PartnerFactory, space=factory.SelfAttribute("..space"))
    name = "Samir Coudrier"
    role = "travailleur social"


class ReferralFactory(Owned):
    class Meta:
        model = Referral

    structure_name = "CCAS de Montorvelle"
    referrer_name = "Samir Coudrier"
    referrer_email = "s.coudrier@ccas-montorvelle.example.org"
    first_name = "Fatoumata"
    last_name = factory.Sequence(lambda n: f"Liseron {n}")
    reach_channel = ReachChannel.SMS
    phone = "+33639981010"
    words = "Elle cuisine pour les fêtes, on lui demande ses prix."
    has_agreed = True
    share_back = ShareBack.CAME
    created_at = NOW


class MediumFactory(Owned):
    class Meta:
        model = Medium

    name = factory.Sequence(lambda n: f"Le Petit Orvellois {n}")
    format = "600 signes et une photo"
    closing_rule = ClosingRule.DAYS_BEFORE
    closing_value = 7


class WordingFactory(Owned):
    """The confirmation by SMS, as a space says it."""

    class Meta:
        model = Wording

    kind = "registration.confirmed"
    form = TextForm.SHORT
    version = factory.Sequence(lambda n: n + 1)
    text = "{espace} : à bientôt {prénom}, {quand}. {téléphone}"
    written_at = NOW


class CampaignFactory(Owned):
    """Of a session, by SMS and e-mail, to all who said yes; still to be written."""

    class Meta:
        model = Campaign

    title = factory.Sequence(lambda n: f"Gâteaux {n}")
    subject_ref = factory.LazyAttribute(lambda campaign: f"session:{campaign.session.pk}")
    channels = factory.LazyFunction(lambda: [Channel.SMS, Channel.EMAIL])
    sms_text = "{prénom}, {quoi} {quand}. Venez ? {téléphone}"
    heading = "{quoi}"
    text = "Bonjour {prénom},\n\n{quoi}, {quand}, {où}.\n\n{lien}"
    created_at = NOW

    class Params:
        session = factory.SubFactory(SessionFactory, space=factory.SelfAttribute("..space"), published=True)
        running = factory.Trait(
            state=CampaignState.RUNNING, due_at=NOW, expires_at=factory.LazyFunction(lambda: NOW + timedelta(days=10))
        )


class CampaignVariantFactory(Owned):
    """To those of a group, by SMS."""

    class Meta:
        model = CampaignVariant

    campaign = factory.SubFactory(CampaignFactory, space=factory.SelfAttribute("..space"))
    segment = factory.SubFactory(SegmentFactory, space=factory.SelfAttribute("..space"))
    position = factory.Sequence(int)
    sms_text = "{prénom}, on garde une place pour vous : {téléphone}"


class DigestFactory(Owned):
    class Meta:
        model = Digest

    since = NOW


class DigestIssueFactory(Owned):
    class Meta:
        model = DigestIssue

    local_date = factory.Sequence(lambda n: NOW.date() - timedelta(days=n))
    heading = "Le Fil : à venir jusqu’au lundi 14 décembre"
    text = "Bonjour,\n\nVendre ses gâteaux, vendredi 18 décembre."
    sent_at = NOW
    told_count = 3


class DigestStopFactory(Owned):
    class Meta:
        model = DigestStop

    recipient_ref = factory.Sequence(lambda n: f"contact:{n}")
    at = NOW


class PublicationFactory(Owned):
    class Meta:
        model = Publication

    medium = factory.SubFactory(MediumFactory, space=factory.SelfAttribute("..space"))
    subject_ref = factory.Sequence(lambda n: f"session:{n}")
    sent_at = NOW


class LogEntryFactory(Owned):
    class Meta:
        model = LogEntry

    words = "L'imprimante de la grande salle est en panne."
    at = NOW
    by = factory.SubFactory(UserFactory)


class LogReadingFactory(Owned):
    class Meta:
        model = LogReading

    user = factory.SubFactory(UserFactory)
    until = NOW


class TaskFactory(Owned):
    class Meta:
        model = Task

    title = "Rappeler la mairie"
    due_on = NOW.date()
    created_at = NOW


class ClosureFactory(Owned):
    class Meta:
        model = Closure

    starts_on = NOW.date()
    reopens_on = factory.LazyAttribute(lambda closure: closure.starts_on + timedelta(days=1))
    created_at = NOW


class HandoverFactory(Owned):
    class Meta:
        model = Handover

    from_user = factory.SubFactory(UserFactory)
    to_user = factory.SubFactory(UserFactory)
    starts_on = NOW.date()
    until_on = factory.LazyAttribute(lambda handover: handover.starts_on + timedelta(days=7))
    created_at = NOW


class HouseNoteFactory(Owned):
    class Meta:
        model = HouseNote

    title = factory.Sequence(lambda n: f"La photocopieuse {n}")
    text = "Le code est sur l'étiquette, sous le capot."
    updated_at = NOW


class StoredFileFactory(Owned):
    class Meta:
        model = StoredFile

    name = "lieux.csv"
    content_type = "text/csv"
    size = 3
    sha256 = "0" * 64
    content = factory.LazyFunction(lambda: ContentFile(b"nom", name="lieux.csv"))
    created_at = NOW

    class Params:
        photograph = factory.Trait(content_type="image/jpeg", content=factory.LazyFunction(pictures.photograph))


class AccessLinkFactory(Owned):
    """Opens nothing: a test that follows a link has it issued."""

    class Meta:
        model = AccessLink

    purpose = LinkPurpose.REGISTRATION
    subject_ref = factory.Sequence(lambda n: f"registration:{n}")
    secret_hash = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = NOW + timedelta(days=30)


class SubmissionFactory(Owned):
    class Meta:
        model = Submission

    key = factory.Faker("uuid4")
    location = "/"
    created_at = NOW


class JournalEntryFactory(Owned):
    class Meta:
        model = JournalEntry

    table_name = "publics_person"
    row_id = "1"
    action = "update"
    at = NOW


class DirectoryImportFactory(Owned):
    class Meta:
        model = DirectoryImport

    file = factory.SubFactory(StoredFileFactory, space=factory.SelfAttribute("..space"))
    created_at = NOW


class MessageFactory(Owned):
    """A call to make about a registration; `kind` is one that workshops registers."""

    class Meta:
        model = Message

    kind = "registration.reminder"
    subject_id = 1
    recipient_ref = "person:1"
    channel = Channel.PHONE
    dedup_key = factory.Sequence(lambda n: f"registration.reminder:{n}")
    priority = Priority.REMINDER
    created_at = NOW
    due_at = NOW
    expires_at = NOW + timedelta(days=2)


class LetterBatchFactory(Owned):
    """Printed and still to be posted; the file that its hash tells of is none."""

    class Meta:
        model = LetterBatch

    class Params:
        posted = factory.Trait(posted_on=NOW.date())

    printed_at = NOW
    file_hash = "0" * 64


class BatchedLetterFactory(Owned):
    class Meta:
        model = BatchedLetter

    batch = factory.SubFactory(LetterBatchFactory, space=factory.SelfAttribute("..space"))
    message = factory.SubFactory(
        MessageFactory, space=factory.SelfAttribute("..space"), channel=Channel.LETTER,
        address="1 chemin du Lavoir, 23990 Saint-Aubrelin",
    )  # fmt: skip
    page = factory.Sequence(lambda n: n + 1)


class MessageEventFactory(Owned):
    class Meta:
        model = MessageEvent

    message = factory.SubFactory(MessageFactory, space=factory.SelfAttribute("..space"))
    at = NOW
    what = Happened.DOUBTED


class InboundFactory(Owned):
    class Meta:
        model = Inbound

    channel = Channel.SMS
    provider_ref = factory.Sequence(lambda n: f"sms-{n}")
    sender = "+33639981001"
    text = "Je ne sais pas encore"
    intent = Intent.UNCLEAR
    received_at = NOW


class SuppressionFactory(Owned):
    class Meta:
        model = Suppression

    channel = Channel.SMS
    address_hash = factory.Sequence(lambda n: f"{n:064x}")
    reason = Silence.STOP
    since = NOW


class LeaseFactory(DjangoModelFactory):
    class Meta:
        model = Lease

    token = factory.Faker("uuid4")
    until = NOW


class BreakerFactory(DjangoModelFactory):
    class Meta:
        model = Breaker

    channel = Channel.SMS
    failures = 1
    reason = "passerelle SMS injoignable"


class FacetFactory(DjangoModelFactory):
    class Meta:
        model = Facet

    kind = FacetKind.TALENT
    key = factory.Sequence(lambda n: f"facette-{n}")
    name = "cuisiner"


class PersonFacetFactory(Owned):
    class Meta:
        model = PersonFacet

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    facet = factory.SubFactory(FacetFactory)
    said_at = NOW


class SupposedInterestFactory(Owned):
    class Meta:
        model = SupposedInterest

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    interest = factory.SubFactory(InterestFactory, leaf=True)
    supposed_by = "le CCAS, au téléphone"
    noted_at = NOW
    ends_at = factory.LazyAttribute(lambda supposed: supposed.noted_at + timedelta(days=60))


class GuardianshipFactory(Owned):
    class Meta:
        model = Guardianship

    child = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"), first_name="Tom", phone="")
    adult = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))


class MandateFactory(Owned):
    class Meta:
        model = Mandate

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    signed_on = NOW.date()
    ends_on = NOW.date() + timedelta(days=31)
    families = factory.LazyFunction(lambda: ["argent_impots"])
    formalities = "Déclarer ses revenus de l’année"
    noted_at = NOW


class LearningCheckFactory(Owned):
    class Meta:
        model = LearningCheck

    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    demarche = factory.SubFactory(DemarcheFactory)
    begun_at = NOW
    due_on = NOW.date() + timedelta(weeks=3)


class BelongingFactory(Owned):
    class Meta:
        model = Belonging

    organisation = factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space"))
    person = factory.SubFactory(PersonFactory, space=factory.SelfAttribute("..space"))
    role = "présidente"
    noted_at = NOW


class OrganisationInterestFactory(Owned):
    class Meta:
        model = OrganisationInterest

    organisation = factory.SubFactory(OrganisationFactory, space=factory.SelfAttribute("..space"))
    interest = factory.SubFactory(InterestFactory)
    said_at = NOW


class PersonaFactory(Owned):
    class Meta:
        model = Persona

    key = factory.Sequence(lambda n: f"persona-{n}")
    name = "Agile"
    traits = "À l’aise, pressée, elle aime faire en ligne."
