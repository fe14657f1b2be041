"""The list of people, a new one, an edit, an envie, and who came by a page."""

import uuid

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from publics.enums import ContactChannel
from publics.models import Person, PersonInterest
from tests.factories import (
    NOW,
    CommuneFactory,
    InterestFactory,
    PersonFactory,
    PersonInterestFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PEOPLE, NEW, INTERESTS = (reverse(f"publics:{name}") for name in ("people", "new_person", "interests"))
STATEMENTS = 9
LONG, NUL = "x" * 10_000, "nul\x00"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def mediator(space, signed_in):
    return signed_in(space)


@pytest.fixture
def josette(space):
    return PersonFactory(
        space=space, first_name="Josette", last_name="Aubépine", city="Saint-Aubrelin", birth_year=1948,
        phone="+33536492001", preferred_channel=ContactChannel.PHONE,
    )  # fmt: skip


def address(name, person):
    return reverse(f"publics:{name}", args=[person.code])


# --- the list ---


@pytest.mark.usefixtures("mediator")
def test_an_empty_list_says_what_to_do(client):
    page = read(client.get(PEOPLE))

    assert "Encore personne" in page
    assert "Noter une personne" in page


def test_people_are_listed_by_name_with_how_to_reach_them(client, mediator, josette):
    PersonFactory(space=josette.space, first_name="Zoé", last_name="Acacia", city="Vernelune")
    PersonFactory(first_name="Paul", last_name="Sureau")

    page = read(client.get(PEOPLE))

    assert "2 personnes" in page
    assert page.index("Zoé Acacia") < page.index("Josette Aubépine Saint-Aubrelin Par téléphone, 05 36 49 20 01")
    assert "Sureau" not in page


def test_the_list_is_searched_and_filtered_by_its_address(client, mediator, josette):
    space = josette.space
    potager = PersonInterestFactory(space=space, person=josette, interest__name="mon potager").interest
    PersonFactory(space=space, first_name="Marcel", last_name="Fougère", city="Vernelune", provisional=True)

    for query, expected in (
        ({"q": "jozete obepine"}, "Josette"), ({"q": "05 36 49 20 01"}, "Josette"),
        ({"commune": "Vernelune"}, "Marcel"), ({"voir": "nouveaux"}, "Marcel"), ({"envie": potager.key}, "Josette"),
        ({"q": "marcel", "commune": "Vernelune"}, "Marcel"),
    ):  # fmt: skip
        page = read(client.get(PEOPLE, query))
        assert "1 personne " in page
        assert expected in page


def test_pages_keep_the_filters(client, mediator, space):
    PersonFactory.create_batch(51, space=space, city="Vernelune")

    page = client.get(PEOPLE, {"commune": "Vernelune"})

    assert 'href="?commune=Vernelune&amp;page=2"' in page.content.decode()
    assert "51 personnes" in read(client.get(PEOPLE, {"commune": "Vernelune", "page": "2"}))


def test_every_page_continues_the_one_before(client, mediator, space):
    """The last ones are read from the end."""
    names = [f"Fleur{number:02}" for number in range(65)]
    for name in names:
        PersonFactory(space=space, first_name=name, last_name="Aubépine")

    shown = [str(person) for number in (1, 2, 3) for person in client.get(PEOPLE, {"page": number}).context["page"]]

    assert shown == [f"{name} Aubépine" for name in names]


def test_who_came_by_a_page_is_announced(client, mediator, space):
    PersonFactory.create_batch(2, space=space, provisional=True)

    assert "2 personnes sont venues par elles-mêmes ou par une structure" in read(client.get(PEOPLE))


@pytest.mark.parametrize(
    "query", [{"q": LONG}, {"q": "%_'"}, {"commune": "ailleurs"}, {"envie": LONG}, {"page": "zzz"}, {"page": "-1"}]
)
def test_what_a_filter_cannot_read_breaks_nothing(client, mediator, josette, query):
    assert client.get(PEOPLE, query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_reads_as_much_whatever_its_length(client, mediator, space, count, django_assert_num_queries):
    for person in PersonFactory.create_batch(count, space=space, provisional=True):
        PersonInterestFactory.create_batch(2, space=space, person=person)

    with django_assert_num_queries(STATEMENTS):
        client.get(PEOPLE)


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.PRESCRIBER, Role.NETWORK])
def test_who_does_not_welcome_people_sees_none(client, signed_in, josette, role):
    signed_in(josette.space, role)

    pages = [PEOPLE, NEW, INTERESTS, josette.get_absolute_url()]
    pages += [address(name, josette) for name in ("edit_person", "reconcile", "add_interest")]
    assert {client.get(page).status_code for page in pages} == {403}


