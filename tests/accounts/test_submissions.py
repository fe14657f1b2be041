"""A form sent twice creates once, also when both arrive together; a form that failed may be sent again."""

import threading
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from mediation.accounts.models import Commune, Submission
from mediation.accounts.submissions import OnceForm, once
from mediation.common import isolation
from tests.factories import NOW, CommuneFactory, SpaceFactory

pytestmark = pytest.mark.django_db


def filled(key) -> OnceForm:
    form = OnceForm({"submission": str(key)})
    assert form.is_valid()
    return form


def test_each_form_shown_has_a_key_of_its_own():
    assert OnceForm()["submission"].value() != OnceForm()["submission"].value()


def test_form_sent_again_leads_where_it_led():
    space, key = SpaceFactory(), uuid4()
    ran = []

    def act():
        ran.append("once")
        return "/la-bas/"

    answers = [once(filled(key), space=space, at=NOW, act=act) for _ in range(2)]

    assert [answer.url for answer in answers] == ["/la-bas/", "/la-bas/"]
    assert ran == ["once"]


def test_form_whose_act_failed_may_be_sent_again():
    space, key = SpaceFactory(), uuid4()

    def refuse():
        raise ValidationError("Cette date est passée.")

    with pytest.raises(ValidationError):
        once(filled(key), space=space, at=NOW, act=refuse)

    assert once(filled(key), space=space, at=NOW, act=lambda: "/la-bas/").url == "/la-bas/"


def test_same_key_in_two_spaces_is_two_sendings():
    key = uuid4()

    for _ in range(2):
        once(filled(key), space=SpaceFactory(), at=NOW, act=lambda: "/")

    assert Submission.objects.count() == 2


def test_form_without_its_key_is_refused():
    assert not OnceForm({"submission": "x"}).is_valid()


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_the_same_moment_creates_once():
    space, key = SpaceFactory(), uuid4()
    together, led = threading.Barrier(2), []

    def act():
        CommuneFactory(space=space)
        return "/creee/"

    def send():
        try:
            with isolation.only([space.pk]):
                together.wait()
                led.append(once(filled(key), space=space, at=NOW, act=act).url)
        finally:
            connections.close_all()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert led == ["/creee/", "/creee/"]
    assert Commune.objects.count() == 1
