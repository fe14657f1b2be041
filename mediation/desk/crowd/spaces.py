"""Each space with its commune, its place, its mediator, its programme and its groups."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from mediation.accounts.enums import Role, SpaceKind
from mediation.accounts.models import Commune, Membership, Space, User, Venue
from publics.models import Interest, Segment
from workshops.enums import SessionState
from workshops.models import Session, Workshop

from ..demonstration.loading import read
from ..demonstration.space import PASSWORD

SLUG = "foule"
TO_COME, PAST = 3, 20  # sessions a workshop
EVERY, LASTS, YEAR = timedelta(days=14), timedelta(hours=2), timedelta(days=365)
GROUPS = {
    "Soixante-dix ans et plus, de Vernelune": {
        "v": 1,
        "all": [{"is": "city", "value": "Vernelune"}, {"is": "age", "value": "soixante_dix_plus"}],
    },
    "Pas venues depuis six mois, joignables par SMS": {
        "v": 1,
        "all": [{"is": "not_seen", "value": "6"}, {"is": "reach", "value": "sms"}],
    },
}


def mediator_of(number: int) -> str:
    return f"mediation-{number}@foule.example.org"


def write_spaces(count: int) -> list[Space]:
    spaces = Space.objects.bulk_create(new_space(number) for number in range(1, count + 1))
    communes = read("space")["territory"]["communes"]
    Commune.objects.bulk_create(
        Commune(space=space, name=name, insee_code=insee_code, population=population)
        for space in spaces
        for name, insee_code, population, *_ in communes
    )
    Venue.objects.bulk_create(
        Venue(space=space, name="Espace numérique", short_name="l'espace", city=cities()[0]) for space in spaces
    )
    write_mediators(spaces)
    return spaces


def new_space(number: int) -> Space:
    return Space(
        slug=f"{SLUG}-{number}", name=f"Espace d'essai {number}", short_name=f"Essai {number}", sms_name="Essai",
        kind=SpaceKind.EPN, legal_name="Structure inventée", phone="+33536491010", is_demonstration=True,
    )  # fmt: skip


def cities() -> list[str]:
    return [row[0] for row in read("space")["territory"]["communes"]]


def write_mediators(spaces: list[Space]) -> None:
    """One hash for all: it is the same password, and drawing it takes a while."""
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(email=mediator_of(number), name="Camille Noisetier", password=password)
        for number in range(1, len(spaces) + 1)
    )
    Membership.objects.bulk_create(
        Membership(user=user, space=space, role=Role.MEDIATOR) for user, space in zip(users, spaces, strict=True)
    )


def write_programme(spaces: list[Space], *, at: datetime) -> None:
    """A workshop for each branch of envies, with its sessions of the year."""
    envies = Interest.objects.envies().by_branch()
    first = {envie.parent: envie for envie in reversed(envies)}
    workshops = Workshop.objects.bulk_create(
        Workshop(space=space, title=str(envie).capitalize(), short_title=branch.key[:26], branch=branch, interest=envie)
        for space in spaces
        for branch, envie in first.items()
    )
    venues = {venue.space_id: venue for venue in Venue.objects.filter(space__in=spaces)}
    past, to_come = range(-PAST, 0), range(TO_COME)
    Session.objects.bulk_create(
        Session(
            space=workshop.space, workshop=workshop, venue=venues[workshop.space_id],
            time_zone=workshop.space.time_zone,
            starts_at=start, ends_at=start + LASTS, capacity=8, state=state, created_at=at - YEAR,
        )
        for workshop in workshops
        for state, ranks in ((SessionState.DONE, past), (SessionState.PUBLISHED, to_come))
        for start in (at + timedelta(days=2) + EVERY * rank for rank in ranks)
    )  # fmt: skip


def write_groups(spaces: list[Space], *, at: datetime) -> None:
    Segment.objects.bulk_create(
        Segment(space=space, name=name, rule=rule, created_at=at) for space in spaces for name, rule in GROUPS.items()
    )
