from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.models import Space, User, Venue
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.common.privacy import refuse_secrets

from .board import colleagues
from .models import HouseNote

NBSP = "\u00a0"


def time_field(label: str, **options) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, **options)


def day_field(label: str, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class Untagged(forms.Form):
    """The page holds the form's tag and its buttons."""

    layout: Layout | None = None

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = self.layout
        return helper


class EntryForm(Untagged, OnceForm):
    words = forms.CharField(
        label="Un mot pour l’équipe",
        max_length=1000,
        validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ctrl + Entrée pour l’écrire. Effacé au bout de trente jours.",
    )
    is_pinned = forms.BooleanField(label="Épingler en haut", required=False)


class TaskForm(Untagged, OnceForm):
    title = forms.CharField(label=f"Qu’y a-t-il à faire{NBSP}?", max_length=160, validators=[refuse_secrets])
    due_on = day_field("Pour le", required=False)
    assigned_to = forms.ModelChoiceField(
        User.objects.none(), label="Pour qui", required=False, empty_label="Qui sera là"
    )
    layout = Layout("submission", "title", Div("due_on", "assigned_to", css_class="fields"))

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        self.fields["due_on"].initial = timezone.localdate()
        self.fields["assigned_to"].queryset = colleagues(space, at=timezone.now())


class ClosureForm(Untagged, OnceForm):
    venue = forms.ModelChoiceField(Venue.objects.none(), label="Quel lieu", required=False, empty_label="Tout l’espace")
    starts_on = day_field("Fermé à partir du")
    reopens_on = day_field("On rouvre le")
    reason = forms.CharField(
        label="Pourquoi",
        max_length=160,
        required=False,
        help_text="Le public le lira sur nos pages et sur la porte. «\u00a0Notre équipe est en formation.\u00a0»",
        validators=[refuse_secrets],
    )
    layout = Layout("submission", Div("starts_on", "reopens_on", css_class="fields"), "venue", "reason")

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        today = timezone.localdate()
        self.fields["starts_on"].initial, self.fields["reopens_on"].initial = today, today + timedelta(days=1)
        self.fields["venue"].queryset = Venue.objects.of(space).order_by("name", "pk")


class HandoverForm(Untagged, OnceForm):
    from_user = forms.ModelChoiceField(User.objects.none(), label="Le poste de", empty_label="Choisir")
    to_user = forms.ModelChoiceField(User.objects.none(), label="Repris par", empty_label="Choisir")
    starts_on = day_field("À partir du")
    until_on = day_field("Jusqu’au", help_text="Ce jour compris. Cela s’arrête tout seul.")
    layout = Layout(
        "submission",
        Div("from_user", "to_user", css_class="fields"),
        Div("starts_on", "until_on", css_class="fields"),
    )

    def __init__(self, *args, space: Space, successor: User, **options):
        super().__init__(*args, **options)
        self.fields["starts_on"].initial, self.fields["to_user"].initial = timezone.localdate(), successor.pk
        for name in ("from_user", "to_user"):
            self.fields[name].queryset = colleagues(space, at=timezone.now())


class AbsenceForm(Untagged, OnceForm):
    user = forms.ModelChoiceField(User.objects.none(), label=f"Qui n’est pas là{NBSP}?", empty_label="Choisir")
    starts_on = day_field("À partir du")
    starts = time_field("Dès quelle heure", help_text="Sans réponse, dès le matin.")
    until_on = day_field("Jusqu’au")
    ends = time_field("Jusqu’à quelle heure", help_text="Sans réponse, ce jour compris.")
    words = forms.CharField(
        label="Un mot pour l’équipe",
        max_length=160,
        required=False,
        help_text="«\u00a0En formation.\u00a0» L’équipe seule le lit, dans l’agenda.",
        validators=[refuse_secrets],
    )
    layout = Layout(
        "submission",
        "user",
        Div("starts_on", "starts", css_class="fields"),
        Div("until_on", "ends", css_class="fields"),
        "words",
    )

    def __init__(self, *args, space: Space, user: User, **options):
        super().__init__(*args, **options)
        today = timezone.localdate()
        self.initial = {"user": user.pk, "starts_on": today, "until_on": today}
        self.fields["user"].queryset = colleagues(space, at=timezone.now())


NOTE_FIELDS = ["kind", "title", "text"]
NOTE_WIDGETS = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 10})}
NOTE_HINTS = {
    "text": "Comme on l’expliquerait à qui arrive lundi. Jamais de mot de passe, ni rien sur une personne accueillie."
}


class NewNoteForm(Untagged, OnceForm, forms.ModelForm):
    class Meta:
        model = HouseNote
        fields = NOTE_FIELDS
        widgets = NOTE_WIDGETS
        help_texts = NOTE_HINTS


class NoteForm(Untagged, VersionedForm):
    class Meta:
        model = HouseNote
        fields = [*NOTE_FIELDS, "is_current"]
        widgets = NOTE_WIDGETS
        help_texts = NOTE_HINTS | {"is_current": "Décochée, elle quitte la liste et la recherche."}
