from crispy_forms.helper import FormHelper
from django import forms

from mediation.accounts.submissions import OnceForm
from mediation.common.forms import telling
from mediation.courier.enums import TextForm
from mediation.courier.models import Wording
from mediation.courier.scripts import Text

from ..texts import Said, refuse

ROWS = {TextForm.LONG: 20, TextForm.SHORT: 4, TextForm.SAID: 9}
LONGEST = {name: Wording._meta.get_field(name).max_length for name in ("subject", "text")}


class Lines(forms.Textarea):
    """Browsers end lines as the words of the product do not: counted and kept, each end is one sign."""

    def value_from_datadict(self, data, files, name):
        typed = super().value_from_datadict(data, files, name)
        return typed and typed.replace("\r\n", "\n")


class WordingForm(OnceForm):
    """One text, as a space says it. Somebody else saved meanwhile: `conflicts` holds (label, theirs, typed)."""

    subject = forms.CharField(label="Objet", max_length=LONGEST["subject"])
    text = forms.CharField(label="Texte", max_length=LONGEST["text"], strip=True)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    field_order = ["subject", "text"]

    def __init__(self, *args, said: Said, **options):
        today = said.today
        initial = {"subject": today.subject, "text": today.text, "version": said.version}
        super().__init__(*args, initial=initial, **options)
        self.said, self.conflicts = said, []
        self.fields["text"].widget = Lines({"rows": ROWS[said.form]})
        if not said.is_long:
            del self.fields["subject"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict:
        if "text" in self.cleaned_data and not self.errors:
            with telling(self, field="text"):
                refuse(self.said, self.written)
        return self.cleaned_data

    @property
    def written(self) -> Text:
        """As typed: what is refused is looked at too."""
        typed = {name: self[name].value() or "" for name in LONGEST if name in self.fields}
        return Text(**{name: text[: LONGEST[name]] for name, text in typed.items()})

    def catch_up(self, said: Said) -> None:
        """Sent again, it takes the place of what was saved meanwhile."""
        theirs = {"subject": said.today.subject, "text": said.today.text}
        shown = [name for name in theirs if name in self.fields and theirs[name] != self.cleaned_data.get(name)]
        self.conflicts = [(self.fields[name].label, theirs[name], self.cleaned_data.get(name, "")) for name in shown]
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = said.version
