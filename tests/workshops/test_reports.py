"""Validated presences make the report of the session by themselves: once, with those who came, nobody invented."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from publics.enums import AgeBracket, Gender
from publics.models import ActivityReport, Support
from tests.factories import (
    NOW,
    AttendanceFactory,
    InterestFactory,
    PersonFactory,
    SessionFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.enums import Level, Presence
from workshops.services.reports import report_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def held(space, *, anonymous=0, **workshop):
    start = NOW - timedelta(hours=3)
    made = WorkshopFactory(space=space, **workshop)
    return SessionFactory(space=space, workshop=made, published=True, starts_at=start, anonymous_count=anonymous)


def close(session):
    return services.close_session(session=session, by=None, at=timezone.now())


def test_validating_tells_the_activity_once_with_who_came(client, signed_in, space):
    session = held(space, anonymous=2, title="Vendre ses gâteaux", level=Level.INTERMEDIATE)
    josette = PersonFactory(space=space, birth_year=1948, gender=Gender.FEMALE)
    AttendanceFactory(space=space, session=session, person=josette, presence=Presence.CAME, is_first_time=True)
    AttendanceFactory(space=space, session=session, presence=Presence.WALKED_IN)
    for presence in (Presence.ABSENT, Presence.EXCUSED):
        AttendanceFactory(space=space, session=session, presence=presence)
    signed_in(space, Role.MEDIATOR)

    for _ in range(2):
        client.post(reverse("workshops:close_session", args=[session.code]))

    report = ActivityReport.objects.get()
    assert (report.source_ref, report.kind, report.on) == (f"session:{session.pk}", "collectif", session.local_date)
    assert (report.title, report.level, report.minutes) == ("Vendre ses gâteaux", "intermediaire", session.minutes)
    assert (report.participants_count, report.anonymous_count) == (4, 2)
    assert (report.venue, report.city) == (session.venue, session.venue.city)
    assert Support.objects.count() == 2
    part = Support.objects.get(person=josette)
    assert (part.age_bracket, part.gender, part.is_first) == (AgeBracket.FROM_70, Gender.FEMALE, True)


def test_thematiques_are_those_of_the_workshop_else_of_its_envie_else_of_its_branch(space):
    branch = InterestFactory(thematiques=["creer_avec_le_numerique"])
    envie = InterestFactory(parent=branch, thematiques=["entrepreneuriat", "reseaux_sociaux"])
    shown = [
        {"branch": branch, "interest": envie, "thematiques": ["email", "inconnue"]},
        {"branch": branch, "interest": envie},
        {"branch": branch},
    ]

    told = []
    for start, workshop in enumerate(shown):
        session = held(space, anonymous=1, **workshop)
        told.append(report_session(session, at=NOW + timedelta(hours=start), by=None).thematiques)

    assert told == [["email"], ["entrepreneuriat", "reseaux_sociaux"], ["creer_avec_le_numerique"]]


def test_a_session_told_again_is_a_revision_of_its_report(space):
    session = held(space, anonymous=3)
    close(session)

    report_session(session, at=NOW, by=None)

    assert list(ActivityReport.objects.order_by("revision").values_list("revision", "voided_at")) == [
        (1, NOW),
        (2, None),
    ]


def test_a_session_told_again_where_nobody_came_after_all_is_counted_no_more(space):
    session = held(space, anonymous=3)
    close(session)
    session.anonymous_count = 0

    report_session(session, at=NOW, by=None)

    assert not ActivityReport.objects.live().exists()


def test_a_session_where_nobody_came_tells_nothing(space):
    session = held(space)
    AttendanceFactory(space=space, session=session, presence=Presence.ABSENT)

    close(session)

    assert not ActivityReport.objects.exists()


def test_a_refused_validation_tells_nothing(space):
    session = SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=1), anonymous_count=1)

    with pytest.raises(ValidationError):
        close(session)

    assert not ActivityReport.objects.exists()
