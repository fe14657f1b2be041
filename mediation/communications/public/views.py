"""The page of every announcement, and of every letter to partners, where one stops them: in one press, or by the button
of a mail reader; and the pictures they show."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import AccessLink, Space, StoredFile
from mediation.accounts.public import linked_page, space_page
from mediation.accounts.views import handed_out
from publics.enums import Purpose, SaidHow
from publics.models import Person
from publics.services import withdraw_consents

from ..models import DigestStop
from ..services import resume_digest, stop_digest
from ..services.pictures import is_shown

A_DAY = 86_400  # seconds


@csrf_exempt  # RFC 8058: her mail reader posts for her, without a page of ours; the secret of the address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@linked_page(LinkPurpose.ANNOUNCEMENTS)
def announcements(request, space, link):
    person = person_of(space, link)
    if request.method == "POST":
        withdraw_consents(person=person, how=SaidHow.WEB, at=timezone.now(), by=None)
        return redirect("public:announcement", slug=space.slug, secret=link.secret)
    last_words = person.consents.filter(purpose=Purpose.ANNOUNCEMENTS).last_words()
    context = {"is_told": any(one.is_given for one in last_words), "person": person}
    return render(request, "communications/public/announcements.html", context)


@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@linked_page(LinkPurpose.DIGEST)
def digest(request, space, link):
    """Stopped; or, asked for in as many words, received again."""
    ref = link.subject_ref
    if request.method == "POST" and request.POST.get("act") == "resume":
        resume_digest(space=space, ref=ref, at=timezone.now())
    elif request.method == "POST":
        stop_digest(space=space, ref=ref, at=timezone.now())
    if request.method == "POST":
        return redirect("public:digest", slug=space.slug, secret=link.secret)
    is_stopped = DigestStop.objects.of(space).filter(recipient_ref=ref).exists()
    return render(request, "communications/public/digest.html", {"is_stopped": is_stopped})


@require_safe
@cache_control(public=True, max_age=A_DAY)
@space_page
def picture(request, space, pk):
    """That of an announcement, to any mail reader."""
    stored = get_object_or_404(StoredFile.objects.of(space), pk=pk)
    if not is_shown(stored):
        raise Http404
    return handed_out(stored)


def person_of(space: Space, link: AccessLink) -> Person:
    """Who holds it, under the name she is known by now."""
    people = Person.objects.of(space).select_related("space", "reconciled_with__space")
    person = get_object_or_404(people, pk=int(link.subject_ref.removeprefix("person:")))
    return person.reconciled_with or person
