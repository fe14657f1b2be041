from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm

from ..models import Digest
from ..models.digests import FIRST_HOUR, LAST_HOUR

TIMES = {"is_active", "rhythm", "weekday", "hour"}
HOURS = [(hour, f"{hour} heures") for hour in range(FIRST_HOUR, LAST_HOUR + 1)]


class DigestForm(VersionedForm):
    hour = forms.TypedChoiceField(label="À quelle heure", choices=HOURS, coerce=int)

    class Meta:
        model = Digest
        fields = ["is_active", "rhythm", "weekday", "hour", "to_partners", "to_colleagues", "opening"]
        labels = {"weekday": "Quel jour", "rhythm": "Tous les combien"}
        help_texts = {
            "rhythm": "Chaque semaine, elle dit les trois semaines à venir\u00a0; chaque mois, les six à venir.",
            "weekday": "Une fois par mois\u00a0: le premier de ce jour.",
            "to_partners": "Ceux que vous avez rencontrés, qui ont une adresse e-mail.",
            "opening": "Deux phrases à vous, avant l’agenda\u00a0: ce qui change, ce que vous cherchez.",
        }
        widgets = {"opening": forms.Textarea({"rows": 5}), "rhythm": forms.RadioSelect}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "is_active", "rhythm", Div("weekday", "hour", css_class="fields"), "to_partners", "to_colleagues",
            "opening", "version",
        )  # fmt: skip

    def hold(self) -> None:
        """Set for the first time, it is written first as unset: of two who do so, the second overwrites nothing."""
        if not self.instance.pk:
            self.instance.pk = Digest.objects.kept(self.instance.space, at=self.instance.since).pk

    def clean(self):
        """Its times set again, it never leaves for a moment that has passed."""
        if TIMES & set(self.changed_data):
            self.instance.since = timezone.now()
        return super().clean()


class SendDigestForm(OnceForm):
    pass
