"""Numbers as they are said, overseas too: a message for La Réunion does not leave for a number that is nobody's."""

import pytest

from mediation.common.phones import beginning, may_receive_sms, normalised, spaced
from publics.models import Person
from tests.factories import PersonFactory

OVERSEAS = [
    ("0692 12 34 56", "+262692123456"),
    ("0262 41 23 45", "+262262412345"),
    ("0639 12 34 56", "+262639123456"),
    ("0690 12 34 56", "+590690123456"),
    ("0694 12 34 56", "+594694123456"),
    ("0696 12 34 56", "+596696123456"),
]


@pytest.mark.parametrize(("said", "kept"), OVERSEAS)
def test_number_of_an_overseas_territory_is_said_as_at_home(said, kept):
    assert normalised(said) == kept
    assert normalised(spaced(kept)) == kept
    assert kept.startswith(beginning(said.replace(" ", "")[:6]))


def test_mobiles_of_overseas_territories_receive_text_messages():
    assert [may_receive_sms(kept) for _, kept in OVERSEAS] == [True, False, True, True, True, True]


def test_other_numbers_keep_the_country_they_say():
    assert normalised("05 36 49 10 10") == "+33536491010"
    assert normalised("+352 621 123 456") == "+352621123456"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["0692", "0692 12 34", "+262692123456"])
def test_somebody_is_found_by_the_beginning_of_her_overseas_number(typed):
    person = PersonFactory(phone="0692 12 34 56")

    assert Person.objects.search(typed, space=person.space) == [person]
