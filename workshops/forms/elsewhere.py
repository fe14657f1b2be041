from datetime import datetime

from django import forms

from mediation.common.forms import SAID
from mediation.common.templatetags.french import sentence

from ..elsewhere import elsewhere
from ..models import Session


class InsistentForm(forms.Form):
    """When who welcomes is not to be had, it is said first; « Planifier quand même » sends back what was said.

    `despite` is what is sent back: of the same person, place and hours, and of no others.
    """

    despite = ""

    @property
    def insists(self) -> bool:
        return bool(self.despite) and self.data.get("despite") == self.despite

    def say_elsewhere(self, session: Session, start: datetime, end: datetime) -> None:
        if found := elsewhere(session, start, end):
            self.despite = f"{session.host_id}-{session.venue_id}-{start:%Y%m%d%H%M}-{end:%H%M}"
            if not self.insists:
                self.add_error(None, [forms.ValidationError(sentence(each.words), SAID) for each in found])
