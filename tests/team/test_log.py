"""The log that the team hands over from one to the next."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.team.models import LogEntry
from mediation.team.tasks import purge
from tests.factories import NOW, LogEntryFactory, TaskFactory, UserFactory
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

BOARD, TODAY = reverse("team:board"), reverse("desk:today")


@pytest.fixture
def helene(space, signed_in):
    return signed_in(space)


def write(client, words, **said):
    return client.post(BOARD, {"submission": str(uuid.uuid4()), "words": words, **said})


def test_what_is_written_is_read_by_the_others_until_they_say_so(client, space, helene, signed_in, now):
    write(client, "Le plombier passe à 14 heures.")
    assert "Le plombier passe à 14 heures." not in read(client.get(TODAY))  # hers: she knows

    now.shift(60)
    signed_in(space, Role.RECEPTION)
    assert "Hélène a écrit Le plombier passe à 14 heures." in read(client.get(TODAY))
    client.post(reverse("team:mark_read"), {"until": NOW.isoformat()})
    assert "Le plombier passe" not in read(client.get(TODAY))
    assert "Le plombier passe à 14 heures." in read(client.get(BOARD))


def test_what_was_written_since_the_page_was_shown_stays_to_be_read(client, space, helene, now):
    LogEntryFactory(space=space, words="La première", at=NOW)
    LogEntryFactory(space=space, words="La seconde", at=NOW + timedelta(minutes=5))
    now.shift(600)

    client.post(reverse("team:mark_read"), {"until": NOW.isoformat()})
    words = read(client.get(TODAY))
    assert "La seconde" in words
    assert "La première" not in words


@pytest.mark.parametrize("until", ["zzz", "2026-02-31T10:00", "2026-11-16T10:00", "", "9999-12-31T23:59:59+00:00"])
def test_until_when_it_was_read_is_never_later_than_now(client, space, helene, until, now):
    LogEntryFactory(space=space, words="Un mot", at=NOW)
    client.post(reverse("team:mark_read"), {"until": until})
    LogEntryFactory(space=space, words="Le suivant", at=NOW + timedelta(seconds=1))
    now.shift(2)

    assert "Le suivant" in read(client.get(TODAY))


def test_what_is_pinned_comes_first(client, space, helene):
    old = LogEntryFactory(space=space, words="Le code de l'alarme a changé", at=NOW - timedelta(days=9))
    LogEntryFactory(space=space, words="Il neige", at=NOW)
    client.post(reverse("team:pin_entry", args=[old.pk]), {"pinned": "1"})

    words = read(client.get(BOARD))
    assert words.index("Le code de l'alarme") < words.index("Il neige")
    client.post(reverse("team:pin_entry", args=[old.pk]), {"pinned": "0"})
    assert not LogEntry.objects.get(pk=old.pk).is_pinned


def test_the_log_forgets_after_thirty_days_pinned_or_not_and_tasks_a_month_after(space):
    LogEntryFactory(space=space, at=NOW - timedelta(days=30), is_pinned=True)
    kept = LogEntryFactory(space=space, at=NOW - timedelta(days=29))
    TaskFactory(space=space, done_at=NOW - timedelta(days=30))
    open_one = TaskFactory(space=space, due_on=NOW.date() - timedelta(days=300))
    purge()
    purge()

    assert list(LogEntry.objects.all()) == [kept]
    assert list(type(open_one).objects.all()) == [open_one]


def test_an_old_line_is_out_of_sight_before_the_night_removes_it(client, space, helene):
    LogEntryFactory(space=space, words="D'il y a longtemps", at=NOW - timedelta(days=30))
    assert "longtemps" not in read(client.get(BOARD))


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("", "Ce champ est obligatoire."),
        ("   ", "Ce champ est obligatoire."),
        ("x" * 10_000, "Assurez-vous que cette valeur comporte au plus"),
        ("nul\x00", "Le caractère nul n’est pas autorisé."),
        ("Son numéro : 2 84 05 23 901 123 45", "Cela ressemble à un numéro de sécurité sociale"),
    ],
)
def test_what_cannot_be_written_is_refused_and_kept_on_the_page(client, space, helene, words, refusal):
    response = write(client, words)

    assert response.status_code == 422
    assert refusal in read(response)
    assert LogEntry.objects.count() == 0


def test_a_box_sent_twice_writes_once(client, space, helene):
    said = {"submission": str(uuid.uuid4()), "words": "Un seul mot"}
    assert client.post(BOARD, said).status_code == client.post(BOARD, said).status_code == 302
    assert LogEntry.objects.count() == 1


def test_lines_of_a_colleague_who_left_stay(client, space, helene):
    LogEntryFactory(space=space, words="La clé est chez Awa", by=UserFactory(name="Bastien")).by.delete()
    assert "Quelqu’un" in read(client.get(BOARD))
