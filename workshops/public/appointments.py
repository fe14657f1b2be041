"""Her own page of an appointment: when, where, and « Je ne peux pas venir »."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.public import linked_page
from mediation.common.forms import REFUSED

from .. import services
from ..enums import AppointmentState
from ..models import Appointment


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@linked_page(LinkPurpose.APPOINTMENT)
def appointment(request, space, link):
    """Opening it changes nothing; a button does. What it is for is not on it: others may read over her shoulder."""
    appointments, pk = Appointment.objects.of(space), link.subject_ref.removeprefix("appointment:")
    appointment = get_object_or_404(appointments.with_details(), pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            services.excuse(appointment=appointment, at=timezone.now())
        except ValidationError as error:
            refusal = error.messages[0]
        else:
            return redirect(request.path)
    context = {"appointment": appointment, "situation": situation_of(appointment), "refusal": refusal}
    return render(request, "workshops/public/appointment.html", context, status=REFUSED if refusal else 200)


def situation_of(appointment: Appointment) -> str:
    """The first that is true: cancelled, excused, over or planned."""
    if appointment.state in (AppointmentState.CANCELLED, AppointmentState.EXCUSED):
        return appointment.state
    is_over = appointment.state != AppointmentState.PLANNED or appointment.ends_at <= timezone.now()
    return "over" if is_over else AppointmentState.PLANNED
