"""A session dragged to another hour with a mouse: its form opens filled in, and nothing is written until it is sent."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    MembershipFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
)
from workshops.models import Session

pytestmark = pytest.mark.django_db(transaction=True)

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def wednesday():
    """Of the week after next: whatever today is."""
    today = timezone.localdate()
    return today + timedelta(days=16 - today.weekday())


@pytest.fixture
def host():
    space = SpaceFactory(slug="fil")
    return MembershipFactory(space=space, user__name="Hélène Viorne")


@pytest.fixture
def session(host, wednesday):
    start = datetime(wednesday.year, wednesday.month, wednesday.day, 14, tzinfo=PARIS)
    venue = VenueFactory(space=host.space, name="Salle du Lavoir")
    session = SessionFactory(
        space=host.space, venue=venue, host=host.user, published=True, starts_at=start,
        ends_at=start + timedelta(minutes=90), workshop__title="Trier ses photos",
    )  # fmt: skip
    RegistrationFactory(space=host.space, session=session)
    return session


@pytest.fixture
def at_desk(host, live_server, new_page):
    client, page = Client(), new_page(viewport={"width": 1280, "height": 1400})
    client.force_login(host.user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


def drag(page, title: str, day, hour: int) -> None:
    """By its top, to where that hour is drawn that day."""
    item = page.locator(".agenda-item", has_text=title)
    mark = page.locator(".agenda-hours span").nth(hour - 7).bounding_box()
    column = page.locator(f'.agenda-day[data-day="{day}"]')
    box = column.bounding_box()
    where = {"x": box["width"] / 2, "y": mark["y"] - box["y"] + 6}
    item.drag_to(column, source_position={"x": 30, "y": 4}, target_position=where)


def test_dragged_to_another_day_and_hour_it_is_looked_at_then_saved(at_desk, session, wednesday):
    page, friday = at_desk, wednesday + timedelta(days=2)
    page.goto(f"/ateliers/agenda/?jour={wednesday}")

    drag(page, "Trier ses photos", friday, 10)

    page.wait_for_url("**/modifier/?**")
    assert page.get_by_label("Date").input_value() == f"{friday}"
    assert page.get_by_label("Commence à").input_value() == "10:00"
    assert page.get_by_label("Finit à").input_value() == "11:30"
    assert "Rien n’est encore changé" in page.locator("main").inner_text()
    assert Session.objects.get().starts_at == session.starts_at

    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Avant d’enregistrer").wait_for()
    assert Session.objects.get().starts_at == session.starts_at
    page.get_by_role("button", name="Enregistrer et prévenir").click()
    page.wait_for_url(f"**/seances/{session.code}/")
    moved = Session.objects.get()
    assert moved.starts_at.astimezone(PARIS) == datetime(friday.year, friday.month, friday.day, 10, tzinfo=PARIS)
    assert moved.ends_at - moved.starts_at == timedelta(minutes=90)


def test_dragged_into_the_column_of_a_room_it_takes_it(at_desk, session, wednesday):
    room = RoomFactory(space=session.space, venue=session.venue, name="étage")
    page = at_desk
    page.goto(f"/ateliers/agenda/?jour={wednesday}&vue=jour&par=salle")
    item, column = page.locator(".agenda-item", has_text="Trier ses photos"), page.locator(".agenda-day").first

    item.drag_to(column, source_position={"x": 30, "y": 4}, target_position={"x": 60, "y": 300})

    page.wait_for_url("**/modifier/?**")
    assert page.locator("select[name=room]").input_value() == str(room.pk)


def test_what_is_over_or_is_no_session_stays_where_it_is(at_desk, session, wednesday):
    page = at_desk
    page.goto(f"/ateliers/agenda/?jour={wednesday}")
    assert page.locator(".agenda-item[draggable=true]").count() == 1

    Session.objects.update(state="cancelled", cancelled_at=timezone.now())
    page.reload()

    assert page.locator(".agenda-item[draggable=true]").count() == 0
