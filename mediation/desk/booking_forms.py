from mediation.accounts.models import Space, User
from publics.forms import leave_unmarked
from publics.models import Demarche, Interest
from workshops.forms import WhenFields

from .forms import NBSP, NOBODY, Who


class BookingForm(WhenFields, Who):
    """Three answers: who and why in one box, then when."""

    def __init__(self, *args, space: Space, by: User, host: User | None = None, **options):
        super().__init__(*args, **options)
        self.fields["what"].required = False
        self.fields["what"].label = f"Qui, puis pour quoi{NBSP}?"
        self.fields["what"].help_text = "Son nom, puis la démarche, l’envie ou quelques mots."
        self.fields["name"].label = f"Pour qui{NBSP}?"
        leave_unmarked(self, "what", "name", "first_name", "preferred_channel", "phone", "email")
        self.prepare_when(space, by=by, host=host)

    def clean(self):
        said = super().clean()
        words = said.get("what", "")
        said["demarche"] = Demarche.objects.named(words).first()
        said["interest"] = None if said["demarche"] else Interest.objects.named(words).first()
        said["person"] = None
        self.check_person(said)
        if said.get("who", NOBODY) == NOBODY and not said.get("name"):
            self.add_error("name", f"Pour qui{NBSP}? Cherchez-la, ou choisissez «{NBSP}Nouvelle personne{NBSP}».")
        self.check_what(said)
        return said

    @property
    def details(self) -> dict:
        """What `book` takes besides the person."""
        said = self.cleaned_data
        known = said["demarche"] or said["interest"]
        purpose = "" if known else said["what"]
        return {"demarche": said["demarche"], "interest": said["interest"], "purpose": purpose, **self.moment}
