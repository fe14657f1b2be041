"""Every message of the space, by moment: whom it tells, when, and in which words today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.models import Space
from mediation.accounts.versions import Version
from mediation.common.braces import always_said, refuse_unknown_words
from mediation.common.gsm import ALONE, Length, length, septets, simplified
from mediation.common.sms import shortened
from mediation.common.templatetags.french import plural_fr
from mediation.courier import registry
from mediation.courier.enums import Channel, Moment, TextForm
from mediation.courier.models import Wording
from mediation.courier.registry import Content, Kind
from mediation.courier.scripts import LINK, Script, Text, Written, content, filled
from mediation.courier.words import LABELS

from .digests import ISSUE, TRIAL

LETTERS = {ISSUE, TRIAL}
SHOWN_AS = {TextForm.LONG: Channel.LETTER, TextForm.SHORT: Channel.SMS, TextForm.SAID: Channel.PHONE}


@dataclass(frozen=True)
class Said:
    """One text: a kind, in one form, as this space says it since `last`; without it, as the product does."""

    space: Space
    kind: Kind
    form: TextForm
    last: Wording | None = None

    @property
    def script(self) -> Script:
        return self.kind.compose

    @property
    def moment(self) -> Moment:
        return self.script.moment

    @property
    def whom(self) -> str:
        return f"{self.script.whom}. {self.script.when_in(self.space)}."

    @property
    def is_own(self) -> bool:
        return self.last is not None and not self.last.is_back

    @property
    def version(self) -> int:
        return self.last.version if self.last else 0

    @property
    def product(self) -> Text:
        return self.script.text(self.kind.name, self.form)

    @property
    def today(self) -> Written:
        return self.last if self.is_own else self.product

    @property
    def is_short(self) -> bool:
        return self.form == TextForm.SHORT

    @property
    def is_said(self) -> bool:
        return self.form == TextForm.SAID

    @property
    def is_long(self) -> bool:
        return self.form == TextForm.LONG

    @property
    def words(self) -> list[tuple[str, str, str]]:
        """Those that may be written: the word, what it stands for, what it says of somebody invented."""
        return [(word, LABELS[word], said) for word, said in self.example.items()]

    @property
    def example(self) -> dict[str, str]:
        return self.script.example_of(self.form, self.space)

    def preview(self, written: Written | None = None) -> "Preview":
        shown = content(written or self.today, self.example, channel=SHOWN_AS[self.form], space=self.space)
        return Preview(shown, length(shown.text))

    def get_absolute_url(self) -> str:
        return reverse("communications:text", args=[self.kind.name, self.form])


@dataclass(frozen=True)
class Preview:
    content: Content
    length: Length


@dataclass(frozen=True)
class Told:
    """What is said of one event, in each form."""

    label: str
    whom: str
    texts: list[Said]


def moments(space: Space) -> list[tuple[Moment, list[Told]]]:
    """Those that a space may write, in the order in which they happen to somebody."""
    last = {(one.kind, one.form): one for one in Wording.objects.of(space).last_of_each()}
    found = defaultdict(list)
    for kind in scripted():
        texts = [Said(space, kind, form, last.get((kind.name, form))) for form in kind.compose.forms]
        found[kind.compose.moment].append(Told(kind.label, texts[0].whom, texts))
    return [(moment, found[moment]) for moment in Moment if moment in found]


def scripted() -> Iterable[Kind]:
    return [kind for kind in registry.kinds() if isinstance(kind.compose, Script)]


def written_each_time() -> list[Kind]:
    """Those whose words are written for one sending."""
    return [kind for kind in registry.kinds() if not isinstance(kind.compose, Script) and kind.name not in LETTERS]


def written_from_the_agenda() -> list[Kind]:
    return [kind for kind in registry.kinds() if kind.name in LETTERS]


def said_in(space: Space, name: str, form: str) -> Said | None:
    """None for a text that does not exist."""
    kind = next((kind for kind in scripted() if kind.name == name and form in kind.compose.forms), None)
    return kind and Said(space, kind, TextForm(form), Wording.objects.of(space).of_text(name, form).first())


# --- what may be written ------------------------------------------------------------------------------------------


def refuse(said: Said, written: Written) -> None:
    """What would leave a hole, lose the telephone, or be paid for twice."""
    refuse_unknown_words(f"{written.subject} {written.text}", said.example)
    always = always_said(written.text)
    if missing := [word for word in said.script.needed if word not in always]:
        raise ValidationError(f"Gardez {{{missing[0]}}}, hors des crochets\u00a0: il est toujours dit.")
    if LINK in always:
        raise ValidationError(f"Mettez {{{LINK}}} entre crochets\u00a0: certaines personnes n’ont pas de page.")
    if said.is_short:
        refuse_two_messages(said, written)


def refuse_two_messages(said: Said, written: Written) -> None:
    """Without its link, which leaves first, and with a title that is not cut."""
    words = shortened(said.example) | {LINK: ""}
    over = septets(simplified(filled(written.text, words))) - ALONE
    if over > 0:
        letters = plural_fr(over, "lettre,lettres")
        raise ValidationError(f"Ce texte ne tient pas dans un SMS\u00a0: retirez {letters}.")


# --- its versions -------------------------------------------------------------------------------------------------


def versions_of(said: Said) -> list[Version]:
    """The last first, each with the lines that it changed; the first changed those of the product."""
    rows = list(Wording.objects.of(said.space).of_text(said.kind.name, said.form).select_related("written_by"))
    texts = [said.product if row.is_back else row for row in rows] + [said.product]
    return [
        Version(row.written_at, str(row.written_by or ""), is_first=False, changes=changes(before, after))
        for row, (after, before) in zip(rows, pairwise(texts), strict=True)
    ]


def changes(before: Written, after: Written) -> list[tuple[str, str, str]]:
    subject = [("Objet", before.subject, after.subject)] if before.subject != after.subject else []
    return subject + [("Texte", was, becomes) for was, becomes in changed_lines(before.text, after.text)]


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    was, becomes = before.splitlines(), after.splitlines()
    steps = SequenceMatcher(None, was, becomes, autojunk=False).get_opcodes()
    return [
        ("\n".join(was[first:last]), "\n".join(becomes[begin:end]))
        for step, first, last, begin, end in steps
        if step != "equal"
    ]
