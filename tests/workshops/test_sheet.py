"""The signed sheet keyed in at once, who came without being registered, who is called after three absences."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.team.models import Task
from publics.models import Person
from tests.factories import AttendanceFactory, PersonFactory, RegistrationFactory, SessionFactory
from tests.reading import read
from workshops.enums import Presence, RegistrationState
from workshops.models import Attendance, Registration
from workshops.services import close_session, note_presence, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(space, signed_in):
    signed_in(space, Role.RECEPTION)
    return SessionFactory(space=space, published=True, starts_at=timezone.now() - timedelta(hours=1))


def expected(session, name, **fields):
    return RegistrationFactory(space=session.space, session=session, person__first_name=name, **fields).person


def path(name, session):
    return reverse(f"workshops:{name}", args=[session.code])


def shown(client, session):
    """What the page would send if nothing was touched."""
    form = client.get(path("key_in_sheet", session)).context["form"]
    said = {f"initial-{code}": form[code].initial for code in form.people}
    checked = {code: form[code].initial for code in form.people if form[code].initial}
    return said | checked | {"anonymous": form["anonymous"].initial, "anonymous_shown": form["anonymous"].initial}


def key_in(client, session, **said):
    return client.post(path("key_in_sheet", session), shown(client, session) | said, follow=True)


def noted(session):
    return dict(session.attendances.values_list("person__first_name", "presence"))


def test_sheet_is_keyed_in_at_once_in_the_order_of_the_paper(client, session):
    awa, zoe, lucien = (expected(session, name) for name in ("Awa", "Zoé", "Lucien"))
    page = read(client.get(path("key_in_sheet", session)))
    names = [str(one.person) for one in session.registrations.confirmed().by_name().select_related("person")]
    assert [page.index(f"{rank}. {name}") for rank, name in enumerate(names, 1)] == sorted(
        page.index(f"{rank}. {name}") for rank, name in enumerate(names, 1)
    )

    said = read(key_in(client, session, **{zoe.code: "absent", "rest": "came", "anonymous": "2"}))

    assert noted(session) == {awa.first_name: "came", "Zoé": "absent", lucien.first_name: "came"}
    session.refresh_from_db()
    assert session.anonymous_count == 2
    assert "3 sur 3 notées · 4 personnes venues" in said


def test_without_the_second_button_only_what_is_ticked_is_noted(client, session):
    awa, _ = expected(session, "Awa"), expected(session, "Zoé")

    key_in(client, session, **{awa.code: "excused"})

    assert noted(session) == {"Awa": "excused"}


def test_what_somebody_noted_meanwhile_is_left(client, session):
    awa, zoe = expected(session, "Awa"), expected(session, "Zoé")
    was = shown(client, session)
    note_presence(session=session, person=awa, presence=Presence.ABSENT, at=timezone.now(), by=None)

    client.post(path("key_in_sheet", session), was | {zoe.code: "excused", "rest": "came"})

    assert noted(session) == {"Awa": "absent", "Zoé": "excused"}


def test_people_counted_meanwhile_stay_counted(client, session):
    was = shown(client, session)
    client.post(path("attendance", session), {"anonymous": "1"})

    client.post(path("key_in_sheet", session), was | {"anonymous": "2"})

    session.refresh_from_db()
    assert session.anonymous_count == 3


@pytest.mark.parametrize("anonymous", ["", "-1", "501", "x\x00", "9" * 10_000])
def test_a_number_that_is_none_is_refused(client, session, anonymous):
    expected(session, "Awa")

    answer = key_in(client, session, anonymous=anonymous, rest="came")

    assert answer.status_code == 422
    assert noted(session) == {}


def test_sheet_of_a_session_already_validated_is_refused(client, session):
    awa = expected(session, "Awa")
    was = shown(client, session)
    note_presence(session=session, person=awa, presence=Presence.CAME, at=timezone.now(), by=None)
    close_session(session=session, by=None, at=timezone.now())

    answer = client.post(path("key_in_sheet", session), was | {awa.code: "absent"})

    assert answer.status_code == 422
    assert "ne se modifient plus" in read(answer)
    assert noted(session) == {"Awa": "came"}


def test_session_of_another_space_is_not_found(client, session):
    elsewhere = SessionFactory(published=True, starts_at=timezone.now() - timedelta(hours=1))

    for name in ("key_in_sheet", "walk_in"):
        assert client.get(path(name, elsewhere)).status_code == 404


# --- who came without being registered ---------------------------------------------------------------------------


def walk_in(client, session, **said):
    return client.post(path("walk_in", session), {"submission": uuid4(), "name": "Maïté Fougère"} | said, follow=True)


def test_somebody_unknown_is_noted_in_one_line(client, session):
    assert "Noter cette personne, elle est là" in read(client.get(path("attendance", session), {"q": "Maïté Fougère"}))

    said = read(walk_in(client, session, phone="06 39 98 10 77"))

    person = Person.objects.get()
    assert (person.first_name, person.last_name, person.phone) == ("Maïté", "Fougère", "+33639981077")
    assert Attendance.objects.get().presence == Presence.WALKED_IN
    assert "Maïté F. est notée, ici et dans vos personnes." in said


def test_sent_twice_she_is_noted_once(client, session):
    key = uuid4()
    for _ in range(2):
        walk_in(client, session, submission=key)

    assert Person.objects.count() == Attendance.objects.count() == 1


def test_somebody_we_may_know_is_proposed_first(client, session):
    maite = PersonFactory(space=session.space, first_name="Maïté", last_name="Fougère")

    answer = walk_in(client, session)
    assert answer.status_code == 422
    assert "C’est elle, elle est là" in read(answer)
    client.post(path("attendance", session), {"person": maite.code, "presence": "walked_in"})
    assert Person.objects.count() == 1

    walk_in(client, session, is_somebody_else="on")
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "said", [{"name": ""}, {"name": "x" * 10_000}, {"name": "A\x00"}, {"phone": "12"}, {"phone": "\x00"}]
)
def test_what_is_wrong_is_refused(client, session, said):
    assert walk_in(client, session, **said).status_code == 422
    assert not Person.objects.exists()


# --- three times without a word ----------------------------------------------------------------------------------


def missed(person, *, times, presence=Presence.ABSENT):
    """Sessions of the past weeks, the oldest first."""
    for week in range(times, 0, -1):
        session = SessionFactory(space=person.space, published=True, starts_at=timezone.now() - timedelta(weeks=week))
        AttendanceFactory(space=person.space, session=session, person=person, presence=presence)


def absent_today(session, person):
    RegistrationFactory(space=session.space, session=session, person=person)
    note_presence(session=session, person=person, presence=Presence.ABSENT, at=timezone.now(), by=None)
    close_session(session=session, by=None, at=timezone.now())


@pytest.mark.parametrize(("before", "calls"), [(1, 0), (2, 1), (3, 0), (5, 1)])
def test_a_call_is_to_be_made_each_third_time_without_a_word(client, session, before, calls):
    zoe = PersonFactory(space=session.space, first_name="Zoé")
    missed(zoe, times=before)

    absent_today(session, zoe)

    assert Task.objects.filter(person=zoe).count() == calls
    said = read(client.get(reverse("team:tasks")))
    assert ("Un appel à passer" in said) is bool(calls)


def test_to_come_or_to_tell_us_begins_again(session):
    zoe = PersonFactory(space=session.space)
    missed(zoe, times=3)
    last = SessionFactory(space=session.space, published=True, starts_at=timezone.now() - timedelta(days=2))
    AttendanceFactory(space=session.space, session=last, person=zoe, presence=Presence.EXCUSED)

    absent_today(session, zoe)

    assert not Task.objects.exists()


def test_a_call_already_to_be_made_is_not_asked_for_twice(session):
    zoe = PersonFactory(space=session.space)
    missed(zoe, times=2)
    absent_today(session, zoe)
    three = [
        SessionFactory(space=session.space, published=True, starts_at=timezone.now() - timedelta(minutes=minutes))
        for minutes in (30, 20, 10)
    ]
    for each in three:
        absent_today(each, zoe)

    assert Task.objects.count() == 1


def test_nobody_is_kept_from_registering(session):
    zoe = PersonFactory(space=session.space)
    missed(zoe, times=5)
    absent_today(session, zoe)
    coming = SessionFactory(space=session.space, published=True, starts_at=timezone.now() + timedelta(days=3))

    register(session=coming, person=zoe, at=timezone.now())

    assert Registration.objects.get(session=coming).state == RegistrationState.CONFIRMED
