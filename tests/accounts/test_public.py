"""Limits against abuse count by network address: the visitor's, not the one of our own proxy."""

from django.urls import reverse

from mediation.accounts.public import throttled
from tests.factories import UserFactory


def asks(rf, times: int, **headers) -> list[bool]:
    return [throttled(rf.get("/", **headers), "trial", most=2) for _ in range(times)]


def test_the_third_request_of_one_address_is_too_many(rf):
    assert asks(rf, 3) == [False, False, True]


def test_another_address_starts_anew(rf):
    asks(rf, 3)

    assert asks(rf, 1, REMOTE_ADDR="192.0.2.7") == [False]


def test_behind_our_proxy_each_visitor_counts_alone(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    asks(rf, 3, HTTP_X_FORWARDED_FOR="192.0.2.1")

    assert asks(rf, 1, HTTP_X_FORWARDED_FOR="192.0.2.2") == [False]


def test_what_the_visitor_writes_in_the_header_is_not_believed(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    asks(rf, 3, HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.1")

    assert asks(rf, 1, HTTP_X_FORWARDED_FOR="198.51.100.2, 192.0.2.1") == [True]


def test_without_the_cache_nobody_is_stopped(rf, without_cache):
    assert asks(rf, 3) == [False, False, False]


def test_without_the_cache_people_still_log_in(client, db, without_cache):
    user = UserFactory()
    user.set_password("une-phrase-assez-longue")
    user.save()

    client.post(reverse("account_login"), {"login": user.email, "password": "une-phrase-assez-longue"})

    assert client.session["_auth_user_id"] == str(user.pk)
