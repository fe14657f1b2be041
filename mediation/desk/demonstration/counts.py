"""What is only counted by the day, over the year before; what is missing here, and what was proposed for it."""

from collections import Counter
from datetime import timedelta

from publics import services
from publics.enums import DailyDimension, LackKind, Need, ToldBy
from publics.models import DailyCount

from .loading import Loading, read
from .past import A_YEAR
from .people import drawn

NEEDS = {
    Need.RIGHTS: 31, Need.PAPERS: 17, Need.INCOME: 12, Need.HEALTH: 11, Need.LINK: 10, Need.MONEY: 8, Need.TRAVEL: 5,
    Need.FAMILY: 4, Need.HOUSING: 4, Need.PROJECT: 3,
}  # fmt: skip
BLOCKED = {
    "mot-de-passe": 28, "code-recu": 19, "fichier": 15, "boite-mail": 12, "site": 11, "reglages": 7, "vocabulaire": 6,
    "photo-papier": 5, "appareil": 4, "panne": 3, "lecture": 2,
}  # fmt: skip
A_DAY = {DailyDimension.NEED: (NEEDS, 3), DailyDimension.BLOCKED: (BLOCKED, 2)}


def write_counts(loading: Loading) -> None:
    random = loading.random("counts")
    days = loading.days.worked_between(loading.days.first - A_YEAR, loading.days.first)
    DailyCount.objects.bulk_create(
        DailyCount(**loading.owned(on=day, dimension=dimension, value=value, count=count))
        for day in days
        for dimension, (weights, most) in A_DAY.items()
        for value, count in Counter(drawn(random, weights) for _ in range(random.randint(0, most))).items()
    )
    write_lacks(loading)


def write_lacks(loading: Loading) -> None:
    by = loading.users["paulette"]
    for row in read("lacks")["lacks"]:
        at = loading.days.at(loading.days.from_launch(row["days"]), row["hour"])
        said = {"kind": LackKind(row["kind"]), "words": row["words"], "city": row.get("city", "")}
        lack = services.note_lack(space=loading.space, told_by=ToldBy(row["told_by"]), at=at, by=by, **said)
        if answer := row.get("answer"):
            services.answer_lack(lack=lack, answer=answer, at=at + timedelta(days=6), by=loading.users["helene"])
