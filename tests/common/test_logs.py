"""Logs say where it failed and on what: never a name, a number, an address, nor a link that opens a page."""

import logging

import pytest
from celery import shared_task
from django.conf import settings
from django.urls import include, path

from mediation.common.privacy import masked
from publics.models import Person
from tests.factories import PersonFactory

AMINA = {
    "first_name": "Amina",
    "last_name": "Benali",
    "phone": "+33639981001",
    "email": "amina.benali@example.org",
    "address": "3 rue des Noisetiers",
}
HERS = [*AMINA.values(), "06 39 98 10 01"]


def failing(request, secret=""):
    """Some view of ours that did not expect what it was sent."""
    try:
        raise ValueError(f"{AMINA} cannot be read")
    except ValueError as error:
        raise LookupError(", ".join(HERS)) from error


def clashing(request):
    """The words of the database quote the row it refuses."""
    person = Person.objects.get()
    Person.objects.create(
        space=person.space, code=person.code, created_at=person.created_at, preferred_channel="sms", **AMINA
    )


urlpatterns = [
    path("panne/", failing),
    path("fil/i/<str:secret>/", failing),
    path("doublon/", clashing),
    path("", include("mediation.urls")),
]


@shared_task
def failing_task():
    raise ValueError(f"{AMINA} cannot be sent")


@pytest.fixture
def asked(client, signed_in, space, settings):
    """`asked("/panne/")`: the page that answers, from views that fail."""
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    signed_in(space)
    return client.get


def found_in(text: str) -> list[str]:
    return [said for said in HERS if said in text]


@pytest.mark.django_db
def test_view_that_fails_says_where_and_of_what_kind_and_nothing_of_anybody(asked, logged):
    page = asked("/panne/")

    assert page.status_code == 500
    assert found_in(page.content.decode()) == []
    text = logged.getvalue()
    assert "Internal Server Error: /panne/" in text
    assert "builtins.LookupError\nDue to:\n" in text
    assert "in failing" in text
    assert found_in(text) == []


@pytest.mark.django_db
def test_refusal_of_the_database_names_its_constraint_not_the_row(asked, logged, space):
    PersonFactory(space=space, **AMINA)

    assert asked("/doublon/").status_code == 500

    text = logged.getvalue()
    assert "psycopg.errors.UniqueViolation (" in text
    assert found_in(text) == []


@pytest.mark.django_db
def test_link_that_opens_a_page_is_not_written(asked, logged):
    asked("/fil/i/ABCDEFGH23/")

    assert "Internal Server Error: /fil/i/[…]/" in logged.getvalue()


def test_task_that_fails_repeats_nothing_of_its_error(logged):
    failing_task.apply()

    text = logged.getvalue()
    assert "failing_task" in text
    assert "builtins.ValueError" in text
    assert found_in(text) == []


def test_what_was_formatted_elsewhere_is_not_taken_over(logged):
    """Another handler keeps its own words on the record."""
    loud = logging.StreamHandler(logged.__class__())
    logging.getLogger("mediation.trial").addHandler(loud)
    try:
        raise ValueError(AMINA)
    except ValueError:
        logging.getLogger("mediation.trial").exception("It failed.")

    assert "Amina" in loud.stream.getvalue()
    assert found_in(logged.getvalue()) == []


def test_no_report_leaves_by_e_mail():
    assert settings.ADMINS == []
    assert logging.getLogger("django").handlers == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 <amina.benali@example.org>: inconnue", "550 <[…]>: inconnue"),
        ("to +33639981001 or 06 39 98 10 01", "to […] or […]"),
        ("Not Found: /fil/i/ABCDEFGH23/", "Not Found: /fil/i/[…]/"),
        ("/fil/agenda/abcdefgh23.ics", "/fil/agenda/[…].ics"),
        ("Message 0c9d6a44-5d0f-4d43-9c6e-0b1c8a3f1d22", "Message 0c9d6a44-5d0f-4d43-9c6e-0b1c8a3f1d22"),
        ("2026-11-22 12:13:58 HTTP 429, port 5432", "2026-11-22 12:13:58 HTTP 429, port 5432"),
        ("/courrier/fournisseurs/aZ-3_very-long-one/brevo/sms/", "/courrier/fournisseurs/[…]/brevo/sms/"),
        ("/personnes/ABCD2345/", "/personnes/ABCD2345/"),
    ],
)
def test_what_is_hidden_and_what_helps(said, kept):
    assert masked(said) == kept
