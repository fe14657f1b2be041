"""What our forms share."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.choices import flatten_choices

from .refusals import speaks

SAID = "said"  # the code of what is said once: sent again by who insists, the form is accepted
REFUSED = 422  # HTTP « unprocessable »: the page again, with everything typed and what is wrong


def status_of(form: forms.BaseForm) -> int:
    """Of a page that shows a form: one that was sent and is shown again was refused."""
    return REFUSED if form.is_bound else 200


@contextmanager
def telling(form: forms.BaseForm, *, field: str | None = None) -> Iterator[None]:
    """What a service refuses within is said on the form that asked it, and goes no further.

    A refusal that names what the form does not ask is said above it; `field` says it there instead.
    """
    try:
        yield
    except ValidationError as refusal:
        named = set(getattr(refusal, "error_dict", ()))
        has_its_place = not named or (field is None and named <= form.fields.keys())
        form.add_error(field, refusal if has_its_place else refusal.messages)


def offer(field: forms.ModelChoiceField, rows: QuerySet) -> list[Model]:
    """What may be chosen, read once: left to itself, the field would open a cursor each time it is drawn."""
    field.queryset, found = rows, list(rows)
    field.choices = [
        ("", field.empty_label),
        *((field.prepare_value(row), field.label_from_instance(row)) for row in found),
    ]
    return found


class SpaceForm(forms.ModelForm):
    """Rules on (space, …) are checked though no form asks which space: the row it edits knows its own."""

    def _get_validation_exclusions(self) -> set[str]:
        excluded = super()._get_validation_exclusions()
        return excluded - {"space"} if self.instance.space_id else excluded


class VersionedForm(SpaceForm):
    """Edits a row that several people may edit: what was saved since the form was shown is never overwritten."""

    UNCOMPARED = {"version"}  # fields that say nothing of the row
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["version"].initial = self.instance.version
        self.conflicts: list[tuple[str, object, object]] = []

    def hold(self) -> None:
        """Whom the row tells of, when a merge could move it meanwhile: always held before the row itself. Or the row,
        that the first who sets it writes."""

    def is_saved(self) -> bool:
        """False when it is refused, which the form then says, or when somebody saved in between: nothing is written.

        `conflicts` holds then (label, theirs, yours). Sent again, the form carries the newer version and is accepted.
        """
        with telling(self):
            return speaks(transaction.atomic(self.is_written))()
        return False

    def is_written(self) -> bool:
        self.hold()
        if self.instance.claim_edit(self.cleaned_data["version"]):
            self.instance.version = self.cleaned_data["version"] + 1
            self.save()
            return True
        theirs = type(self.instance)._default_manager.get(pk=self.instance.pk)
        self.conflicts = self.differences(type(self)(instance=theirs))
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = theirs.version
        transaction.set_rollback(True)  # nothing is written, not even by `hold`
        return False

    def differences(self, shown: "VersionedForm") -> list[tuple[str, object, object]]:
        """From the form as it would be shown now."""
        return [
            (field.label, readable(field, shown[name].value()), readable(field, self[name].value()))
            for name, field in self.fields.items()
            if name not in self.UNCOMPARED and field.has_changed(shown[name].value(), self[name].data)
        ]


def readable(field: forms.Field, value: object) -> object:
    """A choice by its words, several one after the other, anything else as it was typed."""
    words = {str(choice): label for choice, label in flatten_choices(getattr(field, "choices", ()))}
    if isinstance(value, list):
        return ", ".join(words.get(str(each), str(each)) for each in value)
    return words.get(str(value), value)
