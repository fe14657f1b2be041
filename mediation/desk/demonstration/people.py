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
SAID_BY = [2, 3, 3, 4, 5, 5, 6, 7, 8]  # how many say one envie: fewer than the ten who would sell what they make
KEPT_FOR_NAMED = "gateaux"


def write_organisations(loading: Loading) -> None:
    for row in read("people")["organisations"]:
        key = row.pop("key")
        code = code_of("organisation", key)
        loading.organisations[key] = Organisation.objects.create(**loading.owned(code=code, **row))


def invent_people(loading: Loading) -> None:
    """Not written yet: when newcomers are first noted depends on when they came."""
    loading.people = {row["key"]: named_person(loading, row) for row in read("people")["people"]}
    random = loading.random("people")
    names = invented_names(random, NEWCOMERS + REGULARS)
    invented = [invented_person(loading, random, *name, place) for place, name in enumerate(names)]
    loading.newcomers, loading.regulars = invented[:NEWCOMERS], invented[NEWCOMERS:]
    loading.children = [child(loading, random, name, place) for place, name in enumerate(read("names")["children"])]


def write_people(loading: Loading) -> None:
    everybody = [*loading.people.values(), *loading.newcomers, *loading.regulars, *loading.children]
    Person.objects.bulk_create(everybody)
    write_envies(loading)


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
        created_at=days_ago(loading, row.get("noted_days_ago", 300)),
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
        created_at=days_ago(loading, random.randint(370, 900)),
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


def write_envies(loading: Loading) -> None:
    said = read("people")["people"]
    envies = [
        envie(loading, person, key, days_ago(loading, 200 - 9 * place), "" if number else row.get("words", ""))
        for place, (row, person) in enumerate(zip(said, loading.people.values(), strict=True))
        for number, key in enumerate(row["interests"])
    ]
    random, said_by_named = loading.random("envies"), Counter(key for row in said for key in row["interests"])
    for key in loading.workshops:
        count = 0 if key == KEPT_FOR_NAMED else random.choice(SAID_BY) - said_by_named[key]
        others = random.sample([*loading.newcomers, *loading.regulars], max(count, 0))
        envies += [envie(loading, person, key, days_ago(loading, random.randint(2, 350))) for person in others]
    PersonInterest.objects.bulk_create(envies)


def envie(loading: Loading, person: Person, workshop: str, said_at: datetime, words: str = "") -> PersonInterest:
    """Each workshop was opened by an envie: it is named by it."""
    return PersonInterest(
        **loading.owned(person=person, interest=loading.workshops[workshop].interest),
        words=words,
        said_at=said_at,
        noted_by=loading.users["paulette"],
    )
