from django.contrib import messages as told
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of
from mediation.common.templatetags.french import plural_fr

from .. import services
from ..forms import MediumForm, NewMediumForm
from ..models import Medium
from ..permissions import (
    may_publish,
    may_read_messages,
    may_read_texts,
    may_see_media,
    may_set_media,
    may_write_campaigns,
)
from ..sendings import SOON, sendings, to_send_soon

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@allowed(may_see_media)
def media(request):
    at = timezone.now()
    shown = {
        "sendings": sendings(space=request.space, at=at),
        "today": timezone.localdate(at),
        "soon": timezone.localdate(at) + SOON,
        "may_publish": may_publish(request.membership),
        "may_set": may_set_media(request.membership),
        "may_write": may_write_campaigns(request.membership),
        "may_read_messages": may_read_messages(request.membership),
        "may_read_texts": may_read_texts(request.membership),
    }
    return render(request, "communications/media.html", shown)


@require_safe
@allowed(may_see_media)
def to_send(request):
    """« À envoyer cette semaine »: each text ready, at the length of its medium."""
    at = timezone.now()
    shown = {
        "sendings": to_send_soon(space=request.space, at=at),
        "today": timezone.localdate(at),
        "soon": timezone.localdate(at) + SOON,
        "may_publish": may_publish(request.membership),
    }
    return render(request, "communications/to_send.html", shown)


@require_form
@allowed(may_set_media)
def new_medium(request):
    form = NewMediumForm(request.POST or None)
    at = timezone.now()

    def act() -> str:
        services.create_medium(medium=form.instance, space=request.space, at=at, by=request.user)
        told.success(request, f"« {form.instance} » est ajouté.")
        return reverse("communications:media")

    if done := attempt(form, space=request.space, at=at, act=act):
        return done
    return render(request, "communications/medium_form.html", {"form": form, "medium": None}, status=status_of(form))


@require_form
@allowed(may_set_media)
def edit_medium(request, pk):
    medium = get_object_or_404(Medium.objects.of(request.space), pk=pk)
    form = MediumForm(request.POST or None, instance=medium)
    if form.is_valid() and form.is_saved():
        told.success(request, f"« {medium} » est enregistré.")
        return redirect("communications:media")
    return render(request, "communications/medium_form.html", {"form": form, "medium": medium}, status=status_of(form))


@require_POST
@allowed(may_publish)
def publish(request, pk):
    """Each `subject` posted was sent to this medium."""
    medium = get_object_or_404(Medium.objects.of(request.space).select_related("space"), pk=pk)
    subjects = request.POST.getlist("subject")
    count = services.publish(medium=medium, subjects=subjects, at=timezone.now(), by=request.user)
    if count:
        told.success(request, f"C'est noté : {plural_fr(count, 'annonce envoyée,annonces envoyées')} à « {medium} ».")
    else:
        told.info(request, "Cochez ce que vous avez envoyé : rien n'a été noté.")
    return redirect(f"{reverse('communications:media')}#media-{medium.pk}")
