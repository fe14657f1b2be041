"""What anybody may read and do: a session, two steps to register, and her own page afterwards."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.public import linked_page, space_page, throttled, too_many
from mediation.accounts.submissions import attempt
from mediation.accounts.views import handed_out
from mediation.common.forms import REFUSED, status_of
from mediation.common.printing import pdf_response
from publics.enums import AuthorisationMedium, EnquiryKind
from publics.models import Organisation
from publics.public.forms import OtherDateForm
from publics.public.views import MESSAGES_AN_HOUR
from publics.services import submit_enquiry

from .. import documents, services
from ..answers import answers
from ..enums import SessionState
from ..forms.wishes import WishForm
from ..models import CoOrganiser, Experiment, Material, Registration, Session, Testimonial
from ..models.sessions import made_with
from ..wording import page_of, rank_of
from .feedback import may_say
from .feeds import event
from .forms import ReachForm, WhoForm
from .situations import Situation, situation_of, told_how

REGISTRATIONS_AN_HOUR = 40  # from one network address: a library's room, a family, a partner's desk
WORDS_SHOWN = 4
PLACE_WENT = "place"  # in the address of her page: the seat she saw went while she was writing


def shown_to_all(space, code: str) -> Session:
    """Whatever became of it since; a draft is not found."""
    sessions = Session.objects.of(space).exclude(state=SessionState.DRAFT).with_details()
    return get_object_or_404(sessions, code=code)


def is_to_come(session: Session) -> bool:
    return session.state == SessionState.PUBLISHED and session.ends_at > timezone.now()


@require_safe
@space_page
def session(request, space, code):
    session = shown_to_all(space, code)
    prefetch_related_objects([session], made_with())
    is_tried = Experiment.objects.of(space).open().filter(workshop=session.workshop_id).exists()
    context = {
        "session": session,
        "answers": answers(session),
        "is_to_come": is_to_come(session),
        "is_tried": is_tried,
        "co_organisers": session.co_organisers.all(),
        "materials": Material.objects.of(space).public().used_by(session.workshop).by_theme(),
        "testimonials": shown_words(session),
        "event": {"@context": "https://schema.org"} | event(session),
    }
    return render(request, "workshops/public/session.html", context)


def shown_words(session: Session):
    """What was said of the workshop, while the sheet that each signed lets our site show it."""
    told = Testimonial.objects.of(session.space).filter(session__workshop=session.workshop_id)
    return told.showable(AuthorisationMedium.WEBSITE, on=timezone.localdate()).in_order()[:WORDS_SHOWN]


@require_safe
@space_page
def flyer(request, space, code):
    session = get_object_or_404(Session.objects.of(space).public().with_details(), code=code)
    return pdf_response(request, f"flyer-{session.code}.pdf", partial(documents.flyer, session))


@require_safe
@space_page
def material(request, space, code):
    """A support that the team shows to everybody."""
    return handed_out(get_object_or_404(Material.objects.of(space).public().files(), code=code).file)


@require_safe
@space_page
def logo(request, space, code):
    """That of a structure that makes a session with us, once anybody may read of it."""
    theirs = CoOrganiser.objects.of(space).exclude(session__state=SessionState.DRAFT).values("organisation")
    shown = Organisation.objects.of(space).filter(pk__in=theirs, logo__isnull=False).select_related("logo")
    return handed_out(get_object_or_404(shown, code=code).logo)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@space_page
def other_date(request, space, code):
    """Full, past or called off: she is told when there is another date. It may be asked before, too."""
    session, form = shown_to_all(space, code), OtherDateForm(request.POST or None)
    if request.method == "POST" and throttled(request, "enquiry", most=MESSAGES_AN_HOUR):
        return too_many(request)
    at = timezone.now()
    if done := attempt(form, space=space, at=at, act=partial(other_date_asked, session, form, at=at)):
        return done
    context = {"session": session, "form": form}
    return render(request, "workshops/public/other_date.html", context, status=status_of(form))


def other_date_asked(session: Session, form: OtherDateForm, *, at) -> str:
    ref = f"workshop:{session.workshop_id}"
    wish = submit_enquiry(space=session.space, kind=EnquiryKind.OTHER_DATE, subject_ref=ref, at=at, **form.said)
    return reverse("public:enquiry_noted", args=[session.space.slug, wish.code])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@space_page
def wish(request, space):
    """« Et si on faisait… »: without a name when she likes."""
    form = WishForm(request.POST or None)
    if request.method == "POST" and throttled(request, "enquiry", most=MESSAGES_AN_HOUR):
        return too_many(request)
    at = timezone.now()
    if done := attempt(form, space=space, at=at, act=partial(wished, space, form, at=at)):
        return done
    return render(request, "workshops/public/wish.html", {"form": form}, status=status_of(form))


def wished(space, form: WishForm, *, at) -> str:
    services.submit_wish(space=space, at=at, **form.said)
    return reverse("public:wish_noted", args=[space.slug])


@require_safe
@space_page
def wish_noted(request, space):
    return render(request, "workshops/public/wish_noted.html")


@require_safe
@space_page
def wish_sheet(request, space):
    return pdf_response(request, "et-si-on-faisait.pdf", partial(documents.wish_sheet, space))


# --- two steps, without an account, a cookie or a script ---------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@space_page
def register(request, space, code):
    """« Qui vient ? », then « Comment vous prévenir ? ». The first answers travel in the second page."""
    session = shown_to_all(space, code)
    if not is_to_come(session) or session.closed_at:
        return redirect("public:session", space.slug, session.code)
    if request.method != "POST":
        return ask_who(request, session, WhoForm())
    who, step = WhoForm(request.POST), request.POST.get("step")
    if not who.is_valid() or step == "back":
        return ask_who(request, session, who)
    if step != "reach":
        return ask_reach(request, session, who, ReachForm())
    if throttled(request, "registration", most=REGISTRATIONS_AN_HOUR):
        return too_many(request)
    return register_her(request, session, who, ReachForm(request.POST))


def ask_who(request, session, who):
    context = {"session": session, "form": who}
    return render(request, "workshops/public/who.html", context, status=REFUSED if who.errors else 200)


def ask_reach(request, session, who, reach):
    context = {
        "session": session,
        "who": who.carried,
        "seats": who.seats,
        "form": reach,
        "saw_seat": saw_seat(request, session, who),
    }
    return render(request, "workshops/public/reach.html", context, status=REFUSED if reach.errors else 200)


def saw_seat(request, session, who) -> str:
    """Whether the page promises a seat: kept from the first showing, so that a seat gone since is said."""
    has_seat = session.free_seats >= who.seats
    return request.POST.get("saw_seat") or ("yes" if has_seat else "no")


def register_her(request, session, who, reach):
    at = timezone.now()
    act = partial(registered, request, session, who, reach, at=at)
    done = attempt(reach, space=session.space, at=at, act=act, lead=partial(read_next, session))
    return done or ask_reach(request, session, who, reach)


def registered(request, session, who, reach, *, at) -> str:
    """Register; the code of the registration, and what is to be said of it. Empty when it was there already."""
    registration = services.register_online(
        session=session, newcomer=reach.newcomer(who.cleaned_data), relatives=who.cleaned_data["relatives"],
        party_size=who.cleaned_data["party_size"], comfort=reach.cleaned_data["comfort"], at=at,
    )  # fmt: skip
    if registration is None:
        return ""
    lost = request.POST.get("saw_seat") == "yes" and rank_of(registration)
    return registration.code + (f"?partie={PLACE_WENT}" if lost else "")


def read_next(session: Session, kept: str) -> str:
    """The address of her page: whoever reads the table of sendings does not read it there."""
    code, mark, said = kept.partition("?")
    if not code:
        return reverse("public:noted", args=[session.space.slug, session.code])
    registration = Registration.objects.of(session.space).get(code=code)
    return page_of(registration, session) + mark + said


@require_safe
@space_page
def noted(request, space, code):
    """The same registration sent again: it counts once. Nothing here tells the seat, nor gives the link."""
    return render(request, "workshops/public/noted.html", {"session": shown_to_all(space, code)})


# --- her own page ------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@linked_page(LinkPurpose.REGISTRATION)
def registration(request, space, link):
    """What she has, and what she may do about it. Opening it changes nothing; a button does."""
    pk = link.subject_ref.removeprefix("registration:")
    registration = get_object_or_404(Registration.objects.of(space).select_related("person"), pk=pk)
    if request.method == "POST":
        try:
            act_on(meant(registration, request.POST), request.POST.get("act"), at=timezone.now())
        except ValidationError as error:
            return her_page(request, registration, refusal=error.messages[0])
        return redirect(request.path)
    return her_page(request, registration)


def meant(registration: Registration, said: QueryDict) -> Registration:
    """The one of her page, another date of the same cycle, or one of those who were named with her."""
    if registration.enrolment_id and (code := said.get("date")):
        same = Registration.objects.of(registration.space).filter(enrolment=registration.enrolment_id)
        return get_object_or_404(same.select_related("person"), code=code[:8].upper())
    if code := said.get("who"):
        booked = {each.code: each for each in Registration.objects.booked_with(registration)}
        if code not in booked:
            raise Http404
        return booked[code]
    return registration


@transaction.atomic
def act_on(registration: Registration, act: str | None, *, at) -> None:
    """Sent twice, each is done once. What is over is no longer changed."""
    situation = situation_of(registration, at=at)
    if situation.is_over:
        raise ValidationError("Cette séance est passée : il n’y a plus rien à changer.")
    if act == "cancel":
        services.cancel_booking(registration=registration, at=at)
    elif act == "alone":
        services.cancel_registration(registration=registration, at=at)
    elif act == "leave" and registration.enrolment_id:
        services.leave_cycle(enrolment=registration.enrolment, at=at)
    elif act in ("accept", "decline") and (offer := registration.offers.order_by("pk").last()):
        answer = services.accept_offer if act == "accept" else services.decline_offer
        answer(offer=offer, at=at)


def her_page(request, registration: Registration, refusal: str = ""):
    at = timezone.now()
    registration.refresh_from_db()
    situation: Situation = situation_of(registration, at=at)
    together = list(Registration.objects.live().booked_with(registration).select_related("person"))
    context = {
        "registration": registration,
        "together": together,
        "seats": sum(each.party_size for each in together if each.state == registration.state),
        "session": situation.session,
        "situation": situation,
        "other_address": page_of(situation.other, situation.other.session) if situation.other else "",
        "told": told_how(registration, situation, at=at),
        "cycle": registration.enrolment.cycle if registration.enrolment_id else None,
        "others": other_dates(registration, at=at),
        "place_went": "partie" in request.GET,
        "is_asked": may_say(registration, situation.session, at=at),
        "refusal": refusal,
    }
    return render(request, "workshops/public/registration.html", context, status=REFUSED if refusal else 200)


def other_dates(registration: Registration, *, at) -> list[Registration]:
    """Of the cycle she enrolled in, those still to come."""
    if not registration.enrolment_id:
        return []
    live = Registration.objects.of(registration.space).live().exclude(pk=registration.pk)
    hers = live.filter(enrolment=registration.enrolment_id, session__in=Session.objects.to_join(at=at))
    return list(
        hers.select_related("session__workshop", "session__venue", "session__stop", "session__organisation").order_by(
            "session__starts_at", "pk"
        )
    )