# --- a new person ---


def create(client, **answers):
    asked = {"first_name": "Lucien", "preferred_channel": "phone", "phone": "05 36 49 20 25"}
    return client.post(NEW, {"submission": uuid.uuid4(), **asked, **answers}, follow=True)


def test_a_first_name_and_a_number_are_enough(client, mediator, space):
    page = read(create(client))

    lucien = Person.objects.get()
    assert "Lucien est dans vos personnes." in page
    assert (lucien.space, lucien.phone, lucien.created_by, lucien.created_at) == (space, "+33536492025", mediator, NOW)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"phone": ""}, "Donnez le numéro où appeler, ou choisissez un autre moyen."),
        ({"preferred_channel": "sms"}, "Ce numéro ne reçoit pas de SMS."),
        ({"preferred_channel": "email"}, "Donnez l’adresse e-mail, ou choisissez un autre moyen."),
        ({"preferred_channel": "letter"}, "Donnez l’adresse postale, ou choisissez un autre moyen."),
        ({"preferred_channel": "someone"}, "Donnez le téléphone de qui l’aide, ou choisissez un autre moyen."),
        ({"phone": "12"}, "Ce numéro n'est pas complet."),
    ],
)
def test_the_way_she_chose_needs_its_address(client, mediator, answers, sentence):
    response = create(client, city="Vernelune", **answers)

    assert response.status_code == 422
    assert sentence in read(response)
    assert 'value="Vernelune"' in response.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize("channel", ["none", "messaging"])
def test_who_wants_no_message_gives_no_number(client, mediator, channel):
    create(client, phone="", preferred_channel=channel)

    assert Person.objects.get().preferred_channel == channel


def test_the_code_of_her_commune_goes_with_its_name(client, mediator, space):
    CommuneFactory(space=space, name="Montorvelle", insee_code="23901")

    create(client, city="montorvelle")

    assert Person.objects.get().insee_code == "23901"


def test_somebody_who_may_be_known_is_shown_first(client, mediator, josette):
    answers = {"first_name": "Jozette", "last_name": "Aubepine"}

    page = read(create(client, **answers))
    assert "Nous connaissons peut-être déjà cette personne" in page
    assert "Josette Aubépine , Saint-Aubrelin · naissance en 1948 · numéro finissant par 01" in page
    assert Person.objects.count() == 1

    assert "Jozette Aubepine est dans vos personnes." in read(create(client, is_somebody_else="on", **answers))


def test_a_form_sent_twice_creates_once(client, mediator):
    key = uuid.uuid4()

    first, second = (create(client, submission=key) for _ in range(2))

    assert Person.objects.count() == 1
    assert first.redirect_chain == second.redirect_chain


@pytest.mark.parametrize("field", ["first_name", "last_name", "phone", "email", "city", "birth_year", "submission"])
@pytest.mark.parametrize("value", [LONG, NUL])
def test_bad_input_is_answered_with_the_page(client, mediator, field, value):
    assert create(client, **{field: value}).status_code == 422
    assert not Person.objects.exists()


@pytest.mark.parametrize("year", ["1850", "1899", "2027", "2090", "-1948", "48", "1948.5", "mille neuf cents"])
def test_a_year_nobody_was_born_in_is_refused_and_shown_again(client, mediator, josette, year):
    """NOW is in 2026."""
    refused = create(client, birth_year=year)
    edited = edit(client, josette, birth_year=year)

    assert (refused.status_code, edited.status_code) == (422, 422)
    assert f'value="{year}"' in refused.content.decode()
    josette.refresh_from_db()
    assert (Person.objects.count(), josette.birth_year) == (1, 1948)


