"""How it was: by her own link, or on the screen of the room, which keeps nobody's name."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink
from mediation.accounts.public import link_path, linked_page, throttled, too_many
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.printing import public_address, qr, spoken

from .. import services
from ..enums import RegistrationState
from ..forms.feedback import FeedbackForm
from ..models import Registration, Session
from ..services.feedback import is_asked

ANSWERS_AN_HOUR = 120  # from one network address: a room of people on its own Wi-Fi


def session_of(space, link: AccessLink) -> Session:
    pk = link.subject_ref.removeprefix("session:")
    return get_object_or_404(Session.objects.of(space).with_details(), pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@linked_page(LinkPurpose.FEEDBACK)
def feedback(request, space, link):
    """The screen of the room: one answers, presses, and leaves it to the next."""
    session, at = session_of(space, link), timezone.now()
    form = FeedbackForm(request.POST or None) if is_asked(session, at=at) else None
    if request.method == "POST" and throttled(request, "feedback", most=ANSWERS_AN_HOUR):
        return too_many(request)
    if form and (done := attempt(form, space=space, at=at, act=partial(said, session, form, at=at), lead=thanks(link))):
        return done
    address = public_address(link_path(link))
    context = {"address_shown": spoken(address), "qr": qr(address)}
    return asked(request, session, form, **context)


def said(session: Session, form: FeedbackForm, *, at) -> str:
    services.give_feedback(session=session, at=at, by=None, **form.said)
    return ""


def thanks(link: AccessLink):
    """Made from the link when it is needed: whoever reads the table of sendings does not read it there."""
    return lambda _kept: reverse("public:feedback_noted", args=[link.space.slug, link.secret])


@require_safe
@linked_page(LinkPurpose.FEEDBACK)
def feedback_noted(request, space, link):
    context = {"session": session_of(space, link), "again": link_path(link)}
    return render(request, "workshops/public/feedback_noted.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@linked_page(LinkPurpose.REGISTRATION)
def her_feedback(request, space, link):
    """By her own link, once. Her answers are counted without her name; what would please her next is hers."""
    pk, at = link.subject_ref.removeprefix("registration:"), timezone.now()
    registration = get_object_or_404(Registration.objects.of(space).select_related("person"), pk=pk)
    session = Session.objects.with_details().get(pk=registration.session_id)
    if registration.gave_feedback or not may_say(registration, session, at=at):
        return redirect(link_path(link))
    form = FeedbackForm(request.POST or None)
    act = partial(said_by_her, registration, form, at=at)
    if done := attempt(form, space=space, at=at, act=act, lead=lambda _kept: link_path(link)):
        return done
    return asked(request, session, form)


def may_say(registration: Registration, session: Session, *, at) -> bool:
    return registration.state == RegistrationState.CONFIRMED and is_asked(session, at=at)


def said_by_her(registration: Registration, form: FeedbackForm, *, at) -> str:
    services.answer_feedback(registration=registration, at=at, **form.said)
    return ""


def asked(request, session: Session, form: FeedbackForm | None, **context):
    context = {"session": session, "form": form, "qr": "", "address_shown": ""} | context
    return render(request, "workshops/public/feedback.html", context, status=status_of(form) if form else 200)
