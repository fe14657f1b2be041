from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.permissions import allowed, may_see_people
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.courier.enums import SENT_BY_MACHINE, Channel
from publics import services
from publics.models import Consent, Person
from publics.views.people import person_of

from .. import agreements
from ..forms import ConsentForm, StopForm


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def consents(request, code):
    """« Voulez-vous qu’on vous prévienne des prochains ateliers ? », and all that she answered."""
    person, at = person_of(request, code), timezone.now()
    form = ConsentForm(request.POST or None, person=person, on=timezone.localdate(at))
    if done := attempt(form, space=request.space, at=at, act=lambda: said(request, person, form, at=at)):
        return done
    history = Consent.objects.of(request.space).filter(person=person).select_related("by").newest_first()
    context = {
        "person": person,
        "form": form,
        "agreement": agreements.of(person, list(history)),
        "history": history,
        "stop": StopForm(initial={"stopped": person.stopped_channels}),
    }
    return render(request, "desk/consents.html", context, status=status_of(form))


def said(request, person: Person, form: ConsentForm, *, at) -> str:
    services.say_consents(person=person, at=at, by=request.user, **form.details)
    wants = "c’est oui" if form.details["channels"] else "c’est non"
    messages.success(request, f"C’est noté\u00a0: {wants} pour les prochains ateliers.")
    return person.get_absolute_url()


@require_POST
@allowed(may_see_people)
def withdraw(request, code):
    """One gesture, from her page."""
    person = person_of(request, code)
    services.withdraw_consents(person=person, at=timezone.now(), by=request.user)
    messages.success(request, "C’est noté\u00a0: on ne la prévient plus des prochains ateliers.")
    return redirect(person)


@require_POST
@allowed(may_see_people)
def stop(request, code):
    person, form = person_of(request, code), StopForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez parmi les moyens proposés.")
        return redirect("desk:consents", code=person.code)
    channels = [Channel(channel) for channel in form.cleaned_data["stopped"]]
    services.stop_messages(person=person, channels=channels, at=timezone.now(), by=request.user)
    messages.success(request, "C’est noté pour les messages de ses inscriptions.")
    return redirect("desk:consents", code=person.code)


@require_POST
@allowed(may_see_people)
def revive(request, code, channel):
    """« Elle reçoit de nouveau ». Said twice, it changes nothing."""
    person = person_of(request, code)
    if channel not in SENT_BY_MACHINE:
        raise Http404
    services.revive_address(person=person, channel=Channel(channel), at=timezone.now(), by=request.user)
    messages.success(request, f"C’est noté\u00a0: on lui écrit de nouveau par {Channel(channel).label}.")
    return redirect(person)