def test_a_child_of_this_year_and_somebody_very_old_are_noted(client, mediator):
    create(client, birth_year="2026")
    create(client, birth_year="1921", first_name="Ernestine", phone="05 36 49 20 26")
    assert set(Person.objects.values_list("birth_year", flat=True)) == {2026, 1921}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("0536492025", "+33536492025"), ("05.36.49.20.25", "+33536492025"), ("05-36-49-20-25", "+33536492025"),
        ("+33 5 36 49 20 25", "+33536492025"), ("0033536492025", "+33536492025"),
        ("+33 (0)5 36 49 20 25", "+33536492025"), ("06 39 98 20 25", "+33639982025"),
        ("05\u00a036\u00a049\u00a020\u00a025", "+33536492025"),
        ("0692 12 34 56", "+262692123456"), ("+262 692 12 34 56", "+262692123456"), ("0696 12 34 56", "+596696123456"),
        ("0690 12 34 56", "+590690123456"), ("0694 12 34 56", "+594694123456"), ("0639 12 34 56", "+262639123456"),
        ("+687 75 12 34", "+687751234"), ("+689 87 12 34 56", "+68987123456"),
    ],
)  # fmt: skip
def test_a_number_is_understood_however_it_is_written_in_france_or_overseas(client, mediator, said, kept):
    create(client, phone=said)
    assert Person.objects.get().phone == kept


@pytest.mark.parametrize("name", ["Amina 🌻", "👩🏽‍🌾", "Zoë-Éléonore d’Ys", "李"])
def test_a_name_is_kept_as_she_writes_it(client, mediator, name):
    create(client, first_name=name)
    assert Person.objects.get().first_name == name
    assert name in read(client.get(PEOPLE))


# --- an edit ---


def edit(client, person, **answers):
    shown = client.get(address("edit_person", person)).context["form"]
    typed = {name: shown[name].value() or "" for name in shown.fields}
    return client.post(address("edit_person", person), typed | answers, follow=True)


def test_an_edit_is_saved(client, mediator, josette):
    page = read(edit(client, josette, city="Vernelune"))

    josette.refresh_from_db()
    assert "C’est enregistré pour Josette Aubépine." in page
    assert (josette.city, josette.version) == ("Vernelune", 2)


def test_two_edits_at_once_are_shown_side_by_side_and_nothing_is_overwritten(client, mediator, josette):
    stale = {"version": 1, "city": "Vernelune", "preferred_channel": "none"}
    edit(client, josette, city="Montorvelle")

    page = read(edit(client, josette, **stale))

    josette.refresh_from_db()
    assert josette.city == "Montorvelle"
    assert "Quelqu’un a modifié cette fiche pendant que vous écriviez" in page
    assert "commune Montorvelle Vernelune" in page.replace("Commune", "commune")
    assert "Comment la prévenir ? Par téléphone Ni l'un ni l'autre" in page

    form = client.post(address("edit_person", josette), {"first_name": "Josette", **stale}).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    client.post(address("edit_person", josette), typed)
    josette.refresh_from_db()
    assert (josette.city, josette.preferred_channel) == ("Vernelune", ContactChannel.NONE)


@pytest.mark.parametrize("field", ["first_name", "email", "version"])
@pytest.mark.parametrize("value", [LONG, NUL])
def test_a_bad_edit_changes_nothing(client, mediator, josette, field, value):
    response = edit(client, josette, **{field: value})

    assert response.status_code == 422
    assert "Modifier Josette Aubépine" in read(response)


# --- who came by a page ---


@pytest.fixture
def jozette(space):
    return PersonFactory(space=space, provisional=True, first_name="Jozette", last_name="Aubepine", phone="")


def test_the_desk_says_that_she_is_known(client, mediator, josette, jozette):
    registration = RegistrationFactory(space=josette.space, person=jozette)

    page = read(client.get(address("reconcile", jozette)))
    assert "Josette Aubépine Saint-Aubrelin · naissance en 1948 · numéro finissant par 01" in page

    page = read(client.post(address("reconcile", jozette), {"who": josette.code}, follow=True))
    registration.refresh_from_db()
    assert "C’est bien Josette Aubépine : tout ce qui était à part l’a suivie." in page
    assert registration.person == josette
    assert client.get(jozette.get_absolute_url()).url == josette.get_absolute_url()


def test_the_desk_says_that_she_is_new(client, mediator, josette, jozette):
    page = read(client.post(address("reconcile", jozette), {"who": "new"}, follow=True))

    jozette.refresh_from_db()
    assert "Jozette Aubepine est dans vos personnes." in page
    assert not jozette.is_provisional


