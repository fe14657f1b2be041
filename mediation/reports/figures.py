"""What came of it, in numbers: never a name, and small numbers hidden from who does not work in the space."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.enums import ChoicesType

from mediation.accounts.models import Space
from mediation.common.templatetags.french import duration_fr, number_fr, plural_fr
from publics.enums import DailyDimension, HeardFrom, HowDone, LearningAnswer, Need, Origin, VisitKind
from publics.models import DailyCount, LearningCheck, Person, PersonInterest, Topic, Visit
from workshops.enums import Aim, Presence, SessionState
from workshops.models import Attendance, Registration, Session
from workshops.titles import those_of_means

from .periods import Period

FEW = 5  # below, a number may point at somebody
MOST_SAID = 10
NOT_SAID = "Non précisé"
HIDDEN = "Les nombres de 1 à 4 sont masqués : ils pourraient désigner quelqu’un."


@dataclass(frozen=True)
class Row:
    """`count` is None once hidden."""

    label: str
    count: int | None
    scale: str = ""  # rows of one scale are drawn against each other

    @property
    def shown(self) -> str:
        return f"moins de {FEW}" if self.count is None else number_fr(self.count)


@dataclass(frozen=True)
class Figure:
    title: str
    sentence: str
    rows: list[Row]

    @property
    def drawn(self) -> list[tuple[Row, int]]:
        """Each row with what the longest bar of its scale stands for."""
        longest = defaultdict(int)
        for row in self.rows:
            longest[row.scale] = max(longest[row.scale], row.count or 0)
        return [(row, longest[row.scale] or 1) for row in self.rows]


def figures(*, space: Space, period: Period, are_few_hidden: bool) -> list[Figure]:
    """Each read in one query or two, whatever it counts."""
    between = period.instants(space.zone)
    found = [
        visits(space, between),
        small_help(space, between, period),
        needs(space, period),
        better_known(space, period),
        longest(space, between),
        sessions(space, period),
        aims(space, period),
        filled_by_title(space, period),
        presences(space, period),
        alone_again(space, between),
        interests(space, between),
        heard_from(space, between),
        doors(space, between),
    ]
    return [hidden(figure) for figure in found] if are_few_hidden else found


def hidden(figure: Figure) -> Figure:
    """Without its small numbers, nor the sentence from which they could be worked out."""
    few = [row for row in figure.rows if row.count is not None and 0 < row.count < FEW]
    if not few:
        return figure
    rows = [replace(row, count=None) if row in few else row for row in figure.rows]
    return Figure(figure.title, HIDDEN, rows)


def visits(space: Space, between: tuple[datetime, datetime]) -> Figure:
    noted = Visit.objects.of(space).between(*between).filter(kind=VisitKind.SUPPORT)
    rows = rows_of(noted, "how_done", HowDone)
    total = sum_of(rows)
    together = next(row.count for row in rows if row.label == HowDone.TOGETHER.label)
    sentence = f"{plural_fr(total, 'passage,passages')}, dont {share(together, total)} où l’on a fait ensemble."
    return Figure("Passages à l’accueil", sentence if total else "Aucun passage noté.", rows)


def small_help(space: Space, between: tuple[datetime, datetime], period: Period) -> Figure:
    noted = Visit.objects.of(space).between(*between).exclude(kind=VisitKind.SUPPORT)
    rows = [row for row in rows_of(noted, "kind", VisitKind) if row.label != VisitKind.SUPPORT.label]
    total = sum_of(rows)
    said = daily(space, period, DailyDimension.FOR_DEMARCHE).aggregate(count=Sum("count", default=0))["count"]
    if said:
        rows.append(Row("Impressions pour une démarche", said, scale="demarche"))
    sentence = f"{plural_fr(total, 'petite aide,petites aides')}, sans demander de nom."
    return Figure("Petits coups de main", sentence if total else "Aucune petite aide.", rows)


def daily(space: Space, period: Period, dimension: DailyDimension) -> QuerySet[DailyCount]:
    return DailyCount.objects.of(space).filter(on__gte=period.first, on__lt=period.end, dimension=dimension)


def needs(space: Space, period: Period) -> Figure:
    counts = dict(daily(space, period, DailyDimension.NEED).values_list("value").annotate(total=Sum("count")))
    rows = most(Row(str(need.label), counts.get(need, 0)) for need in Need)
    sentence = f"Le plus souvent\u00a0: «\u00a0{rows[0].label}\u00a0»." if rows else "Rien n’a été demandé."
    return Figure("À quoi ça sert", sentence, rows)


def better_known(space: Space, period: Period) -> Figure:
    """Visits and calls that clear information would have spared: topics, for whoever writes."""
    name = Topic.objects.filter(key=OuterRef("value")).values("name")
    told = daily(space, period, DailyDimension.BETTER_KNOWN).annotate(topic=Subquery(name))
    counts = told.values_list("topic").annotate(total=Sum("count")).order_by("-total", "topic")[:MOST_SAID]
    rows = [Row(topic, total) for topic, total in counts]
    sentence = f"{plural_fr(sum_of(rows), 'fois,fois')}, une information claire aurait évité de venir ou d’appeler."
    return Figure("Information à mieux faire connaître", sentence if rows else "Aucun sujet noté.", rows)


def longest(space: Space, between: tuple[datetime, datetime]) -> Figure:
    """Démarches by how long they take, in minutes; what is too long is told to who asks for it."""
    timed = Visit.objects.of(space).between(*between).exclude(minutes=None).exclude(demarche=None)
    means = timed.values_list("demarche__name", "demarche__imposed_by").annotate(mean=Avg("minutes"))
    slowest = means.order_by("-mean", "demarche__name")[:MOST_SAID]
    rows = [Row(f"{name} ({imposed_by})", round(mean)) for name, imposed_by, mean in slowest]
    if not rows:
        return Figure("Démarches les plus longues", "Aucune durée notée.", rows)
    sentence = f"En moyenne, en minutes. La plus longue\u00a0: {rows[0].label}, {duration_fr(rows[0].count)}."
    return Figure("Démarches les plus longues", sentence, rows)


def sessions(space: Space, period: Period) -> Figure:
    of_period = Session.objects.of(space).filter(local_date__gte=period.first, local_date__lt=period.end)
    open_ones = Q(state__in=[SessionState.PUBLISHED, SessionState.DONE])
    counts = of_period.aggregate(
        planned=Count("pk", filter=open_ones),
        cancelled=Count("pk", filter=Q(state=SessionState.CANCELLED)),
        capacity=Sum("capacity", filter=open_ones, default=0),
        taken=Sum("seats_taken", filter=open_ones, default=0),
        waiting=Sum("waiting_count", filter=open_ones, default=0),
    )
    planned, taken, capacity = counts["planned"], counts["taken"], counts["capacity"]
    filled = f"{plural_fr(planned, 'séance,séances')}, {share(taken, capacity)} des places prises."
    rows = [
        Row("Séances proposées", planned, scale="sessions"),
        Row("Séances annulées", counts["cancelled"], scale="sessions"),
        Row("Places proposées", capacity, scale="seats"),
        Row("Places prises", taken, scale="seats"),
        Row("En liste d’attente", counts["waiting"], scale="seats"),
    ]
    return Figure("Ateliers", filled if planned else "Aucune séance.", rows)


def aims(space: Space, period: Period) -> Figure:
    """Of the sessions that took place: what leaves from an envie, what mends."""
    done = Session.objects.of(space).filter(local_date__gte=period.first, local_date__lt=period.end)
    rows = rows_of(done.filter(state=SessionState.DONE), "workshop__aim", Aim)
    emancipation, repair = (row.count for row in rows[:2])
    part = share(emancipation, emancipation + repair)
    sentence = f"{part} des séances faites partent d’une envie, les autres réparent\u00a0: parmi celles qui le disent."
    return Figure("Émancipation et réparation", sentence if emancipation + repair else "Rien de dit encore.", rows)


def alone_again(space: Space, between: tuple[datetime, datetime]) -> Figure:
    """Three weeks after a démarche that she learns to do herself, in her own words: each answer counts once."""
    said = LearningCheck.objects.of(space).filter(answered_at__gte=between[0], answered_at__lt=between[1])
    rows = rows_of(said, "answer", LearningAnswer)
    total, alone = sum_of(rows), rows[0].count
    sentence = f"{plural_fr(total, 'réponse,réponses')}, dont {share(alone, total)} «\u00a0{rows[0].label}\u00a0»."
    return Figure("Trois semaines après, le refaire", sentence if total else "Aucune réponse notée.", rows)


def filled_by_title(space: Space, period: Period) -> Figure:
    """Seats taken where the title says what one comes for, beside those where it names only the means."""
    of_period = Session.objects.of(space).filter(local_date__gte=period.first, local_date__lt=period.end)
    held = of_period.filter(state__in=[SessionState.PUBLISHED, SessionState.DONE]).order_by()
    seats = held.values_list("workshop__title").annotate(capacity=Sum("capacity"), taken=Sum("seats_taken"))
    of_means = those_of_means(title for title, *_ in seats)
    life, means = ([row for row in seats if (row[0] in of_means) is is_means] for is_means in (False, True))
    rows = [*seats_of("La vie d’abord", life), *seats_of("L’outil ou la démarche d’abord", means)]
    sentence = f"{filling(life)} des places prises quand le titre dit la vie, {filling(means)} quand il dit l’outil."
    if not (life and means):
        sentence = "Tous les titres sont de la même sorte\u00a0: rien à comparer." if rows else "Aucune séance."
    return Figure("Ce que dit le titre", sentence, rows)


def seats_of(kind: str, rows: list[tuple]) -> list[Row]:
    if not rows:
        return []
    said = ("places proposées", "places prises")
    return [
        Row(f"{kind}\u00a0: {words}", sum(row[place] for row in rows), scale="seats")
        for place, words in enumerate(said, start=1)
    ]


def filling(rows: list[tuple]) -> str:
    return share(sum(taken for *_, taken in rows), sum(capacity for _, capacity, _ in rows))


def presences(space: Space, period: Period) -> Figure:
    """Who came without giving a name is counted on the session itself."""
    of_period = {"session__local_date__gte": period.first, "session__local_date__lt": period.end}
    noted = Attendance.objects.of(space).filter(**of_period)
    counts = noted.aggregate(
        came=Count("pk", filter=Q(presence__in=[Presence.CAME, Presence.WALKED_IN])),
        first_times=Count("pk", filter=Q(is_first_time=True)),
        excused=Count("pk", filter=Q(presence=Presence.EXCUSED)),
        absent=Count("pk", filter=Q(presence=Presence.ABSENT)),
    )
    nameless = Session.objects.of(space).filter(local_date__gte=period.first, local_date__lt=period.end)
    anonymous = nameless.aggregate(count=Sum("anonymous_count", default=0))["count"]
    first_times = plural_fr(counts["first_times"], "personne venait,personnes venaient")
    sentence = f"{plural_fr(counts['came'] + anonymous, 'présence,présences')} ; {first_times} pour la première fois."
    if not any([*counts.values(), anonymous]):
        sentence = "Aucune présence notée."
    rows = [
        Row("Présents", counts["came"]),
        Row("Venus sans donner de nom", anonymous),
        Row("Venus pour la première fois", counts["first_times"]),
        Row("Ont prévenu", counts["excused"]),
        Row("Pas venus", counts["absent"]),
    ]
    return Figure("Présences", sentence, rows)


def interests(space: Space, between: tuple[datetime, datetime]) -> Figure:
    said = PersonInterest.objects.of(space).filter(said_at__gte=between[0], said_at__lt=between[1])
    clusters = list(said.clusters()[:MOST_SAID])
    rows = [Row(cluster["interest__name"], cluster["people_count"]) for cluster in clusters]
    sentence = (
        f"La plus dite : «\u00a0{rows[0].label}\u00a0», par {plural_fr(rows[0].count, 'personne,personnes')}."
        if rows
        else ""
    )
    return Figure("Envies les plus dites", sentence or "Aucune envie notée.", rows)


def heard_from(space: Space, between: tuple[datetime, datetime]) -> Figure:
    came = Person.objects.of(space).current().filter(created_at__gte=between[0], created_at__lt=between[1])
    rows = rows_of(came, "heard_from", HeardFrom)
    total = sum_of(rows)
    sentence = f"{plural_fr(total, 'personne notée,personnes notées')} pour la première fois."
    return Figure("Comment on nous a connus", sentence if total else "Aucune nouvelle personne.", most(rows))


def doors(space: Space, between: tuple[datetime, datetime]) -> Figure:
    made = Registration.objects.of(space).filter(created_at__gte=between[0], created_at__lt=between[1])
    rows = rows_of(made, "origin", Origin)
    total = sum_of(rows)
    sentence = f"{plural_fr(total, 'inscription,inscriptions')}, annulées comprises."
    return Figure("Par où l’on s’inscrit", sentence if total else "Aucune inscription.", most(rows))


def rows_of(rows: QuerySet, name: str, choices: ChoicesType) -> list[Row]:
    """One a choice, in its order, then those that said nothing."""
    counts = dict(rows.order_by().values_list(name).annotate(count=Count("pk")))
    named = [Row(str(choice.label), counts.get(choice, 0)) for choice in choices]
    return [*named, Row(NOT_SAID, counts[""])] if counts.get("") else named


def most(rows: Iterable[Row]) -> list[Row]:
    return sorted((row for row in rows if row.count), key=lambda row: -row.count)


def sum_of(rows: Iterable[Row]) -> int:
    return sum(row.count for row in rows)


def share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else "0 %"
