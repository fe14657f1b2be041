"""What happens in a space, by the services that make it happen, to people told by SMS, e-mail, telephone and letter."""

from collections.abc import Callable
from datetime import datetime, timedelta

from mediation.accounts.enums import Role
from mediation.accounts.models import Space, Venue
from mediation.communications import services as campaigns
from mediation.communications import tasks
from mediation.communications.models import Digest
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from partners.enums import PartnerState, ReachChannel
from partners.services import call_first, submit_referral
from publics.enums import ContactChannel, EnquiryKind
from publics.models import Person
from publics.services import answer_enquiry, submit_enquiry
from workshops import services
from workshops.enums import Change, Presence
from workshops.models import Cycle, Registration, SeatOffer, Session, Workshop

from .factories import (
    NOW,
    CampaignFactory,
    ConsentFactory,
    ContactFactory,
    CycleFactory,
    EnquiryFactory,
    ItemFactory,
    MembershipFactory,
    PersonFactory,
    ReferralFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
    WishFactory,
    WorkshopFactory,
)

WAYS = {
    "Amina": {"phone": "+33639981001", "preferred_channel": ContactChannel.SMS},
    "Irène": {"phone": "", "email": "irene@example.org", "preferred_channel": ContactChannel.EMAIL},
    "Josette": {"phone": "+33536492001", "preferred_channel": ContactChannel.PHONE},
    "René": {"by_letter": True},
}
WISHERS = (
    {"name": "Amina", "phone": "+33639981001", "email": ""},
    {"name": "Irène", "phone": "", "email": "irene@example.org"},
    {"name": "Josette", "phone": "+33536492001", "email": ""},
)
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(days=20)


def space() -> Space:
    return SpaceFactory(slug="fil", name="Le Fil d'Orvelle", sms_name="Le Fil", phone="+33536491010")


def people(space: Space) -> list[Person]:
    return [PersonFactory(space=space, first_name=name, **way) for name, way in WAYS.items()]


def user(space: Space):
    return MembershipFactory(space=space, role=Role.COORDINATOR, user=UserFactory(name="Hélène Viorne")).user


def session(space: Space) -> Session:
    return SessionFactory(
        space=space, published=True, starts_at=LATER, capacity=4, host=user(space),
        workshop__title="Vendre ses gâteaux", workshop__short_title="Vendre ses gateaux", venue__name="Salle du Lavoir",
    )  # fmt: skip


def seated(space: Space) -> tuple[Session, list[Registration]]:
    """Each has a place, and is not there to be told."""
    made = session(space)
    return made, [services.register(session=made, person=one, at=NOW, is_told=False) for one in people(space)]


def waiting(space: Space) -> tuple[Session, list[Registration], list[Registration]]:
    """Four have the places, four wait."""
    made = session(space)
    four = PersonFactory.create_batch(4, space=space, preferred_channel=ContactChannel.NONE)
    first = [services.register(session=made, person=one, at=NOW) for one in four]
    return made, first, [services.register(session=made, person=one, at=NOW, is_told=False) for one in people(space)]


def reminded(space: Space) -> None:
    made, _ = seated(space)
    for days in (7, 2):
        services.remind_due(at=made.starts_at - timedelta(days=days) + timedelta(hours=10))


def offered(space: Space) -> Session:
    made, first, _ = waiting(space)
    for one in first:
        services.cancel_registration(registration=one, at=SOON)
    return made


def accepted(space: Space) -> None:
    made = offered(space)
    for offer in SeatOffer.objects.open().filter(session=made):
        services.accept_offer(offer=offer, at=SOON)


def expired(space: Space) -> None:
    offered(space)
    services.expire_offers(at=NOW + timedelta(days=5))


def asked_three_times(space: Space) -> None:
    made = offered(space)
    for days in (3, 6, 9):
        services.expire_offers(at=NOW + timedelta(days=days))
        services.offer_freed_seats(session=made, at=NOW + timedelta(days=days + 1))


def given_back(space: Space) -> None:
    _, hers = seated(space)
    tell(space)
    for one in hers:
        services.cancel_registration(registration=one, at=SOON)


def tell(space: Space) -> None:
    """What was written has left: what follows is told too."""
    waiting = Message.objects.of(space).filter(state=MessageState.QUEUED, due_at__lte=SOON)
    waiting.update(state=MessageState.SENT, sent_at=NOW)


def another_date(space: Space) -> None:
    made, *_ = waiting(space)
    day = made.starts_at.astimezone(made.zone).date() + timedelta(weeks=1)
    services.publish(session=services.open_another(session=made, day=day, at=NOW, by=None), at=NOW, by=None)


