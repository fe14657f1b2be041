"""The pieces pages are made of. `docs/interface.md` shows each with its options."""

import json
from dataclasses import dataclass
from functools import cache

from django import template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from mediation.common.addresses import address_of
from mediation.common.forms import SAID
from mediation.common.templatetags.french import phone_fr, plural_fr, tied

register = template.Library()
register.simple_tag(address_of, name="address")

SIGNS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}  # nothing may close the block
PILL_ICONS = {
    "envie": "heart",
    "besoin": "target",
    "demarche": "paper",
    "ok": "check",
    "late": "clock",
    "wait": "clock",
}


class CaptureNode(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> str:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - rendered by a template
        return ""


@register.tag
def capture(parser: template.base.Parser, token: template.base.Token) -> CaptureNode:
    """`{% capture page_title %}{% block title %}{% endblock %}{% endcapture %}`: a block shown twice."""
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, token.split_contents()[1])


@register.simple_tag
@cache
def icon(name: str) -> str:
    """A drawing beside a word, never instead of it: hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def pill(kind: str, text: object) -> str:
    """Kinds: envie, besoin, demarche, ok, late, wait, or "" for a plain one. The colour repeats what the word says."""
    drawing = icon(PILL_ICONS[kind]) if kind in PILL_ICONS else ""
    return format_html('<span class="tag {}">{}{}</span>', kind, drawing, text)


@register.simple_tag
def linked_data(value: dict) -> str:
    """What search engines read of a page, in a block of data: no browser runs it."""
    text = json.dumps(value, ensure_ascii=False).translate(SIGNS)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - no sign left


@register.simple_tag
def options(groups: list) -> str:
    """What a list to choose in holds, under the names of its groups: a page of filters has hundreds."""
    return format_html_join("", "{}", ((options_of(name, choices),) for name, choices, _ in groups))


def options_of(group: str | None, choices: list[dict]) -> str:
    shown = ((each["value"], flatatt(each["attrs"]) if each["attrs"] else "", each["label"]) for each in choices)
    lines = format_html_join("", '\n  <option value="{}"{}>{}</option>', shown)
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', group, lines) if group else lines


@register.simple_tag
def seats(*, capacity: int, taken: int, waiting: int = 0, held: int = 0) -> str:
    """Seats drawn with their sentence: taken, held for who is to answer or for a group, free, then people waiting."""
    sentence = seats_sentence(capacity, taken, waiting, held)
    if capacity + waiting > DRAWN_AT_MOST:
        return format_html('<p class="kicker">{}</p>', sentence)
    drawn = {"": taken, " seat-held": held, " seat-free": max(capacity - taken - held, 0), " seat-waiting": waiting}
    marks = mark_safe("".join(f'<span class="seat{kind}"></span>' * count for kind, count in drawn.items()))  # noqa: S308 - our own words
    return format_html(SEATS, sentence, marks)


SEATS = """
<div class="seats-drawn" role="img" aria-label="{0}">
{1}
</div>
<p class="kicker" aria-hidden="true">{0}</p>
"""
DRAWN_AT_MOST = 40


def seats_sentence(capacity: int, taken: int, waiting: int, held: int) -> str:
    parts = [f"{plural_fr(taken, 'place prise,places prises')} sur {capacity}"]
    if held:
        parts.append(plural_fr(held, "place gardée,places gardées"))
    if waiting:
        parts.append(f"{plural_fr(waiting, 'personne,personnes')} en attente")
    return " · ".join(parts)


@register.inclusion_tag("components/todo.html")
def todo(
    *,
    title: str,
    address: str = "",
    note: str = "",
    kind: str = "",
    label: str = "",
    action: str = "",
    private: bool = False,
) -> dict:
    """One line of what is to be done. `label` is its pill (of `kind`), `action` the word on its button."""
    row = {"title": title, "address": address, "note": note, "kind": kind, "label": label}
    return row | {"action": action, "private": private}


@register.simple_tag
def story_line(
    *,
    title: str,
    when: str = "",
    kind: str = "",
    label: str = "",
    label_kind: str = "",
    note: str = "",
    repeats: tuple[str, ...] = (),
) -> str:
    """One moment of a person's story. Kinds colour the dot: envie, besoin, ok, late, or "" for the rest.

    `repeats`: when the same happened before, folded.
    """
    return format_html(
        STORY_LINE,
        kind,
        tied(title),
        format_html(" {}", pill(label_kind, label)) if label else "",
        format_html('<p class="line-note" data-private="note">{}</p>', tied(note)) if note else "",
        format_html('<p class="line-when">{}</p>', when) if when else "",
        folded(repeats) if repeats else "",
    )


STORY_LINE = '<li class="line {}"><p class="line-title">{}{}</p>{}{}{}</li>'


def folded(repeats: tuple[str, ...]) -> str:
    lines = format_html_join("", '<li class="line-when">{}</li>', ((each,) for each in repeats))
    counted = plural_fr(len(repeats), "autre fois,autres fois")
    return format_html('<details class="more"><summary>{} déjà</summary><ul>{}</ul></details>', counted, lines)


@register.inclusion_tag("components/empty.html")
def empty(*, title: str, text: str = "", address: str = "", label: str = "", drawing: str = "heart") -> dict:
    """Nothing here yet: what to do about it, and one button."""
    return {"title": title, "text": text, "address": address, "label": label, "drawing": drawing}


@register.simple_tag
def phone(number: object, *, size: str = "", name: object = "") -> str:
    """A number one can press. Sizes: "", big, huge. `name` says whose, to those who do not see the page."""
    return format_html(
        '<a class="{}" href="tel:{}">{}{}{}</a>',
        f"phone phone-{size}" if size else "phone",
        str(number).replace(" ", ""),
        icon("phone"),
        format_html('<span class="visually-hidden">Appeler {} : </span>', name) if name else "",
        phone_fr(str(number)),
    )


@register.inclusion_tag("components/download.html")
def download(*, address: str, label: str, details: str = "PDF", drawing: str = "download") -> dict:
    """A file to fetch: `details` says its kind, weight or format."""
    return {"address": address, "label": label, "details": details, "drawing": drawing}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, *, name: str = "page") -> dict:
    """The pages of a list, filters kept."""
    kept = context["request"].GET.copy()
    kept.pop(name, None)
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    prefix = f"?{kept.urlencode()}&" if kept else "?"
    return {"page": page, "numbers": numbers, "gap": page.paginator.ELLIPSIS, "prefix": f"{prefix}{name}="}


@dataclass(frozen=True)
class FieldErrors:
    label: str
    target: str  # the id of the first control of the field
    errors: list[str]

    @property
    def is_question(self) -> bool:
        return self.label.endswith("?")


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: object) -> dict:
    """All that is to be corrected, above the form, each a link to its field; or what is only to be known first."""
    fields = [
        FieldErrors(str(field.label), _first_control(field), list(field.errors)) for field in form if field.errors
    ]
    general = list(form.non_field_errors())
    count = len(general) + sum(len(field.errors) for field in fields)
    is_only_said = not fields and all(error.code == SAID for error in form.non_field_errors().as_data())
    return {"fields": fields, "general": general, "count": count, "is_only_said": is_only_said}


def _first_control(field: object) -> str:
    return f"{field.auto_id}_0" if field.use_fieldset else field.auto_id


@register.inclusion_tag("components/stale.html")
def stale(differences: list) -> dict:
    """Somebody else saved meanwhile. `differences`: (label, what is saved now, what was just typed) a field."""
    return {"differences": differences}
