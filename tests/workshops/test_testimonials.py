"""What somebody said of a session: shown only where, and while, a sheet she signed says so."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from publics.enums import AuthorisationKind, AuthorisationMedium, NameShown
from publics.models import Authorisation
from publics.services import anonymise, merge, withdraw_authorisations
from tests.factories import (
    NOW,
    AttendanceFactory,
    AuthorisationFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    TestimonialFactory,
)
from tests.reading import read
from workshops.models import Testimonial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

WORDS = "J’ai vendu mes trois premiers gâteaux."
SCOPE = "ce que j’ai dit de l’atelier gâteaux"


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space)
    return space


@pytest.fixture
def session(space):
    return SessionFactory(space=space, past=True)


@pytest.fixture
def amina(space, session):
    amina = PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", birth_year=1980)
    AttendanceFactory(space=space, session=session, person=amina)
    return amina


def page(session):
    return reverse("workshops:testimonials", args=[session.code])


def public(client, session):
    return read(client.get(reverse("public:session", args=["fil", session.code])))


def note(client, session, person, /, **said):
    return client.post(
        page(session), {"submission": uuid4(), "person": person.code, "words": WORDS} | said, follow=True
    )


def sign(person, **fields):
    signed = {"kind": AuthorisationKind.TESTIMONY, "medium": AuthorisationMedium.WEBSITE, "scope": SCOPE}
    days = {"signed_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=365)}
    return AuthorisationFactory(space=person.space, person=person, **signed | days | fields)


def cover(client, testimonial, scope=SCOPE):
    return client.post(reverse("workshops:cover_testimonial", args=[testimonial.pk]), {"scope": scope}, follow=True)


@pytest.mark.requirement("R073")
def test_words_are_shown_under_a_signed_sheet_where_it_says_until_it_ends_or_is_taken_back(client, session, amina):
    said = read(note(client, session, amina))
    assert "ne se montre nulle part" in said
    assert WORDS not in public(client, session)

    signed = sign(amina, name_shown=NameShown.INITIAL)
    said = read(cover(client, Testimonial.objects.get()))
    assert "Cette feuille couvre ces mots." in said
    assert "Site internet, une initiale, jusqu’au 16 nov. 2027" in said
    assert f"« {WORDS} » A." in public(client, session)

    with time_machine.travel(NOW + timedelta(days=366), tick=False):
        assert WORDS not in public(Client(), session)

    client.post(reverse("publics:withdraw_authorisation", args=[signed.pk]))
    assert WORDS not in public(client, session)
    assert "Site internet : retirée le 16 nov. 2026" in read(client.get(page(session)))


@pytest.mark.parametrize(
    "fields",
    [
        {"medium": AuthorisationMedium.PRESS},
        {"kind": AuthorisationKind.IMAGE},
        {"scope": "autre chose"},
        {"ends_on": NOW.date() - timedelta(days=1), "signed_on": NOW.date() - timedelta(days=9)},
        {"withdrawn_on": NOW.date()},
    ],
)
def test_a_sheet_that_says_something_else_covers_nothing(client, session, amina, fields):
    TestimonialFactory(space=session.space, session=session, person=amina, words=WORDS, scope=SCOPE)
    sign(amina, **fields)

    assert WORDS not in public(client, session)


def test_sheet_of_somebody_else_covers_nothing(client, session, space, amina):
    told = TestimonialFactory(space=space, session=session, person=amina, words=WORDS)
    sign(PersonFactory(space=space))

    answer = cover(client, told)

    assert answer.status_code == 422
    assert "n’est pas parmi les siennes" in read(answer)
    assert WORDS not in public(client, session)


def test_words_are_no_longer_shown_when_she_says_so(client, session, amina):
    told = TestimonialFactory(space=session.space, session=session, person=amina, words=WORDS, scope=SCOPE)
    sign(amina)

    cover(client, told, scope="")
    assert WORDS not in public(client, session)

    for _ in range(2):
        gone = client.post(reverse("workshops:remove_testimonial", args=[told.pk]))
    assert gone.status_code == 404
    assert not Testimonial.objects.exists()


def test_only_who_was_there_is_quoted(client, session, space):
    stranger = PersonFactory(space=space)

    answer = note(client, session, stranger)

    assert answer.status_code == 422
    assert not Testimonial.objects.exists()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"words": ""}, "Écrivez ce qu’elle a dit."),
        ({"words": "x" * 10_000}, "400 caractères"),
        ({"words": "mon numéro 2 84 05 23 456 789 12"}, "sécurité sociale"),
        ({"person": ""}, "Choisissez qui l’a dit."),
        ({"person": "\x00"}, ""),
    ],
)
def test_what_is_wrong_is_said(client, session, amina, said, refusal):
    answer = note(client, session, amina, **said)

    assert answer.status_code == 422
    assert refusal in read(answer)


def test_sent_twice_it_is_noted_once(client, session, amina):
    key = uuid4()
    for _ in range(2):
        note(client, session, amina, submission=key)

    assert Testimonial.objects.count() == 1


def test_testimonial_of_another_space_is_not_found(client, space):
    elsewhere = TestimonialFactory()

    assert cover(client, elsewhere).status_code == 404
    assert client.post(reverse("workshops:remove_testimonial", args=[elsewhere.pk])).status_code == 404


def test_her_words_follow_a_merge(session, space, amina):
    told = TestimonialFactory(space=space, session=session, person=amina)
    kept = PersonFactory(space=space)

    merge(kept=kept, merged=amina, at=NOW, by=None)

    told.refresh_from_db()
    assert told.person == kept


def test_her_words_go_with_her(session, space, amina):
    TestimonialFactory(space=space, session=session, person=amina, words=WORDS, scope=SCOPE)
    sign(amina)

    anonymise(people=[amina.pk], at=NOW, by=None)

    assert not Testimonial.objects.exists()


@pytest.mark.usefixtures("session")
def test_withdrawing_everything_hides_everything(client, session, amina):
    for medium in (AuthorisationMedium.WEBSITE, AuthorisationMedium.PRINT):
        sign(amina, medium=medium)
    TestimonialFactory(space=session.space, session=session, person=amina, words=WORDS, scope=SCOPE)
    assert WORDS in public(client, session)

    withdraw_authorisations(authorisations=Authorisation.objects.all(), at=NOW, by=None)

    assert WORDS not in public(client, session)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_whatever_it_holds(client, session, space, django_assert_num_queries, rows):
    for _ in range(rows):
        who = AttendanceFactory(space=space, session=session).person
        sign(who)
        TestimonialFactory(space=space, session=session, person=who, scope=SCOPE)
    client.get(page(session))
    with django_assert_num_queries(7):
        client.get(page(session))
