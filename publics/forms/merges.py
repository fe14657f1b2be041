"""Which of two values is kept, for each thing that two records of one person say otherwise."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field

from mediation.common.phones import PhoneField, spaced

from ..enums import ContactChannel
from ..models import Person
from .people import NBSP, NEEDED

KEPT, MERGED = "kept", "merged"
NOTHING = "rien de noté"
CHANGED = f"L’une des deux fiches a changé entre-temps{NBSP}: regardez de nouveau avant de réunir."
NEVER_CHOSEN = {"space"}


@dataclass(frozen=True)
class Together:
    """Columns that are chosen together: half an address is none."""

    name: str
    label: str
    columns: tuple[str, ...]
    unread: tuple[str, ...] = ()


TOGETHER = (
    Together("home", "où elle habite", ("address", "postal_code", "city", "insee_code"), unread=("insee_code",)),
    Together("helper", "qui appeler à sa place", ("helper_name", "helper_phone")),
)


def choices_of_a_person() -> list[Together]:
    """Every column that a form may fill, whoever adds one."""
    grouped = {name: group for group in TOGETHER for name in group.columns}
    columns = [
        column for column in Person._meta.concrete_fields
        if column.editable and not column.primary_key and column.name not in NEVER_CHOSEN
    ]  # fmt: skip
    alone = (
        grouped.get(column.name) or Together(column.name, str(column.verbose_name), (column.name,))
        for column in columns
    )
    return list(dict.fromkeys(alone))


def said(person: Person, group: Together) -> str:
    """As one reads it: « 05 36 49 20 01 », « 1 chemin du Lavoir, 23990, Saint-Aubrelin »."""
    columns = [Person._meta.get_field(name) for name in group.columns if name not in group.unread]
    return ", ".join(filter(None, (readable(person, column) for column in columns)))


def readable(person: Person, column: Field) -> str:
    value = getattr(person, column.name)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if column.choices:
        return str(getattr(person, f"get_{column.name}_display")())
    if isinstance(column, PhoneField):
        return spaced(value)
    return "" if value is None else str(value)


class MergeForm(forms.Form):
    """A choice for each thing that differs; what only one record says is proposed."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, kept: Person, merged: Person, **options):
        super().__init__(*args, **options)
        self.kept, self.merged = kept, merged
        self.now = self.fields["seen"].initial = f"{kept.version}.{merged.version}"
        is_refused = ContactChannel.NONE in (kept.preferred_channel, merged.preferred_channel)
        for group in choices_of_a_person():
            here, there = said(kept, group), said(merged, group)
            if here != there and not (is_refused and group.name == "preferred_channel"):
                self.fields[group.name] = forms.ChoiceField(
                    label=group.label[:1].upper() + group.label[1:],
                    choices=[(KEPT, here or NOTHING), (MERGED, there or NOTHING)],
                    initial=KEPT if here else MERGED,
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                )

    @property
    def differing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "seen"]

    def clean_seen(self) -> str:
        if self.cleaned_data["seen"] != self.now:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.now
            raise ValidationError(CHANGED)
        return self.now

    def clean(self):
        """She is still reached by the channel that is kept."""
        cleaned = super().clean()
        channel = self.value_of("preferred_channel")
        column, sentence = NEEDED.get(channel, ("", ""))
        if column and not self.value_of(column):
            raise ValidationError(sentence)
        return cleaned

    def value_of(self, column: str):
        return getattr(self.merged if column in self.taken() else self.kept, column)

    def taken(self) -> list[str]:
        """The columns whose value is the merged person's."""
        chosen = {name for name, choice in self.cleaned_data.items() if choice == MERGED}
        return [column for group in choices_of_a_person() if group.name in chosen for column in group.columns]
