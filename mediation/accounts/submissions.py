"""A form sent twice creates once: double click, double submit, page sent again."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django import forms
from django.db import transaction
from django.http import HttpResponseRedirect

from mediation.common.forms import telling

from .models import Space, Submission


class OnceForm(forms.Form):
    """Mixed into every form that creates: its key is made when the page is shown."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["submission"].initial = uuid.uuid4


@transaction.atomic
def once(
    form: OnceForm, *, space: Space, at: datetime, act: Callable[[], str], lead: Callable[[str], str] = str
) -> HttpResponseRedirect:
    """Run `act`, which returns the address it leads to; the same form again leads there without running it.

    An address that opens something by itself is not kept: `act` returns what `lead` makes it from.
    The row is written first: a second sending at the same moment waits on its unique key until the first is done,
    and acts in its stead if it failed.
    """
    submission, is_new = Submission.objects.get_or_create(
        space=space, key=form.cleaned_data["submission"], defaults={"created_at": at}
    )
    if is_new:
        submission.location = act()
        submission.save(update_fields=["location"])
    return HttpResponseRedirect(lead(submission.location))


def attempt(form: OnceForm, *, field: str | None = None, **acted) -> HttpResponseRedirect | None:
    """`once`, for a form that was sent and is right. None otherwise: what is wrong, or why it is refused, is on it."""
    if form.is_valid():
        with telling(form, field=field):
            return once(form, **acted)
    return None
