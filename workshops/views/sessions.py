from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.exports import FORMATS, as_file
from mediation.common.forms import REFUSED, telling
from mediation.common.sharing import share
from mediation.common.templatetags.french import plural_fr
from publics.models import Person
from publics.notifications import recipient_of

from .. import services
from ..answers import missing
from ..calendars.moments import moment_of
from ..elsewhere import elsewhere
from ..enums import Change, Presence, SessionState
from ..forms import CapacityForm, EditSessionForm, ProgrammeForm, SessionForm
from ..models import Registration, Session, Workshop
from ..notifications import by_booking, concerned, first_reached
from ..overlaps import overlaps
from ..papers import months_ahead
from ..permissions import may_export_sessions, may_register, may_run_workshops, may_see_people, may_see_programme
from ..resources import SessionResource
from ..services.inviting import who_waits_beside
from . import session_page

PER_PAGE = 50
NAMED_BY_A_LINE = {
    "workshop": ["title", "branch__name"],
    "host": ["name"],
    "venue": ["name", "city"],
    "stop": ["place", "city"],
    "organisation": ["name", "city"],
}


@require_safe
@allowed(may_see_programme)
def sessions(request):
    """The programme, to come or past."""
    at, form = timezone.now(), ProgrammeForm(request.GET, space=request.space)
    chosen = form.applied_to(Session.objects.of(request.space), at=at)
    if request.GET.get("export") in FORMATS:
        return exported(request, chosen)
    page = Paginator(chosen.in_lines().with_held_seats().on_the_clock(at=at), PER_PAGE).get_page(
        request.GET.get("page")
    )
    share(list(page), **NAMED_BY_A_LINE)
    context = {
        "form": form,
        "page": page,
        "may_run": may_run_workshops(request.membership),
        "may_register": may_register(request.membership),
        "may_export": may_export_sessions(request.membership),
        "export_address": kept_filters(request),
        "months": months_ahead(request.space, at=at),
    }
    return render(request, "workshops/sessions.html", context)


def kept_filters(request) -> str:
    """The beginning of an address with the filters of this list."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"?{kept.urlencode()}&" if kept else "?"


def exported(request, chosen) -> HttpResponse:
    """The same list as a file, for the coordination: figures, nobody's name."""
    if not may_export_sessions(request.membership):
        raise PermissionDenied
    came = Q(attendances__presence__in=[Presence.CAME, Presence.WALKED_IN])
    rows = chosen.select_related("workshop__branch", "venue", "stop", "organisation", "host").annotate(
        came_count=Count("attendances", filter=came),
        first_time_count=Count("attendances", filter=Q(attendances__is_first_time=True)),
    )
    return as_file(SessionResource().export(rows), format_name=request.GET["export"], name="seances")


def found(request, code: str) -> Session:
    return get_object_or_404(Session.objects.of(request.space).for_lists(at=timezone.now()), code=code)


@require_safe
@allowed(may_see_programme)
def session(request, code):
    return shown(request, found(request, code))


