"""Groups of people: a rule over facts, read when it is asked, refused as soon as it is not understood."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from publics.models import Person, Segment
from publics.segments import BrokenRuleError
from tests.factories import (
    AttendanceFactory,
    CommuneFactory,
    InterestFactory,
    PersonFactory,
    PersonInterestFactory,
    RegistrationFactory,
    SegmentFactory,
    SessionFactory,
    VisitFactory,
)
from tests.reading import read
from workshops.enums import RegistrationState

pytestmark = pytest.mark.django_db

LONG, NUL = "a" * 10_000, "a\x00b"
LIST, NEW = reverse("publics:segments"), reverse("publics:new_segment")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def of_rule(space, rule) -> list[str]:
    people = Segment(space=space, rule=rule).people(at=timezone.now())
    return sorted(person.first_name for person in people)


def one(fact, value="") -> dict:
    return {"v": 1, "all": [{"is": fact, "value": value} if value else {"is": fact}]}


def line(number, fact, value="", block=None) -> dict:
    given = {"block": number if block is None else block, "fact": fact, "value": value}
    return {f"c{number}-{name}": answer for name, answer in given.items()}


def save(client, address, *lines, **answers):
    typed = {"match": "all", "name": "Vernelune", "submission": uuid.uuid4(), "version": 1}
    for each in lines:
        typed |= each
    return client.post(address, typed | answers, follow=True)


# --- criteria ---


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", city="Vernelune", birth_year=timezone.now().year - 30)


@pytest.fixture
def lucien(space):
    return PersonFactory(space=space, first_name="Lucien", landline=True, city="Montorvelle", heard_from="radio")


def test_by_what_they_said(space, amina, lucien):
    cakes = PersonInterestFactory(space=space, person=amina).interest
    PersonInterestFactory(space=space, person=lucien)

    assert of_rule(space, one("interest", cakes.key)) == ["Amina"]
    assert of_rule(space, one("branch", cakes.parent.key)) == ["Amina"]


@pytest.mark.parametrize(
    ("fact", "value", "who"),
    [
        ("city", "vernelune", ["Amina"]),
        ("age", "vingt_cinq_trente_neuf", ["Amina"]),
        ("reach", "sms", ["Amina"]),
        ("reach", "phone", ["Amina", "Lucien"]),
        ("reach", "email", []),
        ("channel", "phone", ["Lucien"]),
        ("heard_from", "radio", ["Lucien"]),
        ("provisional", "", []),
        ("newcomer", "1", []),
        ("never_came", "", ["Amina", "Lucien"]),
    ],
)
@pytest.mark.usefixtures("amina", "lucien")
def test_by_what_is_known_of_them(space, fact, value, who):
    Person.objects.update(created_at=timezone.now() - timedelta(days=400))

    assert of_rule(space, one(fact, value)) == who


@pytest.mark.usefixtures("lucien")
def test_a_commune_is_one_however_it_was_typed(space, amina):
    PersonFactory(space=space, first_name="Josette", city="VERNELUNE")
    PersonFactory(space=space, first_name="Marcel", city="Vernelunes")

    assert sorted(of_rule(space, one("city", "vernelune"))) == ["Amina", "Josette"]


def test_not_seen_is_neither_at_the_desk_nor_at_a_session(space, amina, lucien):
    at = timezone.now()
    marcel = PersonFactory(space=space, first_name="Marcel")
    Person.objects.update(created_at=at - timedelta(days=400))
    VisitFactory(space=space, person=amina, at=at - timedelta(days=10))
    past = SessionFactory(space=space, past=True, starts_at=at - timedelta(days=9))
    AttendanceFactory(space=space, session=past, person=lucien)

    assert of_rule(space, one("not_seen", "1")) == [marcel.first_name]


def test_by_their_workshops(space, amina, lucien):
    at = timezone.now()
    past = SessionFactory(space=space, past=True, starts_at=at - timedelta(days=9))
    AttendanceFactory(space=space, session=past, person=lucien)
    coming = SessionFactory(space=space, published=True, workshop=past.workshop, starts_at=at + timedelta(days=9))
    RegistrationFactory(space=space, session=coming, person=amina)
    RegistrationFactory(space=space, session=coming, person=lucien, state=RegistrationState.WAITING)
    workshop = str(past.workshop_id)

    assert of_rule(space, one("came_to", workshop)) == ["Lucien"]
    assert of_rule(space, one("expected_at", workshop)) == ["Amina"]
    assert of_rule(space, one("waits_for", workshop)) == ["Lucien"]
    assert of_rule(space, one("never_came")) == ["Amina"]


def test_two_levels_and_either_way_round(space, amina, lucien):
    here = {"is": "city", "value": "Vernelune"}
    there = {"is": "city", "value": "Montorvelle"}
    by_sms = {"is": "reach", "value": "sms"}

    assert of_rule(space, {"v": 1, "all": [{"any": [here, there]}, by_sms]}) == ["Amina"]
    assert of_rule(space, {"v": 1, "any": [{"all": [there, by_sms]}, here]}) == ["Amina"]
    assert of_rule(space, {"v": 1, "any": [there, here]}) == ["Amina", "Lucien"]


def test_people_of_another_space_are_never_in_it(space, amina):
    PersonFactory(first_name="Josette", city="Vernelune")

    assert of_rule(space, one("city", "Vernelune")) == ["Amina"]


BAD_RULES = [
    {}, [], None, "all", {"v": 1}, {"v": 2, "all": [{"is": "city", "value": "Vernelune"}]}, {"v": 1, "all": []},
    {"v": 1, "all": [{"any": []}]}, {"v": 1, "all": [{"is": "solvency", "value": "low"}]},
    {"v": 1, "all": [{"is": ["city"], "value": "Vernelune"}]}, {"v": 1, "all": [{"is": "city", "value": 3}]},
    {"v": 1, "all": [{"is": "age", "value": "vieux"}]}, {"v": 1, "all": [{"all": [{"is": "provisional"}]}]},
    {"v": 1, "all": [{"is": "provisional"}], "any": []}, {"v": 1, "all": [{"is": "provisional"}] * 13},
    {"v": 1, "all": [{"any": [{"all": [{"is": "provisional"}]}]}]},
    {"v": 1, "all": [{"is": "came_to", "value": "1"}]},
]  # fmt: skip


@pytest.mark.parametrize("rule", BAD_RULES, ids=str)
def test_what_is_not_understood_breaks_the_rule_and_never_means_everybody(space, amina, rule):
    with pytest.raises(BrokenRuleError, match="Personne n’en fait partie"):
        of_rule(space, rule)


# --- pages ---


@pytest.mark.requirement("R226")
def test_a_group_is_made_condition_after_condition_and_counted_at_once(client, mediator, space, amina, lucien):
    lavender = PersonFactory(space=space, first_name="Nadia", city="Vernelune", by_email=True)
    typed = {"match": "all", "name": "", "act": "add"} | line(0, "city", "Vernelune")

    page = read(client.post(NEW, typed))
    assert "2 personnes" in page
    assert "dont l’on peut prévenir 1 par SMS, 1 par téléphone, 1 par e-mail" in page
    assert "Sans la condition qui reste à compléter." in page

    page = read(save(client, NEW, line(0, "city", "Vernelune"), line(1, "reach", "email")))
    assert "Le groupe « Vernelune » est enregistré." in page
    assert "Habite : Vernelune, et peut être prévenue : par e-mail" in page
    assert str(lavender) in page
    assert str(amina) not in page


def test_alternatives_stay_together(client, mediator, space, amina, lucien):
    page = read(
        save(client, NEW, line(0, "city", "Vernelune"), line(1, "city", "Montorvelle", block=0), line(2, "never_came"))
    )

    assert "(Habite : Vernelune ou habite : Montorvelle), et n’est encore venue à aucun atelier" in page
    assert Segment.objects.get().rule == {
        "v": 1,
        "all": [
            {"any": [{"is": "city", "value": "Vernelune"}, {"is": "city", "value": "Montorvelle"}]},
            {"is": "never_came"},
        ],
    }


def test_conditions_come_and_go_and_the_rest_stays(client, mediator, space):
    typed = {"match": "any", "name": "Les voisines"} | line(0, "city", "Vernelune") | line(1, "age", "douze_dix_huit")

    grown = client.post(NEW, typed | {"act": "or-0"})
    assert [form["fact"].value() for form in grown.context["editor"].forms] == ["city", "", "age"]
    shrunk = client.post(NEW, typed | {"act": "remove-0"})
    assert [form["fact"].value() for form in shrunk.context["editor"].forms] == ["age"]
    assert 'value="Les voisines"' in shrunk.content.decode()
    assert not Segment.objects.exists()


@pytest.mark.parametrize("act", ["or-99", "remove-99", "remove-", "or-²", "add-1", LONG, NUL, "-"])
def test_an_act_that_is_none_changes_nothing(client, mediator, act):
    response = client.post(NEW, line(0, "city", "Vernelune") | {"act": act})

    assert response.status_code == 200
    assert response.context["editor"].lines[0]["value"] == "Vernelune"


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""}, {"name": LONG}, {"name": NUL}, {"c0-fact": "solvency"}, {"c0-fact": ""}, {"c0-value": ""},
        {"c0-value": LONG}, {"c0-value": NUL}, {"c0-block": "x"}, {"submission": "x"}, {"match": NUL, "name": ""},
    ],
)  # fmt: skip
def test_bad_input_is_answered_with_the_page(client, mediator, given):
    response = save(client, NEW, line(0, "city", "Vernelune"), **given)

    assert response.status_code == 422
    assert not Segment.objects.exists()


def test_two_groups_do_not_bear_one_name(client, mediator, space):
    SegmentFactory(space=space, name="Vernelune")

    response = save(client, NEW, line(0, "city", "Vernelune"))

    assert response.status_code == 422
    assert "Un groupe porte déjà ce nom." in read(response)


def test_a_form_sent_twice_creates_one_group(client, mediator):
    key = uuid.uuid4()

    first, second = (save(client, NEW, line(0, "city", "Vernelune"), submission=key) for _ in range(2))

    assert Segment.objects.count() == 1
    assert first.redirect_chain == second.redirect_chain


def test_two_edits_at_once_are_compared_and_nothing_is_overwritten(client, mediator, space):
    segment = SegmentFactory(space=space, name="Vernelune")
    address = reverse("publics:edit_segment", args=[segment.pk])
    save(client, address, line(0, "city", "Montorvelle"))

    response = save(client, address, line(0, "city", "Rochebrisse"), version=1)

    assert response.status_code == 422
    assert "Conditions Habite : Montorvelle Habite : Rochebrisse" in read(response)
    assert response.context["form"]["version"].value() == 2
    segment.refresh_from_db()
    assert segment.rule["all"][0]["value"] == "Montorvelle"


def test_a_broken_group_says_so_and_counts_nobody(client, mediator, space, amina):
    broken = SegmentFactory(space=space, name="D’avant", rule=one("solvency", "low"))
    said = "Ce groupe ne se comprend plus : une de ses conditions n’existe plus. Personne n’en fait partie"

    for address in (LIST, broken.get_absolute_url(), reverse("publics:edit_segment", args=[broken.pk])):
        page = read(client.get(address))
        assert said in page
        assert str(amina) not in page
    page = read(client.get(reverse("publics:people"), {"groupe": broken.pk}))
    assert said in page
    assert str(amina) not in page


def test_the_list_of_people_is_filtered_by_a_group(client, mediator, space, amina, lucien):
    segment = SegmentFactory(space=space)

    page = read(client.get(reverse("publics:people"), {"groupe": segment.pk}))

    assert str(amina) in page
    assert str(lucien) not in page


def test_reception_reads_the_groups_and_makes_none(client, signed_in, space):
    signed_in(space, Role.RECEPTION)
    segment = SegmentFactory(space=space)

    assert "Nouveau groupe" not in read(client.get(LIST))
    assert client.get(segment.get_absolute_url()).status_code == 200
    assert client.get(reverse("publics:edit_segment", args=[segment.pk])).status_code == 403


@pytest.mark.parametrize("name", ["segment", "edit_segment"])
def test_a_group_of_another_space_is_not_found(client, mediator, name):
    stranger = SegmentFactory()

    assert client.get(reverse(f"publics:{name}", args=[stranger.pk])).status_code == 404


@pytest.mark.usefixtures("mediator", "amina", "lucien")
def test_the_list_says_how_many_they_are_and_how_many_a_text_message_reaches(client, space):
    towns = [{"is": "city", "value": name} for name in ("Vernelune", "Montorvelle")]
    SegmentFactory(space=space, rule={"v": 1, "any": towns})

    assert "2 personnes , dont 1 joignable par SMS" in read(client.get(LIST))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_group_reads_as_much_whatever_their_number(
    client, mediator, space, count, django_assert_num_queries
):
    segment = SegmentFactory(space=space)
    PersonFactory.create_batch(count, space=space, city="Vernelune")

    with django_assert_num_queries(6):
        client.get(segment.get_absolute_url())


def test_envies_that_are_no_longer_proposed_keep_their_group(space, amina):
    potager = InterestFactory(leaf=True, is_active=False)
    CommuneFactory(space=space)
    PersonInterestFactory(space=space, person=amina, interest=potager)

    assert of_rule(space, one("interest", potager.key)) == ["Amina"]
