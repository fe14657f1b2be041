import re

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.models import Venue
from mediation.accounts.permissions import allowed, may_see_people, may_see_programme
from mediation.common.codes import ALPHABET, CODE_LENGTH
from mediation.common.printing import spoken
from mediation.common.search import likeness
from mediation.common.templatetags.french import plural_fr
from mediation.team.models import HouseNote
from partners.models import Partner, Referral
from publics.models import Demarche, Organisation, Person
from workshops.models import Registration, Session, Workshop

MOST_PEOPLE, MOST_SESSIONS, MOST_ORGANISATIONS = 12, 12, 12
MOST_ANSWERS = 6
LONGEST = 100
OF_A_SESSION = (
    "code", "state", "starts_at", "time_zone", "capacity", "seats_taken", "setting",
    "workshop__title", "venue__name", "organisation__name",
)  # fmt: skip
NOUNS = {
    "people": "personne,personnes",
    "sessions": "séance,séances",
    "organisations": "structure,structures",
    "notes": "note de la maison,notes de la maison",
    "sites": "bon site,bons sites",
}


@require_safe
@allowed(may_see_programme)
def search(request):
    """People, sessions and structures, whatever the accents and typing errors; a code leads straight to its page."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    sees_people = may_see_people(request.membership)
    if found := of_code(words, request.space, sees_people=sees_people):
        return redirect(found)
    context = {"words": words, "sees_people": sees_people} | {name: [] for name in NOUNS}
    if words:
        context["sessions"] = sessions_like(words, request.space, at=timezone.now())
    if words and sees_people:
        context["people"] = Person.objects.search(words, space=request.space, at_most=MOST_PEOPLE)
        context["organisations"] = structures_like(words, request.space)
        context["notes"] = list(HouseNote.objects.of(request.space).resembling(words)[:MOST_ANSWERS])
        context["sites"] = sites_like(words)
    return render(request, "desk/search.html", context | {"found": counted(context)})


def counted(context: dict) -> str:
    """« 2 personnes, 1 séance », what was not found left out."""
    return ", ".join(plural_fr(len(context[name]), words) for name, words in NOUNS.items() if context[name])


def sites_like(words: str) -> list[tuple[Demarche, str]]:
    """The official site of each démarche that these words name, as one types it."""
    found = Demarche.objects.with_sites().resembling(words)[:MOST_ANSWERS]
    return [(demarche, spoken(demarche.official_site)) for demarche in found]


def of_code(words: str, space, *, sees_people: bool) -> str | None:
    """Where a code leads, as it is read aloud: « 7KMW 2PQR »."""
    code = re.sub(r"[\s-]", "", words).upper()
    if not re.fullmatch(f"[{ALPHABET}]{{{CODE_LENGTH}}}", code):
        return None
    if session := Session.objects.of(space).filter(code=code).first():
        return reverse("workshops:session", args=[session.code])
    if not sees_people:
        return None
    if slip := Referral.objects.of(space).filter(code=code).first():
        return reverse("partners:referral", args=[slip.code])
    if registration := Registration.objects.of(space).filter(code=code).select_related("session").first():
        return reverse("workshops:session", args=[registration.session.code])
    person = Person.objects.of(space).filter(code=code).first()
    return person.get_absolute_url() if person else None


def structures_like(words: str, space) -> list[Organisation]:
    """Those that are partners have a page to open; the others are named."""
    found = Organisation.objects.search(words, space=space, at_most=MOST_ORGANISATIONS)
    partners = set(Partner.objects.of(space).filter(organisation__in=found).values_list("organisation", flat=True))
    for organisation in found:
        organisation.is_partner = organisation.pk in partners
    return found


def sessions_like(words: str, space, *, at) -> list[Session]:
    """By the title of their workshop or their place: those to come first, soonest first, then the last ones past."""
    workshops = close_to(words, Workshop.objects.of(space), "title")
    venues = close_to(words, Venue.objects.of(space), "name")
    closeness = known("workshop", workshops) * 2.0 + known("venue", venues)
    named = Session.objects.of(space).filter(Q(workshop__in=workshops) | Q(venue__in=venues))
    found = named.annotate(closeness=closeness, is_over=Q(ends_at__lte=at))
    found = found.select_related("workshop", "venue", "organisation").only(*OF_A_SESSION)
    soonest = Case(When(is_over=False, then="starts_at"))
    return list(found.order_by("is_over", "-closeness", soonest, "-starts_at", "pk")[:MOST_SESSIONS])


def close_to(words: str, rows: QuerySet, name: str) -> dict[int, float]:
    """The keys of those that hold some of these words, with how much: few rows, where sessions are many."""
    return {pk: closeness for pk, closeness in rows.values_list("pk", likeness(words, F(name))) if closeness}


def known(name: str, closeness: dict[int, float]) -> Case:
    """What `close_to` found, for the rows that point there."""
    return Case(*(When(**{name: pk}, then=Value(each)) for pk, each in closeness.items()), default=Value(0.0))
