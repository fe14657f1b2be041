"""The forms that pages show, as a browser would send them: found in the pages, so that a new one is found too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser

from django.utils import timezone

from mediation.common.days_off import public_holidays

TEXTUAL = {"text", "search", "tel", "email", "url", "textarea", "date", "time", "datetime-local", "number"}
# A trap, a search, what contradicts the rest, what is said of a file.
LEFT_EMPTY = {"sujet", "q", "latitude", "longitude", "room", "stop", "picture_words"}

FORM = re.compile(r"<form\b.*?(?:</form>|\Z)", re.DOTALL | re.IGNORECASE)

Data = dict[str, list[str]]


@dataclass
class Control:
    name: str
    kind: str
    sent: list[str] = field(default_factory=list)  # as the page shows it
    choices: list[str] = field(default_factory=list)

    @property
    def is_textual(self) -> bool:
        """The administration's row to copy (`__prefix__`) is nobody's answer."""
        return self.kind in TEXTUAL and "__prefix__" not in self.name

    @property
    def is_out_of_sight(self) -> bool:
        return self.kind in {"hidden", "button"}


@dataclass
class FoundForm:
    who: str
    page: str  # its name
    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, formaction

    @property
    def data(self) -> Data:
        """As somebody would send it who filled in what was empty."""
        return {name: values for name, control in self.controls.items() if (values := filled(control))}

    def by_each_button(self) -> Iterator["FoundForm"]:
        """One form a button that says something by its name, or that leads elsewhere."""
        for name, value, action in self.buttons or [("", "", "")]:
            pressed = {name: Control(name, "button", [value])} if name else {}
            yield replace(self, action=action or self.action, controls=self.controls | pressed, buttons=[])

    @property
    def key(self) -> tuple:
        """Two rows of a list show the same form."""
        return self.method, self.action, tuple(sorted(self.controls)), tuple(sorted(map(str, self.buttons)))


def filled(control: Control) -> list[str]:
    if any(control.sent):
        return control.sent
    if control.kind == "checkbox":
        return control.choices[:1]
    if control.name.rpartition("-")[2] in LEFT_EMPTY or control.kind in {"hidden", "file"}:
        return control.sent
    if control.choices:
        return [next(filter(None, control.choices), "")]
    return [plausible(control)]


def plausible(control: Control) -> str:
    day = timezone.localdate() + timedelta(days=45)
    while day in public_holidays(day.year):
        day += timedelta(days=1)
    by_kind = {"date": day.isoformat(), "time": "23:59", "number": "5", "tel": "06 39 98 12 34"}
    by_kind |= {"email": "lavande@example.org", "url": "https://example.org/", "datetime-local": f"{day}T18:00"}
    by_name = {
        "postal_code": "23990",
        "insee_code": "23901",
        "birth_year": "1980",
        "end": "20:00",
        "signed_on": timezone.localdate().isoformat(),  # never in advance
        "siret": "",
        "reach": "lavande@example.org",
    }
    last = control.name.rpartition("-")[2]
    return by_name.get(last, by_kind.get(control.kind, "Lavande"))


class FormsOf(HTMLParser):
    """Reads every form of a page, and nothing else of it: reading is slow, and most of a page is no form."""

    def __init__(self, html: str, *, who: str = "", page: str = "", path: str):
        super().__init__()
        self.found: list[FoundForm] = []
        self.who, self.page, self.path = who, page, path
        self.form: FoundForm | None = None
        self.select: Control | None = None
        self.textarea: Control | None = None
        self.feed("".join(FORM.findall(html)))

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = given.get("method", "get").lower()
            self.form = FoundForm(self.who, self.page, given.get("action") or self.path, method)
            self.found.append(self.form)
        elif tag == "button" and "disabled" in given and self.form is not None:
            self.found = [form for form in self.found if form is not self.form]  # nobody can send it
        elif self.form is not None and "disabled" not in given:
            read = {"input": self.input, "select": self.begin_select, "textarea": self.begin_textarea}
            read |= {"button": self.button, "option": self.option}
            read.get(tag, lambda _given: None)(given)

    def control(self, given: dict, kind: str) -> Control | None:
        name = given.get("name")
        if not name or name == "csrfmiddlewaretoken":
            return None
        return self.form.controls.setdefault(name, Control(name, kind))

    def input(self, given: dict) -> None:
        kind = given.get("type", "text").lower()
        if kind in {"submit", "image"}:
            self.button(given)
        elif control := self.control(given, kind):
            value = given.get("value", "on" if kind in {"checkbox", "radio"} else "")
            if kind in {"checkbox", "radio"}:
                control.choices.append(value)
                control.sent += [value] if "checked" in given else []
            else:
                control.sent.append(value)

    def button(self, given: dict) -> None:
        if given.get("type", "submit") in {"submit", "image"}:
            self.form.buttons.append((given.get("name", ""), given.get("value", ""), given.get("formaction", "")))

    def begin_select(self, given: dict) -> None:
        self.select = self.control(given, "select")

    def option(self, given: dict) -> None:
        if self.select is not None:
            self.select.choices.append(given.get("value", ""))
            self.select.sent += [given.get("value", "")] if "selected" in given else []

    def begin_textarea(self, given: dict) -> None:
        self.textarea = self.control(given, "textarea")
        if self.textarea is not None:
            self.textarea.sent.append("")

    def handle_data(self, data):
        if self.textarea is not None:
            self.textarea.sent[-1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea is not None:
            self.textarea.sent[-1] = self.textarea.sent[-1].removeprefix("\n")
            self.textarea = None


def forms_in(response, *, path: str, who: str = "", page: str = "") -> list[FoundForm]:
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if response.streaming:
        response.getvalue()  # a file handed out stays open until it is read
    if response.streaming or not is_page:
        return []
    return FormsOf(response.content.decode(), who=who, page=page, path=path).found
