"""Who came: one tap a person, those who were not expected, what comes next, figures that freeze."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from tests.browser import PHONE
from tests.factories import (
    AttendanceFactory,
    InterestFactory,
    MembershipFactory,
    PersonFactory,
    PersonInterestFactory,
    RegistrationFactory,
    SessionFactory,
    WorkshopFactory,
)
from workshops.enums import Presence, RegistrationState, SessionState
from workshops.models import Attendance, Registration, Session

pytestmark = pytest.mark.django_db

QUERIES = 10


@pytest.fixture
def receptionist(signed_in, space):
    return signed_in(space, Role.RECEPTION)


@pytest.fixture
def session(space):
    return begun(space)


def begun(space, **fields):
    start = timezone.now() - timedelta(hours=1)
    return SessionFactory(space=space, published=True, starts_at=start, **fields)


def expected(session, **fields):
    return RegistrationFactory(space=session.space, session=session, **fields)


def path(session, name="attendance"):
    return reverse(f"workshops:{name}", args=[session.code])


def read(response):
    return response.content.decode().replace("\xa0", " ")


def note(client, session, person, presence, **options):
    return client.post(path(session), {"person": person.code, "presence": presence}, **options)


@pytest.mark.parametrize("presence", [Presence.CAME, Presence.EXCUSED, Presence.ABSENT])
def test_one_tap_notes_a_presence(client, receptionist, session, presence):
    registration = expected(session)

    response = note(client, session, registration.person, presence)

    assert Attendance.objects.get().presence == presence
    assert response.headers["Location"] == f"{path(session)}#personne-{registration.person.code}"


def test_presence_is_corrected_by_another_tap(client, receptionist, session):
    registration = expected(session)

    note(client, session, registration.person, Presence.ABSENT)
    response = note(client, session, registration.person, Presence.CAME, follow=True)

    assert Attendance.objects.get().presence == Presence.CAME
    assert "1 sur 1 notées · 1 personne venue · 1 première venue" in read(response)


def test_tap_gives_the_board_alone_to_the_script(client, receptionist, session):
    response = note(client, session, expected(session).person, Presence.CAME, headers={"HX-Request": "true"})

    assert "<html" not in read(response)
    assert 'id="board"' in read(response)
    assert 'aria-pressed="true"' in read(response)


def test_first_venue_is_said(client, receptionist, space, session):
    known = expected(session, person__first_name="Chantal")
    AttendanceFactory(space=space, person=known.person)
    expected(session, person__first_name="Sofia")

    lines = client.get(path(session)).context["lines"]

    assert {line.person.first_name: line.is_first_time for line in lines} == {"Chantal": False, "Sofia": True}


def test_somebody_not_expected_is_found_and_noted(client, receptionist, space, session):
    lucien = PersonFactory(space=space, first_name="Lucien", last_name="Genêt")
    expected(session, person=lucien, state=RegistrationState.WAITING)

    found = read(client.get(path(session), {"q": "lucien genet"}))
    after = read(note(client, session, lucien, Presence.WALKED_IN, follow=True))

    assert "était sur la liste d’attente" in found
    assert "sans inscription" in after
    assert Attendance.objects.get().presence == Presence.WALKED_IN


def test_somebody_without_a_name_is_counted_and_never_below_none(client, receptionist, session):
    for step in ("1", "1", "-1", "-1", "-1"):
        client.post(path(session), {"anonymous": step})
    session.refresh_from_db()
    assert session.anonymous_count == 0

    client.post(path(session), {"anonymous": "1"})
    session.refresh_from_db()
    assert session.anonymous_count == 1


@pytest.mark.parametrize(
    "form",
    [
        {"anonymous": "50"},
        {"anonymous": "x\x00"},
        {"person": "ZZZZZZZZ", "presence": "came"},
        {"person": "\x00", "presence": "came"},
        {"person": "A" * 10_000, "presence": "came"},
        {"presence": "came"},
        {},
    ],
)
def test_bad_tap_is_refused_in_a_sentence(client, receptionist, session, form):
    response = client.post(path(session), form)

    assert response.status_code == 422
    assert 'role="alert"' in read(response)
    assert Attendance.objects.count() == 0


def test_person_of_another_space_is_not_noted(client, receptionist, session):
    assert note(client, session, PersonFactory(), Presence.CAME).status_code == 422


def test_what_comes_next_says_why(client, receptionist, space):
    interest = InterestFactory(leaf=True, name="faire de belles photos")
    today = begun(space, workshop=WorkshopFactory(space=space, branch=interest.parent))
    told, other = expected(today), expected(today)
    PersonInterestFactory(space=space, person=told.person, interest=interest, words="en photo c'est triste")
    photos = WorkshopFactory(space=space, title="De belles photos", branch=interest.parent, interest=interest)
    SessionFactory(space=space, workshop=photos, published=True, starts_at=timezone.now() + timedelta(days=9))
    for registration in (told, other):
        note(client, today, registration.person, Presence.CAME)

    page = client.get(path(today))

    reasons = {one.person: [following.reason for following in one.nexts] for one in page.context["suggestions"]}
    assert reasons == {
        told.person: ["parce qu’elle a dit\u00a0: «\u00a0en photo c'est triste\u00a0»"],
        other.person: [f"dans la suite d’aujourd’hui\u00a0: {interest.parent}"],
    }
    assert "Et ensuite ?" in read(page)


def test_what_comes_next_leaves_out_full_sessions_and_those_already_chosen(client, receptionist, space):
    branch = InterestFactory()
    today = begun(space, workshop=WorkshopFactory(space=space, branch=branch))
    person = expected(today).person
    workshop = WorkshopFactory(space=space, branch=branch)
    later = timezone.now() + timedelta(days=9)
    full = SessionFactory(space=space, workshop=workshop, published=True, starts_at=later, capacity=1)
    expected(full)
    chosen = SessionFactory(space=space, workshop=workshop, published=True, starts_at=later + timedelta(days=1))
    expected(chosen, person=person)
    note(client, today, person, Presence.CAME)

    assert client.get(path(today)).context["suggestions"] == []


def test_next_session_is_one_click_away_and_leads_back(client, receptionist, space):
    branch = InterestFactory()
    today = begun(space, workshop=WorkshopFactory(space=space, branch=branch))
    person = expected(today).person
    following = SessionFactory(
        space=space, workshop__branch=branch, published=True, starts_at=timezone.now() + timedelta(days=9)
    )
    note(client, today, person, Presence.CAME)
    [suggestion] = client.get(path(today)).context["suggestions"]
    form = suggestion.nexts[0].form

    sent = {"submission": form["submission"].value(), "person": person.code, "party_size": 1, "depuis": today.code}
    response = client.post(path(following, "register"), sent)

    assert response.headers["Location"] == f"{path(today)}#suite"
    assert Registration.objects.filter(session=following, person=person).exists()


def test_validation_waits_for_every_presence(client, receptionist, session):
    expected(session)

    response = client.post(path(session, "close_session"))

    assert response.status_code == 422
    assert "Il reste 1 présence à noter." in read(response)


def test_validation_waits_for_the_session_to_begin(client, receptionist, space):
    session = SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=1))

    response = client.post(path(session, "close_session"))

    assert response.status_code == 422
    assert "n'a pas encore commencé" in read(response).replace("&#x27;", "'")


def test_figures_freeze_once_validated(client, receptionist, session):
    registration = expected(session)
    note(client, session, registration.person, Presence.CAME)

    done = client.post(path(session, "close_session"), follow=True)
    late = note(client, session, registration.person, Presence.ABSENT)

    assert "Les présences sont validées" in read(done)
    assert 'name="presence"' not in read(done)
    assert late.status_code == 422
    assert "ne se modifient plus" in read(late)
    assert Session.objects.get(pk=session.pk).state == SessionState.DONE
    assert Attendance.objects.get().presence == Presence.CAME


def test_colleague_of_another_service_notes_nothing(client, signed_in, space, session):
    signed_in(space, Role.COLLEAGUE)

    assert client.get(path(session)).status_code == 403
    assert client.post(path(session, "close_session")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_whoever_comes(client, receptionist, space, rows):
    interest = InterestFactory(leaf=True)
    today = begun(space, workshop__branch=interest.parent)
    for _ in range(rows):
        person = expected(today).person
        AttendanceFactory(space=space, session=today, person=person)
        PersonInterestFactory(space=space, person=person, interest=interest)
        SessionFactory(
            space=space, workshop__branch=interest.parent, published=True, starts_at=timezone.now() + timedelta(days=9)
        )

    with CaptureQueriesContext(connection) as queries:
        assert client.get(path(today)).status_code == 200
    assert len(queries) == QUERIES


# --- with a thumb, with a keyboard, without a script ---


@pytest.fixture
def hall(transactional_db):
    """A session going on with two people expected, and the cookie of somebody of the team."""
    membership = MembershipFactory(role=Role.RECEPTION)
    session = begun(membership.space)
    for name in ("Amina", "Nadia"):
        expected(session, person__first_name=name)
    return membership.user, session


@pytest.fixture
def signed_page(new_page, client, settings):
    def visit(user, **options):
        client.force_login(user)
        page = new_page(**options)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": settings.PUBLIC_ADDRESS}
        page.context.add_cookies([cookie])
        return page

    return visit


@pytest.mark.parametrize("has_script", [True, False], ids=["with scripts", "without"])
def test_attendance_is_taken_with_a_thumb(signed_page, hall, has_script):
    user, session = hall
    page = signed_page(user, **PHONE, java_script_enabled=has_script)
    page.goto(path(session))

    page.get_by_role("button", name="Présent : Amina").tap()
    page.get_by_text("1 sur 2 notées").wait_for()
    page.get_by_role("button", name="Pas venu : Nadia").tap()
    page.get_by_text("2 sur 2 notées").wait_for()
    page.get_by_role("button", name="Une de plus").tap()
    page.get_by_text("2 personnes venues").wait_for()
    page.get_by_role("button", name="Valider les présences").tap()

    page.get_by_text("Les présences sont validées : elles ne se modifient plus.").wait_for()


def test_quick_taps_are_all_kept(signed_page, hall):
    """Six more people, six taps, without waiting for the page to answer."""
    user, session = hall
    people = [PersonFactory(space=session.space, first_name=f"Personne{n}") for n in range(6)]
    for person in people:
        RegistrationFactory(space=session.space, session=session, person=person)
    page = signed_page(user, **PHONE)
    page.goto(path(session))

    for person in people:
        page.get_by_role("button", name=f"Présent : {person.first_name} ").tap()

    page.get_by_text("6 sur 8 notées").wait_for()
    pressed = page.locator("[aria-pressed=true]")
    pressed.nth(5).wait_for()
    assert pressed.count() == 6


def test_answer_that_comes_late_does_not_bring_older_counts_back(signed_page, hall):
    """Two taps: the answer to the first is held until after the second's."""
    user, session = hall
    people = [PersonFactory(space=session.space, first_name=f"Personne{n}") for n in range(2)]
    for person in people:
        RegistrationFactory(space=session.space, session=session, person=person)
    page = signed_page(user, **PHONE)
    page.goto(path(session))
    held = []

    def hold_the_first(route):
        answer = route.fetch()
        held.append((route, answer))
        if len(held) == 2:
            for later, its_answer in reversed(held):
                later.fulfill(response=its_answer)

    page.route("**/presences/", hold_the_first)
    for person in people:
        page.get_by_role("button", name=f"Présent : {person.first_name} ").tap()
        page.wait_for_timeout(300)

    page.locator("[aria-pressed=true]").nth(1).wait_for()
    assert "2 sur 4 notées" in page.locator("#counts").inner_text()


def test_targets_are_large_enough_for_a_thumb(signed_page, hall):
    user, session = hall
    page = signed_page(user, **PHONE)
    page.goto(path(session))

    boxes = [button.bounding_box() for button in page.locator(".presence-choice, .counter .btn").all()]
    assert min(box["height"] for box in boxes) >= 44
    assert min(box["width"] for box in boxes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_keyboard_stays_on_the_button_it_pressed(signed_page, hall):
    user, session = hall
    page = signed_page(user)
    page.goto(path(session))

    button = page.get_by_role("button", name="Présent : Amina")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 sur 2 notées").wait_for()

    assert "Présent" in page.evaluate("document.activeElement.textContent")


def test_people_are_found_while_typing(signed_page, hall):
    user, session = hall
    PersonFactory(space=session.space, first_name="Lucien", last_name="Genêt")
    page = signed_page(user)
    page.goto(path(session, "register"))

    page.get_by_label("Qui vient ?").press_sequentially("lucien", delay=20)

    page.get_by_role("button", name="Inscrire : Lucien G.").click()
    page.get_by_text("Lucien G. est inscrite : sa place est gardée.").wait_for()
