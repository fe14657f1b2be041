"""A date is added to a cycle: who is enrolled has it in her one registration, is told once, and keeps the others."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.courier.enums import Channel, Intent, MessageState
from mediation.courier.models import Message
from mediation.courier.registry import kind
from publics.enums import ContactChannel
from tests.factories import (
    NOW,
    CycleFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.models import Enrolment, Registration, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def planned(space):
    """What the dates have in common."""
    return {
        "space": space,
        "workshop": WorkshopFactory(space=space, title="Ma première tablette"),
        "venue": VenueFactory(space=space, name="Salle du Lavoir"),
        "published": True,
        "capacity": 2,
    }


@pytest.fixture
def cycle(space, planned):
    """Two Fridays of December."""
    cycle = CycleFactory(space=space, title="Dix heures pour oser", short_title="Dix heures pour oser")
    for week in range(2):
        SessionFactory(**planned, cycle=cycle, starts_at=NOW + timedelta(days=18, hours=4, weeks=week))
    return cycle


@pytest.fixture
def third(planned):
    """A third one, published, of no cycle."""
    return SessionFactory(**planned, starts_at=NOW + timedelta(days=32, hours=4))


@pytest.fixture
def staff(client, signed_in, space):
    signed_in(space)
    return client


def enrol(cycle, **person):
    return services.enrol(cycle=cycle, person=PersonFactory(space=cycle.space, **person), at=NOW, accepts_waiting=True)


def add(cycle, session, at=LATER):
    return services.add_date(cycle=cycle, session=session, at=at, by=None)


def told():
    """As each leaves."""
    messages = Message.objects.filter(kind="cycle.date").order_by("subject_id")
    return [(each.channel, " ".join(kind(each.kind).compose(each).text.split())) for each in messages]


def address(cycle):
    return reverse("workshops:add_date", args=[cycle.code])


def test_who_is_enrolled_has_one_more_date_in_the_same_registration(cycle, third):
    enrolment = enrol(cycle, first_name="Amina")

    add(cycle, third)

    assert enrolment.registrations.count() == 3
    assert third.registrations.get().enrolment == enrolment


def test_each_is_told_once_of_that_date_alone_by_her_channel(cycle, third):
    enrol(cycle, first_name="Amina")
    enrol(cycle, first_name="Lucien", landline=True)

    add(cycle, third)

    [(by_sms, text), (by_phone, script)] = told()
    assert (by_sms, by_phone) == (Channel.SMS, Channel.PHONE)
    assert "Amina, une date de plus pour Dix heures pour oser : ven 18 dec 14h" in text
    assert "Une date s’ajoute à « Dix heures pour oser » : vendredi 18 décembre" in script
    assert Message.objects.filter(kind="registration.confirmed").count() == 0
    services.remind_due(at=third.starts_at)
    assert Message.objects.filter(kind="registration.reminder", subject_id__in=third.registrations.all()).count() == 2


def test_once_it_is_full_the_last_to_have_enrolled_take_rank_and_read_it(cycle, third):
    services.set_capacity(session=third, capacity=1, by=None, at=NOW)
    enrol(cycle, first_name="Amina")
    enrol(cycle, first_name="Nadia", by_email=True)

    add(cycle, third)

    assert list(third.registrations.order_by("pk").values_list("state", flat=True)) == ["confirmed", "waiting"]
    assert "vous êtes 1re sur la liste" in told()[1][1]


def test_a_rank_is_said_in_a_text_message_too(cycle, third):
    services.set_capacity(session=third, capacity=1, by=None, at=NOW)
    enrol(cycle, first_name="Nadia")
    enrol(cycle, first_name="Amina")

    add(cycle, third)

    assert "complet, 1re sur la liste. Pas libre ?" in told()[1][1]


def test_who_nothing_reaches_is_not_expected_on_a_day_she_was_not_told(cycle, third):
    enrol(cycle, preferred_channel=ContactChannel.NONE)

    assert add(cycle, third) == []
    assert not third.registrations.exists()


def test_who_had_that_date_already_keeps_her_seat_and_is_not_told_again(cycle, third):
    enrolment = enrol(cycle, first_name="Amina")
    hers = services.register(session=third, person=enrolment.person, at=NOW)

    add(cycle, third)

    hers.refresh_from_db()
    assert hers.enrolment == enrolment
    assert told() == []


def test_who_left_the_cycle_or_all_of_its_dates_is_not_told(cycle, third):
    services.leave_cycle(enrolment=enrol(cycle), at=NOW)
    for registration in enrol(cycle).registrations.all():
        services.cancel_registration(registration=registration, at=NOW)

    assert add(cycle, third) == []


def test_who_leaves_before_she_was_told_is_not_told(cycle, third):
    enrolment = enrol(cycle, first_name="Amina")
    add(cycle, third)

    services.leave_cycle(enrolment=enrolment, at=LATER)

    live = kind("cycle.date").live(LATER)
    assert not live.filter(pk__in=Message.objects.filter(kind="cycle.date").values("subject_id")).exists()


def test_her_no_is_for_that_date_alone(cycle, third):
    enrolment = enrol(cycle, first_name="Amina")
    add(cycle, third)
    message = Message.objects.get(kind="cycle.date")

    assert kind("cycle.date").answer(message, Intent.NO, at=LATER)

    assert list(enrolment.registrations.live().order_by("pk").values_list("state", flat=True)) == ["confirmed"] * 2


def test_the_date_that_was_added_is_called_off_like_any_other(staff, cycle, third):
    enrolment = enrol(cycle, first_name="Amina")
    add(cycle, third)

    staff.post(reverse("workshops:cancel_session", args=[third.code]))

    assert Message.objects.filter(kind="session.cancelled").count() == 1
    expected = enrolment.registrations.filter(session__state="published")
    assert list(expected.values_list("state", flat=True)) == ["confirmed"] * 2
    assert "annulée" in read(staff.get(reverse("workshops:cycle", args=[cycle.code])))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": "draft"}, "pas ouverte aux inscriptions"),
        ({"closed_at": NOW}, "sont closes"),
        ({"starts_at": NOW - timedelta(minutes=5), "ends_at": LATER + timedelta(hours=1)}, "déjà commencé"),
    ],
)
def test_a_session_that_takes_nobody_is_not_added(cycle, third, changed, said):
    Session.objects.filter(pk=third.pk).update(**changed)

    with pytest.raises(ValidationError, match=said):
        add(cycle, third)


def test_a_session_of_another_cycle_is_not_added(space, cycle, third):
    services.add_date(cycle=CycleFactory(space=space), session=third, at=NOW, by=None)

    with pytest.raises(ValidationError, match="déjà dans un autre cycle"):
        add(cycle, third)


def test_somebody_who_enrolled_meanwhile_makes_it_to_be_said_again(cycle, third, monkeypatch):
    enrol(cycle)
    monkeypatch.setattr("workshops.services.cycle_dates.held", lambda _who: [])

    with pytest.raises(ValidationError, match="vient de s’inscrire"):
        add(cycle, third)


# --- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R145")
def test_the_page_says_who_would_be_told_how_then_that_it_is_done(staff, cycle, third):
    enrol(cycle, first_name="Amina")
    enrol(cycle, landline=True)
    enrol(cycle, preferred_channel=ContactChannel.NONE)
    assert "Ajouter une date" in read(staff.get(reverse("workshops:cycle", args=[cycle.code])))

    page = read(staff.get(address(cycle)))
    assert "1 par SMS, 1 par téléphone (à appeler), 1 quand elle passera ou appellera" in page
    assert "Vendredi 18 décembre 2026, 14 h : Ma première tablette, 2 places libres" in page
    said = {"session": third.pk, "submission": str(uuid.uuid4())}
    done = [read(staff.post(address(cycle), said, follow=True)) for _ in range(2)]

    assert "La date est ajoutée : 2 personnes inscrites y sont attendues." in done[0]
    assert (Registration.objects.filter(session=third).count(), len(told())) == (2, 2)


@pytest.mark.parametrize("session", ["", "0", "demain", "1" * 10_000, "\x00"])
def test_what_is_no_session_is_refused(staff, cycle, third, session):
    refused = staff.post(address(cycle), {"session": session, "submission": str(uuid.uuid4())})

    assert (refused.status_code, Registration.objects.count()) == (422, 0)


def test_a_date_of_another_space_is_not_among_them(staff, cycle, third):
    theirs = SessionFactory(published=True)

    refused = staff.post(address(cycle), {"session": theirs.pk, "submission": str(uuid.uuid4())})

    assert refused.status_code == 422
    assert staff.get(address(CycleFactory())).status_code == 404


def test_without_anything_to_add_the_page_says_where_to_begin(staff, cycle):
    assert "Aucune séance publiée à ajouter" in read(staff.get(address(cycle)))


def test_a_message_about_a_date_is_that_of_its_session_on_the_pages_of_the_team(staff, cycle, third):
    enrol(cycle, first_name="Amina")
    add(cycle, third)
    Message.objects.filter(kind="cycle.date").update(state=MessageState.SENT, sent_at=LATER)

    assert "SMS parti" in read(staff.get(reverse("workshops:session", args=[third.code])))
    assert Enrolment.objects.count() == 1
