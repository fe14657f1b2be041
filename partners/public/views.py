"""A slip sent by a structure without an account, and the page where it follows it."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.public import linked_page, space_page, throttled, too_many
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.printing import pdf_response, public_address
from workshops.models import Session

from .. import documents, follow_up, services
from ..models import Contact, Referral
from .forms import ReferralForm

SLIPS_AN_HOUR = 60  # from one network address: a whole service behind one


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@space_page
def refer(request, space, code=None):
    """Two minutes, without an account. Toward a session when the address names one."""
    session = code and open_session(space, code)
    if code and session is None:
        return redirect("public:session", space.slug, code)
    form = ReferralForm(request.POST or None, space=space, session=session, initial=who_writes(request, space))
    if request.method == "POST" and throttled(request, "referral", most=SLIPS_AN_HOUR):
        return too_many(request)
    at, by = timezone.now(), request.user if request.user.is_authenticated else None
    act = partial(submitted, form, space, at=at, by=by)
    if done := attempt(form, space=space, at=at, act=act, lead=partial(receipt, space)):
        return done
    context = {"form": form, "session": session}
    return render(request, "partners/public/refer.html", context, status=status_of(form))


def open_session(space, code: str) -> Session | None:
    """None when it no longer takes people: its own page says why."""
    sessions = Session.objects.of(space).public().with_details()
    session = get_object_or_404(sessions, code=code)
    return session if session.ends_at > timezone.now() and not session.closed_at else None


def who_writes(request, space) -> dict:
    """A structure with an account need not say again who it is."""
    if not request.user.is_authenticated:
        return {}
    contact = Contact.objects.of(space).filter(user=request.user).select_related("partner__organisation").first()
    if contact is None:
        return {}
    return {
        "structure_name": contact.partner.organisation.name,
        "referrer_name": contact.name,
        "referrer_phone": contact.phone,
        "referrer_email": contact.email,
    }


def submitted(form: ReferralForm, space, *, at, by) -> str:
    return services.submit_referral(referral=form.instance, space=space, at=at, by=by).code


def receipt(space, code: str) -> str:
    """The address where it is followed: whoever reads the table of sendings does not read it there."""
    return follow_up.page_of(Referral.objects.of(space).select_related("space").get(code=code))


def slip_of(space, link) -> Referral:
    rows = Referral.objects.of(space).with_details().with_presence()
    return get_object_or_404(rows, pk=int(link.subject_ref.removeprefix("referral:")))


@never_cache
@require_safe
@linked_page(LinkPurpose.REFERRAL)
def referral(request, space, link):
    """The receipt, and afterwards what she agreed that the structure knows."""
    slip, at = slip_of(space, link), timezone.now()
    context = {
        "referral": slip,
        "told": follow_up.told(slip, at=at),
        "next_steps": follow_up.next_steps(slip, at=at),
        "rank": follow_up.rank_if_confirmed(slip),
        "secret": link.secret,
        "address": public_address(follow_up.link_path(link)),
    }
    return render(request, "partners/public/referral.html", context)


@require_safe
@linked_page(LinkPurpose.REFERRAL)
def referral_pdf(request, space, link):
    slip = slip_of(space, link)
    return pdf_response(request, f"fiche-{slip.code}.pdf", partial(documents.referral_slip, slip))
