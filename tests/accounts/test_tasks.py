"""What is kept goes once it no longer serves."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as LoginSession

from mediation.accounts.models import AccessLink, Submission
from mediation.accounts.tasks import purge
from mediation.common import isolation
from tests.factories import NOW, AccessLinkFactory, SpaceFactory, SubmissionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_sendings_of_forms_are_kept_thirty_days():
    kept = SubmissionFactory(created_at=NOW - timedelta(days=29))
    SubmissionFactory(created_at=NOW - timedelta(days=31))

    purge()

    assert list(Submission.objects.all()) == [kept]


def test_links_go_once_the_retention_of_their_space_is_over():
    short, long = SpaceFactory(retention_months=12), SpaceFactory(retention_months=36)
    ended = NOW - timedelta(days=400)
    AccessLinkFactory(space=short, expires_at=ended)
    kept = AccessLinkFactory(space=long, expires_at=ended)

    purge()

    assert list(AccessLink.objects.all()) == [kept]


def test_sessions_of_the_team_that_are_over_are_cleared():
    LoginSession.objects.create(session_key="over", session_data="", expire_date=NOW - timedelta(seconds=1))
    LoginSession.objects.create(session_key="open", session_data="", expire_date=NOW + timedelta(hours=1))

    purge()

    assert list(LoginSession.objects.values_list("session_key", flat=True)) == ["open"]


def test_purge_says_its_own_scope():
    """Beat carries none."""
    SubmissionFactory(created_at=NOW - timedelta(days=31))

    with isolation.within(isolation.Scope()):
        purge()

    assert not Submission.objects.exists()
