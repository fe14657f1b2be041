"""A form sent twice creates once, also when both arrive together; a form that failed may be sent again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.models import AccessLink, Commune, Submission
from mediation.accounts.submissions import OnceForm, attempt, once
from mediation.common import isolation
from tests.factories import NOW, CommuneFactory, SessionFactory, SpaceFactory

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


def public_forms(space) -> list[tuple[str, dict]]:
    """What anybody may send, that leads to a page of theirs: a registration, a slip."""
    session = SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=5))
    her = {"first_name": "Awa", "last_name": "Figuier"}
    who = {"step": "reach", "party_size": "1", "way": "none"}
    slip = {
        "structure_name": "CCAS de Montorvelle", "referrer_name": "Samir", "referrer_phone": "05 36 49 11 01",
        "reach_channel": "referrer", "words": "Vendre", "has_agreed": "on", "share_back": "came",
    }  # fmt: skip
    return [
        (reverse("public:register", args=[space.slug, session.code]), her | who),
        (reverse("public:refer_session", args=[space.slug, session.code]), her | slip),
    ]


def test_secret_of_a_page_is_not_kept_with_the_sending(client):
    """Sent again it leads to the same page; who reads the table cannot."""
    for address, said in public_forms(SpaceFactory()):
        sent = {**said, "submission": str(uuid4())}
        first, again = client.post(address, sent), client.post(address, sent)

        secret = AccessLink.objects.latest("expires_at").secret
        assert secret in first.headers["Location"] == again.headers["Location"]
        assert not Submission.objects.filter(location__contains=secret).exists()


class AskedForm(OnceForm):
    name = forms.CharField()


def sent(**said) -> AskedForm:
    return AskedForm({"submission": str(uuid4()), "name": "Awa", **said})


def refuse_with(what) -> Callable[[], str]:
    def act():
        raise ValidationError(what)

    return act


def test_attempt_leads_where_the_act_leads():
    assert attempt(sent(), space=SpaceFactory(), at=NOW, act=lambda: "/la-bas/").url == "/la-bas/"


def test_form_not_sent_attempts_nothing():
    assert attempt(AskedForm(), space=SpaceFactory(), at=NOW, act=refuse_with("Jamais essayé.")) is None


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        ("Cette date est passée.", {"__all__": ["Cette date est passée."]}),
        ({"name": "Ce nom est pris."}, {"name": ["Ce nom est pris."]}),
        ({"code": "Ce code est pris."}, {"__all__": ["Ce code est pris."]}),
        ({"name": "Ce nom est pris.", "code": "Ce code aussi."}, {"__all__": ["Ce nom est pris.", "Ce code aussi."]}),
    ],
)
def test_refusal_is_said_at_its_field_and_above_when_the_form_does_not_ask_it(refusal, said):
    form = sent()

    assert attempt(form, space=SpaceFactory(), at=NOW, act=refuse_with(refusal)) is None
    assert form.errors == said


@pytest.mark.parametrize("refusal", ["Le fichier est vide.", {"code": "Le fichier est vide."}])
def test_refusal_may_be_said_at_one_field(refusal):
    form = sent()

    attempt(form, field="name", space=SpaceFactory(), at=NOW, act=refuse_with(refusal))

    assert form.errors == {"name": ["Le fichier est vide."]}
