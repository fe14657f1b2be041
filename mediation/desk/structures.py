"""Which structures could like a session: what ties each of them to it, in words. No score is kept of any.

The strongest tie first: the very envie of the workshop, as somebody of it said; an envie of its branch; people of it
who said one; a slip or a group it sent to this branch; people it welcomes, whom the workshop is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from mediation.common.templatetags.french import plural_fr
from partners.models import Partner, Referral
from publics.models import Belonging, Organisation, OrganisationInterest
from workshops.enums import Audience
from workshops.models import SeatHold, Session

from .matching import stems

SAME_ENVIE, SAME_BRANCH, ITS_PEOPLE, SENT, WELCOMES = range(5)
SHOWN_AT_MOST = 30
# As directories and partners write whom they welcome.
WORDS = {
    Audience.CHILDREN: "enfants",
    Audience.TEENAGERS: "adolescents ados collégiens lycéens",
    Audience.FAMILIES: "familles parents",
    Audience.YOUNG: "jeunes étudiants",
    Audience.JOB_SEEKERS: "demandeurs emploi",
    Audience.MAKERS: "commerçants artisans entreprises indépendants",
    Audience.ASSOCIATIONS: "associations bénévoles",
    Audience.RETIRED: "aînés seniors retraités âgées",
    Audience.LEARNERS: "allophones étrangers réfugiés",
    Audience.CARERS: "aidants",
}


@dataclass(frozen=True)
class Tied:
    organisation: int
    rank: int
    reason: str


@dataclass(frozen=True)
class InterestedStructure:
    organisation: Organisation
    reason: str

    @property
    def partner(self) -> Partner | None:
        return getattr(self.organisation, "partner", None)

    @property
    def address(self) -> str:
        return (self.partner or self.organisation).get_absolute_url()


def structures_for(session: Session) -> list[InterestedStructure]:
    """The strongest tie of each, then by name; none that has seats kept there already."""
    strongest: dict[int, Tied] = {}
    for tied in sorted(ties_to(session), key=lambda each: each.rank):
        strongest.setdefault(tied.organisation, tied)
    if not strongest:
        return []
    kept = set(SeatHold.objects.of(session.space).filter(session=session).values_list("organisation", flat=True))
    known = Organisation.objects.of(session.space).select_related("partner").in_bulk(set(strongest) - kept)
    found = [(strongest[pk], organisation) for pk, organisation in known.items()]
    found.sort(key=lambda row: (row[0].rank, row[1].search_key, row[1].pk))
    return [InterestedStructure(organisation, tied.reason) for tied, organisation in found[:SHOWN_AT_MOST]]


def ties_to(session: Session) -> Iterator[Tied]:
    yield from of_its_envies(session)
    yield from of_its_people(session)
    yield from of_those_it_sent(session)
    yield from of_whom_it_welcomes(session)


def of_its_envies(session: Session) -> Iterator[Tied]:
    said = OrganisationInterest.objects.of(session.space).filter(envie_of(session, "interest"))
    lines = said.order_by("-said_at", "pk").values_list("organisation", "interest", "words", "interest__name")
    for organisation, interest, words, name in lines:
        rank = SAME_ENVIE if interest == session.workshop.interest_id else SAME_BRANCH
        yield Tied(organisation, rank, f"A dit\u00a0: «\u00a0{words or name}\u00a0»")


def of_its_people(session: Session) -> Iterator[Tied]:
    of_it = Belonging.objects.of(session.space).current().filter(envie_of(session, "person__interests__interest"))
    counts = of_it.values_list("organisation").annotate(people=Count("person", distinct=True))
    for organisation, people in counts.order_by("organisation"):
        said = plural_fr(people, "personne de chez elle a dit,personnes de chez elle ont dit")
        yield Tied(organisation, ITS_PEOPLE, f"{said} une envie proche")


def of_those_it_sent(session: Session) -> Iterator[Tied]:
    branch = {"session__workshop__branch": session.workshop.branch_id}
    slips = Referral.objects.of(session.space).filter(**branch, organisation__isnull=False)
    groups = SeatHold.objects.of(session.space).filter(**branch, organisation__isnull=False).exclude(session=session)
    for rows, what in ((slips, "une fiche"), (groups, "un groupe")):
        titles = rows.order_by("organisation", "-session__starts_at").distinct("organisation")
        for organisation, title in titles.values_list("organisation", "session__workshop__title"):
            yield Tied(organisation, SENT, f"A envoyé {what} à «\u00a0{title}\u00a0»")


def of_whom_it_welcomes(session: Session) -> Iterator[Tied]:
    wanted = stems(" ".join(WORDS[audience] for audience in session.workshop.audiences))
    if not wanted:
        return
    partners = Partner.objects.of(session.space).exclude(publics=[])
    for organisation, publics in partners.values_list("organisation", "publics"):
        if alike := [public for public in publics if stems(public) & wanted]:
            yield Tied(organisation, WELCOMES, f"Accueille\u00a0: {', '.join(alike)}")


def envie_of(session: Session, path: str) -> Q:
    """The envie of the workshop, or any of its branch."""
    workshop = session.workshop
    return Q(**{path: workshop.interest_id or 0}) | Q(**{f"{path}__parent": workshop.branch_id})
