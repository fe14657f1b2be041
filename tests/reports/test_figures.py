"""Figures: true, by period, without a name; small ones hidden from who does not work in the space."""

import csv
import re
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.reports.periods import Period
from publics.enums import HeardFrom, HowDone, LearningAnswer, Origin, VisitKind
from tests.factories import (
    NOW,
    AttendanceFactory,
    DailyCountFactory,
    DemarcheFactory,
    InterestFactory,
    LearningCheckFactory,
    PersonFactory,
    PersonInterestFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    TopicFactory,
    VisitFactory,
)
from tests.reading import read
from workshops.enums import Aim, Presence, SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FIGURES = reverse("reports:figures")
LAST_MONTH = NOW - timedelta(days=30)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


def table(response) -> dict[tuple[str, str], str]:
    text = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    return {(row["Sujet"], row["Quoi"]): row["Nombre"] for row in rows}


def figures(client, **filters):
    return table(client.get(FIGURES, filters | {"export": "csv"}))


def test_visits_say_how_they_were_done(client, space, signed_in):
    VisitFactory.create_batch(3, space=space, how_done=HowDone.TOGETHER)
    VisitFactory(space=space, how_done=HowDone.FOR_THEM)
    VisitFactory(space=space, how_done=HowDone.ALONE, at=LAST_MONTH)
    signed_in(space)

    said = read(client.get(FIGURES))

    assert "Bilan, novembre 2026" in said
    assert "4 passages, dont 75 % où l’on a fait ensemble." in said
    assert "Fait ensemble 3" in said


def test_small_help_is_counted_by_kind(client, space, signed_in):
    VisitFactory.create_batch(2, space=space, person=None, kind=VisitKind.PRINT, purpose="", how_done="")
    signed_in(space)

    found = figures(client)

    assert found["Petits coups de main", "Impression"] == "2"
    assert found["Passages à l’accueil", "Fait ensemble"] == "0"


@pytest.mark.requirement("R132", "R010", "R009")
def test_what_is_counted_by_the_day_is_read_by_period(client, space, signed_in):
    TopicFactory(key="horaires", name="Horaires et accès")
    DailyCountFactory(space=space, dimension="better_known", value="horaires", count=3)
    DailyCountFactory(space=space, dimension="better_known", value="horaires", on=NOW.date() - timedelta(1), count=2)
    DailyCountFactory(space=space, dimension="need", value="travel", count=7)
    DailyCountFactory(space=space, dimension="for_demarche", value="", count=6)
    DailyCountFactory(space=space, dimension="need", value="papers", on=LAST_MONTH.date())
    DailyCountFactory(value="papers")  # in another space
    signed_in(space)

    said, found = read(client.get(FIGURES)), figures(client)

    assert "5 fois, une information claire aurait évité de venir ou d’appeler." in said
    assert found["Information à mieux faire connaître", "Horaires et accès"] == "5"
    assert "Le plus souvent : « Se déplacer »." in said
    assert found["Petits coups de main", "Impressions pour une démarche"] == "6"
    assert ("À quoi ça sert", "Avoir ses papiers") not in found


@pytest.mark.requirement("R216")
def test_the_demarches_that_take_longest_come_first_with_who_asks_for_them(client, space, signed_in):
    slow = DemarcheFactory(name="Carte grise", imposed_by="France Titres")
    quick = DemarcheFactory(name="Actualisation mensuelle", imposed_by="France Travail")
    for demarche, minutes in ((slow, 90), (slow, 60), (quick, 10), (quick, None)):
        VisitFactory(space=space, demarche=demarche, purpose="", minutes=minutes)
    signed_in(space)

    said, found = read(client.get(FIGURES)), figures(client)

    assert "La plus longue : Carte grise (France Titres), 1 h 15." in said
    assert found["Démarches les plus longues", "Carte grise (France Titres)"] == "75"
    assert found["Démarches les plus longues", "Actualisation mensuelle (France Travail)"] == "10"


