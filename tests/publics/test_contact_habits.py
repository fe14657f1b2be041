"""How people like a persona are reached: read from facts, told of five at least, in tenths, and never who they are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.courier.enums import CallOutcome, Channel, MessageState
from publics.contact_habits import share
from publics.enums import ContactChannel, FacetKind
from publics.models import Persona
from tests.factories import (
    FacetFactory,
    InboundFactory,
    MessageFactory,
    PersonaFactory,
    PersonFacetFactory,
    PersonFactory,
    SpaceFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

VERNELUNE = {"v": 1, "all": [{"is": "city", "value": "Vernelune"}]}


@pytest.fixture
def space():
    return SpaceFactory(time_zone="Europe/Paris")


@pytest.fixture
def agile(space):
    return PersonaFactory(space=space, name="Agile", rule=VERNELUNE)


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def page_of(client, persona):
    return client.get(reverse("publics:persona_habits", args=[persona.pk]))


def people(space, count, **said):
    hers = {"phone": "+33536492001", "preferred_channel": ContactChannel.PHONE} | said
    return [PersonFactory(space=space, city="Vernelune", last_name=f"Aubépine{n}", **hers) for n in range(count)]


def told(space, person, *, at, **said):
    return MessageFactory(
        space=space, recipient_ref=f"person:{person.pk}", created_at=at, due_at=at, expires_at=at + timedelta(days=1),
        **said,
    )  # fmt: skip


@pytest.mark.requirement("R122")
@pytest.mark.usefixtures("mediator")
def test_the_habits_kept_of_each_are_read_together(client, space, agile):
    morning = FacetFactory(kind=FacetKind.CONVENIENCE, key="matin", name="le matin")
    by_phone = people(space, 6)
    by_email = people(space, 14, phone="", email="elle@example.org", preferred_channel=ContactChannel.EMAIL)
    for person in by_phone[:5]:
        PersonFacetFactory(space=space, person=person, facet=morning)
    at = timezone.localtime().replace(hour=15) - timedelta(days=30)
    for person in by_phone:
        told(
            space,
            person,
            at=at,
            channel=Channel.PHONE,
            state=MessageState.SENT,
            sent_at=at,
            outcome=CallOutcome.REACHED,
        )
    for number, person in enumerate(by_email):
        said = told(
            space, person, at=at, channel=Channel.EMAIL, address="elle@example.org", state=MessageState.SENT, sent_at=at
        )
        if number < 4:
            InboundFactory(space=space, message=said, received_at=at)

    page = read(page_of(client, agile))

    assert "Lu à l’instant sur au moins 20 personnes, sans dire lesquelles" in page
    assert "on pense à : Habite : Vernelune." in page
    assert "Par e-mail 7 sur 10 Par téléphone 3 sur 10" in page
    assert "L’après-midi 3 sur 10 Le matin 2 sur 10" in page
    assert "5 sur 10 répondent, de celles à qui l’on a écrit ou téléphoné depuis un an." in page
    assert "3 sur 10 n’ont que le téléphone : pour elles, il faut appeler." in page


@pytest.mark.requirement("R122")
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.MEDIATOR, Role.COORDINATOR, Role.COLLEAGUE])
def test_nobody_learns_who_they_are(client, space, agile, signed_in, role):
    signed_in(space, role)
    known = people(space, 6)

    response = page_of(client, agile)

    assert "Par téléphone presque toutes" in read(response)
    page = response.content.decode()
    assert [one for one in known if one.last_name in page or one.code in page or one.phone[-6:] in page] == []


@pytest.mark.usefixtures("mediator")
@pytest.mark.parametrize(("count", "is_told"), [(0, False), (4, False), (5, True)])
def test_below_five_people_nothing_is_shown(client, space, agile, count, is_told):
    people(space, count)
    page = read(page_of(client, agile))
    assert ("Comment elles veulent être prévenues" in page) is is_told
    assert ("Elles sont moins de 5 : rien n’est montré" in page) is not is_told


@pytest.mark.usefixtures("mediator")
def test_what_concerns_fewer_than_five_of_them_is_not_shown(client, space, agile):
    people(space, 20)
    people(space, 4, email="elle@example.org", preferred_channel=ContactChannel.EMAIL)
    page = read(page_of(client, agile))
    assert "Par e-mail" not in page
    assert "Par téléphone presque toutes" in page
    assert "Trop peu de réponses depuis un an" in page


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (4, 100, None),
        (5, 200, "moins de 1 sur 10"),
        (5, 20, "2 sur 10"),
        (50, 100, "5 sur 10"),
        (96, 100, "presque toutes"),
        (7, 7, "presque toutes"),
    ],
)
def test_shares_are_told_in_tenths_and_nobody_is_worked_out_of_them(part, whole, words):
    told = share("Par SMS", part, whole)
    assert (told and told.words) == words


@pytest.mark.usefixtures("mediator")
def test_people_of_another_space_somebody_forgotten_or_reconciled_are_not_read(client, space, agile):
    people(SpaceFactory(), 6)
    kept = people(space, 5)
    for person in kept[1:]:
        type(person).objects.filter(pk=person.pk).update(reconciled_with=kept[0])
    assert "Trop peu de personnes" in read(page_of(client, agile))


def test_without_a_rule_it_says_so_and_how_to_give_one(client, space, signed_in):
    persona = PersonaFactory(space=space)
    signed_in(space, Role.MEDIATOR)
    page = read(page_of(client, persona))
    assert "Pas encore de règle" in page
    assert "Dire à qui l’on pense" in page
    signed_in(space, Role.COLLEAGUE)
    page = read(page_of(client, persona))
    assert "C’est la médiation ou la coordination qui l’écrit." in page
    assert "Dire à qui l’on pense" not in page


@pytest.mark.usefixtures("mediator")
def test_a_rule_that_is_not_understood_any_more_tells_nothing(client, space):
    persona = PersonaFactory(space=space, rule={"v": 1, "all": [{"is": "gone"}]})
    people(space, 6)
    page = read(page_of(client, persona))
    assert "une de ses conditions n’existe plus" in page
    assert "Comment elles veulent être prévenues" not in page


# --- writing the rule --------------------------------------------------------------------------------------------


def write(client, persona, **typed):
    said = {"version": persona.version, "match": "all", "c0-fact": "city", "c0-value": "Vernelune", "c0-block": "0"}
    return client.post(reverse("publics:persona_rule", args=[persona.pk]), said | typed, follow=True)


@pytest.mark.usefixtures("mediator")
def test_the_rule_is_written_and_taken_away_where_it_is_read(client, space):
    persona = PersonaFactory(space=space)
    people(space, 5)

    assert "on pense à : Habite : Vernelune." in read(write(client, persona))
    persona.refresh_from_db()
    assert persona.rule == VERNELUNE
    assert "Pas encore de règle" in read(write(client, persona, without="1"))
    assert Persona.objects.get().rule is None


@pytest.mark.usefixtures("mediator")
def test_who_writes_it_is_told_whether_they_are_enough_and_not_who(client, space):
    persona = PersonaFactory(space=space)
    known = people(space, 4)
    asked = write(client, persona, act="count")
    assert "Elles sont moins de 5 : rien ne sera montré" in read(asked)
    assert [one for one in known if one.last_name in asked.content.decode()] == []
    people(space, 1)
    assert "Elles sont assez nombreuses" in read(write(client, persona, act="count"))


@pytest.mark.usefixtures("mediator")
def test_two_who_write_it_overwrite_nothing(client, space):
    persona = PersonaFactory(space=space)
    write(client, persona)
    late = write(client, persona, **{"c0-value": "Rochebrisse"})
    assert late.status_code == 422
    assert "Habite : Vernelune" in read(late)
    assert "Habite : Rochebrisse" in read(late)
    assert Persona.objects.get().rule == VERNELUNE


@pytest.mark.usefixtures("mediator")
@pytest.mark.parametrize(
    "wrong",
    [
        {"c0-fact": ""},
        {"c0-fact": "gone"},
        {"c0-value": ""},
        {"c0-value": "a" * 10_000},
        {"c0-value": "a\x00b"},
        {"version": "x"},
    ],
)
def test_a_wrong_condition_is_refused_and_shown_again(client, space, wrong):
    persona = PersonaFactory(space=space)
    assert write(client, persona, **wrong).status_code == 422
    assert Persona.objects.get().rule is None


@pytest.mark.parametrize("count", [5, 8])
@pytest.mark.usefixtures("mediator")
def test_the_page_costs_the_same_whatever_their_number(client, space, agile, count, django_assert_num_queries):
    people(space, count)
    with django_assert_num_queries(5):
        page_of(client, agile)
