"""Numbers as they are said, overseas too: a message for La Réunion does not leave for a number that is nobody's."""

import pytest

from mediation.common.phones import digits_of, may_receive_sms, normalised, spaced
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


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("06 39 98", "063998"), ("+33 6 39 98 10", "336399810"), ("+33 (0)6 39 98 10", "336399810"),
        ("0033 6.39.98.10.14", "33639981014"), ("+262 (0)692 12 34 56", "262692123456"), ("33 01 23 45", "33012345"),
        ("0033", "0033"), ("12-34", "1234"),
    ],
)  # fmt: skip
def test_some_digits_are_those_of_the_number_we_keep(said, digits):
    assert digits_of(said) == digits


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