def test_sessions_seats_and_presences(client, space, signed_in):
    session = SessionFactory(space=space, past=True, capacity=4, anonymous_count=2)
    for presence, is_first_time in ((Presence.CAME, True), (Presence.WALKED_IN, False), (Presence.ABSENT, False)):
        AttendanceFactory(space=space, session=session, presence=presence, is_first_time=is_first_time)
    RegistrationFactory.create_batch(3, space=space, session=session)
    signed_in(space)

    said = read(client.get(FIGURES))

    assert "1 séance, 75 % des places prises." in said
    assert "4 présences ; 1 personne venait pour la première fois." in said
    assert figures(client)["Présences", "Pas venus"] == "1"


def test_sessions_and_seats_are_drawn_each_on_its_own_scale(client, space, signed_in):
    SessionFactory(space=space, past=True, capacity=40)
    signed_in(space)

    page = client.get(FIGURES).content.decode()

    drawn = re.findall(r"(Séances proposées|Places proposées)<progress[^>]* max=\"(\d+)\" value=\"(\d+)\"", page)
    assert drawn == [("Séances proposées", "1", "1"), ("Places proposées", "40", "40")]


def test_envies_origins_and_doors(client, space, signed_in):
    sell = InterestFactory(leaf=True, name="vendre ce que je fais")
    people = PersonFactory.create_batch(2, space=space, heard_from=HeardFrom.PAPER)
    for person in people:
        PersonInterestFactory(space=space, person=person, interest=sell)
    RegistrationFactory(space=space, person=people[0], origin=Origin.WEB)
    signed_in(space)

    found = figures(client)

    assert found["Envies les plus dites", "vendre ce que je fais"] == "2"
    assert found["Comment on nous a connus", "Une affiche ou un papier"] == "2"
    assert found["Par où l’on s’inscrit", "Sur la page publique"] == "1"


def test_nothing_yet_is_said(client, space, signed_in):
    signed_in(space)

    said = read(client.get(FIGURES))

    for sentence in ("Aucun passage noté.", "Aucune séance.", "Aucune présence notée.", "Aucune envie notée."):
        assert sentence in said


def test_nothing_names_somebody(client, space, signed_in):
    VisitFactory(space=space, person__last_name="Cytise", purpose="une attestation")
    signed_in(space)

    said = read(client.get(FIGURES)) + client.get(FIGURES, {"export": "csv"}).content.decode()

    assert "Cytise" not in said
    assert "une attestation" not in said


def test_other_spaces_are_not_counted(client, space, signed_in):
    VisitFactory()
    signed_in(space)

    assert "Aucun passage noté." in read(client.get(FIGURES))


def test_network_reads_no_small_number(client, space, signed_in):
    VisitFactory.create_batch(6, space=space, how_done=HowDone.TOGETHER)
    VisitFactory.create_batch(2, space=space, how_done=HowDone.FOR_THEM)
    signed_in(space, Role.NETWORK)

    said, found = read(client.get(FIGURES)), figures(client)

    assert found["Passages à l’accueil", "Fait ensemble"] == "6"
    assert found["Passages à l’accueil", "Fait à sa place"] == "moins de 5"
    assert found["Passages à l’accueil", "La personne a fait seule, j'étais à côté"] == "0"
    assert "8 passages" not in said
    assert "Les nombres de 1 à 4 sont masqués" in said


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.COORDINATOR, 200),
        (Role.MEDIATOR, 200),
        (Role.NETWORK, 200),
        (Role.RECEPTION, 403),
        (Role.COLLEAGUE, 403),
        (Role.PRESCRIBER, 403),
    ],
)
def test_who_reads_figures(client, space, signed_in, role, status):
    signed_in(space, role)

    assert client.get(FIGURES).status_code == status


