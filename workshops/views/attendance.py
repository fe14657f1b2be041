from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import REFUSED, status_of, telling
from publics.models import Person, PersonInterest

from .. import services
from ..enums import Presence, SessionState
from ..forms import AnonymousForm, PresenceForm, RegisterForm, SheetForm, WalkInForm
from ..models import Attendance, Registration, Session
from ..permissions import may_register
from ..services.attendance import CAME
from .registrations import Found, described

FOUND_AT_MOST = 8
AHEAD = 40  # sessions looked at for what comes next
PROPOSED = 2  # to each
REGISTERED = (Presence.CAME, Presence.EXCUSED, Presence.ABSENT)


@dataclass
class Line:
    """Somebody expected, or who came without being registered."""

    person: Person
    party_size: int
    presence: str
    is_first_time: bool
    is_walk_in: bool = False

    def get_presence_display(self) -> str:
        return Presence(self.presence).label if self.presence else "pas encore notée"


@dataclass(frozen=True)
class Next:
    """A session to propose, and why, in words she would recognise."""

    session: Session
    reason: str
    form: RegisterForm


@dataclass
class Suggestion:
    person: Person
    nexts: list[Next] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def attendance(request, code):
    """One tap a person; a line is a form, so that it works without script."""
    session = get_object_or_404(Session.objects.of(request.space).for_lists(at=timezone.now()), code=code)
    if request.method == "POST":
        return noted(request, session)
    if request.htmx and "q" in request.GET:
        return render(request, "workshops/attendance.html#walk_ins", {"session": session} | searched(request, session))
    return shown(request, session, at=timezone.now())


def noted(request, session: Session):
    try:
        anchor = count_anonymous(request, session) if "anonymous" in request.POST else note_one(request, session)
    except ValidationError as refusal:
        return shown(request, session, at=timezone.now(), errors=refusal.messages, status=REFUSED)
    if request.htmx:
        at = timezone.now()  # before all that the board counts is read
        session.refresh_from_db(fields=["anonymous_count"])
        return shown(request, session, at=at, template="workshops/attendance.html#board")
    return redirect(reverse("workshops:attendance", args=[session.code]) + f"#{anchor}")


def note_one(request, session: Session) -> str:
    form = PresenceForm(request.POST, space=request.space)
    if not form.is_valid():
        raise ValidationError([sentence for errors in form.errors.values() for sentence in errors])
    person, presence = form.cleaned_data["person"], form.cleaned_data["presence"]
    services.note_presence(session=session, person=person, presence=presence, at=timezone.now(), by=request.user)
    return f"personne-{person.code}"


def count_anonymous(request, session: Session) -> str:
    form = AnonymousForm(request.POST)
    if not form.is_valid():
        raise ValidationError("Ajoutez ou retirez une personne à la fois.")
    services.add_anonymous(session=session, count=form.cleaned_data["anonymous"], at=timezone.now(), by=request.user)
    return "sans-nom"


def shown(request, session: Session, *, at: datetime, template="workshops/attendance.html", errors=(), status=200):
    lines = lines_of(session)
    context = {
        "as_of": int(at.timestamp() * 1_000_000),
        "session": session,
        "lines": lines,
        "noted_count": sum(bool(line.presence) for line in lines if not line.is_walk_in),
        "expected_count": sum(not line.is_walk_in for line in lines),
        "came_count": sum(line.presence in CAME for line in lines) + session.anonymous_count,
        "first_times": sum(line.is_first_time and line.presence in CAME for line in lines),
        "choices": [presence for presence in Presence if presence in REGISTERED],
        "is_writable": session.state == SessionState.PUBLISHED,
        "suggestions": suggestions(session, [line.person for line in lines if line.presence in CAME], at=at),
        "errors": errors,
    } | searched(request, session)
    return render(request, template, context, status=status)


def lines_of(session: Session) -> list[Line]:
    """Those expected by name, then those who came without being registered."""
    noted = {one.person_id: one for one in session.attendances.select_related("person").order_by("noted_at", "pk")}
    expected = session.registrations.confirmed().with_first_times().by_name().select_related("person")
    lines = [line_of(registration, noted.pop(registration.person_id, None)) for registration in expected]
    walked_in = [Line(one.person, 1, one.presence, one.is_first_time, is_walk_in=True) for one in noted.values()]
    return lines + walked_in


def line_of(registration: Registration, attendance: Attendance | None) -> Line:
    presence = attendance.presence if attendance else ""
    return Line(registration.person, registration.party_size, presence, registration.is_first_time)


