"""Groups of people, defined by a rule over facts: who answers it is read when it is asked, never kept.

A rule is `{"v": 1, "all": [node, …]}`, or `"any"`: a node is a criterion, `{"is": "city", "value": "Vernelune"}`, or
the other word over criteria, `{"any": [criterion, …]}`: two levels, no more. Each app registers its criteria in its
`AppConfig.ready`. What is not understood breaks the rule, which then counts nobody and reaches nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.choices import flatten_choices
from django.utils.text import capfirst

from mediation.accounts.models import Space

SCHEMA = 1
MOST_CRITERIA = 12
COMBINED = {"all": and_, "any": or_}
OTHER = {"all": "any", "any": "all"}
BROKEN = "Ce groupe ne se comprend plus\u00a0: {reason} Personne n’en fait partie tant qu’il n’est pas corrigé."


class BrokenRuleError(ValidationError):
    """Says why; whoever counts or sends stops there."""

    def __init__(self, reason: str):
        super().__init__(BROKEN.format(reason=reason), code="broken")


@dataclass(frozen=True)
class Criterion:
    """One fact about people. `field` asks for its value and checks it; None when there is nothing to ask."""

    key: str
    label: str
    q: Callable[..., Q]  # (value, space=, at=)
    field: Callable[[Space], forms.Field] | None = None


@dataclass(frozen=True)
class Clause:
    """A criterion and its value, as they were checked; `words` says both."""

    criterion: Criterion
    value: str
    words: str


@dataclass(frozen=True)
class Idea:
    """A group that any space may want: to be saved as it is, or changed first."""

    key: str
    name: str
    rule: dict

    def living_in(self, city: str) -> "Idea":
        """Those of one commune only."""
        lives = {"is": "city", "value": city}
        return Idea(self.key, f"{self.name}, {city}", {**self.rule, "all": [lives, *self.rule["all"]]})


Blocks = list[list[Clause]]
Fields = dict[str, forms.Field]  # by key of the criterion
_criteria: dict[str, Criterion] = {}
_ideas: dict[str, Idea] = {}


def register(*criteria: Criterion) -> None:
    _criteria.update({criterion.key: criterion for criterion in criteria})


def suggest(*ideas: Idea) -> None:
    """Each is of facts that must all be true."""
    _ideas.update({idea.key: idea for idea in ideas})


def suggested() -> list[Idea]:
    return list(_ideas.values())


def idea_of(key: str, *, city: str = "") -> Idea | None:
    """None when nobody suggested it."""
    idea = _ideas.get(key)
    return idea.living_in(city) if idea and city else idea


def known() -> list[Criterion]:
    return list(_criteria.values())


def criterion_of(key: object) -> Criterion | None:
    return _criteria.get(key) if isinstance(key, str) else None


def read(rule: object, *, space: Space, fields: Fields | None = None) -> tuple[str, Blocks]:
    """How the blocks combine, and the clauses of each, which combine the other way. Raises `BrokenRuleError`.

    `fields`, filled on the way, lets several rules of a space ask the database once what may be answered.
    """
    fields = {} if fields is None else fields
    if not isinstance(rule, dict) or rule.get("v") != SCHEMA:
        raise BrokenRuleError("sa règle est d’une autre version.")
    words = [word for word in COMBINED if isinstance(rule.get(word), list)]
    if len(words) != 1 or set(rule) != {"v", *words}:
        raise BrokenRuleError("sa règle est incomplète.")
    [match] = words
    blocks = [block_of(node, OTHER[match], space=space, fields=fields) for node in rule[match]]
    if not 0 < sum(map(len, blocks)) <= MOST_CRITERIA or not all(blocks):
        raise BrokenRuleError(f"il faut de 1 à {MOST_CRITERIA} conditions.")
    return match, blocks


def block_of(node: object, word: str, *, space: Space, fields: Fields) -> list[Clause]:
    if isinstance(node, dict) and set(node) == {word} and isinstance(node[word], list):
        return [clause_of(leaf, space=space, fields=fields) for leaf in node[word]]
    return [clause_of(node, space=space, fields=fields)]


def clause_of(leaf: object, *, space: Space, fields: Fields) -> Clause:
    criterion = criterion_of(leaf.get("is")) if isinstance(leaf, dict) and set(leaf) <= {"is", "value"} else None
    if criterion is None:
        raise BrokenRuleError("une de ses conditions n’existe plus.")
    value = leaf.get("value", "")
    if criterion.field is None:
        return Clause(criterion, "", criterion.label)
    if criterion.key not in fields:
        fields[criterion.key] = criterion.field(space)
    field = fields[criterion.key]
    try:
        value = str(field.clean(value if isinstance(value, str) else None))
    except ValidationError:
        raise BrokenRuleError(f"«\u00a0{criterion.label}\u00a0» n’a plus de réponse valable.") from None
    shown = dict(flatten_choices(getattr(field, "choices", ()))).get(value, value)
    return Clause(criterion, value, f"{criterion.label}\u00a0: {shown}")


def written(match: str, blocks: Iterable[Iterable[tuple[str, str]]]) -> dict:
    """The rule that these blocks of (key, value) make."""
    leaves = [[{"is": key, "value": value} if value else {"is": key} for key, value in block] for block in blocks]
    nodes = [block[0] if len(block) == 1 else {OTHER[match]: block} for block in leaves if block]
    return {"v": SCHEMA, match: nodes}


def condition(rule: object, *, space: Space, at: datetime, fields: Fields | None = None) -> Q:
    match, blocks = read(rule, space=space, fields=fields)
    inside = [
        reduce(COMBINED[OTHER[match]], (clause.criterion.q(clause.value, space=space, at=at) for clause in block))
        for block in blocks
    ]
    return reduce(COMBINED[match], inside)


def sentence(rule: object, *, space: Space, fields: Fields | None = None) -> str:
    """« Habite : Vernelune, et (a dit l’envie : … ou a dit l’envie : …) »."""
    match, blocks = read(rule, space=space, fields=fields)
    outer, inner = (", et ", " ou ") if match == "all" else (", ou ", " et ")
    said = [inner.join(uncapped(clause.words) for clause in block) for block in blocks]
    whole = outer.join(f"({words})" if len(block) > 1 else words for words, block in zip(said, blocks, strict=True))
    opening = "(" if whole.startswith("(") else ""
    return opening + capfirst(whole.removeprefix(opening))


def uncapped(words: str) -> str:
    return words[:1].lower() + words[1:]