@pytest.mark.parametrize(
    ("length", "day", "label", "first", "end"),
    [
        ("mois", "2026-12-31", "décembre 2026", date(2026, 12, 1), date(2027, 1, 1)),
        ("trimestre", "2026-02-28", "1er trimestre 2026", date(2026, 1, 1), date(2026, 4, 1)),
        ("trimestre", "2026-11-16", "4e trimestre 2026", date(2026, 10, 1), date(2027, 1, 1)),
        ("annee", "2025-07-14", "année 2025", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_period_is_named_and_bounded(length, day, label, first, end):
    period = Period.read(length, day, today=NOW.date())

    assert (period.label, period.first, period.end) == (label, first, end)
    assert period.next.previous == period


@pytest.mark.parametrize(
    ("length", "day"), [("", ""), ("siècle", "hier"), ("x" * 10_000, "2026-13-45"), ("mois", "9999-12-31")]
)
def test_period_that_is_not_understood_is_this_month(client, space, signed_in, length, day):
    signed_in(space)

    assert "Bilan, novembre 2026" in read(client.get(FIGURES, {"periode": length, "le": day}))


def test_month_begins_at_midnight_in_the_space(client, signed_in):
    space = SpaceFactory(time_zone="Indian/Reunion")
    VisitFactory(space=space, at=datetime(2026, 11, 1, 0, 30, tzinfo=ZoneInfo("Indian/Reunion")))
    signed_in(space)

    assert "1 passage," in read(client.get(FIGURES))
    assert "Aucun passage noté." in read(client.get(FIGURES, {"periode": "mois", "le": "2026-10-05"}))


@pytest.mark.requirement("R150")
def test_sessions_held_say_what_leaves_from_an_envie_and_what_mends(client, space, signed_in):
    for number, aim in enumerate([Aim.EMANCIPATION] * 3 + [Aim.REPAIR, ""], 1):
        start = NOW - timedelta(days=number)
        SessionFactory(space=space, state=SessionState.DONE, workshop__aim=aim, starts_at=start)
    SessionFactory(space=space, workshop__aim=Aim.REPAIR, starts_at=NOW - timedelta(days=1))
    SessionFactory(state=SessionState.DONE, workshop__aim=Aim.REPAIR, starts_at=NOW - timedelta(days=1))
    signed_in(space)

    said = figures(client)
    aims = {what: count for (title, what), count in said.items() if title == "Émancipation et réparation"}
    assert aims == {"Émancipation": "3", "Réparation": "1", "Non précisé": "1"}
    assert "75 % des séances faites partent d’une envie" in read(client.get(FIGURES))


@pytest.mark.requirement("R150")
def test_what_people_say_three_weeks_after_is_counted_in_the_report(client, space, signed_in):
    answers = [LearningAnswer.ALONE, LearningAnswer.ALONE, LearningAnswer.ALMOST]
    for answer in answers:
        LearningCheckFactory(space=space, answer=answer, answered_at=NOW)
    LearningCheckFactory(space=space)
    LearningCheckFactory(space=space, answer=LearningAnswer.ALONE, answered_at=NOW - timedelta(days=90))
    signed_in(space)

    said = figures(client)
    after = {what: count for (title, what), count in said.items() if title == "Trois semaines après, le refaire"}
    assert after == {"Je le refais seule": "2", "Presque": "1", "Pas encore": "0"}
    assert "3 réponses, dont 67 % « Je le refais seule »." in read(client.get(FIGURES))


def test_titles_that_say_life_and_those_that_name_a_tool_are_filled_apart(client, space, signed_in):
    for title, count in (("Vendre ses gâteaux", 8), ("Instagram et Pinterest", 2)):
        session = SessionFactory(space=space, published=True, capacity=10, workshop__title=title)
        RegistrationFactory.create_batch(count, space=space, session=session)
    SessionFactory(space=space, workshop__title="Un brouillon sur Excel", capacity=10)
    signed_in(space)

    said = read(client.get(FIGURES))

    assert "80 % des places prises quand le titre dit la vie, 20 % quand il dit l’outil." in said
    assert "La vie d’abord : places prises 8" in said


def test_titles_of_one_kind_are_compared_with_nothing(client, space, signed_in):
    SessionFactory(space=space, published=True, workshop__title="Vendre ses gâteaux")
    signed_in(space)

    assert "Tous les titres sont de la même sorte" in read(client.get(FIGURES))


@pytest.mark.parametrize("rows", [1, 3])
def test_figures_cost_the_same_whatever_they_count(client, space, signed_in, django_assert_num_queries, rows):
    for _ in range(rows):
        VisitFactory(space=space)
        PersonInterestFactory(space=space)
        AttendanceFactory(space=space)
    signed_in(space)

    with django_assert_num_queries(19):
        assert client.get(FIGURES).status_code == 200
