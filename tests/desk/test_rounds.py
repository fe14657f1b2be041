"""Half a day of the bus: prepared on one page, printed, and keyed when it is back, by the services of the desk."""

import uuid
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from publics.models import ActivityReport, Person, Visit
from publics.services import correct_visit
from tests.factories import (
    DemarcheFactory,
    PersonFactory,
    RegistrationFactory,
    RoundFactory,
    SessionFactory,
    StopFactory,
    VisitFactory,
)
from tests.reading import read
from workshops.models import Attendance, Session
from workshops.services import close_session, note_presence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

NOW = datetime(2026, 9, 15, 16, tzinfo=UTC)  # a Tuesday, 18 h in Paris
TEN = datetime(2026, 9, 15, 8, tzinfo=UTC)
MORNING = "?jour=2026-09-15&moment=morning"


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
def desk(client, signed_in, space):
    signed_in(space, Role.RECEPTION)
    return client


def page(desk, name, stop, query=MORNING):
    return desk.get(reverse(f"desk:{name}", args=[stop.pk]) + query)


def key(desk, stop, query=MORNING, **said):
    said = {"submission": str(uuid.uuid4())} | {name.replace("__", "-"): value for name, value in said.items()}
    return desk.post(reverse("desk:key_round", args=[stop.pk]) + query, said, follow=True)


# --- prepared ---


@pytest.mark.requirement("R034")
def test_the_next_half_days_of_the_bus_lead_to_what_is_taken_along(desk, stop, amina):
    shown = desk.get(reverse("desk:rounds"))
    assert "Marronval, devant la mairie" in read(shown)
    assert "Mardi 15 septembre, matin · Marcher" in read(shown)
    prepared = read(page(desk, "round", stop))
    assert "Mardi 15 septembre 2026, matin" in prepared
    assert "pas de réseau sur place" in prepared
    assert "1 Amina B." in prepared
    assert "Benali" not in prepared


def test_another_half_day_is_chosen_by_its_stop(desk, stop):
    answer = desk.get(reverse("desk:rounds"), {"arret": stop.pk, "jour": "2026-09-17", "moment": "afternoon"})
    assert answer.headers["Location"] == f"/passage/tournee/{stop.pk}/?jour=2026-09-17&moment=afternoon"


def test_a_half_day_without_its_stop_is_refused(desk, stop):
    answer = desk.get(reverse("desk:rounds"), {"arret": "", "jour": "2026-09-17", "moment": "afternoon"})
    assert answer.status_code == 422


def test_a_session_of_the_afternoon_is_not_of_the_morning(desk, stop, session):
    Session.objects.update(starts_at=TEN + timedelta(hours=4), ends_at=TEN + timedelta(hours=5))
    assert "Marcher" not in read(page(desk, "round", stop))
    assert "Marcher" in read(page(desk, "round", stop, "?jour=2026-09-15&moment=afternoon"))


@pytest.mark.parametrize("query", ["", "?jour=9999-12-31&moment=x", "?jour=zzz"])
def test_what_an_address_says_wrong_is_of_now(desk, stop, query):
    assert "Mardi 15 septembre 2026, après-midi" in read(page(desk, "round", stop, query))


def test_the_day_leads_to_the_round_of_a_session_at_a_stop(desk, stop, session):
    assert f"/passage/tournee/{stop.pk}/?jour=2026-09-15&amp;moment=morning" in desk.get("/").content.decode()


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    document.close()
    return " ".join(text.split())


@pytest.mark.pdf
@pytest.mark.requirement("R009", "R214")
def test_the_sheet_has_the_counter_lines_for_who_comes_and_who_is_expected_without_telephone(desk, stop, amina):
    text = text_of(page(desk, "round_sheet", stop).content)
    assert "Marronval, devant la mairie" in text
    assert "Impression" in text
    assert "Ce qui l’amène" in text
    assert "1 Amina B." in text
    assert "Benali" not in text
    assert amina.phone[-4:] not in text.replace(" ", "")


# --- keyed ---


@pytest.mark.requirement("R009", "R034", "R214")
def test_a_whole_half_day_is_keyed_at_once(desk, stop, session, amina):
    demarche = DemarcheFactory(name="Carte grise")
    said = read(
        key(
            desk, stop, print=3, question=2, v1__what="Carte grise", v1__who="1", v1__how_done="together",
            v2__what="comprendre un courrier", v3__what="Carte grise", v3__who="Lucien Orme", p1__presence="came",
            **{f"s{session.pk}__names": "Odile\n", f"s{session.pk}__unnamed": 2},
        )
    )  # fmt: skip

    assert "La feuille est saisie : 5 petites aides, 3 passages, 1 présence. Vous pouvez la détruire." in said
    assert Visit.objects.filter(kind="print").count() == 3
    noted = Visit.objects.filter(kind="support").order_by("pk")
    assert [(str(visit.person or ""), str(visit), visit.how_done) for visit in noted] == [
        ("Amina Benali", "Carte grise", "together"), ("", "comprendre un courrier", ""),
        ("Lucien Orme", "Carte grise", ""),
    ]  # fmt: skip
    assert {(visit.demarche, visit.venue) for visit in noted} == {(demarche, stop.venue), (None, stop.venue)}
    assert {visit.at for visit in Visit.objects.all()} == {TEN}
    came = Attendance.objects.order_by("pk").values_list("person__first_name", "presence")
    assert list(came) == [("Amina", "came"), ("Odile", "walked_in")]
    assert Session.objects.get().anonymous_count == 2