def test_somebody_else_is_searched(client, mediator, jozette, space):
    marcel = PersonFactory(space=space, first_name="Marcel", last_name="Fougère")
    url = f"{address('reconcile', jozette)}?q=fougere"

    assert "Marcel Fougère" in read(client.get(url))
    assert "C’est bien Marcel Fougère" in read(client.post(url, {"who": marcel.code}, follow=True))


@pytest.mark.parametrize("who", ["", "AAAAAAAA", LONG, NUL])
def test_an_unknown_choice_is_refused(client, mediator, jozette, who):
    response = client.post(address("reconcile", jozette), {"who": who})

    assert response.status_code == 422
    jozette.refresh_from_db()
    assert jozette.is_provisional


def test_somebody_of_another_space_cannot_be_chosen(client, mediator, jozette):
    stranger = PersonFactory(first_name="Jozette", last_name="Aubepine")

    assert client.post(address("reconcile", jozette), {"who": stranger.code}).status_code == 422


def test_who_was_recognised_meanwhile_is_shown_as_she_is(client, mediator, josette):
    assert client.post(address("reconcile", josette), {"who": "new"}).url == josette.get_absolute_url()


# --- envies ---


def test_an_envie_is_added_with_its_words(client, mediator, josette):
    potager = InterestFactory(leaf=True, key="mon-potager", name="mon potager")
    answers = {"interest": potager.key, "words": "mes tomates", "submission": uuid.uuid4()}

    pages = [read(client.post(address("add_interest", josette), answers, follow=True)) for _ in range(2)]

    assert "C’est noté : « mon potager »." in pages[0]
    noted = PersonInterest.objects.get()
    assert (noted.person, noted.words, noted.noted_by) == (josette, "mes tomates", mediator)


@pytest.mark.parametrize(
    "answers", [{"interest": "zzz"}, {"interest": NUL}, {"words": LONG}, {"words": "1 84 05 75 123 456 78"}]
)
def test_a_bad_envie_is_not_noted(client, mediator, josette, answers):
    potager = InterestFactory(leaf=True)
    asked = {"interest": potager.key, "submission": uuid.uuid4(), **answers}

    assert client.post(address("add_interest", josette), asked).status_code == 422
    assert not PersonInterest.objects.exists()


def test_envies_are_counted_with_what_answers_them(client, mediator, space):
    cakes = InterestFactory(leaf=True, name="vendre ce que je fais")
    garden = InterestFactory(leaf=True, name="mon potager")
    PersonInterestFactory.create_batch(3, space=space, interest=cakes)
    PersonInterestFactory(space=space, interest=garden)
    PersonInterestFactory(interest=garden)
    session = SessionFactory(space=space, published=True, capacity=2, workshop__interest=cakes)
    RegistrationFactory(space=space, session=session)

    response = client.get(INTERESTS)

    page = read(response)
    assert "3 personnes l’ont dit 1 séance à venir, 1 place libre" in page
    assert "1 personne l’a dit rien de prévu" in page
    assert "Une envie n’a pas encore de séance à venir." in page
    assert f'href="{reverse("workshops:new_workshop")}?envie={garden.key}"' in response.content.decode()


def test_reception_sees_envies_and_sets_no_programme(client, signed_in, space):
    signed_in(space, Role.RECEPTION)
    PersonInterestFactory(space=space)

    assert "Créer un atelier" not in read(client.get(INTERESTS))


@pytest.mark.parametrize("count", [1, 3])
def test_envies_read_as_much_whatever_their_number(client, mediator, space, count, django_assert_num_queries):
    for interest in InterestFactory.create_batch(count, leaf=True):
        PersonInterestFactory(space=space, interest=interest)
        SessionFactory(space=space, published=True, workshop__interest=interest)

    with django_assert_num_queries(5):
        client.get(INTERESTS)


@pytest.mark.parametrize("name", ["edit_person", "reconcile", "add_interest"])
def test_a_person_of_another_space_is_not_found(client, mediator, name):
    stranger = PersonFactory(provisional=True)

    assert client.get(address(name, stranger)).status_code == 404
    assert client.post(address(name, stranger)).status_code == 404
