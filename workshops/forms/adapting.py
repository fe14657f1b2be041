"""What one session has of its own."""

from django import forms
from django.db.models import Q

from mediation.accounts.enums import Access
from mediation.common.forms import VersionedForm
from publics.forms.facets import untagged
from publics.models import Person

from ..enums import Level, Presence, RegistrationState
from ..models import Session
from .workshops import several

OWN = ["pace", "level", "equipment", "accesses", "supplies"]

OFFERED_TO_ALL = "Ce que l’on propose à tout le monde, lu au programme\u00a0; jamais ce qui concerne quelqu’un."


class AdaptForm(VersionedForm):
    """Empty, each is what the workshop says. Figures do not change: it is a session of the same workshop."""

    accesses = several(Access, "Ce qui aide à venir, cette fois")

    class Meta:
        model = Session
        fields = OWN
        labels = {
            "pace": "À quel rythme\u00a0?",
            "level": "Quel niveau, cette fois\u00a0?",
            "equipment": "Avec quel matériel\u00a0?",
            "supplies": "Qui apporte quoi\u00a0? Une ligne par chose",
        }
        help_texts = {
            "pace": "«\u00a0Plus lentement, avec une pause au milieu.\u00a0»",
            "equipment": "«\u00a0Tout sur grands écrans, sans clavier.\u00a0»",
            "supplies": (
                "«\u00a0Le vidéoprojecteur\u00a0: Inès.\u00a0» Sur la fiche de l’équipe seulement\u00a0; "
                "effacé un mois après la séance."
            ),
        }
        widgets = {
            "pace": forms.Textarea({"rows": 2}),
            "level": forms.RadioSelect,
            "equipment": forms.Textarea({"rows": 2}),
            "supplies": forms.Textarea({"rows": 4}),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        workshop = self.instance.workshop
        self.fields["level"].choices = [
            ("", f"Comme l’atelier\u00a0: {workshop.get_level_display().lower()}"),
            *Level.choices,
        ]
        self.offer_accesses()
        self.helper = untagged(self)

    def offer_accesses(self) -> None:
        """Those that its place and its workshop offer are said already."""
        said = self.instance.inherited_accesses
        accesses = self.fields["accesses"]
        accesses.choices = [(access, access.label) for access in Access if access not in said]
        there = ", ".join(access.label.lower() for access in said)
        accesses.help_text = (f"Déjà dit\u00a0: {there}. " if there else "") + OFFERED_TO_ALL

    def save(self, commit=True) -> Session:
        """Only what the form asks: seats and states may have moved since it was read."""
        self.instance.save(update_fields=OWN)
        return self.instance


class PeerHelpersForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple({"class": "form-check-input"})
    )

    def __init__(self, *args, session: Session, **options):
        super().__init__(*args, **options)
        came = Q(attendances__session=session, attendances__presence__in=[Presence.CAME, Presence.WALKED_IN])
        comes = Q(registrations__session=session, registrations__state=RegistrationState.CONFIRMED)
        helped = Q(peer_helps__session=session)
        people = Person.objects.of(session.space).current().filter(came | comes | helped)
        self.fields["people"].queryset = people.distinct().order_by("sort_key", "pk")
        self.fields["people"].initial = list(session.peer_helpers.values_list("person", flat=True))
