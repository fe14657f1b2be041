"""Of whom to take news: who came once and nothing followed, who has not come for long."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.team.models import Task
from tests.factories import (
    NOW,
    AttendanceFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    VisitFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PAGE = reverse("desk:people_to_call_back")
WEEK = timedelta(weeks=1)


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space)


@pytest.fixture
def seen(space):
    """`seen("Josette", 3)`: she came three weeks ago."""

    def come(name: str, *weeks: float):
        person = PersonFactory(space=space, first_name=name)
        for number in weeks:
            VisitFactory(space=space, person=person, at=NOW - number * WEEK)
        return person

    return come


@pytest.mark.requirement("R068")
def test_two_weeks_after_a_first_visit_without_a_sequel_news_are_taken_in_one_click(client, space, helene, seen):
    josette = seen("Josette", 3)
    seen("Awa", 1)  # too early
    seen("Lucien", 7)  # too late
    seen("Nadia", 4, 3)  # she came again
    registered = seen("Sofia", 3)
    session = SessionFactory(space=space, published=True)
    RegistrationFactory(space=space, session=session, person=registered, created_at=NOW - 2 * WEEK)

    page = read(client.get(PAGE))
    assert "Venue le lundi 26 octobre" in page
    assert [name for name in ("Josette", "Awa", "Lucien", "Nadia", "Sofia") if name in page] == ["Josette"]
    client.post(reverse("desk:plan_news", args=[josette.code]), {"reason": "first_contact"})
    assert "prévu le mercredi 18 novembre" in read(client.get(PAGE))
    assert "Reprendre des nouvelles après sa première venue" in read(client.get(reverse("team:tasks")))


@pytest.mark.requirement("R068")
def test_who_has_not_come_for_months_and_is_expected_nowhere(client, space, helene, seen):
    seen("Josette", 30)
    seen("Awa", 30, 2)
    expected = seen("Sofia", 30)
    RegistrationFactory(space=space, session=SessionFactory(space=space, published=True), person=expected)

    page = read(client.get(PAGE, {"depuis": "6"}))
    assert "Vue pour la dernière fois le lundi 20 avril 2026" in page
    assert [name for name in ("Josette", "Awa", "Sofia") if name in page] == ["Josette"]
    assert "Josette" not in read(client.get(PAGE, {"depuis": "12"}))


def test_a_session_counts_as_a_visit(client, space, helene, seen):
    person = seen("Josette", 5)
    session = SessionFactory(space=space, past=True, starts_at=NOW - 3 * WEEK)
    AttendanceFactory(space=space, session=session, person=person)
    new = PersonFactory(space=space, first_name="Awa")
    AttendanceFactory(space=space, session=session, person=new)

    page = read(client.get(PAGE))
    assert "Josette" not in page
    assert "Awa" in page


def test_planned_twice_it_is_planned_once(client, space, helene, seen):
    person = seen("Josette", 3)
    address = reverse("desk:plan_news", args=[person.code])
    client.post(address, {"reason": "first_contact"})
    response = client.post(address, {"reason": "first_contact"}, follow=True)
    assert "Une tâche est déjà prévue pour cette personne." in read(response)
    assert Task.objects.count() == 1


@pytest.mark.parametrize("asked", ["zzz", "7", "-3", "9" * 30])
def test_a_period_that_is_none_shows_first_contacts(client, space, helene, seen, asked):
    seen("Josette", 3)
    assert "Josette" in read(client.get(PAGE, {"depuis": asked}))
