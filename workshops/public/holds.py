"""The page of a structure whose group is kept seats: what is kept, the names it gives, the seats it gives back."""

from functools import partial

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.public import linked_page, throttled, too_many
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..enums import SessionState
from ..forms import NamesForm
from ..models import SeatHold, Session

SENDINGS_AN_HOUR = 60  # from one network address: a whole service behind one


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@linked_page(LinkPurpose.HOLD)
def hold(request, space, link):
    """Without an account: whoever has the address speaks for the group."""
    holds = SeatHold.objects.of(space).with_named().select_related("organisation")
    hold = get_object_or_404(holds, pk=link.subject_ref.removeprefix("hold:"))
    if request.method == "POST" and throttled(request, "hold", most=SENDINGS_AN_HOUR):
        return too_many(request)
    session, at = Session.objects.with_details().get(pk=hold.session_id), timezone.now()
    is_open = hold.released_at is None and session.state == SessionState.PUBLISHED and session.starts_at > at
    if request.method == "POST" and request.POST.get("act") == "release":
        if is_open:
            services.release_hold(hold=hold, at=at)
        return redirect(request.path)
    form = NamesForm(request.POST or None)
    act = partial(named, hold, form, at=at)
    if done := attempt(form, field="names", space=space, at=at, act=act, lead=lambda _: request.path):
        return done
    context = {
        "hold": hold,
        "session": session,
        "is_open": is_open,
        "form": form,
        "named": hold.registrations.live().select_related("person").by_name(),
    }
    return render(request, "workshops/public/hold.html", context, status=status_of(form))


def named(hold: SeatHold, form: NamesForm, *, at) -> str:
    """Nothing to keep of where it leads: this page again, whose address opens by itself."""
    services.name_group(hold=hold, names=form.cleaned_data["names"], by=None, at=at)
    return ""
