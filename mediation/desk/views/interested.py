from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.accounts.permissions import allowed, may_see_people
from mediation.communications.permissions import may_write_campaigns
from publics.forms import offer_groups
from publics.models import Segment
from publics.segments import BrokenRuleError
from workshops.models import Session

from ..structures import structures_for
from ..suggestions import OF_A_SESSION, people_for

PAGE = 30
OF_THE_SESSION = (*OF_A_SESSION, "state", "closed_at", "workshop__short_title", "workshop__audiences")


class GroupForm(forms.Form):
    groupe = forms.ModelChoiceField(
        Segment.objects.none(), label="Dans le groupe", required=False, empty_label="Toutes"
    )

    def __init__(self, data, *, space):
        super().__init__(data)
        offer_groups(self.fields["groupe"], space)
        self.fields["groupe"].is_unmarked = True
        self.is_valid()


@require_safe
@allowed(may_see_people)
def interested(request, code):
    """Who could like this session, and why; kept to a group when one is chosen."""
    sessions = Session.objects.of(request.space).select_related("workshop", "venue", "stop", "organisation")
    session, at = get_object_or_404(sessions.only(*OF_THE_SESSION), code=code), timezone.now()
    session.space = request.space
    form = GroupForm(request.GET, space=request.space)
    people, broken = found(session, form.cleaned_data.get("groupe"))
    context = {
        "session": session,
        "form": form,
        "broken": broken,
        "structures": structures_for(session),
        "page": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "reached_count": sum(one.person.is_reached for one in people),
        "may_write": may_write_campaigns(request.membership),
        "is_open": session.state == "published" and session.ends_at > at and not session.closed_at,
    }
    return render(request, "desk/interested.html", context)


def found(session: Session, segment: Segment | None) -> tuple[list, str]:
    """The people, and why the group cannot be read when it is broken: then nobody."""
    at = timezone.now()
    try:
        return people_for(session, among=segment.people(at=at) if segment else None), ""
    except BrokenRuleError as broken:
        return [], broken.messages[0]
