"""One space with one of everything, so that every page has something to show; and the address of every page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import get_resolver, reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.accounts.models import Space
from mediation.courier.enums import Channel
from partners import follow_up
from publics.models import Interest
from workshops.services import cancel_registration, register
from workshops.wording import page_of

from .factories import (
    AttendanceFactory,
    CommuneFactory,
    ContactFactory,
    DemarcheFactory,
    DirectoryImportFactory,
    InboundFactory,
    InterestFactory,
    MediumFactory,
    MembershipFactory,
    MessageFactory,
    OrganisationFactory,
    PartnerFactory,
    PersonFactory,
    PersonInterestFactory,
    PublicationFactory,
    ReferralFactory,
    RoomFactory,
    SessionFactory,
    SpaceFactory,
    StopFactory,
    StoredFileFactory,
    UserFactory,
    VenueFactory,
    VisitFactory,
    WorkshopFactory,
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
    connect(made)
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
    for person in of.people[:3]:
        PersonInterestFactory(space=space, person=person, interest=of.interest, words="vendre mes gâteaux")
    demarche = DemarcheFactory()
    of.visit = VisitFactory(space=space, person=of.person, demarche=demarche, at=timezone.now())
    CommuneFactory(space=space)


def plan(made: World) -> None:
    space, of, now = made.space, made.of, timezone.now()
    of.venue = VenueFactory(space=space)
    RoomFactory(space=space, venue=of.venue)
    StopFactory(space=space)
    of.workshop = WorkshopFactory(space=space, branch=of.interest.parent, interest=of.interest)
    planned = {"space": space, "workshop": of.workshop, "venue": of.venue}
    of.session = SessionFactory(**planned, published=True, capacity=2, starts_at=now + timedelta(days=10))
    of.draft = SessionFactory(**planned, starts_at=now + timedelta(days=20))
    of.past = SessionFactory(**planned, published=True, starts_at=now - timedelta(days=1))
    of.registrations = [register(session=of.session, person=person, at=now) for person in of.people]
    of.registration = of.registrations[1]
    cancel_registration(registration=of.registrations[0], at=now)
    of.offer = of.registrations[2].offers.get()
    AttendanceFactory(space=space, session=of.past, person=of.person, is_first_time=True)
    of.registration_secret = page_of(of.registration, of.session).rstrip("/").rpartition("/")[2]


def connect(made: World) -> None:
    space, of = made.space, made.of
    of.organisation = OrganisationFactory(space=space, city="Montorvelle")
    of.partner = PartnerFactory(space=space, organisation=of.organisation)
    ContactFactory(space=space, partner=of.partner, user=made.users[Role.PRESCRIBER])
    of.referral = ReferralFactory(
        space=space, organisation=of.organisation, session=of.session, created_at=timezone.now()
    )
    of.referral_secret = follow_up.page_of(of.referral).rstrip("/").rpartition("/")[2]
    of.file = StoredFileFactory(space=space)
    of.proposal = DirectoryImportFactory(space=space, file=of.file, new_count=1)
    of.medium = MediumFactory(space=space)
    PublicationFactory(space=space, medium=of.medium, subject_ref=f"session:{of.past.pk}")


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
    of.letter = MessageFactory(**about, channel=Channel.LETTER, address="1 chemin du Lavoir, 23990 Saint-Aubrelin")
    of.inbound = InboundFactory(space=space, received_at=now)


# --- addresses ---------------------------------------------------------------------------------------------------

OF_OUR_ROWS: dict[str, Callable[[SimpleNamespace], list]] = {
    "desk:visit_noted": lambda of: [of.visit.pk],
    "desk:person": lambda of: [of.person.code],
    "desk:call": lambda of: [of.call.pk],
    "desk:letter": lambda of: [of.letter.pk],
    "desk:letter_posted": lambda of: [of.letter.pk],
    "desk:inbound_done": lambda of: [of.inbound.pk],
    "accounts:stored_file": lambda of: [of.file.pk],
    "publics:edit_person": lambda of: [of.person.code],
    "publics:reconcile": lambda of: [of.provisional.code],
    "publics:add_interest": lambda of: [of.person.code],
    "workshops:workshop": lambda of: [of.workshop.pk],
    "workshops:edit_workshop": lambda of: [of.workshop.pk],
    "workshops:new_session": lambda of: [of.workshop.pk],
    "workshops:session": lambda of: [of.session.code],
    "workshops:edit_session": lambda of: [of.draft.code],
    "workshops:publish": lambda of: [of.draft.code],
    "workshops:cancel_session": lambda of: [of.session.code],
    "workshops:capacity": lambda of: [of.session.code],
    "workshops:register": lambda of: [of.session.code],
    "workshops:attendance": lambda of: [of.past.code],
    "workshops:close_session": lambda of: [of.past.code],
    "workshops:sign_in_sheet": lambda of: [of.session.code],
    "workshops:flyer": lambda of: [of.session.code],
    "workshops:cancel_registration": lambda of: [of.registration.code],
    "workshops:answer_offer": lambda of: [of.offer.pk],
    "partners:import_preview": lambda of: [of.proposal.pk],
    "partners:referral": lambda of: [of.referral.code],
    "partners:attach_referral": lambda of: [of.referral.code],
    "partners:accept_referral": lambda of: [of.referral.code],
    "partners:call_first": lambda of: [of.referral.code],
    "partners:decline_referral": lambda of: [of.referral.code],
    "partners:referral_pdf": lambda of: [of.referral.code],
    "partners:partner": lambda of: [of.organisation.code],
    "partners:edit_partner": lambda of: [of.organisation.code],
    "communications:edit_medium": lambda of: [of.medium.pk],
    "communications:publish": lambda of: [of.medium.pk],
    "public:session": lambda of: [of.session.code],
    "public:register": lambda of: [of.session.code],
    "public:noted": lambda of: [of.session.code],
    "public:flyer": lambda of: [of.session.code],
    "public:registration": lambda of: [of.registration_secret],
    "public:refer_session": lambda of: [of.session.code],
    "public:referral": lambda of: [of.referral_secret],
    "public:referral_pdf": lambda of: [of.referral_secret],
}
OF_OTHER_THINGS = {
    "accounts:space_css": ["fil"],
    "courier:email_page": ["nothing"],
    "courier:answer": ["nothing"],
    "account_confirm_email": ["nothing"],
    "account_reset_password_from_key": ["1", "set-password"],
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
}


def address(name: str, made: World, *, in_space: Space | None = None) -> str:
    """Of the page of that name; `in_space` speaks of the rows of `made` under another space's public address."""
    if name in OF_OTHER_THINGS:
        return reverse(name, args=OF_OTHER_THINGS[name])
    slug = [(in_space or made.space).slug] if name.startswith("public:") else []
    rows = OF_OUR_ROWS[name](made.of) if name in OF_OUR_ROWS else []
    return reverse(name, args=[*slug, *rows])


def names(patterns=None, namespace: str = "") -> list[str]:
    """Of every address of the application, those of the administration left out."""
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += names(pattern.url_patterns, inner) if inner != "admin:" else []
        else:
            found.append(f"{namespace}{pattern.name}")
    return found
