"""People met, envies noted, visits counted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from publics import services
from publics.enums import ContactChannel, HowDone, Origin, VisitKind
from publics.models import Person, PersonInterest, Visit
from tests.factories import (
    NOW,
    DemarcheFactory,
    InterestFactory,
    PersonFactory,
    PersonInterestFactory,
    UserFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def paulette():
    return UserFactory(name="Paulette Alisier")


@pytest.fixture
def cakes():
    return InterestFactory(leaf=True, name="vendre ce que je fais")


def test_person_is_created_with_her_number_as_one_says_it(space, paulette):
    person = services.create_person(
        space=space, first_name="Amina", phone="06 39 98 10 01", email="Amina@Example.org", at=NOW, by=paulette
    )

    person.refresh_from_db()
    assert (person.phone, person.email) == ("+33639981001", "amina@example.org")
    assert (person.created_by, person.created_at, person.is_provisional) == (paulette, NOW, False)


def test_provisional_person_is_always_somebody_new(space):
    known = PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", phone="+33639981001")

    person = services.provisional_person(
        space=space, first_name="Amina", last_name="Mirabelle", phone="06 39 98 10 01",
        preferred_channel=ContactChannel.SMS, origin=Origin.WEB, at=NOW,
    )  # fmt: skip

    assert person.pk != known.pk
    assert (person.is_provisional, person.origin) == (True, Origin.WEB)


def test_envie_said_twice_is_noted_once_with_the_words_it_lacked(space, paulette, cakes):
    person = PersonFactory(space=space)

    services.note_interest(person=person, interest=cakes, at=NOW, by=paulette)
    later = NOW + timedelta(days=1)
    services.note_interest(person=person, interest=cakes, words="mes gâteaux", at=later, by=paulette)

    noted = PersonInterest.objects.get(person=person)
    assert (noted.said_at, noted.words) == (NOW, "mes gâteaux")


def test_whole_branch_is_no_envie(space, paulette):
    with pytest.raises(ValidationError, match="plutôt que toute une branche"):
        services.note_interest(person=PersonFactory(space=space), interest=InterestFactory(), at=NOW, by=paulette)


def test_visit_keeps_what_brought_her_and_her_envies(space, paulette, cakes):
    person, demarche = PersonFactory(space=space), DemarcheFactory()

    visit = services.note_visit(
        space=space, person=person, demarche=demarche, how_done=HowDone.TOGETHER, interests=[cakes],
        words="mes gâteaux d’anniversaire", at=NOW, by=paulette,
    )  # fmt: skip

    assert (visit.person, visit.demarche, visit.how_done, visit.noted_by) == (
        person, demarche, HowDone.TOGETHER, paulette,
    )  # fmt: skip
    assert person.interests.get().words == "mes gâteaux d’anniversaire"


def test_visit_without_a_name_keeps_no_envie(space, paulette, cakes):
    with pytest.raises(ValidationError, match="dites qui l’a exprimée"):
        services.note_visit(space=space, purpose="imprimer", interests=[cakes], at=NOW, by=paulette)

    assert not Visit.objects.exists()


def test_visit_says_what_brought_the_person(space, paulette):
    with pytest.raises(ValidationError, match="Dites ce qui amène la personne"):
        services.note_visit(space=space, at=NOW, by=paulette)


@pytest.mark.parametrize("number", ["2 84 05 75 123 456 78", "284057512345678", "1 55 08 2A 004 123 45"])
def test_social_security_number_is_refused_wherever_it_is_typed(space, paulette, cakes, number):
    person = PersonFactory(space=space)

    with pytest.raises(ValidationError, match="numéro de sécurité sociale"):
        services.note_visit(space=space, person=person, purpose=f"son dossier {number}", at=NOW, by=paulette)
    with pytest.raises(ValidationError, match="numéro de sécurité sociale"):
        services.note_interest(person=person, interest=cakes, words=number, at=NOW, by=paulette)


def test_small_help_is_counted_without_a_name_and_can_be_undone(space, paulette):
    printed = services.count_small_help(space=space, kind=VisitKind.PRINT, at=NOW, by=paulette)
    services.count_small_help(space=space, kind=VisitKind.SCAN, at=NOW, by=paulette)

    services.forget_small_help(visit=printed, at=NOW, by=paulette)
    services.forget_small_help(visit=printed, at=NOW, by=paulette)

    assert list(Visit.objects.values_list("kind", "person")) == [(VisitKind.SCAN, None)]


def test_visit_of_a_person_is_not_forgotten_as_small_help_is(space, paulette):
    visit = VisitFactory(space=space)

    services.forget_small_help(visit=visit, at=NOW, by=paulette)

    assert Visit.objects.filter(pk=visit.pk).exists()


def names(people):
    return [str(person) for person in people]


def test_likely_matches_share_a_number_an_address_or_a_close_name(space):
    josette = PersonFactory(space=space, first_name="Josette", last_name="Aubépine", phone="+33536492001")
    bernard = PersonFactory(space=space, first_name="Bernard", last_name="Mélisse", phone="", email="m@example.org")
    PersonFactory(space=space, first_name="Josette", last_name="Bourrache", phone="")
    PersonFactory(first_name="Josette", last_name="Aubépine")

    def matches(**asked):
        return names(services.likely_matches(space=space, **asked))

    assert matches(first_name="Jozette", last_name="Obépine") == [str(josette)]
    assert matches(first_name="Lucien", last_name="Genêt", phone="05 36 49 20 01") == [str(josette)]
    assert matches(first_name="Chantal", email="M@example.org") == [str(bernard)]
    assert matches(first_name="Chantal", last_name="Mauve") == []
    assert names(services.likely_matches(space=space, first_name="Josette", last_name="Aubépine", but=josette)) == []


def test_empty_number_resembles_nobody(space):
    PersonFactory(space=space, first_name="René", last_name="Bourrache", phone="", email="")

    assert services.likely_matches(space=space, first_name="Yvonne", last_name="Verveine") == []


def test_clusters_count_each_person_once(space, cakes):
    for _ in range(2):
        PersonInterestFactory(space=space, interest=cakes)
    known = PersonFactory(space=space)
    PersonInterestFactory(space=space, interest=cakes, person=PersonFactory(space=space, reconciled_with=known))

    [cluster] = PersonInterest.objects.of(space).clusters()

    assert (cluster["interest__name"], cluster["people_count"]) == ("vendre ce que je fais", 2)
    assert Person.objects.of(space).current().count() == 3
