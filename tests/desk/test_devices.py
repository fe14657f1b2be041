"""A half-day kept on a device: what leaves, what is taken back, once, by the services of the desk."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.enums import Role
from publics.models import Person, Visit
from tests.factories import (
    DemarcheFactory,
    MembershipFactory,
    PersonFactory,
    RegistrationFactory,
    RoundFactory,
    SeatHoldFactory,
    SessionFactory,
    StopFactory,
)
from tests.reading import read
from workshops.models import Attendance, Registration, Round, Session
from workshops.services import note_presence, release_hold

pytestmark = pytest.mark.django_db

LEFT = datetime(2026, 9, 15, 6, tzinfo=UTC)  # a Tuesday, 8 h in Paris
TEN = datetime(2026, 9, 15, 8, tzinfo=UTC)
BACK = datetime(2026, 9, 15, 11, tzinfo=UTC)
MORNING = "?jour=2026-09-15&moment=morning"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LEFT, tick=False) as clock:
        yield clock


@pytest.fixture
def stop(space):
    return StopFactory(space=space, city="Marronval", place="devant la mairie", has_network=False)


@pytest.fixture
def session(stop):
    return SessionFactory(
        space=stop.space, venue=stop.venue, stop=stop, published=True, starts_at=TEN, workshop__title="Marcher"
    )


@pytest.fixture
def amina(session):
    person = PersonFactory(space=session.space, first_name="Amina", last_name="Benali")
    RegistrationFactory(space=session.space, session=session, person=person)
    return person


@pytest.fixture
def hold(stop):
    cakes = SessionFactory(
        space=stop.space, published=True, capacity=3, starts_at=LEFT + timedelta(days=4),
        workshop__title="Vendre ses gâteaux",
    )  # fmt: skip
    return SeatHoldFactory(
        space=stop.space, session=cakes, organisation=None, stop=stop, seats=1, until=LEFT + timedelta(days=3)
    )


@pytest.fixture
def malo(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def kept(stop, malo):
    return RoundFactory(space=stop.space, stop=stop, on=LEFT.date(), left_at=LEFT, kept_by=malo)


def keep(client, stop, query=MORNING):
    address = reverse("desk:keep_round", args=[stop.pk]) + query
    return client.post(address, "{}", content_type="application/json", headers={"Accept": "application/json"})


def act(kind, /, *, at=TEN, **said):
    return {"act": kind, "submission": str(uuid.uuid4()), "at": at.isoformat()} | said


def send(client, kept, *acts, is_over=False):
    address = reverse("desk:return_round", args=[kept.code])
    return client.post(address, json.dumps({"acts": acts, "is_over": is_over}), content_type="application/json")


def outcomes(client, kept, *acts, **said):
    return send(client, kept, *acts, **said).json()["outcomes"]


# --- it leaves ---


def test_no_more_leaves_than_the_half_day_shows(client, malo, stop, amina, hold):
    DemarcheFactory(name="Carte grise")
    answer = keep(client, stop)
    said = answer.json()
    assert [session["title"] for session in said["sessions"]] == ["Marcher"]
    assert said["sessions"][0]["expected"] == [{"person": amina.code, "name": "Amina B.", "presence": ""}]
    assert [(seats["title"], seats["seats"]) for seats in said["seats"]] == [("Vendre ses gâteaux", 1)]
    assert "Benali" not in answer.text
    assert amina.phone not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_left_is_written_with_whom_and_how_many_people(client, malo, stop, amina):
    code = keep(client, stop).json()["code"]
    kept = Round.objects.get(code=code)
    assert (kept.stop, kept.kept_by, kept.people_count, kept.returned_at) == (stop, malo, 1, None)


def test_a_half_day_that_is_past_does_not_leave(client, malo, stop):
    answer = keep(client, stop, "?jour=2026-09-14&moment=afternoon")
    assert (answer.status_code, Round.objects.count()) == (422, 0)
    assert "Cette demi-journée est passée" in answer.json()["sentence"].replace("\u00a0", " ")


def test_without_its_script_nothing_leaves_and_the_paper_is_proposed(client, malo, stop):
    page = client.post(reverse("desk:keep_round", args=[stop.pk]) + MORNING, follow=True)
    assert "Prenez la feuille." in read(page)
    assert not Round.objects.exists()


def test_the_page_that_stays_names_nobody(client, malo, stop, amina):
    page = client.get(reverse("desk:device"))
    assert malo.name not in read(page)
    assert "Amina" not in read(page)


# --- it comes back ---


@pytest.mark.requirement("R009", "R214")
def test_what_happened_is_taken_once_at_its_hour(client, clock, kept, amina, hold):
    session = amina.registrations.get().session
    DemarcheFactory(name="Carte grise")
    acts = [
        act("help", kind="print"),
        act("visit", what="Carte grise", person=amina.code, how_done="together"),
        act("visit", what="comprendre un courrier", who="Lucien Orme"),
        act("presence", session=session.code, person=amina.code, presence="came"),
        act("presence", session=session.code, who="Odile", presence="walked_in"),
        act("unnamed", session=session.code, anonymous="1"),
        act("seat", hold=hold.pk, who="Rosa Lilas", phone="06 39 98 10 01"),
    ]
    clock.move_to(BACK)
    for _ in range(2):
        assert [one["sentence"] for one in outcomes(client, kept, *acts)] == [""] * 7

    assert {visit.at for visit in Visit.objects.all()} == {TEN}
    support = Visit.objects.filter(kind="support").order_by("pk")
    assert [(str(one.person), str(one)) for one in support] == [
        ("Amina Benali", "Carte grise"), ("Lucien Orme", "comprendre un courrier"),
    ]  # fmt: skip
    assert Visit.objects.filter(kind="print").count() == 1
    assert [one.presence for one in Attendance.objects.order_by("pk")] == ["came", "walked_in"]
    assert Session.objects.get(pk=session.pk).anonymous_count == 1
    registration = Registration.objects.get(session=hold.session)
    assert (str(registration.person), registration.state, registration.created_at) == ("Rosa Lilas", "confirmed", TEN)
    assert registration.person.is_provisional


def test_the_round_is_back_once_nothing_is_refused(client, clock, kept, session):
    clock.move_to(BACK)
    wrong = act("visit", what="")
    assert outcomes(client, kept, wrong, is_over=True)[0]["is_done"] is False
    assert Round.objects.get().returned_at is None
    outcomes(client, kept, is_over=True)
    assert Round.objects.get().returned_at == BACK


def test_the_last_seat_given_on_two_devices_goes_to_the_first_and_the_other_is_told(client, clock, kept, hold):
    other = RoundFactory(space=kept.space, stop=kept.stop, on=kept.on, left_at=LEFT, kept_by=kept.kept_by)
    clock.move_to(BACK)
    first = outcomes(client, kept, act("seat", hold=hold.pk, who="Rosa Lilas"))
    second = outcomes(client, other, act("seat", hold=hold.pk, who="Ugo Genêt"))

    assert first[0]["is_done"]
    assert second[0]["is_done"] is False
    assert "Il ne reste pas assez de places gardées" in second[0]["sentence"]
    assert "la liste d’attente, ou une autre date" in second[0]["sentence"]
    assert second[0]["address"] == f"/ateliers/seances/{hold.session.code}/inscrire/"
    assert [str(one.person) for one in Registration.objects.all()] == ["Rosa Lilas"]
    assert not Person.objects.filter(first_name="Ugo").exists()


def test_seats_given_back_meanwhile_are_not_given_there(client, clock, kept, hold):
    release_hold(hold=hold, at=TEN)
    clock.move_to(BACK)
    assert "places gardées" in outcomes(client, kept, act("seat", hold=hold.pk, who="Rosa"))[0]["sentence"]


def test_what_the_desk_noted_since_is_not_overwritten(client, clock, kept, session, amina):
    note_presence(session=session, person=amina, presence="excused", at=TEN + timedelta(hours=1), by=None)
    clock.move_to(BACK)
    seen = act("presence", session=session.code, person=amina.code, presence="came")
    said = outcomes(client, kept, seen)[0]["sentence"].replace("\u00a0", " ")
    assert said == "Sa présence a été notée depuis : « A prévenu » à 11 heures. Voyez la feuille de présences."
    assert Attendance.objects.get().presence == "excused"


@pytest.mark.parametrize(
    ("at", "noted"),
    [
        (BACK + timedelta(hours=3), BACK),  # a clock that runs ahead
        (LEFT - timedelta(days=3), LEFT),  # one that was set back
        (TEN, TEN),
    ],
)
def test_what_happened_is_between_the_leaving_and_now(client, clock, kept, at, noted):
    clock.move_to(BACK)
    outcomes(client, kept, act("help", kind="copy", at=at))
    assert Visit.objects.get().at == noted


def test_what_is_older_than_a_day_is_for_the_desk(client, clock, kept):
    clock.move_to(LEFT + timedelta(hours=27))
    client.force_login(kept.kept_by)
    said = outcomes(client, kept, act("help", kind="copy", at=LEFT))[0]
    assert "plus de vingt-quatre heures" in said["sentence"]
    assert not Visit.objects.exists()


def test_who_was_merged_meanwhile_keeps_what_was_noted(client, clock, kept, amina):
    known = PersonFactory(space=kept.space)
    Person.objects.filter(pk=amina.pk).update(reconciled_with=known)
    outcomes(client, kept, act("visit", what="Carte grise", person=amina.code))
    assert Visit.objects.get().person == known


@pytest.mark.parametrize(
    "said",
    [
        {"act": "zzz"}, {"act": "visit", "what": "x" * 10_000}, {"act": "visit", "what": "a\x00b"},
        {"act": "visit", "what": "2 85 03 33 063 012 26"}, {"act": "visit", "what": ["Carte grise"], "person": "zzz"},
        {"act": "help", "kind": "zzz"}, {"act": "help", "kind": "print", "at": "hier"},
        {"act": "help", "kind": "print", "submission": "x"}, {"act": "presence", "session": "zzz", "presence": "came"},
        {"act": "seat", "hold": 10**30, "who": "Rosa"}, {"act": "seat", "hold": None, "who": "-"}, {},
    ],
)  # fmt: skip
def test_an_act_that_is_wrong_is_refused_alone(client, kept, said):
    given = outcomes(client, kept, act("help") | said, act("help", kind="scan"))
    assert [one["is_done"] for one in given] == [False, True]
    assert given[0]["sentence"]
    assert Visit.objects.get().kind == "scan"


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"acts": 1}', '{"acts": ["x"]}', "{" * 5000])
def test_what_is_no_queue_is_refused_whole(client, kept, body):
    address = reverse("desk:return_round", args=[kept.code])
    assert client.post(address, body, content_type="application/json").status_code == 400
    assert client.post(address, {"acts": "x"}).status_code == 400


def test_seats_and_sessions_of_another_space_are_refused(client, kept):
    stop, session = StopFactory(), SessionFactory(published=True)
    theirs = SeatHoldFactory(space=stop.space, organisation=None, stop=stop)
    given = outcomes(
        client, kept, act("seat", hold=theirs.pk, who="Rosa"),
        act("presence", session=session.code, who="Rosa", presence="came"),
        act("visit", what="Carte grise", person=PersonFactory().code),
    )  # fmt: skip
    assert [one["is_done"] for one in given] == [False] * 3


def test_the_round_of_a_colleague_is_not_found(client, kept, signed_in, space):
    signed_in(space, Role.COORDINATOR)
    assert send(client, kept, act("help", kind="print")).status_code == 404
    assert not Visit.objects.exists()


# --- whose device it is ---


def test_logging_out_erases_the_device(client, malo, stop):
    keep(client, stop)
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert answer.cookies["tournee"].value == ""


def test_another_account_erases_the_device_and_the_same_finds_it_again(client, malo, stop, space):
    keep(client, stop)
    del client.cookies["sessionid"]  # the session ended by itself
    assert "Clear-Site-Data" not in client.get(reverse("account_login")).headers
    client.force_login(malo)
    assert "Clear-Site-Data" not in client.get("/").headers
    client.force_login(MembershipFactory(space=space).user)
    assert client.get("/").headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.get("/").headers


def test_the_service_worker_is_for_its_own_pages(client):
    answer = client.get("/passage/tournee/service-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
