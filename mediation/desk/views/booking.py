from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed, may_see_people
from mediation.accounts.submissions import attempt
from mediation.common import dates
from mediation.common.forms import status_of
from publics.models import Demarche, Interest
from publics.services import create_person
from workshops import services
from workshops.calendars.moments import OF_AN_APPOINTMENT, moment_of
from workshops.hosts import hosts_of

from ..booking_forms import BookingForm
from .visits import people_proposed


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def book(request):
    """Who, when, why: an hour kept in three answers, while she is on the telephone."""
    form = BookingForm(request.POST or None, space=request.space, by=request.user, **asked(request))
    at = timezone.now()
    if done := attempt(form, space=request.space, at=at, act=lambda: booked(request, form, at=at)):
        return done
    typed = request.POST if form.is_bound else {"who": request.GET.get("personne", "")}
    context = {"form": form, "demarches": Demarche.objects.proposed()}
    context |= people_proposed(typed.get("name", ""), typed.get("who", "").replace("\x00", ""), request.space)
    context["people"] = list(dict.fromkeys([*form.matches, *form.named, *context["people"]]))
    return render(request, "desk/book.html", context, status=status_of(form))


def asked(request) -> dict:
    """What the address says already: with whom, which hour, why."""
    said = request.GET
    host = next((one for one in hosts_of(request.space) if str(one.pk) == said.get("avec", "")), None)
    envie = Interest.objects.envies().filter(key=said.get("envie", "").replace("\x00", "")).first()
    initial = {"slot": said.get("moment", ""), "what": envie.name if envie else ""}
    return {"host": host, "initial": initial | moment_of(said).initial(OF_AN_APPOINTMENT)}


def booked(request, form: BookingForm, *, at) -> str:
    person = form.cleaned_data["person"]
    if form.new_person is not None:
        form.refuse_if_known(request.space)
        person = create_person(space=request.space, at=at, by=request.user, **form.new_person)
    appointment = services.book(space=request.space, person=person, at=at, by=request.user, **form.details)
    start = appointment.starts_at.astimezone(appointment.zone)
    messages.success(request, f"C’est noté\u00a0: {dates.without_year(start)} à {dates.hour(start)}.")
    return reverse("workshops:appointment", args=[appointment.code])
