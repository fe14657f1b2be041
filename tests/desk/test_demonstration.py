"""The demonstration space launched on a Monday: who, what and when, as its story needs them."""

import html
import json
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import Count, F
from django.test import override_settings
from django.urls import reverse

from mediation.accounts.models import Commune, Membership, Room, Space, Stop, User, Venue
from mediation.communications.models import Publication
from mediation.courier.enums import Channel, Intent, MessageState, TextForm
from mediation.courier.models import Inbound, Message
from mediation.courier.tasks import drain
from mediation.desk.demonstration.load import load
from partners.enums import PartnerState, ReferralState
from partners.models import Partner, Referral
from publics.enums import ActivityKind, VisitKind
from publics.models import ActivityReport, Person, PersonInterest, Support, Visit
from tests import reading
from workshops.enums import Presence, RegistrationState, SessionState
from workshops.models import Attendance, Registration, Session, Workshop
from workshops.notifications import CONFIRMED, REMINDER
from workshops.services import remind_due

MONDAY = datetime(2026, 11, 23, 10, 50, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="module")
def monday(worker_database, django_db_blocker):
    """Loaded once and committed; the database is made anew after the last test of this module."""
    with django_db_blocker.unblock(), override_settings(SMS_URL="http://127.0.0.1:9/sms"):
        yield load(at=MONDAY)
        worker_database.renew()


@pytest.fixture
def space(monday, db) -> Space:
    return monday


def session(title: str, day: datetime) -> Session:
    return Session.objects.with_details().get(workshop__short_title=title, local_date=day.date())


def names(registrations) -> list[str]:
    return [registration.person.first_name for registration in registrations.select_related("person")]


def test_the_space_says_that_it_is_a_demonstration(space):
    assert str(space) == "Le Fil d'Orvelle"
    assert space.is_demonstration
    assert space.siret == "00000000000000"
    counts = {model.__name__: model.objects.of(space).count() for model in (Commune, Venue, Room, Stop)}
    assert counts == {"Commune": 12, "Venue": 4, "Room": 6, "Stop": 6}
    assert Membership.objects.get(user__email="noemie@fil.example.org").until == date(2026, 12, 19)


def test_fifty_one_workshops_answer_every_question(space):
    workshops = Workshop.objects.of(space).active()
    assert workshops.count() == 51
    assert workshops.values("interest").distinct().count() == 51
    for workshop in Workshop.objects.of(space):
        workshop.full_clean()
    assert not workshops.filter(takeaway="") | workshops.filter(audience="") | workshops.filter(conditions="")


def test_nine_others_said_the_envie_of_amina(space):
    clusters = PersonInterest.objects.of(space).clusters()

    assert (clusters[0]["interest__name"], clusters[0]["people_count"]) == ("vendre ce que je fais", 10)
    said = PersonInterest.objects.filter(interest__key="vendre-ce-que-je-fais", person__first_name="Amina")
    assert said.get().words == "On me dit que je devrais les vendre."


def test_the_session_in_two_days_is_full_with_two_waiting_in_order(space):
    gateaux = session("Vendre ses gâteaux", MONDAY + timedelta(days=2))

    assert (gateaux.seats_taken, gateaux.capacity) == (8, 8)
    assert names(gateaux.registrations.confirmed().order_by("queued_at")) == [
        "Amina", "Nadia", "Marie-Thérèse", "Sofia", "Kévin", "Odette", "Chantal", "Svitlana",
    ]  # fmt: skip
    assert names(gateaux.registrations.waiting()) == ["Lucien", "Awa"]
    lucien, awa = (registration.person for registration in gateaux.registrations.waiting())
    assert (lucien.has_mobile, awa.has_mobile) == (False, True)


def test_its_reminders_are_due_on_the_evening_of_launch(space):
    gateaux = session("Vendre ses gâteaux", MONDAY + timedelta(days=2))
    assert not Message.objects.filter(kind=REMINDER, state=MessageState.QUEUED).exists()
    remind_due(at=MONDAY.replace(hour=18, minute=0))
    due = Message.objects.filter(kind=REMINDER, subject_id__in=gateaux.registrations.values("pk"))

    assert Counter(due.values_list("channel", flat=True)) == {Channel.SMS: 5, Channel.EMAIL: 3}
    assert set(due.values_list("due_at", "state")) == {(MONDAY.replace(hour=18, minute=0), MessageState.QUEUED)}


