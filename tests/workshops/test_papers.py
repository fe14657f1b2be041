"""What the team prints for a session and for a month, read as a person reads it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel, Intent, MessageState
from tests.factories import (
    NOW,
    AttendanceFactory,
    InboundFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import pages_of
from workshops.enums import Comfort, RegistrationState
from workshops.notifications import REMINDER

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.usefixtures("now")]


def private(client, session):
    return client.get(reverse("workshops:private_sheet", args=[session.code]))


def said_yes(registration):
    message = MessageFactory(
        space=registration.space, subject_id=registration.pk, kind=REMINDER, channel=Channel.SMS,
        state=MessageState.SENT, sent_at=NOW, recipient_ref=f"person:{registration.person_id}",
    )  # fmt: skip
    InboundFactory(space=registration.space, message=message, intent=Intent.YES)


def test_private_sheet_says_whom_to_call_and_how_to_welcome(client, space, signed_in):
    signed_in(space)
    session = SessionFactory(space=space, published=True)
    amina = PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", phone="+33639981001")
    RegistrationFactory(space=space, session=session, person=amina, comfort=[Comfort.SCREEN])
    known = RegistrationFactory(space=space, session=session, person__first_name="Lucien")
    AttendanceFactory(space=space, person=known.person)
    said_yes(known)
    RegistrationFactory(
        space=space, session=session, person__first_name="Nadia", person__phone="+33639981002",
        state=RegistrationState.WAITING,
    )  # fmt: skip

    [page] = pages_of(private(client, session))

    assert "2 personnes attendues, 1 première venue à accueillir" in page
    assert "Amina Mirabelle 06 39 98 10 01 Première fois Un plus grand écran Pas encore confirmé" in page
    assert page.count("Première fois") == page.count("Pas encore confirmé") == 1
    assert "Je viens" in page
    assert "Si une place se libère" in page.split("Nadia")[0]
    assert "06 39 98 10 02" in page
    assert "à détruire le soir" in page


def test_private_sheet_of_another_space_is_not_found(client, space, signed_in):
    signed_in(space)
    assert private(client, SessionFactory(published=True)).status_code == 404


def test_private_sheet_is_for_those_who_welcome(client, space, signed_in):
    signed_in(space, Role.COLLEAGUE)
    assert private(client, SessionFactory(space=space, published=True)).status_code == 403


def month(client, said="2026-12", **options):
    return client.get(reverse("workshops:month_programme"), {"mois": said}, **options)


def test_thirty_sessions_of_a_month_hold_on_two_pages(client, space, signed_in):
    signed_in(space, Role.COLLEAGUE)
    first = NOW.replace(month=12, day=1)
    for number in range(30):
        title = f"Préparer ensemble le grand repas du quartier, tous les âges, numéro {number}"
        start = first + timedelta(days=number)
        SessionFactory(space=space, published=True, workshop__title=title, starts_at=start)

    sheets = pages_of(month(client))

    assert len(sheets) == 2
    assert sum(page.count("Préparer ensemble") for page in sheets) == 30


def test_programme_says_day_hours_and_place_of_what_is_published(client, space, signed_in):
    signed_in(space, Role.COLLEAGUE)
    december = NOW.replace(month=12, day=3)
    SessionFactory(space=space, published=True, workshop__title="Vendre ses gâteaux", starts_at=december)
    SessionFactory(space=space, workshop__title="Un brouillon", starts_at=december)
    SessionFactory(space=space, published=True, workshop__title="En janvier", starts_at=NOW.replace(year=2027, month=1))

    [page] = pages_of(month(client))

    assert "Les ateliers de décembre 2026" in page
    assert "Jeudi 3 de 10 h à 12 h Vendre ses gâteaux" in page
    assert "Un brouillon" not in page
    assert "En janvier" not in page


@pytest.mark.parametrize("said", ["", "2026-13", "bientôt", "9999-01", "x" * 10_000])
def test_a_month_that_is_none_gives_this_one(client, space, signed_in, said):
    signed_in(space)
    [page] = pages_of(month(client, said))

    assert "Les ateliers de novembre 2026" in page
    assert "Le programme se prépare" in page


def test_anybody_prints_the_next_month_that_has_something(client):
    space = SpaceFactory(slug="fil")
    SessionFactory(space=space, published=True, starts_at=NOW.replace(month=12, day=3))

    [page] = pages_of(client.get(reverse("public:month_programme", args=["fil"])))

    assert "Les ateliers de décembre 2026" in page
    assert timezone.localdate().month == 11
