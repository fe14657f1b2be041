from django import forms
from django.db.models import QuerySet, TextChoices

from mediation.accounts.models import Commune, Space
from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm

from .. import segments
from ..models import Segment

NBSP = "\u00a0"
Line = dict[str, str]  # fact, value, block


class Match(TextChoices):
    ALL = "all", "toutes les conditions"
    ANY = "any", "au moins une condition"


class ClauseForm(forms.Form):
    """One condition: a fact, and its answer when it asks for one. Conditions of one block are alternatives."""

    block = forms.IntegerField(min_value=0, max_value=segments.MOST_CRITERIA, widget=forms.HiddenInput)
    fact = forms.ChoiceField(label="Condition")

    def __init__(self, *args, space: Space, **options):
        super().__init__(*args, **options)
        facts = [(criterion.key, criterion.label) for criterion in segments.known()]
        self.fields["fact"].choices = [("", "Choisissez une condition"), *facts]
        criterion = segments.criterion_of(self["fact"].value())
        if criterion and criterion.field:
            self.fields["value"] = criterion.field(space)
        elif criterion is None:  # what was typed waits for its condition
            self.fields["value"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def number(self) -> int:
        return int(self.prefix[1:])


class RuleEditor:
    """The conditions of a rule as one writes them: lines in blocks, some of them not complete yet."""

    def __init__(self, lines: list[Line], match: str, *, space: Space):
        self.lines = lines[: segments.MOST_CRITERIA] or [{"fact": "", "value": "", "block": "0"}]
        self.match = match if match in segments.COMBINED else Match.ALL
        self.space = space
        self.forms = [
            ClauseForm(initial=line, prefix=f"c{number}", space=space) for number, line in enumerate(self.lines)
        ]

    @classmethod
    def of_rule(cls, rule: dict, *, space: Space) -> "RuleEditor":
        """What can be read of a rule; nothing of one that is broken."""
        try:
            match, blocks = segments.read(rule, space=space)
        except segments.BrokenRuleError:
            return cls([], Match.ALL, space=space)
        lines = [
            {"fact": clause.criterion.key, "value": clause.value, "block": str(number)}
            for number, block in enumerate(blocks)
            for clause in block
        ]
        return cls(lines, match, space=space)

    @classmethod
    def of_data(cls, data, *, space: Space) -> "RuleEditor":
        """What was typed, then the change that was asked for: `add`, `or-2` (beside line 2), `remove-2`."""
        typed = [
            {name: data.get(f"c{number}-{name}", "") for name in ("fact", "value", "block")}
            for number in range(segments.MOST_CRITERIA)
        ]
        lines = [line for line in typed if any(line.values())]
        act, _, place = data.get("act", "").partition("-")
        return cls(changed(lines, act, place), data.get("match", ""), space=space)

    def check(self) -> bool:
        """Each line is complete; else each says what it lacks."""
        self.forms = [
            ClauseForm({f"c{number}-{name}": value for name, value in line.items()}, prefix=f"c{number}",
                       space=self.space)
            for number, line in enumerate(self.lines)
        ]  # fmt: skip
        return not [form for form in self.forms if not form.is_valid()]

    @property
    def is_complete(self) -> bool:
        return len(self.complete_lines) == len(self.lines)

    @property
    def complete_lines(self) -> list[Line]:
        return [line for line in self.lines if is_complete(line, space=self.space)]

    @property
    def rule(self) -> dict:
        """Of the complete lines."""
        blocks: dict[str, list[tuple[str, str]]] = {}
        for line in self.complete_lines:
            criterion = segments.criterion_of(line["fact"])
            blocks.setdefault(line["block"], []).append((line["fact"], line["value"] if criterion.field else ""))
        return segments.written(self.match, blocks.values())

    @property
    def blocks(self) -> list[list[ClauseForm]]:
        """The lines as they are shown: by block."""
        blocks: dict[str, list[ClauseForm]] = {}
        for line, form in zip(self.lines, self.forms, strict=True):
            blocks.setdefault(line["block"], []).append(form)
        return list(blocks.values())

    @property
    def may_grow(self) -> bool:
        return len(self.lines) < segments.MOST_CRITERIA

    @property
    def communes(self) -> QuerySet[Commune]:
        """Proposed while a commune is typed."""
        return Commune.objects.of(self.space).order_by("name", "pk")


def changed(lines: list[Line], act: str, place: str) -> list[Line]:
    """With one condition more or one less. What is not understood changes nothing."""
    blocks = [int(line["block"]) for line in lines if line["block"].isdecimal() and len(line["block"]) < 3]
    number = int(place) if place.isdecimal() and len(place) < 3 else len(lines)
    if act == "add":
        return [*lines, {"fact": "", "value": "", "block": str(max(blocks, default=-1) + 1)}]
    if act == "or" and number < len(lines):
        beside = {"fact": "", "value": "", "block": lines[number]["block"]}
        return [*lines[: number + 1], beside, *lines[number + 1 :]]
    if act == "remove" and number < len(lines):
        return [*lines[:number], *lines[number + 1 :]]
    return lines


def is_complete(line: Line, *, space: Space) -> bool:
    try:
        segments.clause_of({"is": line["fact"], "value": line["value"]}, space=space, fields={})
    except segments.BrokenRuleError:
        return False
    return True


NAMED = f"Nom du groupe{NBSP}: comment l’appeler entre vous{NBSP}?"


class NewSegmentForm(OnceForm):
    name = forms.CharField(label=NAMED, max_length=80)
    conflicts = ()  # nobody else writes it


class EditSegmentForm(VersionedForm):
    class Meta:
        model = Segment
        fields = ["name"]
        labels = {"name": NAMED}