@pytest.mark.requirement("R034")
def test_what_was_noted_at_a_stop_counts_for_its_commune_even_corrected(client, signed_in, space, stop):
    by = signed_in(space, Role.COORDINATOR)
    stop.venue.city, stop.insee_code = "Saint-Aubrelin", "23991"
    stop.venue.save()
    stop.save()
    key(client, stop, v1__what="Carte grise")
    [visit] = Visit.objects.all()

    correct_visit(visit=visit, purpose="Carte vitale", at=NOW, by=by)

    live = ActivityReport.objects.live().get()
    assert (visit.stop, visit.venue, live.city, live.insee_code) == (stop, stop.venue, "Marronval", "23991")
    figures = read(client.get(reverse("reports:activity")))
    assert "Marronval" in figures
    assert "Saint-Aubrelin" not in figures


def test_a_name_is_recognised_later_at_the_desk(desk, stop, amina):
    key(desk, stop, v1__what="Carte grise", v1__who="Amina Benali")
    assert Visit.objects.get().person != amina
    assert Visit.objects.get().person.is_provisional


def test_a_sheet_sent_twice_is_kept_once(desk, stop):
    for _ in range(2):
        key(desk, stop, submission="b0a1a0de-6a5c-4b0e-8a57-6a2b5c0a7a11", copy=4)
    assert Visit.objects.count() == 4


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "La feuille est vide"),
        ({"v1__who": "Lucien"}, "Dites ce qui l’amène."),
        ({"v1__who": "14", "v1__what": "Carte grise"}, "Il n’y a pas de n° 14 sur la feuille."),
        ({"v1__who": "-", "v1__what": "Carte grise"}, "Commencez par le prénom."),
        ({"v1__what": "2 85 03 33 063 012 26"}, "sécurité sociale"),
        ({"v1__what": "x" * 10_000}, "200"),
        ({"v1__what": "Carte\x00grise"}, "caractère"),
        ({"print": 500}, "99"),
        ({"v1__what": "Carte grise", "v1__how_done": "zzz"}, "choix"),
    ],
)
def test_what_is_wrong_is_said_on_its_line_and_nothing_is_kept(desk, stop, said, told):
    answer = key(desk, stop, scan=1, **said) if said else key(desk, stop)
    assert answer.status_code == 422
    assert told in read(answer)
    assert not Visit.objects.exists()
    if "v1__who" in said:
        assert f'value="{said["v1__who"]}"' in answer.content.decode()


def test_a_session_validated_meanwhile_refuses_its_line_and_keeps_nothing(desk, stop, session, amina):
    note_presence(session=session, person=amina, presence="came", at=NOW, by=None)
    close_session(session=session, at=NOW, by=None)
    answer = key(desk, stop, print=2, p1__presence="absent")
    assert answer.status_code == 422
    assert "Les présences de cette séance ne se modifient plus." in read(answer)
    assert not Visit.objects.exists()


def test_a_half_day_to_come_is_not_keyed(desk, stop):
    answer = key(desk, stop, "?jour=2026-09-17&moment=morning", print=1)
    assert (answer.status_code, "n’est pas encore venue" in read(answer)) == (422, True)


def test_a_half_day_already_noted_says_so_before_it_is_keyed_again(desk, stop):
    VisitFactory(space=stop.space, venue=stop.venue, stop=stop, at=TEN)
    VisitFactory(space=stop.space, venue=stop.venue, stop=StopFactory(space=stop.space, venue=stop.venue), at=TEN)
    assert "1 passage est déjà noté au bus pour cette demi-journée" in read(page(desk, "key_round", stop))


def test_the_stop_of_another_space_is_not_found(desk):
    theirs = StopFactory()
    assert {page(desk, name, theirs).status_code for name in ("round", "round_sheet", "key_round")} == {404}
    assert not Person.objects.exists()


def test_a_round_that_never_came_back_is_seen(desk, stop):
    RoundFactory(space=stop.space, stop=stop, on=NOW.date(), left_at=NOW - timedelta(hours=2), people_count=3)
    RoundFactory(space=stop.space, stop=stop, on=NOW.date(), left_at=NOW - timedelta(hours=30))
    RoundFactory(space=stop.space, stop=stop, on=NOW.date(), left_at=TEN, returned_at=NOW)
    said = read(desk.get(reverse("desk:rounds")))
    assert said.count("pas encore remontée") == 1
    assert "à 16 h · 3 personnes" in said
    assert said.count("effacée sans remonter : saisissez la feuille") == 1


def test_as_many_queries_for_three_half_days_as_for_one(desk, stop, session, django_assert_num_queries):
    for days in (0, 1):
        if days:
            for day in (1, 2):
                SessionFactory(
                    space=stop.space, venue=stop.venue, stop=stop, published=True, starts_at=TEN + timedelta(days=day)
                )
                RoundFactory(space=stop.space, stop=stop, left_at=NOW)
        with django_assert_num_queries(7):
            desk.get(reverse("desk:rounds"))


@pytest.mark.parametrize("name", ["round", "key_round"])
def test_as_many_queries_for_three_expected_as_for_one(desk, stop, session, name, django_assert_num_queries):
    for expected in (1, 3):
        while session.registrations.count() < expected:
            RegistrationFactory(space=stop.space, session=session)
        with django_assert_num_queries({"round": 10, "key_round": 11}[name]):
            page(desk, name, stop)
