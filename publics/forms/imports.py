from django import forms
from django.core.exceptions import ValidationError

from mediation.accounts.submissions import OnceForm
from mediation.common.tables import HEAVIEST

from ..beneficiaries import TOO_HEAVY, Line
from ..services.imports import LEAVE, NEW, Resemblance
from .people import leave_unmarked

SHOWN_MATCHES = 3


class PeopleFileForm(OnceForm):
    file = forms.FileField(
        label="Le fichier", allow_empty_file=True,
        help_text="CSV ou Excel (.xlsx), 10 Mo et 5\u00a0000 personnes au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"required": "Choisissez un fichier."},
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > HEAVIEST:
            raise ValidationError(TOO_HEAVY)
        return file


class DecideForm(OnceForm):
    """For each line that could be somebody we know: who it is. Unsaid, the line is left aside."""

    def __init__(self, *args, likely: list[tuple[Line, list[Resemblance]]], **options):
        super().__init__(*args, **options)
        self.likely = likely
        for line, close in likely:
            self.fields[f"ligne-{line.number}"] = forms.ChoiceField(
                label=f"{line}, ligne {line.number}", widget=forms.RadioSelect, required=False, initial=LEAVE,
                choices=[(LEAVE, "Laisser de côté"), *same(close), (NEW, "C’est quelqu’un d’autre\u00a0: la noter")],
            )  # fmt: skip
        leave_unmarked(self, *self.fields)

    def choices(self) -> dict[int, str]:
        """What `carry_out_import` takes."""
        return {line.number: self.cleaned_data[f"ligne-{line.number}"] or LEAVE for line, _ in self.likely}


def same(close: list[Resemblance]) -> list[tuple[str, str]]:
    """The people she could be, each with what tells her apart and why."""
    return [
        (one.person.code, f"C’est {one.person} ({one.person.told_apart}), {', '.join(one.reasons)}")
        for one in close[:SHOWN_MATCHES]
    ]
