"""« Prévenez-moi d’une autre date » : once there is one, who asked is told in one gesture, each as she asked."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.accounts.models import JournalEntry
from mediation.common import isolation
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.registry import kind
from mediation.courier.tasks import drain
from publics.enums import ContactChannel, EnquiryKind, EnquiryState
from publics.models import Enquiry
from publics.services import empty_expired
from tests.factories import NOW, EnquiryFactory, PersonFactory, RegistrationFactory, SessionFactory, SpaceFactory
from tests.reading import read
from workshops.enums import SessionState
from workshops.models import Session
from workshops.services import tell_who_waits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def by(signed_in, space):
    return signed_in(space, Role.COORDINATOR, name="Hélène Viorne")


@pytest.fixture
def session(space):
    return SessionFactory(
        space=space, published=True, workshop__title="Le potager sur un plan", workshop__short_title="Le potager",
        starts_at=NOW + timedelta(days=20), capacity=8,
    )  # fmt: skip


def wish(session, **said):
    said = {"phone": "", "email": "", "name": "Maurice", **said}
    return EnquiryFactory(
        space=session.space, kind=EnquiryKind.OTHER_DATE, subject_ref=f"workshop:{session.workshop_id}", words="",
        due_at=None, **said,
    )  # fmt: skip


@pytest.fixture
def wishes(session):
    """By text message, by e-mail, by telephone, and somebody whose page says that she is called."""
    amina = PersonFactory(
        space=session.space, first_name="Amina", last_name="Mirabelle", phone="+33639981020",
        preferred_channel=ContactChannel.PHONE,
    )  # fmt: skip
    return [
        wish(session, phone="+33639981021"),
        wish(session, email="irene@example.org", name="Irène"),
        wish(session, phone="+33536492002", name="Ginette"),
        wish(session, person=amina),
    ]


def address(session, page="session"):
    return reverse(f"workshops:{page}", args=[session.code])


def tell(client, session):
    return client.post(address(session, "tell_who_waits"), follow=True)


def test_who_waits_is_proposed_once_a_date_is_published_with_how_each_would_be_told(client, by, session, wishes):
    shown = read(client.get(address(session)))

    assert "4 personnes attendaient une autre date" in shown
    assert "2 par téléphone (à appeler), 1 par SMS, 1 par e-mail. 8 places sont libres." in shown
    assert "4 personnes attendent une autre date" in read(
        client.get(reverse("workshops:workshop", args=[session.workshop_id]))
    )


@pytest.mark.parametrize(
    "state",
    [
        {"state": SessionState.DRAFT},
        {"capacity": 1},
        {"starts_at": NOW - timedelta(minutes=10), "ends_at": NOW + timedelta(hours=2)},
        {"closed_at": NOW},
    ],
    ids=["a draft", "full", "begun", "closed"],
)
def test_nobody_is_told_of_what_one_cannot_come_to(client, by, session, wishes, state):
    RegistrationFactory(space=session.space, session=session)
    Session.objects.filter(pk=session.pk).update(**state)

    assert "Les prévenir" not in read(client.get(address(session)))
    assert tell(client, session).status_code == 422
    assert not Message.objects.exists()


def test_one_gesture_tells_each_as_she_asked_and_answers_her_wish(client, by, session, wishes, mailbox):
    shown = read(tell(client, session))

    assert "4 personnes sont prévenues" in shown
    assert "attendaient une autre date" not in shown
    assert sorted(Message.objects.values_list("channel", flat=True)) == ["email", "phone", "phone", "sms"]
    assert set(Enquiry.objects.values_list("state", "answer")) == {
        (EnquiryState.ANSWERED, "Prévenue d’une date\u00a0: dimanche 6 décembre.")
    }
    called = read(client.get(reverse("desk:calls")))
    assert called.count("Elle attendait une autre date") == 2
    assert "Ginette" in called
    assert "Amina Mirabelle" in called
    drain()
    sent = Message.objects.get(channel=Channel.EMAIL).payload["text"]
    assert "Bonjour Irène" in sent
    assert f"/fil/s/{session.code}/" in sent


def test_a_text_message_says_the_date_and_where_to_answer(by, session, wishes):
    tell_who_waits(session=session, at=NOW, by=by)

    [message] = Message.objects.filter(channel=Channel.SMS)
    said = kind(message.kind).compose(message).text
    assert "Maurice, une autre date pour Le potager" in said
    assert len(said) <= 160


def test_pressed_twice_each_is_told_once(client, by, session, wishes):
    tell(client, session)

    shown = read(tell(client, session))

    assert "Personne n’attendait plus d’être prévenu." in shown
    assert Message.objects.count() == 4


def test_a_wish_for_another_workshop_or_of_another_space_stays(by, space, session):
    wish(SessionFactory(space=space, published=True), phone="+33639981021")
    wish(SessionFactory(published=True), phone="+33639981021")

    assert tell_who_waits(session=session, at=NOW, by=by) == 0
    assert Enquiry.objects.open().count() == 2


def test_who_nothing_reaches_still_waits(client, by, session):
    nobody = PersonFactory(space=session.space, preferred_channel=ContactChannel.NONE)
    unreached = wish(session, person=nobody, phone="+33639981021")

    shown = read(client.get(address(session)))

    assert "1 personne attendait une autre date" in shown
    assert "1 quand elle passera ou appellera" in shown
    assert "La prévenir" not in shown
    assert tell_who_waits(session=session, at=NOW, by=by) == 0
    unreached.refresh_from_db()
    assert unreached.is_open


def test_who_has_a_place_there_already_is_told_nothing_more(by, session):
    amina = PersonFactory(space=session.space)
    RegistrationFactory(space=session.space, session=session, person=amina)
    wish(session, person=amina)

    assert tell_who_waits(session=session, at=NOW, by=by) == 1
    assert not Message.objects.exists()
    assert not Enquiry.objects.open().exists()


def test_once_it_is_over_or_full_telling_is_refused(by, space, session):
    session.capacity = 1
    session.save()
    RegistrationFactory(space=space, session=session)

    with pytest.raises(ValidationError, match="plus de place libre"):
        tell_who_waits(session=session, at=NOW, by=by)
    with pytest.raises(ValidationError, match="passée"):
        tell_who_waits(session=session, at=session.ends_at, by=by)


def test_another_space_is_not_found(client, by):
    assert tell(client, SessionFactory(published=True)).status_code == 404


def test_after_a_year_without_a_date_a_wish_is_closed_and_says_nothing_more(session):
    old = wish(session, phone="+33639981021", received_at=NOW - relativedelta(months=12, days=1))
    recent = wish(session, phone="+33639981022", received_at=NOW - relativedelta(months=11))

    assert empty_expired(space=session.space, at=NOW) == 1
    assert empty_expired(space=session.space, at=NOW) == 0

    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.state, old.name, old.phone) == (EnquiryState.CLOSED, "", "")
    assert (recent.state, recent.phone) == (EnquiryState.NEW, "+33639981022")
    with isolation.everything():
        kept = JournalEntry.objects.filter(table_name="publics_enquiry", row_id=str(old.pk))
        assert "+33639981021" not in str(list(kept.values("before", "after")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_session_costs_the_same_however_many_wait(client, by, session, count, django_assert_num_queries):
    for number in range(count):
        wish(session, person=PersonFactory(space=session.space), phone=f"+3363998102{number}")
    client.get(address(session))

    with django_assert_num_queries(16):
        client.get(address(session))
