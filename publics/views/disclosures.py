from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mediation.accounts.permissions import allowed
from mediation.accounts.submissions import attempt
from mediation.common.forms import status_of

from .. import services
from ..forms import DisclosureForm
from ..models import Disclosure, Organisation
from ..permissions import may_see_people
from ..wording import PERMITTED

SHOWN_FOR = timedelta(days=30)
SHOWN_AT_MOST = 20
NAMES_AT_MOST = 400


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_see_people)
def disclosures(request):
    """The one sentence that may be said, and the note of what was. It never looks for anybody."""
    form, at = DisclosureForm(request.POST or None), timezone.now()
    if done := attempt(form, space=request.space, at=at, act=partial(disclosed, request, form, at=at)):
        return done
    shown = Disclosure.objects.of(request.space).filter(at__gte=at - SHOWN_FOR).select_related("organisation", "by")
    names = Organisation.objects.of(request.space).by_name().values_list("name", flat=True)
    context = {
        "form": form,
        "sentence": PERMITTED,
        "structures": names[:NAMES_AT_MOST],
        "disclosures": shown.order_by("-at", "-pk")[:SHOWN_AT_MOST],
    }
    return render(request, "publics/disclosures.html", context, status=status_of(form))


def disclosed(request, form: DisclosureForm, *, at) -> str:
    said = {name: form.cleaned_data[name] for name in ("caller_name", "structure_name", "about", "said")}
    services.note_disclosure(space=request.space, at=at, by=request.user, **said)
    messages.success(request, "C’est noté. Rappelez sur le numéro de l’annuaire, pas sur celui qu’on vous donne.")
    return reverse("publics:disclosures")