def test_seats_and_waiting_lists_are_as_said(space):
    seen = {
        (one.local_date.isoformat(), one.workshop.short_title): (one.seats_taken, one.waiting_count, one.capacity)
        for one in Session.objects.of(space).filter(starts_at__gte=MONDAY).select_related("workshop")
    }
    assert seen["2026-11-23", "Voir ses petits-enfants"] == (7, 0, 8)
    assert seen["2026-11-25", "Inventer un jeu vidéo"] == (6, 3, 6)
    assert seen["2026-11-27", "Mon premier tactile"] == (6, 1, 6)
    assert seen["2026-12-07", "Un CV qui me ressemble"] == (8, 0, 8)  # two people, six seats held
    assert seen["2026-12-19", "Vider son grenier"] == (1, 0, 8)
    taken = Session.objects.of(space).annotate(waiting=Count("pk")).filter(seats_taken__gt=F("capacity"))
    assert not taken.exists()


def test_the_session_of_the_day_before_waits_to_be_closed(space):
    photos = session("Sauver ses photos", MONDAY - timedelta(days=2))

    assert photos.state == SessionState.PUBLISHED
    assert Counter(photos.attendances.values_list("presence", flat=True)) == {
        Presence.CAME: 6,
        Presence.EXCUSED: 1,
        Presence.ABSENT: 1,
    }
    assert photos.anonymous_count == 1
    michel = Attendance.objects.filter(person__first_name="Michel", presence=Presence.ABSENT)
    assert michel.count() == 2


def test_two_of_the_seven_of_the_day_never_came_before(space):
    today = session("Voir ses petits-enfants", MONDAY)
    people = [registration.person for registration in today.registrations.confirmed().select_related("person")]
    new = [person.first_name for person in people if not person.attendances.exists() and not person.visits.exists()]

    assert sorted(new) == ["René", "Svitlana"]


def test_twelve_months_of_figures(space):
    past = Session.objects.of(space).filter(state=SessionState.DONE)
    came = Attendance.objects.filter(session__in=past).came()

    assert past.count() == 96
    assert came.count() == 612
    assert came.values("person").distinct().count() == 410
    assert came.filter(is_first_time=True).count() == 171
    assert came.filter(person__first_name="Chantal", person__last_name="Mélisse").count() == 22
    assert round(filling(past.exclude(workshop__interest=None)), 2) == pytest.approx(0.84, abs=0.02)
    assert round(filling(past.filter(workshop__interest=None)), 2) == pytest.approx(0.46, abs=0.02)


def filling(sessions) -> float:
    rows = sessions.values_list("seats_taken", "capacity")
    return sum(taken for taken, _ in rows) / sum(capacity for _, capacity in rows)


def test_each_visit_of_the_past_reported_its_activity(space):
    visits = Visit.objects.of(space).filter(kind=VisitKind.SUPPORT)
    reports = ActivityReport.objects.of(space).live().exclude(kind=ActivityKind.COLLECTIVE)
    assert reports.count() == visits.count()
    assert Support.objects.filter(report__in=reports).count() == visits.exclude(person=None).count()
    assert reports.exclude(minutes=None).exists()


def test_each_session_of_the_past_reported_who_came(space):
    held = ActivityReport.objects.of(space).live().filter(kind=ActivityKind.COLLECTIVE)
    assert held.count() == 96
    assert Support.objects.filter(report__in=held).count() == 612
    assert not held.filter(thematiques=[]).exists()


def test_all_but_the_last_week_is_copied_to_la_coop(space):
    left = ActivityReport.objects.of(space).unreported()

    assert 0 < left.count() < 60
    assert not left.filter(on__lt=MONDAY.date() - timedelta(days=7)).exists()


@pytest.fixture
def desk(space, client):
    """`desk(name, *args)`: what the coordinator reads on that page, that morning."""
    with time_machine.travel(MONDAY, tick=False):
        client.force_login(User.objects.get(email="helene@fil.example.org"))
        yield lambda name, *args: reading.read(client.get(reverse(name, args=args)))


def test_page_of_amina_says_what_she_says_of_herself(space, desk):
    page = desk("desk:person", Person.objects.get(first_name="Amina").code)

    assert "Vendre mes gâteaux d'anniversaire, d'abord aux voisines." in page
    assert "pas le mercredi" in page
    assert "cuisiner" in page


def test_each_queue_about_people_has_something_to_show(space, desk):
    assert "Noé" in desk("desk:person", Person.objects.get(first_name="Amina").code)
    assert "Marie-Thérèse Reine-des-Prés" in desk("publics:authorisations_to_follow")
    assert "Michel Tilleul" in desk("desk:rights_requests")
    assert "Jozette Aubepine" in desk("publics:duplicates")
    assert "Vernelune, pas vues depuis six mois" in desk("publics:segments")
    assert "Comité des fêtes de Tournebise" in desk("publics:organisations")
    assert "Sa voisine" in desk("desk:person", Person.objects.get(first_name="René", last_name="Bourrache").code)


