from datetime import datetime, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.submissions import OnceForm
from mediation.common.braces import refuse_unknown_words
from mediation.courier.enums import Channel
from publics.forms import offer_groups
from publics.models import Segment

from ..models import Campaign
from ..registry import announcements
from ..wording import WORDS
from .pictures import CURRENT, PICTURED, PicturedFields, RewrittenForm

AHEAD = timedelta(days=92)
SENTENCE = "On peut écrire {prénom}, {quoi}, {quand}, {où}, {lien}, {téléphone}\u00a0: chacun reçoit les siens."
WORDED = {"sms_text": "Texte du SMS", "heading": "Objet de l’e-mail"}
WORDED |= {"text": "Texte de l’e-mail, de la lettre et de l’appel"}
AREAS = {"sms_text": forms.Textarea({"rows": 3}), "text": forms.Textarea({"rows": 9})}


class WordedFields(PicturedFields):
    """What is said, with words in braces."""

    def clean_sms_text(self) -> str:
        return self.known_words("sms_text")

    def clean_text(self) -> str:
        return self.known_words("text")

    def clean_heading(self) -> str:
        return self.known_words("heading")

    def known_words(self, name: str) -> str:
        refuse_unknown_words(self.cleaned_data[name], WORDS)
        return self.cleaned_data[name]


class CampaignFields(WordedFields):
    subject_ref = forms.ChoiceField(label="Ce qu’elle annonce")
    segment = forms.ModelChoiceField(
        Segment.objects.none(), label="À quel groupe", required=False,
        empty_label="Toutes les personnes qui ont dit oui aux annonces",
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label="Par quels canaux", choices=Channel, widget=forms.CheckboxSelectMultiple,
        help_text="Chaque personne est prévenue par un seul, celui qu’elle préfère parmi ceux où elle a dit oui.",
    )  # fmt: skip

    class Meta:
        model = Campaign
        fields = ["title", "subject_ref", "segment", "channels", "sms_text", "heading", "text", "wanted_count"]
        labels = WORDED | {"title": "Nom de la campagne"}
        labels |= {"wanted_count": "Combien de nouvelles personnes espérez-vous\u00a0?"}
        help_texts = {"title": "Pour l’équipe seulement.", "sms_text": SENTENCE, "text": SENTENCE}
        widgets = AREAS

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        space = self.instance.space
        told = announcements(space=space, at=timezone.now())
        refs = [(one.ref, f"{one.title}, {one.on:%d/%m/%Y}") for one in told]
        mine = self.instance.subject_ref
        if mine and mine not in dict(refs):
            refs.append((mine, "Ce qui était annoncé, et n’est plus à venir"))
        self.fields["subject_ref"].choices = [("", "Choisir…"), *refs]
        offer_groups(self.fields["segment"], space)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "title",
            Div("subject_ref", "segment", css_class="fields"),
            "channels", "sms_text", "heading", "text", CURRENT,
            *(name for name in (*PICTURED, "wanted_count", "version", "submission") if name in self.fields),
        )  # fmt: skip


class NewCampaignForm(CampaignFields, OnceForm):
    def __init__(self, *args, space, **options):
        super().__init__(*args, instance=Campaign(space=space, created_at=timezone.now()), **options)


class CampaignForm(CampaignFields, RewrittenForm):
    pass


class WhenForm(OnceForm):
    """At once, or at an hour to come."""

    due_at = forms.DateTimeField(
        label="Quand", required=False, help_text="Vide\u00a0: tout de suite.",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
    )  # fmt: skip

    def clean_due_at(self) -> datetime | None:
        due_at = self.cleaned_data["due_at"]
        if due_at and due_at < timezone.now():
            raise forms.ValidationError("Cette heure est passée.")
        if due_at and due_at > timezone.now() + AHEAD:
            raise forms.ValidationError("Choisissez une date dans les trois mois.")
        return due_at