def moved(space: Space) -> None:
    made, _ = seated(space)
    later = made.starts_at + timedelta(days=7)
    services.move_session(session=made, starts_at=later, ends_at=later + timedelta(hours=2), by=None, at=NOW)
    services.follow_change(session=made, change=Change.DATE, by=None, at=NOW)


def elsewhere(space: Space) -> None:
    made, _ = seated(space)
    Session.objects.filter(pk=made.pk).update(venue=VenueFactory(space=space, name="Médiathèque"), room=None)
    services.follow_change(session=made, change=Change.PLACE, by=None, at=NOW)


def called_off(space: Space) -> None:
    services.cancel_session(session=seated(space)[0], by=None, at=NOW)


def over(space: Space) -> None:
    made, hers = seated(space)
    services.note_sheet(session=made, said={one.person: Presence.CAME for one in hers}, at=made.ends_at, by=user(space))
    services.close_session(session=made, by=user(space), at=made.ends_at + timedelta(minutes=5))


def wished_for(space: Space) -> None:
    made = session(space)
    waited_for = {"kind": EnquiryKind.OTHER_DATE, "subject_ref": f"workshop:{made.workshop_id}"}
    for wisher in WISHERS:
        EnquiryFactory(space=space, words="", due_at=None, **waited_for, **wisher)
    services.tell_who_waits(session=made, at=NOW, by=user(space))


def booked(space: Space) -> list:
    host, venue = user(space), VenueFactory(space=space, name="Salle du Lavoir")
    return [
        services.book(
            space=space, person=one, host=host, venue=venue, starts_at=LATER + timedelta(hours=place), minutes=45,
            at=NOW, by=host, is_told=False,
        )
        for place, one in enumerate(people(space))
    ]  # fmt: skip


def reminded_alone(space: Space) -> None:
    booked(space)
    for days in (7, 2):
        services.remind_due(at=LATER - timedelta(days=days) + timedelta(hours=10))


def booked_otherwise(space: Space) -> None:
    made = booked(space)
    tell(space)
    for one in made:
        one.refresh_from_db()
        services.move_appointment(
            appointment=one, starts_at=one.starts_at + timedelta(days=1), minutes=45, host=one.host, venue=one.venue,
            version=one.version, at=SOON, by=None, is_told=False,
        )  # fmt: skip


def excused(space: Space) -> None:
    made = booked(space)
    tell(space)
    for one in made:
        services.excuse(appointment=one, at=SOON)


def appointment_called_off(space: Space) -> None:
    made = booked(space)
    tell(space)
    for one in made:
        services.cancel_appointment(appointment=one, at=SOON, by=None)


def date(space: Space, cycle: Cycle | None, workshop: Workshop, starts_at: datetime) -> Session:
    venue = Venue.objects.of(space).first() or VenueFactory(space=space, name="Salle du Lavoir")
    return SessionFactory(
        space=space, cycle=cycle, workshop=workshop, published=True, capacity=4, venue=venue, starts_at=starts_at
    )


def enrolled(space: Space) -> list:
    cycle = CycleFactory(space=space, title="Dix heures pour oser", short_title="Dix heures")
    workshop = WorkshopFactory(space=space, title="Vendre ses gâteaux", short_title="Vendre ses gateaux")
    for week in range(2):
        date(space, cycle, workshop, LATER + timedelta(weeks=week))
    return [services.enrol(cycle=cycle, person=one, at=NOW, is_told=False) for one in people(space)]


def one_more_date(space: Space) -> None:
    cycle = enrolled(space)[0].cycle
    more = date(space, None, cycle.sessions.first().workshop, LATER + timedelta(weeks=3))
    services.add_date(cycle=cycle, session=more, at=NOW, by=user(space))


def cycle_left(space: Space) -> None:
    made = enrolled(space)
    tell(space)
    for one in made:
        services.leave_cycle(enrolment=one, at=SOON)


def lent(space: Space) -> None:
    venue = VenueFactory(space=space, name="Salle du Lavoir")
    due = NOW.date() + timedelta(days=7)
    for one in people(space):
        item = ItemFactory(space=space, name="Tablette", venue=venue, may_be_lent=True)
        services.lend(item=item, person=one, due_on=due, at=NOW, by=user(space))
    services.remind_due_loans(space=space, at=NOW + timedelta(days=6))


def invited(space: Space) -> None:
    workshop = WorkshopFactory(space=space, title="Vendre ses gâteaux", short_title="Vendre ses gateaux")
    for wisher in WISHERS:
        wish = WishFactory(space=space, words="vendre mes gâteaux", wants_to_shape=True, **wisher)
        services.invite(workshop=workshop, wish=wish, at=NOW, by=user(space))


