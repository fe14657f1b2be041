"""People, their envies, and structures that are no partner."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from mediation.common.phones import normalised
from publics.enums import ContactChannel, HeardFrom, Origin
from publics.models import Organisation, Person, PersonInterest

from .loading import Loading, code_of, read

NEWCOMERS, REGULARS = 171, 226
VISITED = 9  # nobody came yet from the three smallest communes
CHANNELS = {
    ContactChannel.SMS: 55,
    ContactChannel.PHONE: 22,
    ContactChannel.EMAIL: 16,
    ContactChannel.LETTER: 4,
    ContactChannel.NONE: 3,
}
HEARD_FROM = {
    HeardFrom.SOMEONE: 34,
    HeardFrom.STRUCTURE: 22,
    HeardFrom.BULLETIN: 14,
    HeardFrom.PAPER: 12,
    HeardFrom.INTERNET: 9,
    HeardFrom.PASSING: 9,
}
AGES = {(6, 11): 6, (12, 17): 5, (18, 24): 6, (25, 39): 14, (40, 59): 21, (60, 69): 22, (70, 90): 21, None: 5}
ENVIES_SAID = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]
MOST_FOR_ONE_ENVIE = 8  # fewer than the ten who would sell what they make
KEPT_FOR_NAMED = "gateaux"


def write_organisations(loading: Loading) -> None:
    for row in read("people")["organisations"]:
        key = row.pop("key")
        code = code_of("organisation", key)
        loading.organisations[key] = Organisation.objects.create(**loading.owned(code=code, **row))


def write_people(loading: Loading) -> None:
    said = read("people")["people"]
    named = [named_person(loading, row) for row in said]
    random = loading.random("people")
    names = invented_names(random, NEWCOMERS + REGULARS)
    invented = [invented_person(loading, random, *name, place) for place, name in enumerate(names)]
    children = [child(loading, random, name, place) for place, name in enumerate(read("names")["children"])]
    Person.objects.bulk_create([*named, *invented, *children])
    loading.people = {row["key"]: person for row, person in zip(said, named, strict=True)}
    loading.newcomers, loading.regulars = invented[:NEWCOMERS], invented[NEWCOMERS:]
    loading.children = children
    write_envies(loading, said)


def named_person(loading: Loading, row: dict) -> Person:
    born = row.get("born") or loading.days.first.year - row["age"]
    commune = loading.communes[row["city"]]
    return Person(
        **loading.owned(code=code_of("person", row["key"])),
        first_name=row["first_name"],
        last_name=row["last_name"],
        birth_year=born,
        phone=normalised(row.get("phone")),
        email=row.get("email", ""),
        address=row.get("address", ""),
        postal_code=loading.venues["fil"].postal_code,
        city=commune.name,
        insee_code=commune.insee_code,
        preferred_channel=row["preferred_channel"],
        helper_name=row.get("helper_name", ""),
        helper_phone=normalised(row.get("helper_phone")),
        heard_from=row.get("heard_from", ""),
        is_provisional=row.get("is_provisional", False),
        origin=Origin.PARTNER if row.get("is_provisional") else Origin.DESK,
        created_at=days_ago(loading, 1000 if row["key"] == "paul" else 300),
        created_by=loading.users["paulette"],
    )


def days_ago(loading: Loading, days: int, hour: str = "10:00") -> datetime:
    """That hour of the open day then or just before."""
    day = loading.days.on_or_before(loading.days.first - timedelta(days=days))
    return loading.days.at(day, hour)


def invented_names(random: Random, count: int) -> list[tuple[str, str]]:
    names = read("names")
    pairs = [(first, last) for first in names["first_names"] for last in names["last_names"]]
    return random.sample(pairs, count)


def drawn(random: Random, weights: dict):
    return random.choices(list(weights), weights=list(weights.values()))[0]


def invented_person(loading: Loading, random: Random, first_name: str, last_name: str, place: int) -> Person:
    """Reachable by what she prefers; her number is in a range kept for fiction."""
    channel, ages = drawn(random, CHANNELS), drawn(random, AGES)
    communes = list(loading.communes.values())[:VISITED]
    commune = random.choices(communes, weights=[commune.population for commune in communes])[0]
    is_newcomer = place < NEWCOMERS
    phones = {ContactChannel.SMS: f"+3363998{2000 + place}", ContactChannel.PHONE: f"+3353649{3000 + place}"}
    return Person(
        **loading.owned(code=code_of("person", first_name, last_name)),
        first_name=first_name,
        last_name=last_name,
        birth_year=loading.days.first.year - random.randint(*ages) if ages else None,
        phone=phones.get(channel, ""),
        email=f"personne{place}@example.org" if channel == ContactChannel.EMAIL else "",
        address=f"{random.randint(1, 40)} rue du Pré" if channel == ContactChannel.LETTER else "",
        postal_code=loading.venues["fil"].postal_code,
        city=commune.name,
        insee_code=commune.insee_code,
        preferred_channel=channel,
        heard_from=drawn(random, HEARD_FROM),
        created_at=days_ago(loading, random.randint(20, 350) if is_newcomer else random.randint(370, 900)),
        created_by=loading.users["paulette"],
    )


def child(loading: Loading, random: Random, first_name: str, place: int) -> Person:
    """Reached by the telephone of a parent."""
    parent = read("names")["last_names"][place]
    return Person(
        **loading.owned(code=code_of("child", first_name)),
        first_name=first_name,
        last_name=parent,
        birth_year=loading.days.first.year - random.randint(8, 12),
        phone=f"+3363998{3000 + place}",
        postal_code=loading.venues["fil"].postal_code,
        city="Vernelune",
        insee_code=loading.communes["Vernelune"].insee_code,
        preferred_channel=ContactChannel.SMS,
        helper_name=f"Sa mère, Mme {parent}",
        helper_phone=f"+3363998{3000 + place}",
        created_at=days_ago(loading, random.randint(40, 200)),
        created_by=loading.users["malo"],
    )


def write_envies(loading: Loading, said: list[dict]) -> None:
    envies = [
        envie(loading, person, key, days_ago(loading, 200 - 9 * place), row.get("words", ""))
        for place, (row, person) in enumerate(zip(said, loading.people.values(), strict=True))
        for key in row["interests"]
    ]
    random, said_by = loading.random("envies"), Counter(key for row in said for key in row["interests"])
    keys = [key for key in loading.workshops if key != KEPT_FOR_NAMED]
    for person in [*loading.newcomers, *loading.regulars]:
        free = [key for key in keys if said_by[key] < MOST_FOR_ONE_ENVIE]
        for key in random.sample(free, random.choice(ENVIES_SAID)):
            said_by[key] += 1
            envies.append(envie(loading, person, key, days_ago(loading, random.randint(2, 350))))
    PersonInterest.objects.bulk_create(envies)


def envie(loading: Loading, person: Person, workshop: str, said_at: datetime, words: str = "") -> PersonInterest:
    """Each workshop was opened by an envie: it is named by it."""
    return PersonInterest(
        **loading.owned(person=person, interest=loading.workshops[workshop].interest),
        words=words,
        said_at=said_at,
        noted_by=loading.users["paulette"],
    )
