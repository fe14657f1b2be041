"""Posts in open access: one key for somebody without a name, a post for one at a time, only numbers kept."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.accounts.models import JournalEntry
from publics.enums import DailyDimension
from publics.models import DailyCount
from tests.factories import (
    NOW,
    AccessHoursFactory,
    ClosureFactory,
    DailyCountFactory,
    ItemFactory,
    LoanFactory,
    SessionFactory,
    SittingFactory,
    SpaceFactory,
    VenueFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import ItemKind, ItemState, Weekday
from workshops.models import AccessHours, Sitting
from workshops.tasks import count_sittings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

AN_HOUR = timedelta(hours=1)  # NOW is Monday 16 November, 10 h in Paris
A_DAY = timedelta(days=1)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def venue(space):
    return VenueFactory(space=space, name="Le Fil")


@pytest.fixture
def post(space, venue):
    return ItemFactory(space=space, venue=venue, name="Poste", number="P1", kind=ItemKind.STATION)


@pytest.fixture
def reception(signed_in, space):
    return signed_in(space, Role.RECEPTION)


def path(name, *args):
    return reverse(f"workshops:{name}", args=args)


def seat(client, post, **said):
    return client.post(path("sit_down", post.code), {"name": "", "submission": uuid4()} | said, follow=True)


def sit(post, at=NOW, minutes=60, **said):
    return services.sit_down(item=post, minutes=minutes, at=at, by=None, **said)


def test_one_key_seats_somebody_without_a_name_and_a_second_one_frees_the_post(client, reception, space, post):
    page = client.get(path("stations"))
    assert 'data-shortcut="1"' in page.content.decode()
    assert "1 poste libre sur 1" in read(page)

    seated = read(seat(client, post))

    assert "Quelqu’un , depuis 10 h Jusqu’à 11 h : encore 1 h." in seated
    client.post(path("free_station", Sitting.objects.get().pk))
    assert "1 poste libre sur 1" in read(client.get(path("stations")))


def test_a_first_name_is_said_when_she_gives_it_and_private_on_a_shared_screen(client, reception, post):
    page = seat(client, post, name="Nadia")

    assert '<b data-private="name">Nadia</b>' in page.content.decode()


def test_a_double_click_seats_one_and_somebody_else_is_told_since_when(client, reception, post):
    form = {"submission": uuid4()}
    for _ in range(2):
        assert client.post(path("sit_down", post.code), form).status_code == 302

    refused = client.post(path("sit_down", post.code), {"submission": uuid4(), "name": "Tom"})

    assert (refused.status_code, Sitting.objects.count()) == (422, 1)
    assert "déjà pris, depuis 10 heures : libérez-le d’abord" in read(refused)


@pytest.mark.parametrize(("name", "sentence"), [("x" * 10_000, "40"), ("a\x00b", "nul")])
def test_what_is_no_first_name_is_refused_and_kept(client, reception, post, name, sentence):
    refused = client.post(path("sit_down", post.code), {"submission": uuid4(), "name": name})

    assert (refused.status_code, sentence in read(refused)) == (422, True)
    assert Sitting.objects.count() == 0


def test_time_left_is_said_calmly_once_it_is_over(client, reception, post, now):
    sit(post)
    now.shift(AN_HOUR + timedelta(minutes=5))

    page = read(client.get(path("stations")))

    assert "Sa place était jusqu’à 11 h. Elle peut rester si personne n’attend." in page


def test_a_post_is_kept_for_later_today_and_who_sits_before_leaves_in_time(client, reception, post):
    client.post(
        path("keep_station", post.code), {"start": "10:40", "minutes": 30, "name": "Awa", "submission": uuid4()}
    )

    seated = read(seat(client, post))

    assert "encore 40 min" in seated
    assert "Gardé de 10 h 40 à 11 h 10, Awa" in seated


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"start": "09:00"}, "Cette heure est passée"),
        ({"start": "26:00"}, "heure"),
        ({"minutes": 5000}, "choix"),
        ({"name": "x" * 10_000}, "40"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(client, reception, post, said, sentence):
    form = {"start": "15:00", "minutes": 60, "name": "Awa", "submission": uuid4()} | said

    refused = client.post(path("keep_station", post.code), form)

    assert (refused.status_code, sentence in read(refused)) == (422, True)


def test_two_people_do_not_have_one_post_whoever_writes_it(space, post):
    services.keep_station(item=post, start=time(15), minutes=60, at=NOW, by=None)

    with pytest.raises(ValidationError, match="quelqu’un, de 15 heures à 16 heures"):
        services.keep_station(item=post, start=time(15, 30), minutes=60, at=NOW, by=None)
    with pytest.raises(IntegrityError, match="one_place_at_a_time"), transaction.atomic():
        SittingFactory(space=space, item=post, starts_at=NOW + 5 * AN_HOUR)


def test_a_session_that_has_the_posts_keeps_them(space, post):
    session = SessionFactory(space=space, published=True, starts_at=NOW + AN_HOUR, workshop__title="Vendre ses gâteaux")
    services.use_items(session=session, items=[post], at=NOW, by=None)

    assert sit(post, minutes=120).ends_at == session.starts_at
    with pytest.raises(ValidationError, match="Vendre ses gâteaux"):
        services.keep_station(item=post, start=time(11, 30), minutes=30, at=NOW, by=None)


def test_nobody_sits_ten_minutes_before_it_is_taken(space, post):
    services.keep_station(item=post, start=time(10, 9), minutes=30, at=NOW, by=None)

    with pytest.raises(ValidationError, match="n’est pas libre"):
        sit(post)


def test_a_little_longer_unless_somebody_has_it_then(client, reception, post):
    sitting = sit(post)
    client.post(path("extend_sitting", sitting.pk))
    sitting.refresh_from_db()
    assert sitting.ends_at == NOW + 1.5 * AN_HOUR
    services.keep_station(item=post, start=time(11, 30), minutes=30, at=NOW, by=None)

    refused = client.post(path("extend_sitting", sitting.pk))

    assert (refused.status_code, "n’est pas libre alors" in read(refused)) == (422, True)
    services.free_station(sitting=sitting, at=NOW, by=None)
    with pytest.raises(ValidationError, match="déjà libéré"):
        services.extend_sitting(sitting=sitting, minutes=30, at=NOW, by=None)


def test_what_is_no_post_or_does_not_work_takes_nobody(client, reception, space):
    tablet = ItemFactory(space=space)
    broken = ItemFactory(space=space, kind=ItemKind.STATION, state=ItemState.REPAIR)

    assert client.post(path("sit_down", tablet.code), {"submission": uuid4()}).status_code == 404
    with pytest.raises(ValidationError, match="pas un poste"):
        sit(tablet)
    with pytest.raises(ValidationError, match="en réparation"):
        sit(broken)
    assert "Aucun poste" in read(client.get(path("stations")))


def test_posts_of_another_space_are_not_found(client, reception):
    sitting, hours = SittingFactory(), AccessHoursFactory()

    for address in (path("sit_down", sitting.item.code), path("free_station", sitting.pk), path("extend_sitting", 1)):
        assert client.post(address, {"submission": uuid4()}).status_code == 404
    assert client.get(path("keep_station", sitting.item.code)).status_code == 404
    assert client.get(path("edit_access_hours", hours.pk)).status_code in {403, 404}


def test_at_the_end_of_the_day_only_a_number_an_hour_is_left(client, signed_in, space, post, now):
    first = sit(post, name="Nadia")
    services.free_station(sitting=first, at=NOW + timedelta(minutes=20), by=None)
    sit(post, at=NOW + timedelta(minutes=30), name="Awa")
    unused = services.keep_station(item=post, start=time(18), minutes=30, name="Tom", at=NOW, by=None)
    services.free_station(sitting=unused, at=NOW, by=None)
    count_sittings()
    assert Sitting.objects.count() == 2  # the day is not over

    now.move_to(NOW + A_DAY)
    for _ in range(2):
        count_sittings()

    assert Sitting.objects.count() == 0
    [counted] = DailyCount.objects.filter(dimension=DailyDimension.STATION)
    assert (counted.on, counted.value, counted.count) == (date(2026, 11, 16), "10", 2)
    assert not JournalEntry.objects.filter(table_name="workshops_sitting").exists()
    signed_in(space, Role.RECEPTION)
    assert "10 h 2" in read(client.get(path("access_hours")))


def test_hours_are_counted_over_four_weeks_and_those_between_are_nought(client, reception, space):
    for value, on, count in [("10", NOW.date() - A_DAY, 3), ("12", NOW.date() - A_DAY, 1), ("15", date(2026, 1, 5), 9)]:
        DailyCountFactory(space=space, dimension=DailyDimension.STATION, value=value, on=on, count=count)

    assert "10 h 3 11 h 0 12 h 1 Depuis" in read(client.get(path("access_hours")))


# --- when it is open ---


def opened(venue, **said):
    return {
        "weekday": 1, "starts": "14:00", "ends": "17:00", "venue": venue.pk, "limit_minutes": 90,
        "valid_from": "2026-11-16", "valid_until": "", "submission": uuid4(),
    } | said  # fmt: skip


@pytest.mark.requirement("R223")
def test_open_access_is_on_the_programme_of_the_public_without_registering(client, signed_in, space, venue, post):
    signed_in(space, Role.MEDIATOR)
    client.post(path("new_access_hours"), opened(venue))
    client.logout()

    page = read(client.get(reverse("public:programme", args=["fil"])))

    assert "Accès libre, sans inscription" in page
    assert "Chaque mardi, de 14 h à 17 h : Le Fil , Saint-Aubrelin 1 poste · prochaine fois mardi 17 novembre" in page


def test_the_next_time_skips_what_is_closed_and_holidays(client, space, venue):
    AccessHoursFactory(space=space, venue=venue, weekday=Weekday.TUESDAY)
    ClosureFactory(space=space, venue=venue, starts_on=date(2026, 11, 17), reopens_on=date(2026, 11, 19))

    assert "prochaine fois mardi 24 novembre" in read(client.get(reverse("public:programme", args=["fil"])))


def test_a_place_lasts_as_long_as_its_half_day_says(client, reception, space, venue, post):
    AccessHoursFactory(
        space=space, venue=venue, weekday=Weekday.MONDAY, starts=time(9), ends=time(12), limit_minutes=30
    )

    assert "Jusqu’à 10 h 30" in read(seat(client, post))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"ends": "13:00"}, "finit après avoir commencé"),
        ({"valid_until": "2026-11-01"}, "Le dernier jour vient après le premier."),
        ({"limit_minutes": 5}, "15"),
        ({"weekday": 9}, "choix"),
    ],
)
def test_what_is_no_half_day_is_refused_in_a_sentence(client, signed_in, venue, said, sentence):
    signed_in(venue.space, Role.MEDIATOR)

    refused = client.post(path("new_access_hours"), opened(venue, **said))

    assert (refused.status_code, sentence in read(refused)) == (422, True)
    assert AccessHours.objects.count() == 0


def test_two_half_days_of_a_venue_do_not_overlap_and_a_stale_edit_overwrites_nothing(client, signed_in, space, venue):
    signed_in(space, Role.MEDIATOR)
    form = opened(venue)
    for _ in range(2):
        client.post(path("new_access_hours"), form)
    hours = AccessHours.objects.get()
    refused = client.post(path("new_access_hours"), opened(venue, starts="16:00", ends="18:00"))
    assert "déjà ouvert ici ce jour-là" in read(refused)

    edit = opened(venue, version=1)
    client.post(path("edit_access_hours", hours.pk), edit | {"ends": "18:00"})
    stale = client.post(path("edit_access_hours", hours.pk), edit | {"ends": "19:00"})

    hours.refresh_from_db()
    assert (stale.status_code, hours.ends) == (422, time(18))


def test_what_is_lent_is_no_post(space, post):
    with pytest.raises(IntegrityError, match="station_stays_where_it_is"), transaction.atomic():
        LoanFactory(space=space, item__kind=ItemKind.STATION, item__may_be_lent=True)
