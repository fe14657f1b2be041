"""Who could want a session, on its page."""

import pytest

from tests.factories import InterestFactory, PersonFactory, PersonInterestFactory, SessionFactory, SpaceFactory
from workshops.views.session_page import interested_in


@pytest.mark.django_db
def test_who_said_two_envies_of_the_branch_is_shown_once_with_the_first():
    space, branch = SpaceFactory(), InterestFactory(name="Vendre, entreprendre")
    person = PersonFactory(space=space)
    for words in ("mes gâteaux", "mes bijoux"):
        said = {"interest": InterestFactory(parent=branch), "words": words}
        PersonInterestFactory(space=space, person=person, **said)

    found = interested_in(SessionFactory(space=space, published=True, workshop__branch=branch))

    assert [(one.person, one.reason) for one in found["interested"]] == [(person, "mes gâteaux")]