def test_reminder_was_rewritten_by_the_team_and_told_so_since(space, desk):
    page = desk("communications:text", REMINDER, TextForm.LONG)

    assert "Récrite, par Hélène Viorne" in page
    assert "Plus que quelques jours : on se retrouve" in page
    told = Message.objects.of(space).filter(kind=REMINDER, channel=Channel.EMAIL, state=MessageState.SENT)
    assert told.exists()
    assert all("une tisane au chaud" in message.payload["text"] for message in told)


def test_slips_of_structures(space):
    referrals = Referral.objects.of(space)
    assert Counter(referrals.values_list("state", flat=True)) == {
        ReferralState.RECEIVED: 1,
        ReferralState.TO_CALL: 1,
        ReferralState.REGISTERED: 2,
        ReferralState.DECLINED: 2,
    }
    first = referrals.get(state=ReferralState.RECEIVED)
    assert (first.first_name, first.structure_name) == ("Fatoumata", "CCAS de Montorvelle")
    assert first.session.workshop.short_title == "Vendre ses gâteaux"
    ahmed = referrals.get(first_name="Ahmed").registration
    assert ahmed.created_at > referrals.get(first_name="Ahmed").created_at
    assert Attendance.objects.came().filter(session=ahmed.session, person=ahmed.person).exists()
    assert Counter(Partner.objects.of(space).values_list("state", flat=True))[PartnerState.ACTIVE] == 10


def test_media_know_what_closes_soon_but_one_thing(space):
    product = session("Belles photos produit", MONDAY + timedelta(days=9))
    told = Publication.objects.of(space).values_list("medium__name", "subject_ref")

    assert ("Radio Lavoir", f"session:{product.pk}") not in told
    assert ("La Gazette des Sources (correspondant)", f"session:{product.pk}") in told
    assert product.local_date - timedelta(days=7) == MONDAY.date() + timedelta(days=2)  # on time until then


def test_visits_of_the_day_are_there_once_their_hour_has_come(space):
    assert Visit.objects.of(space).filter(at__date=MONDAY.date()).count() == 5
    unread = Inbound.objects.of(space).filter(handled_at=None)
    assert Counter(unread.values_list("intent", flat=True)) == {Intent.UNCLEAR: 4, Intent.RETURNED: 1}


def test_what_was_said_before_launch_is_written_but_does_not_leave(space, mailbox):
    said = Message.objects.of(space).filter(kind=CONFIRMED, state=MessageState.SENT)
    assert said.count() == Message.objects.filter(kind=CONFIRMED).count() > 60
    assert {message.reason for message in said} == {"Démonstration : ce message n'a été envoyé à personne."}
    assert all("05 36 49 10 10" in message.payload["text"] for message in said)

    with time_machine.travel(MONDAY, tick=True):
        drain()

    left = [json.loads(path.read_text()) for path in mailbox.iterdir()]
    assert [message["to"] for message in left] == ["+33639981010"]  # Fatoumata: her slip came this morning


def test_everything_is_invented(space):
    families = {person.last_name for person in Person.objects.of(space)}
    assert not families & {"Martin", "Bernard", "Dupont", "Durand"}
    numbers = [person.phone for person in Person.objects.of(space) if person.phone]
    fiction = ("+3363998", "+3353649", "+3335301")  # kept for fiction by the regulator
    assert [number for number in numbers if not number.startswith(fiction)] == []
    addresses = [person.email for person in Person.objects.of(space) if person.email]
    assert [address for address in addresses if not address.endswith("example.org")] == []


def test_nobody_registered_twice_or_waits_beside_a_free_seat(space):
    twice = Registration.objects.values("session", "person").annotate(count=Count("pk")).filter(count__gt=1)
    assert not twice.exists()
    waiting = Registration.objects.filter(state=RegistrationState.WAITING)
    assert not waiting.filter(session__seats_taken__lt=F("session__capacity")).exists()


def test_pages_say_that_data_are_invented(space, client):
    banner = "Données de démonstration\u00a0: lieux, personnes et structures sont inventés."
    client.force_login(User.objects.get(email="helene@fil.example.org"))

    for address in ("/personnes/", "/fil/"):
        assert banner in html.unescape(client.get(address).content.decode())
