"""The space, its territory, its places, its team."""

from math import cos, radians

from django.contrib.auth.hashers import make_password

from mediation.accounts.models import Commune, Membership, Room, Space, Stop, User, Venue

from .loading import Loading, read

PASSWORD = "une-envie-a-la-fois"  # noqa: S105 - shown to whoever starts the demonstration
KILOMETRES_A_DEGREE = 111.32
SATURDAY = 5
NAMED_PUBLICLY = {"helene", "malo"}  # on « Qui est où »; the others did not say so


def write_space(loading: Loading) -> None:
    said = read("space")
    loading.space = Space(**said["space"], is_demonstration=True)
    loading.space.full_clean()
    loading.space.save()
    write_territory(loading, said["territory"])
    write_venues(loading, said, postal_code=said["territory"]["postal_code"])
    write_team(loading, said["team"])


def write_territory(loading: Loading, said: dict) -> None:
    a_degree_east = KILOMETRES_A_DEGREE * cos(radians(said["latitude"]))
    communes = [
        Commune(
            **loading.owned(name=name, insee_code=insee_code, population=population),
            latitude=round(said["latitude"] + north / KILOMETRES_A_DEGREE, 5),
            longitude=round(said["longitude"] + east / a_degree_east, 5),
        )
        for name, insee_code, population, east, north in said["communes"]
    ]
    loading.communes = {commune.name: commune for commune in Commune.objects.bulk_create(communes)}


def write_venues(loading: Loading, said: dict, *, postal_code: str) -> None:
    for row in said["venues"]:
        key, rooms = row.pop("key"), row.pop("rooms")
        commune = loading.communes[row["city"]]
        is_still = not row.get("is_itinerant")
        point = {"latitude": commune.latitude, "longitude": commune.longitude} if is_still else {}
        venue = Venue(**loading.owned(**row, postal_code=postal_code, insee_code=commune.insee_code, **point))
        venue.full_clean()
        venue.save()
        loading.venues[key] = venue
        for room_key, room in rooms.items():
            loading.rooms[key, room_key] = Room.objects.create(**loading.owned(venue=venue, **room))
    bus = loading.venues["bus"]
    stops = [
        Stop(**loading.owned(venue=bus, **row, insee_code=loading.communes[row["city"]].insee_code))
        for row in said["stops"]
    ]
    loading.stops = {stop.city: stop for stop in Stop.objects.bulk_create(stops)}


def write_team(loading: Loading, said: list[dict]) -> None:
    """One hash for all: it is the same password, and drawing it takes a while."""
    password = make_password(PASSWORD)
    for row in said:
        is_administrator = row.get("is_administrator", False)
        user, _ = User.objects.get_or_create(
            email=row["email"],
            defaults={
                "name": row["name"],
                "password": password,
                "is_staff": is_administrator,
                "is_superuser": is_administrator,
            },
        )
        loading.users[row["key"]] = user
        if "role" in row:
            named = {"is_named_publicly": row["key"] in NAMED_PUBLICLY}
            Membership.objects.create(
                **loading.owned(user=user, role=row["role"], until=last_day(loading, row), **named)
            )


def last_day(loading: Loading, row: dict):
    """A replacement's access closes by itself."""
    week = row.get("until_saturday_of_week")
    return None if week is None else loading.days.of_week(week, SATURDAY)
