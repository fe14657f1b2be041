"""After a session: how it was, what one keeps of it, the words and the papers people leave with."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of, telling
from mediation.common.printing import pdf_response
from publics.models import Authorisation, Person

from .. import handouts, services
from ..enums import FeedbackQuestion
from ..forms.feedback import CoverForm, DebriefForm, NewDebriefForm, SlipsForm, TestimonialForm
from ..models import Debrief, FeedbackCount, Session, Testimonial, Workshop
from ..permissions import may_register, may_run_workshops, may_see_programme
from ..rating import FACES, choices_of
from ..services.feedback import is_asked
from ..wording import screen_of
from .sessions import found
from .workshops import workshop_of


@dataclass(frozen=True)
class Said:
    """One answer to a question: its words, its drawing, how many gave it."""

    words: str
    drawing: str
    total: int


def said_of(counts) -> list[tuple[str, list[Said]]]:
    """Each question with how many gave each answer; nothing when nobody did."""
    totals = counts.totals()
    if not any(totals.values()):
        return []
    return [
        (question.label, [Said(words, FACES[answer], totals.get((question, answer), 0))
                          for answer, words in choices_of(question)])
        for question in FeedbackQuestion
    ]  # fmt: skip


@require_safe
@allowed(may_register)
def after(request, code):
    """All that follows a session, on one page."""
    session, at = found(request, code), timezone.now()
    came = session.attendances.came().select_related("person").order_by("person__sort_key", "pk")
    context = {
        "session": session,
        "said": said_of(FeedbackCount.objects.of(request.space).filter(session=session)),
        "is_asked": is_asked(session, at=at),
        "debrief": Debrief.objects.of(request.space).filter(session=session).select_related("noted_by").first(),
        "came": came,
        "testimonials_count": session.testimonials.count(),
        "may_run": may_run_workshops(request.membership),
    }
    return render(request, "workshops/after.html", context)


# --- how it was --------------------------------------------------------------------------------------------------


@require_POST
@allowed(may_register)
def open_screen(request, code):
    """The screen of the room: its address opens without an account, until a month after."""
    session = found(request, code)
    return redirect(screen_of(session) or reverse("workshops:after", args=[session.code]))


@require_safe
@allowed(may_register)
def feedback_slips(request, code):
    session = found(request, code)
    return pdf_response(request, f"avis-{session.code}.pdf", partial(handouts.feedback_slips, session))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def key_in_slips(request, code):
    session = found(request, code)
    form = SlipsForm(request.POST or None, session=session)
    if form.is_valid():
        with telling(form):
            services.key_in_feedback(session=session, counts=form.counts, at=timezone.now(), by=request.user)
            messages.success(request, "Les fiches sont comptées. Vous pouvez les jeter.")
            return redirect("workshops:after", code=session.code)
    return render(request, "workshops/key_in_slips.html", {"session": session, "form": form}, status=status_of(form))


# --- what one keeps of it ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_run_workshops)
def debrief(request, code):
    session, at = found(request, code), timezone.now()
    known = Debrief.objects.of(request.space).filter(session=session).first()
    if known:
        return edited_debrief(request, session, known)
    form = NewDebriefForm(request.POST or None)
    if done := attempt(form, space=request.space, at=at, act=partial(debriefed, request, session, form, at=at)):
        return done
    return debriefing(request, session, form)


def debriefed(request, session: Session, form: NewDebriefForm, *, at) -> str:
    services.note_debrief(session=session, at=at, by=request.user, **form.said)
    messages.success(request, "C’est noté. On le relira avant de modifier l’atelier.")
    return reverse("workshops:after", args=[session.code])


def edited_debrief(request, session: Session, known: Debrief):
    form = DebriefForm(request.POST or None, instance=known)
    if form.is_valid() and form.is_saved():
        messages.success(request, "C’est enregistré.")
        return redirect("workshops:after", code=session.code)
    return debriefing(request, session, form)


def debriefing(request, session: Session, form):
    context = {"session": session, "form": form, "conflicts": getattr(form, "conflicts", [])}
    return render(request, "workshops/debrief.html", context, status=status_of(form))


# --- the words of those who were there ---------------------------------------------------------------------------


@dataclass
class Line:
    """What somebody said, where her signed sheets let us show it, and those of her sheets that could cover it."""

    testimonial: Testimonial
    covering: list[Authorisation] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)


def lines_of(session: Session, *, on) -> list[Line]:
    told = list(session.testimonials.in_order())
    signed = Authorisation.objects.of(session.space).testimonies().filter(person__in={one.person_id for one in told})
    hers = defaultdict(list)
    for one in signed.newest_first():
        hers[one.person_id].append(one)
    return [line_of(one, hers[one.person_id], on=on) for one in told]


def line_of(testimonial: Testimonial, hers: list[Authorisation], *, on) -> Line:
    covering = [one for one in hers if testimonial.scope and one.scope == testimonial.scope]
    in_force = dict.fromkeys(one.scope for one in hers if one.is_in_force(on=on))
    return Line(testimonial, covering, [scope for scope in in_force if scope != testimonial.scope])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def testimonials(request, code):
    session, at = found(request, code), timezone.now()
    form = TestimonialForm(request.POST or None, session=session)
    if done := attempt(form, space=request.space, at=at, act=partial(told, request, session, form, at=at)):
        return done
    return told_by_all(request, session, form)


def told(request, session: Session, form: TestimonialForm, *, at) -> str:
    services.note_testimonial(session=session, at=at, by=request.user, **form.said)
    messages.success(
        request, "C’est noté. Ces mots ne se montrent nulle part tant qu’une feuille signée ne les couvre."
    )
    return reverse("workshops:testimonials", args=[session.code])


def told_by_all(request, session: Session, form: TestimonialForm, refused: CoverForm | None = None):
    today = timezone.localdate()
    context = {
        "session": session,
        "form": form,
        "refused": refused,
        "lines": lines_of(session, on=today),
        "today": today,
    }
    return render(
        request, "workshops/testimonials.html", context, status=status_of(refused) if refused else status_of(form)
    )


def testimonial_of(request, pk: int) -> Testimonial:
    rows = Testimonial.objects.of(request.space).select_related("person", "session")
    return get_object_or_404(rows, pk=pk)


@require_POST
@allowed(may_register)
def cover_testimonial(request, pk):
    one = testimonial_of(request, pk)
    form = CoverForm(request.POST, testimonial=one)
    if form.is_valid():
        scope = form.cleaned_data["scope"]
        with telling(form):
            services.cover_testimonial(testimonial=one, scope=scope, at=timezone.now(), by=request.user)
            messages.success(
                request, "Cette feuille couvre ces mots." if scope else "Ces mots ne se montrent plus nulle part."
            )
            return redirect("workshops:testimonials", code=one.session.code)
    session = found(request, one.session.code)
    return told_by_all(request, session, TestimonialForm(session=session), refused=form)


@require_POST
@allowed(may_register)
def remove_testimonial(request, pk):
    one = testimonial_of(request, pk)
    services.remove_testimonial(testimonial=one, at=timezone.now(), by=request.user)
    messages.success(request, "Ces mots sont effacés.")
    return redirect("workshops:testimonials", code=one.session.code)


# --- the papers they leave with ----------------------------------------------------------------------------------


@require_safe
@allowed(may_register)
def certificates(request, code):
    """Of each who came; of one of them when the address names her. Who did not come has none."""
    session, wanted = found(request, code), request.GET.get("personne", "")[:8].upper()
    came = session.attendances.came().values("person")
    people = Person.objects.of(request.space).filter(pk__in=came, anonymised_at=None).order_by("sort_key", "pk")
    people = list(people.filter(code=wanted) if wanted else people)
    if not people:
        raise Http404
    write = partial(handouts.certificates, session, people, on=timezone.localdate())
    return pdf_response(request, f"attestations-{session.code}.pdf", write)


@require_safe
@allowed(may_see_programme)
def practice_sheet(request, pk):
    return practised(request, workshop_of(request, pk), after=timezone.now())


@require_safe
@allowed(may_see_programme)
def practice_sheet_of_session(request, code):
    """As it is handed out at the end of this one."""
    session = found(request, code)
    return practised(request, session.workshop, after=max(session.starts_at, timezone.now()))


def practised(request, workshop: Workshop, *, after):
    """What to try at home, with the next date; nothing while it is not written."""
    if not workshop.practice_steps:
        raise Http404
    following = handouts.next_session(workshop, after=after)
    write = partial(handouts.practice_sheet, workshop, following=following)
    return pdf_response(request, "a-essayer-chez-soi.pdf", write)
