"""Tasks, and the posts that one takes over from another."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.team.enums import TaskReason
from mediation.team.models import Handover, Task
from mediation.team.services import plan_follow_up
from publics.services import reconcile
from tests.factories import (
    NOW,
    EnquiryFactory,
    HandoverFactory,
    MembershipFactory,
    PersonFactory,
    SessionFactory,
    TaskFactory,
    UserFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TASKS, NEW, TODAY, POSTS = (reverse(name) for name in ("team:tasks", "team:new_task", "desk:today", "team:handovers"))
DAY = NOW.date()


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space)


@pytest.fixture
def samir(space):
    return MembershipFactory(space=space, role=Role.RECEPTION, user=UserFactory(name="Samir Coudrier")).user


def test_a_task_about_somebody_comes_on_its_day_and_is_done_then_undone(client, space, helene):
    person = PersonFactory(space=space, first_name="Josette", last_name="Aubépine")
    said = {"submission": str(uuid.uuid4()), "title": "Lui porter sa photo", "due_on": DAY.isoformat()}
    client.post(f"{NEW}?personne={person.code}", said)
    assert "C’est fait : Lui porter sa photo aujourd’hui Josette Aubépine" in read(client.get(TODAY))

    task = Task.objects.get()
    client.post(reverse("team:task_done", args=[task.pk]))
    assert "Lui porter sa photo" not in read(client.get(TODAY)).replace("« Lui porter sa photo » est fait.", "")
    assert "fait par Hélène" in read(client.get(TASKS))
    client.post(reverse("team:task_done", args=[task.pk]), {"undo": "1"})
    assert "aujourd’hui" in read(client.get(TASKS))


def test_done_twice_it_keeps_who_did_it_first(client, space, helene, samir):
    task = TaskFactory(space=space, done_at=NOW - timedelta(hours=1), done_by=samir)
    client.post(reverse("team:task_done", args=[task.pk]))
    task.refresh_from_db()
    assert (task.done_by, task.done_at) == (samir, NOW - timedelta(hours=1))


def test_tasks_late_then_of_the_day_then_later_then_without_a_date(client, space, helene, samir):
    TaskFactory(space=space, title="Sans date", due_on=None)
    TaskFactory(space=space, title="Plus tard", due_on=DAY + timedelta(days=4))
    TaskFactory(space=space, title="En retard", due_on=DAY - timedelta(days=1))
    TaskFactory(space=space, title="À Samir", assigned_to=samir)

    words = read(client.get(TASKS))
    assert [words.index(title) for title in ("En retard", "Plus tard", "Sans date")] == sorted(
        words.index(title) for title in ("En retard", "Plus tard", "Sans date")
    )
    assert "À Samir" not in words
    assert "À Samir" in read(client.get(TASKS, {"qui": "tous"}))


def test_who_takes_over_a_post_sees_its_tasks_and_sessions_until_the_last_day(client, space, helene, samir, now):
    TaskFactory(space=space, title="Commander du papier", assigned_to=samir)
    SessionFactory(
        space=space, published=True, host=samir, workshop__title="Trier ses photos", starts_at=NOW + timedelta(days=3)
    )
    assert "Commander du papier" not in read(client.get(TODAY))

    until = DAY + timedelta(days=5)
    said = {"from_user": samir.pk, "to_user": helene.pk, "starts_on": DAY.isoformat(), "until_on": until.isoformat()}
    response = client.post(POSTS, {"submission": str(uuid.uuid4()), **said}, follow=True)
    assert "Hélène Viorne reprend le poste de Samir Coudrier" in read(response)
    today = read(client.get(TODAY))
    assert "Le poste de Samir" in today
    assert "Repris par vous jusqu’au samedi 21 novembre" in today
    assert "Commander du papier" in today
    assert "à la place de Samir" in today

    now.shift(timedelta(days=6))
    assert "Commander du papier" not in read(client.get(TODAY))
    assert "Le poste de Samir" not in read(client.get(POSTS))


def test_who_takes_over_a_post_sees_what_it_has_to_answer(client, space, helene, samir, now):
    EnquiryFactory(space=space, assigned_to=samir, name="Odile")
    EnquiryFactory(space=space, assigned_to=UserFactory(), name="Ernest")
    HandoverFactory(space=space, from_user=samir, to_user=helene)

    assert "Question, Odile Répondre" in read(client.get(TODAY))
    assert "à répondre · à la place de Samir" in read(client.get(TODAY))

    now.shift(timedelta(days=15))
    assert "à la place de Samir" not in read(client.get(TODAY))


def test_a_post_given_back_early_shows_no_more(client, space, helene, samir):
    handover = HandoverFactory(space=space, from_user=samir, to_user=helene)
    client.post(reverse("team:end_handover", args=[handover.pk]))
    assert "Repris par vous" not in read(client.get(TODAY))
    assert Handover.objects.get().ended_at == NOW


@pytest.mark.parametrize(
    "refused",
    [
        ({"until_on": "2026-11-15"}, "Ce jour est passé."),
        ({"starts_on": "2026-11-30"}, "Le dernier jour vient après le premier."),
        ({"to_user": "from_user"}, "Choisissez deux personnes différentes."),
        ({"until_on": "2026-02-31"}, "Saisissez une date valide."),
    ],
)
def test_a_post_that_cannot_be_taken_over_is_refused_in_a_sentence(client, space, helene, samir, refused):
    changed, refusal = refused
    said = {"from_user": samir.pk, "to_user": helene.pk, "starts_on": "2026-11-16", "until_on": "2026-11-20"} | changed
    said["to_user"] = samir.pk if said["to_user"] == "from_user" else said["to_user"]
    response = client.post(POSTS, {"submission": str(uuid.uuid4()), **said})
    assert response.status_code == 422
    assert refusal in read(response)


def test_a_post_is_taken_over_by_one_at_a_time(client, space, helene, samir):
    HandoverFactory(space=space, from_user=samir, to_user=helene)
    said = {"from_user": samir.pk, "to_user": helene.pk, "starts_on": "2026-11-20", "until_on": "2026-11-30"}
    response = client.post(POSTS, {"submission": str(uuid.uuid4()), **said})
    assert "Ce poste est déjà repris, ou cette absence déjà notée, à ces dates." in read(response)


def test_a_follow_up_is_planned_once(space, helene):
    person = PersonFactory(space=space)
    planned = {"person": person, "reason": TaskReason.FIRST_CONTACT, "due_on": DAY, "at": NOW, "by": helene}
    plan_follow_up(**planned)
    with pytest.raises(ValidationError, match="Une tâche est déjà prévue pour cette personne"):
        plan_follow_up(**planned)


def test_tasks_follow_somebody_who_was_already_known(space, helene):
    known, provisional = PersonFactory(space=space), PersonFactory(space=space, provisional=True)
    for person in (known, provisional):
        plan_follow_up(person=person, reason=TaskReason.FIRST_CONTACT, due_on=DAY, at=NOW, by=helene)
    reconcile(provisional=provisional, known=known, at=NOW, by=helene)
    assert sorted(Task.objects.values_list("person", "reason")) == [(known.pk, ""), (known.pk, "first_contact")]


def test_a_task_undone_beside_a_newer_one_says_why_it_cannot(client, space, helene):
    person = PersonFactory(space=space)
    first = plan_follow_up(person=person, reason=TaskReason.NOT_SEEN, due_on=DAY, at=NOW, by=helene)
    client.post(reverse("team:task_done", args=[first.pk]))
    plan_follow_up(person=person, reason=TaskReason.NOT_SEEN, due_on=DAY, at=NOW, by=helene)
    response = client.post(reverse("team:task_done", args=[first.pk]), {"undo": "1"}, follow=True)
    assert "Une tâche est déjà prévue pour cette personne." in read(response)
