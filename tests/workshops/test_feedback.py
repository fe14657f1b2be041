"""How a session was: answers that are only counted, slips, what the mediator keeps of it, who did not come thrice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.accounts.models import JournalEntry
from publics.models import PersonInterest
from tests.factories import (
    DebriefFactory,
    FeedbackCountFactory,
    InterestFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops.enums import FeedbackSource, Rating, RegistrationState, SessionState
from workshops.models import Debrief, FeedbackCount, Wish
from workshops.wording import page_of, screen_of

pytestmark = pytest.mark.django_db

SAID = {"mood": "high", "use": "some", "again": "high"}
NOTHING = dict.fromkeys(f"{question}-{answer}" for question in ("mood", "use", "again") for answer in Rating)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    workshop = WorkshopFactory(space=space, title="Vendre ses gâteaux", branch=InterestFactory())
    return SessionFactory(space=space, workshop=workshop, published=True, starts_at=yesterday())


@pytest.fixture
def came(space, session):
    return RegistrationFactory(space=space, session=session, person__first_name="Amina")


def yesterday():
    return timezone.now() - timedelta(days=1)


def path(name, session):
    return reverse(f"workshops:{name}", args=[session.code])


def once(**said):
    return {"submission": uuid4()} | said


def totals(session, **which):
    return {key: total for key, total in session.feedback.filter(**which).totals().items() if total}


# --- on the screen of the room -----------------------------------------------------------------------------------


@pytest.mark.requirement("R168")
def test_each_says_how_it_was_without_a_name_and_the_team_reads_the_counts(client, signed_in, space, session):
    screen = screen_of(session)
    for mood in ("high", "high", "low"):
        thanks = read(client.post(screen, once(mood=mood, use="high"), follow=True))
    signed_in(space, Role.RECEPTION)

    said = read(client.get(path("after", session)))

    assert "C’est compté, sans votre nom." in thanks
    assert "À la personne suivante" in thanks
    assert "2 Très bien 0 Ça va 1 Pas pour moi" in said
    assert "Est-ce que cela va vous servir ? Oui : 3 · Un peu : 0 · Non : 0" in said


def test_the_same_answer_sent_twice_counts_once(client, session):
    answer = once(**SAID)
    for _ in range(2):
        client.post(screen_of(session), answer)

    assert set(totals(session).values()) == {1}


def test_two_questions_may_be_left(client, session):
    client.post(screen_of(session), once(mood="some"))

    assert totals(session) == {("mood", "some"): 1}


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, "Touchez un des trois visages."),
        ({"mood": "high\x00"}, ""),
        ({"mood": "high", "wish": "x" * 10_000}, "400 caractères"),
        ({"mood": "high", "wish": "mon numéro 2 84 05 23 456 789 12"}, "sécurité sociale"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, session, said, refusal):
    answer = client.post(screen_of(session), once(**said))

    assert answer.status_code == 422
    assert refusal in read(answer)
    assert not FeedbackCount.objects.exists()


def test_what_would_please_is_a_wish_of_nobody(client, session):
    client.post(screen_of(session), once(mood="high", wish="Faire un site pour mes pots"))

    wish = Wish.objects.get()
    assert (wish.words, wish.person) == ("Faire un site pour mes pots", None)


@pytest.mark.parametrize("days", [-2, 40])
def test_it_is_asked_from_the_beginning_for_a_month(client, space, days):
    session = SessionFactory(space=space, published=True, starts_at=timezone.now() - timedelta(days=days))
    screen = screen_of(session)
    if days > 0:
        assert client.get(screen).status_code == 404
        return

    said = read(client.post(screen, once(mood="high")))

    assert "On ne donne plus son avis sur cette séance ici." in said
    assert not FeedbackCount.objects.exists()


def test_cancelled_session_is_not_asked_about(client, space):
    called_off = SessionFactory(
        space=space, state=SessionState.CANCELLED, cancelled_at=yesterday(), starts_at=yesterday()
    )

    client.post(screen_of(called_off), once(mood="high"))

    assert not FeedbackCount.objects.exists()


def test_screen_opens_without_an_account(client, signed_in, space, session):
    signed_in(space, Role.RECEPTION)
    opened = client.post(path("open_screen", session))
    client.logout()

    said = read(client.get(opened.headers["Location"]))

    assert "Comment c’était ?" in said
    assert "Personne ne saura qui a répondu" in said


# --- by her own link ---------------------------------------------------------------------------------------------


def test_by_her_link_she_answers_once_and_only_that_is_kept_of_her(client, session, came):
    hers = page_of(came, session)
    assert "Dire comment c’était" in read(client.get(hers))

    client.post(f"{hers}avis/", once(**SAID))
    client.post(f"{hers}avis/", once(mood="low"))

    assert totals(session) == {("mood", "high"): 1, ("use", "some"): 1, ("again", "high"): 1}
    assert "c’est compté, sans votre nom" in read(client.get(hers))


def test_nothing_written_tells_what_she_answered(client, session, came):
    client.post(f"{page_of(came, session)}avis/", once(mood="low"))

    counted = JournalEntry.objects.filter(table_name="workshops_feedbackcount")
    assert {entry.after.get("count") for entry in counted} == {None}
    assert not JournalEntry.objects.filter(table_name="workshops_registration", after__gave_feedback=True).exists()


@pytest.mark.requirement("R168")
def test_what_would_please_her_next_becomes_her_envie_once_the_team_sorts_it(client, signed_in, space, session, came):
    envie = InterestFactory(leaf=True, name="Tenir une boutique en ligne")
    client.post(f"{page_of(came, session)}avis/", once(mood="high", wish="Vendre aussi aux voisins"))
    wish = Wish.objects.get()
    signed_in(space)

    client.post(reverse("workshops:sort_wish", args=[wish.code]), {"interest": envie.pk})

    assert PersonInterest.objects.get().words == "Vendre aussi aux voisins"
    assert "Vendre aussi aux voisins" in read(client.get(came.person.get_absolute_url()))


def test_who_only_waited_is_not_asked(client, space, session):
    waited = RegistrationFactory(space=space, session=session, state=RegistrationState.WAITING)
    hers = page_of(waited, session)

    answer = client.post(f"{hers}avis/", once(mood="high"))

    assert answer.headers["Location"] == hers
    assert "Dire comment c’était" not in read(client.get(hers))
    assert not FeedbackCount.objects.exists()


# --- from paper --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R168")
def test_slips_are_counted_beside_the_screen_and_counted_again_hold_the_last(client, signed_in, space, session):
    FeedbackCountFactory(space=space, session=session, count=2)
    signed_in(space, Role.RECEPTION)
    slips = dict.fromkeys(NOTHING, "0")

    for glad in ("9", "5"):
        client.post(path("key_in_slips", session), slips | {"mood-high": glad, "mood-low": "1"})

    assert "7 Très bien 0 Ça va 1 Pas pour moi" in read(client.get(path("after", session)))
    assert totals(session, source=FeedbackSource.PAPER) == {("mood", "high"): 5, ("mood", "low"): 1}


@pytest.mark.parametrize("number", ["", "-1", "501", "9" * 10_000, "douze\x00"])
def test_a_count_that_is_none_is_refused(client, signed_in, space, session, number):
    signed_in(space)

    answer = client.post(path("key_in_slips", session), dict.fromkeys(NOTHING, "0") | {"mood-high": number})

    assert answer.status_code == 422
    assert not FeedbackCount.objects.exists()


def test_slips_of_a_session_to_come_are_refused(client, signed_in, space):
    signed_in(space)
    coming = SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=2))

    answer = client.post(path("key_in_slips", coming), dict.fromkeys(NOTHING, "1"))

    assert answer.status_code == 422
    assert "n’a pas encore eu lieu" in read(answer)


# --- what the mediator keeps of it -------------------------------------------------------------------------------


@pytest.mark.requirement("R168")
def test_debrief_is_read_again_where_the_workshop_is_changed(client, signed_in, space, session):
    signed_in(space)
    said = once(worked="Commencer par une photo", to_change="Deux heures, c’est court")

    after = read(client.post(path("debrief", session), said, follow=True))

    assert "Commencer par une photo" in after
    for name in ("workshop", "edit_workshop", "workshop_versions"):
        page = read(client.get(reverse(f"workshops:{name}", args=[session.workshop_id])))
        assert "Deux heures, c’est court" in page


def test_debrief_says_something(client, signed_in, space, session):
    signed_in(space)

    answer = client.post(path("debrief", session), once())

    assert answer.status_code == 422
    assert "Écrivez ce qui a marché, ou ce que vous changeriez." in read(answer)


def test_debrief_saved_meanwhile_is_never_overwritten(client, signed_in, space, session):
    debrief = DebriefFactory(space=space, session=session, worked="Le goûter")
    signed_in(space)
    Debrief.objects.filter(pk=debrief.pk).update(worked="Le goûter partagé", version=2)

    answer = client.post(path("debrief", session), {"version": "1", "worked": "Autre chose", "to_change": ""})

    assert answer.status_code == 422
    assert "Le goûter partagé" in read(answer)
    assert Debrief.objects.get().worked == "Le goûter partagé"


def test_reception_does_not_write_the_debrief(client, signed_in, space, session):
    signed_in(space, Role.RECEPTION)

    assert client.get(path("debrief", session)).status_code == 403
    assert "L’écrire" not in read(client.get(path("after", session)))


@pytest.mark.parametrize("name", ["after", "key_in_slips", "debrief", "testimonials", "feedback_slips", "open_screen"])
def test_session_of_another_space_is_not_found(client, signed_in, space, name):
    signed_in(space)
    elsewhere = path(name, SessionFactory(published=True, starts_at=yesterday()))

    assert client.get(elsewhere).status_code in ((405,) if name == "open_screen" else (404,))
    assert client.post(elsewhere, once()).status_code in (404, 405)
