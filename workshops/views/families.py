"""Those of a family who come too, once one of them is registered."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.templatetags.french import ordinal_text, plural_fr

from .. import services
from ..forms import JoinBookingForm
from ..models import Registration
from ..permissions import may_register
from ..wording import enumerated, rank_of
from .registrations import SEATED
from .sessions import found


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_register)
def join_booking(request, code):
    """« Inscrire aussi quelqu’un de sa famille »: names, and nothing else."""
    registrations = Registration.objects.of(request.space).live().select_related("person", "session")
    registration = get_object_or_404(registrations, code=code)
    form, at = JoinBookingForm(request.POST or None), timezone.now()
    act = partial(joined, request, registration, form, at=at)
    if done := attempt(form, field="relatives", space=request.space, at=at, act=act):
        return done
    context = {
        "form": form,
        "registration": registration,
        "session": found(request, registration.session.code),
        "others": Registration.objects.live()
        .booked_with(registration)
        .exclude(pk=registration.pk)
        .select_related("person"),
    }
    return render(request, "workshops/join_booking.html", context, status=status_of(form))


def joined(request, registration: Registration, form: JoinBookingForm, *, at) -> str:
    relatives = form.cleaned_data["relatives"]
    first = services.join_booking(registration=registration, relatives=relatives, at=at, by=request.user)
    names, is_alone = enumerated([each.first_name for each in relatives]), len(relatives) == 1
    if rank := rank_of(first):
        wait = "est" if is_alone else "sont"
        messages.warning(request, f"{names} {wait} {ordinal_text(rank)} sur la liste d’attente\u00a0: dites-le-lui.")
    else:
        kept = plural_fr(len(relatives), "place est gardée,places sont gardées")
        seated = f"{names} {'vient' if is_alone else 'viennent'} aussi\u00a0: {kept}."
        undo = reverse("workshops:cancel_registration", args=[first.code])
        messages.success(request, format_html(SEATED, seated, undo))
    return reverse("workshops:session", args=[registration.session.code])