def shown(request, session: Session, *, errors: list[str] = (), status: int = 200):
    at, membership = timezone.now(), request.membership
    may_run, sees_people = may_run_workshops(membership), may_see_people(membership)
    is_open = session.state == SessionState.PUBLISHED and not session.is_over
    is_mine_to_publish = may_run and session.state == SessionState.DRAFT
    takes = is_open and not session.closed_at
    may_tell = sees_people and takes and not session.has_begun and session.free_seats > 0
    beside = session_page.dates_beside(session, at=at) if sees_people else []
    context = {
        "session": session,
        "answers": session_page.answered(session, may_run=may_run),
        "missing_count": len(missing(session)),
        "overlaps": overlaps(session) if is_mine_to_publish else [],
        "away": elsewhere(session, session.starts_at, session.ends_at) if is_mine_to_publish else [],
        "people": session_page.people_of(session, beside, at=at) if sees_people else None,
        "co_organisers": list(session.co_organisers.with_details()),
        "peer_helpers": session.peer_helpers.select_related("person").order_by("pk") if sees_people else [],
        "items": session.items.by_kind() if may_run else [],
        "errors": errors,
        "may_run": may_run,
        "is_open": is_open,
        "takes": takes,
        "who_waits": session_page.who_waits(session) if may_tell else None,
        "beside": beside,
        "to_invite_count": who_waits_beside(session).count() if session.opened_for_id and may_tell else 0,
        "needs_another": may_run and is_open and session_page.needs_another(session, beside),
    } | session_page.kit(session)
    return render(request, "workshops/session.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def new_session(request, pk):
    workshop = get_object_or_404(Workshop.objects.of(request.space).select_related("space", "branch"), pk=pk)
    moment = moment_of(request.GET)
    form = SessionForm(request.POST or None, workshop=workshop, host=request.user, moment=moment)
    if done := attempt(form, space=request.space, at=timezone.now(), act=lambda: created(request, form)):
        return done
    context = {"form": form, "workshop": workshop, "session": None, "change": None}
    return render(request, "workshops/session_form.html", context, status=REFUSED if form.errors else 200)


def created(request, form: SessionForm) -> str:
    new = form.save(commit=False)
    session = services.create_session(session=new, space=request.space, by=request.user, at=timezone.now())
    messages.success(request, "La séance est prête. Relisez les huit réponses, puis publiez-la.")
    return reverse("workshops:session", args=[session.code])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def edit_session(request, code):
    session = found(request, code)
    refuse_when_over(session)
    was = found(request, code)
    at, moment = timezone.now(), moment_of(request.GET)
    form = EditSessionForm(request.POST or None, instance=session, moment=moment)
    if form.is_valid() and not form.changes_alone:
        return redirect(f"{reverse('workshops:change_series', args=[session.code])}?{asked(form)}")
    change = change_of(was, session, at=at) if form.is_valid() else None
    to_tell = spoken_to(concerned(was, change)) if change else []
    if form.is_valid() and (not to_tell or request.POST.get("tell") == change):
        with transaction.atomic():
            if form.is_saved():
                changed(request, session, change, bool(to_tell), at=at)
                return redirect("workshops:session", code=session.code)
    context = {"form": form, "workshop": session.workshop, "session": was, "change": change if to_tell else None}
    context |= {"told_how": ways_of(to_tell), "is_looked_at": bool(moment.said) and not form.is_bound}
    return render(request, "workshops/session_form.html", context, status=REFUSED if form.errors else 200)


def asked(form: EditSessionForm) -> str:
    """What was typed, as the end of an address: what it would do is looked at before it is done."""
    return urlencode({name: form.data.get(name, "") for name in form.fields if name != "home_address"})


def change_of(was: Session, now: Session, *, at) -> Change | None:
    """What people are to be told of, if anything: neither another room, nor who welcomes, nor what nobody saw yet."""
    if was.state != SessionState.PUBLISHED or was.starts_at <= at:
        return None
    if was.starts_at != now.starts_at:
        return Change.DATE
    return Change.PLACE if was.spot != now.spot else None


def refuse_when_over(session: Session) -> None:
    if session.state in (SessionState.DONE, SessionState.CANCELLED):
        raise PermissionDenied


def changed(request, session: Session, change: Change | None, is_told: bool, *, at) -> None:
    if change:
        services.follow_change(session=session, change=change, by=request.user, at=at)
    told = " Les messages partent, les appels à passer sont dans votre liste." if is_told else ""
    messages.success(request, f"C’est enregistré.{told}")


@require_POST
@allowed(may_run_workshops)
def publish(request, code):
    session = found(request, code)
    try:
        services.publish(session=session, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        return shown(request, session, errors=refusal.messages, status=REFUSED)
    messages.success(request, "La séance est publiée\u00a0: les inscriptions sont ouvertes, le flyer est prêt.")
    return redirect("workshops:session", code=session.code)


@require_POST
@allowed(may_run_workshops)
def registrations_open(request, code):
    """« Clore les inscriptions », and « Rouvrir les inscriptions »."""
    session, is_reopened = found(request, code), request.POST.get("act") == "reopen"
    act = services.reopen_registrations if is_reopened else services.close_registrations
    try:
        act(session=session, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        return shown(request, session, errors=refusal.messages, status=REFUSED)
    closed = "Les inscriptions sont closes\u00a0: la séance a lieu, personne ne s’y ajoute."
    messages.success(request, "Les inscriptions sont rouvertes." if is_reopened else closed)
    return redirect("workshops:session", code=session.code)


@require_POST
@allowed(may_register)
def tell_who_waits(request, code):
    """Those who asked for another date: this is one. Sent twice, nobody is left to tell."""
    session = found(request, code)
    try:
        count = services.tell_who_waits(session=session, at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        return shown(request, session, errors=refusal.messages, status=REFUSED)
    if count:
        told = plural_fr(count, "personne est prévenue,personnes sont prévenues")
        messages.success(request, f"{told}\u00a0: les messages partent, les appels à passer sont dans votre liste.")
    else:
        messages.info(request, "Personne n’attendait plus d’être prévenu.")
    return redirect("workshops:session", code=session.code)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def cancel_session(request, code):
    """First who will be told, and how; then it is done."""
    session = found(request, code)
    if request.method == "POST":
        return cancelled(request, session)
    context = {
        "session": session,
        "question": "Annuler cette séance\u00a0?",
        "consequences": consequences_of([session]),
        "action_label": "Annuler la séance",
        "cancel_address": reverse("workshops:session", args=[session.code]),
    }
    return render(request, "workshops/cancel_session.html", context)


UNTOLD = "Aucun message ne part\u00a0: dites-le à celles et ceux qui sont là, et appelez les autres."


def cancelled(request, session: Session):
    try:
        services.cancel_session(session=session, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        return shown(request, session, errors=refusal.messages, status=REFUSED)
    told = "Les messages partent, les appels à passer sont dans votre liste."
    messages.success(request, f"La séance est annulée. {UNTOLD if has_begun(session) else told}")
    return redirect("workshops:session", code=session.code)


def has_begun(session: Session) -> bool:
    return session.starts_at <= timezone.now()


def consequences_of(sessions: list[Session]) -> list[str]:
    """Who is to be told that they are cancelled, and how."""
    people = people_to_tell(sessions)
    if not people:
        return ["Personne n’est inscrit\u00a0: personne n’est à prévenir."]
    if has_begun(sessions[0]):
        return [f"Elle a déjà commencé. {UNTOLD}", "Cela ne se défait pas."]
    return [
        f"Inscrites ou en attente\u00a0: {len(people)}. Chacune est prévenue\u00a0: {ways_of(people)}.",
        "Les messages partent tout de suite. Cela ne se défait pas.",
    ]


def people_to_tell(sessions: list[Session], change: Change = Change.DATE) -> list[Person]:
    """Each as often as she is registered or waits: she is told of each session; of another place, who comes alone."""
    live = Registration.objects.live() if change == Change.DATE else Registration.objects.confirmed()
    told_of = live.aware().filter(session__in=sessions, session__state=SessionState.PUBLISHED)
    return spoken_to(told_of.with_people().order_by("pk"))


def spoken_to(registrations: Iterable[Registration]) -> list[Person]:
    """One of each booking, for all those who were named with her."""
    reached = [(first_reached(together), together) for together in by_booking(registrations)]
    return [(told.registration if told else together[0]).person for told, together in reached]


def ways_of(people: list[Person]) -> str:
    """« 2 par SMS, 1 par téléphone (à appeler) »."""
    return session_page.told_by(recipient_of(person) for person in people)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def capacity(request, code):
    session = found(request, code)
    form, last = CapacityForm(request.POST or None, instance=session), []
    if form.is_valid():
        wanted = form.cleaned_data["capacity"]
        with telling(form, field="capacity"):
            services.set_capacity(session=session, capacity=wanted, by=request.user, at=timezone.now())
            messages.success(request, f"La séance a maintenant {wanted} places.")
            return redirect("workshops:session", code=session.code)
        last = last_confirmed(session)
    context = {"form": form, "session": found(request, code), "last": last}
    return render(request, "workshops/capacity.html", context, status=REFUSED if form.errors else 200)


def last_confirmed(session: Session) -> list:
    """Whom to call for fewer seats: those who registered last."""
    return list(session.registrations.confirmed().select_related("person").order_by("-queued_at", "-pk")[:8])