def word_left(space: Space) -> None:
    said = {"name": "Josette", "phone": "+33536492001", "words": "Je voudrais vendre mes gâteaux.", "has_agreed": True}
    submit_enquiry(space=space, kind=EnquiryKind.WORD, at=NOW, **said)


def answered(space: Space) -> None:
    enquiry = EnquiryFactory(space=space, name="Irène", phone="", email="irene@example.org")
    answer_enquiry(enquiry=enquiry, answer="Oui, c’est gratuit.", is_sent=True, at=NOW, by=user(space))


def slip(space: Space) -> None:
    by_email = {"reach_channel": ReachChannel.EMAIL, "email": "irene@example.org", "first_name": "Irène"}
    for who in ({"first_name": "Amina"}, by_email):
        submit_referral(referral=ReferralFactory.build(space=None, organisation=None, **who), space=space, at=NOW)


def slip_to_call(space: Space) -> None:
    referral = ReferralFactory(space=space, first_name="Josette", phone="+33536492001")
    call_first(referral=referral, at=NOW, by=user(space))


def announced(space: Space) -> None:
    campaign = CampaignFactory(space=space, title="Gâteaux de Noël", session=session(space), channels=list(Channel))
    for one, channel in zip(people(space), [Channel.SMS, Channel.EMAIL, Channel.PHONE, Channel.LETTER], strict=True):
        ConsentFactory(space=space, person=one, channel=channel)
    campaigns.ask_to_send(campaign=campaign, at=NOW, by=user(space))
    tasks.run_campaigns()


def tried(space: Space) -> None:
    campaign = CampaignFactory(space=space, title="Gâteaux de Noël", session=session(space))
    campaigns.send_test(campaign=campaign, at=NOW, by=user(space))


def told_the_agenda(space: Space) -> None:
    ContactFactory(space=space, email="samir@ccas.example.org", partner__state=PartnerState.ACTIVE)
    session(space)
    campaigns.send_digest(digest=Digest.objects.that_of(space, at=NOW), at=NOW, by=user(space))


def agenda_tried(space: Space) -> None:
    session(space)
    campaigns.try_digest(digest=Digest.objects.that_of(space, at=NOW), at=NOW, by=user(space))


HAPPENINGS: dict[str, tuple[str, Callable[[Space], object]]] = {
    "enquiry.call": ("Quelqu’un laisse un mot, avec son numéro", word_left),
    "enquiry.answer": ("L’équipe répond par e-mail", answered),
    "session.other_date": ("Une date est proposée à qui en attendait une autre", wished_for),
    "referral.received": ("Une structure envoie une fiche", slip),
    "referral.call": ("L’équipe choisit de l’appeler d’abord", slip_to_call),
    "registration.confirmed": ("L’équipe inscrit quelqu’un qui n’est pas là", seated),
    "cycle.confirmed": ("L’équipe inscrit quelqu’un à un cycle", enrolled),
    "registration.waiting": ("C’est complet\u00a0: elle attend", waiting),
    "offer.open": ("Les places se libèrent", offered),
    "offer.invited": ("Une autre séance s’ouvre pour qui attend", another_date),
    "offer.accepted": ("Elle dit oui", accepted),
    "offer.expired": ("Elle n’a pas répondu à temps", expired),
    "waiting.call": ("Trois propositions sont restées sans réponse", asked_three_times),
    "registration.reminder": ("La séance approche", reminded),
    "session.moved": ("La date change", moved),
    "session.place": ("Le lieu change", elsewhere),
    "cycle.date": ("Une date s’ajoute au cycle", one_more_date),
    "registration.cancelled": ("Elle rend sa place", given_back),
    "session.cancelled": ("La séance est annulée", called_off),
    "cycle.left": ("Elle quitte le cycle", cycle_left),
    "session.feedback": ("La séance est terminée", over),
    "appointment.booked": ("Un rendez-vous est pris", booked),
    "appointment.reminder": ("Le rendez-vous approche", reminded_alone),
    "appointment.moved": ("Le rendez-vous change d’heure", booked_otherwise),
    "appointment.excused": ("Elle dit qu’elle ne peut pas", excused),
    "appointment.cancelled": ("Nous annulons le rendez-vous", appointment_called_off),
    "loan.due": ("Le prêt est à rendre demain", lent),
    "workshop.shape": ("L’équipe invite qui avait une envie", invited),
    "campaign.announced": ("Une campagne part", announced),
    "campaign.test": ("L’équipe essaie une campagne", tried),
    "digest.issue": ("La lettre aux partenaires part", told_the_agenda),
    "digest.trial": ("L’équipe essaie la lettre aux partenaires", agenda_tried),
}