def searched(request, session: Session) -> dict:
    """Somebody who came without being registered: found by name among the people known."""
    words = request.GET.get("q", "").strip()
    people = Person.objects.search(words, space=request.space, at_most=FOUND_AT_MOST) if words else []
    here = set(session.attendances.values_list("person_id", flat=True)) if people else set()
    found: list[Found] = [one for one in described(people, session) if one.state != "confirmed"]
    return {
        "words": words,
        "found": [one for one in found if one.person.pk not in here],
        "was_searched": bool(words),
        "newcomer": WalkInForm(initial={"name": words}) if words else None,
    }


def suggestions(session: Session, came: list[Person], *, at: datetime) -> list[Suggestion]:
    """What comes next for each who came: what answers an envie she said, else the same branch. Seats left only."""
    if not came:
        return []
    ahead = list(
        Session.objects.of(session.space).taking(at=at).with_room().filter(starts_at__gt=at).exclude(pk=session.pk)
        .with_details().by_date()[:AHEAD]
    )  # fmt: skip
    envies = defaultdict(dict)
    for one in PersonInterest.objects.of(session.space).filter(person__in=came).select_related("interest"):
        envies[one.person_id][one.interest_id] = one.words or one.interest.name
    taken = defaultdict(set)
    for person, chosen in (
        Registration.objects.live().filter(person__in=came, session__in=ahead).values_list("person_id", "session_id")
    ):
        taken[person].add(chosen)
    proposed = [
        Suggestion(person, nexts_for(person, session, ahead, envies[person.pk], taken[person.pk])) for person in came
    ]
    return [suggestion for suggestion in proposed if suggestion.nexts]


def nexts_for(person: Person, session: Session, ahead: list[Session], envies: dict, taken: set) -> list[Next]:
    told, same = [], []
    for coming in ahead:
        if coming.pk in taken:
            continue
        said = envies.get(coming.workshop.interest_id)
        form = RegisterForm(
            space=session.space, initial={"person": person.code}, auto_id=f"{person.code}-{coming.code}-%s"
        )
        if said:
            told.append(Next(coming, f"parce qu’elle a dit\u00a0: «\u00a0{said}\u00a0»", form))
        elif coming.workshop.branch_id == session.workshop.branch_id:
            same.append(Next(coming, f"dans la suite d’aujourd’hui\u00a0: {coming.workshop.branch}", form))
    return [*told, *same][:PROPOSED]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def key_in_sheet(request, code):
    """The signed sheet, line by line in its order, sent at once."""
    session = get_object_or_404(Session.objects.of(request.space).for_lists(at=timezone.now()), code=code)
    form = SheetForm(request.POST or None, session=session)
    if form.is_valid():
        with telling(form):
            services.note_sheet(
                session=session, said=form.said, anonymous=form.anonymous_more, rest_came="rest" in request.POST,
                at=timezone.now(), by=request.user,
            )  # fmt: skip
            messages.success(request, "La feuille est recopiée. Relisez, puis validez.")
            return redirect("workshops:attendance", code=session.code)
    return render(request, "workshops/key_in_sheet.html", {"session": session, "form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def walk_in(request, code):
    """Somebody nobody knew came without being registered: a line, and she is noted."""
    session = get_object_or_404(Session.objects.of(request.space).for_lists(at=timezone.now()), code=code)
    form, at = WalkInForm(request.POST or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(walked_in, request, session, form, at=at)):
        return done
    return render(request, "workshops/walk_in.html", {"session": session, "form": form}, status=status_of(form))


def walked_in(request, session: Session, form: WalkInForm, *, at) -> str:
    form.refuse_if_known(request.space)
    person = services.note_walk_in(session=session, at=at, by=request.user, **form.said).person
    messages.success(request, f"{person.discreet_name} est notée, ici et dans vos personnes.")
    return reverse("workshops:attendance", args=[session.code]) + f"#personne-{person.code}"


@require_POST
@allowed(may_register)
def close_session(request, code):
    """Freeze the figures."""
    session = get_object_or_404(Session.objects.of(request.space).for_lists(at=timezone.now()), code=code)
    try:
        services.close_session(session=session, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        return shown(request, session, at=timezone.now(), errors=refusal.messages, status=REFUSED)
    messages.success(request, "Les présences sont validées. Reste à proposer la suite.")
    return redirect(reverse("workshops:attendance", args=[session.code]) + "#suite")
