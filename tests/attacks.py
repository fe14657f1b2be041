"""Sends what nobody should send, says what was wrong with the answer, and undoes what was done.

There is more to send than there is time: each run draws some of the values, by the seed that pytest prints.
`EVERY_VALUE=1` sends them all.
"""

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from copy import copy
from functools import cache as once_only

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from .factories import UserFactory
from .found_forms import Control, Data, FoundForm, forms_in
from .test_language import Reader
from .world import World

NOBODY, ADMINISTRATOR = "nobody", "administrator"
NUL, LONG, HUGE = "Lav\x00ande", "x" * 10_000, "9" * 30
DATES = ["2027-02-31", "0001-01-01", "9999-12-31"]
EVERYWHERE = ["", NUL, LONG, "zzz", HUGE, "-1", "9999-12-31"]
IN_TEXT = ["", NUL, LONG, "🧁\u202e<b>"]
IN_CHOICE = [NUL, LONG]
BY_KIND = {
    "number": ["zzz", HUGE, "-1", "1.5"],
    "date": ["zzz", *DATES],
    "time": ["zzz", "25:61"],
    "email": ["zzz"],
    "tel": ["zzz", "9" * 29],
    "url": ["zzz", "javascript:alert(1)"],
}
# Written by reading: who opened a link, the address of an account that logs in.
NOTED_IN_PASSING = {"django_session", "accounts_accesslink", "account_emailaddress"}
SAYS_NOTHING = {"account_reset_password"}  # whether an address has an account
IN_THE_ADDRESS = {"depuis"}  # only says more of what the address says
KEEPS_NOTHING = {"desk:spotting"}  # its answers serve at once, and are nowhere afterwards
CARRIES = {
    "public:register",
    "public:enrol",
}  # a second step carries the first, and goes back there when it is no more as it was


class Visitor:
    def __init__(self, client: Client, made: World):
        self.client, self.made = client, made
        self.wrong: dict[str, str] = {}
        self.sent_count = 0
        self.enter(NOBODY)

    def enter(self, who: str) -> None:
        """Log in, just now: what asks for the password again does not."""
        self.client.logout()
        if who != NOBODY:
            administrator = who == ADMINISTRATOR
            user = UserFactory(is_staff=True, is_superuser=True) if administrator else self.made.users[who]
            self.client.force_login(user)
            session = self.client.session
            session["account_authentication_methods_user"] = str(user.pk)
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time(), "reauthenticated": True}
            ]
            session.save()
        self.before = versions()

    def send(self, what: str, act: Callable, check: Callable = lambda _response: "") -> None:
        """`check` says what else is wrong with the answer, before it is undone."""
        cache.clear()  # pauses after many attempts are another test's
        cookies = copy(self.client.cookies)
        self.sent_count += 1
        try:
            with transaction.atomic():
                fault = self.fault(act(), check)
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 - any one is an answer 500, to be told with what was sent
            fault = f"{type(error).__name__}: {error}"
        self.client.cookies = cookies
        if fault:
            self.wrong[what] = fault[:300]

    def fault(self, response, check: Callable) -> str:
        return fault_of(response) or check(response) or self.fault_of_next(response)

    def fault_of_next(self, response) -> str:
        """What was accepted is shown without an error."""
        if response.status_code not in (301, 302):
            return ""
        fault = fault_of(self.client.get(response.headers["Location"], follow=True))
        return fault and f"then {fault}"

    def written(self) -> list[str]:
        """The tables where something changed since this visitor entered."""
        now = versions()
        return [table for table in now if now[table] != self.before[table]]


def fault_of(response) -> str:
    """What no answer may be: an error of ours, an empty page, one that is not in French."""
    content = response.getvalue() if response.streaming else response.content
    if response.status_code >= 500:
        return f"answered {response.status_code}"
    if response.status_code in (301, 302) or response.request["REQUEST_METHOD"] in ("HEAD", "OPTIONS"):
        return ""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code >= 400 and not is_page:
        return f"{response.status_code}, not a page"
    if is_page and (response.status_code >= 400 or content.lstrip().startswith(b"<!")):
        first_tag = content.decode().partition("<head")[0]  # the rest of the page says nothing of it
        return "" if Reader(first_tag).language == "fr" else f"{response.status_code}, not in French"
    return ""


@once_only
def fingerprint() -> str:
    """SQL: how many rows a table has, and which version of each."""
    tables = sorted(set(connection.introspection.table_names()) - NOTED_IN_PASSING)
    rows = "SELECT '{0}', count(*), sum(hashtext(ctid::text || xmin::text)::bigint) FROM \"{0}\""
    return " UNION ALL ".join(rows.format(name) for name in tables)


def versions() -> dict[str, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(fingerprint())
        return {table: row for table, *row in cursor.fetchall()}


# --- forms ---


def attacks(form: FoundForm, foreign: dict[str, str]) -> Iterator[tuple[str, Data]]:
    """What is sent: each field in turn wrong or missing, the others as they should be; then all of them at once."""
    good = form.data
    for name, control in form.controls.items():
        what = f"hidden {name}" if control.is_out_of_sight else name
        for value in some(bad_values(control), 1):
            yield f"{what}={shortened(value)}", good | {name: [value]}
        if name in foreign:
            yield f"another space's {name}", good | {name: [foreign[name]]}
        if not control.is_textual:
            yield f"{what} missing", {other: values for other, values in good.items() if other != name}
    yield from all_at_once(form)


def some(values: list, count: int) -> list:
    """Another draw each run, so that every value is sent sooner or later."""
    return values if "EVERY_VALUE" in os.environ else random.sample(values, min(count, len(values)))


def all_at_once(form: FoundForm) -> Iterator[tuple[str, Data]]:
    good, hidden = form.data, {name for name, control in form.controls.items() if control.is_out_of_sight}
    counts = {name for name in hidden if name.endswith("_FORMS")}  # Django lays out as many rows, up to two thousand
    seen = form.controls.keys() - hidden
    for value in some(EVERYWHERE, 2) if hidden else []:
        out_of_sight = hidden - counts if value == HUGE else hidden
        yield f"hidden all={shortened(value)}", good | {name: [value] for name in out_of_sight}
    for value in some(EVERYWHERE, 2) if seen else []:
        yield f"all={shortened(value)}", good | {name: [value] for name in seen}
    if twice := {name: [*values, "zzz"] for name, values in good.items() if name in seen}:
        yield "all twice", good | twice
    yield "nothing", {}


def bad_values(control: Control) -> list[str]:
    if control.kind in {"file", "password"}:
        return [LONG, NUL]
    if control.is_textual:
        return [*IN_TEXT, *BY_KIND.get(control.kind, [])]
    is_number = any(value.isdecimal() for value in [*control.sent, *control.choices])
    return [*IN_CHOICE, HUGE, "-1"] if is_number else IN_CHOICE


def shortened(value: str) -> str:
    return value if len(value) < 40 else f"{value[0]}×{len(value)}"


def answers_well(visitor: Visitor, form: FoundForm, what: str, sent: Data) -> Callable:
    """What leads nowhere has written nothing and shows again what was typed; what leads on has written it."""
    typed = {name for name, control in form.controls.items() if control.is_textual and any(sent.get(name, []))}
    if form.page in KEEPS_NOTHING or (
        what.startswith("hidden") and (form.who == ADMINISTRATOR or form.page in CARRIES)
    ):
        typed = set()

    def check(response) -> str:
        written = visitor.written()
        if "Content-Disposition" in response.headers:
            return ""  # a file: that it left is noted
        if response.status_code not in (301, 302):
            return f"{response.status_code}, and wrote {written}" if written else lost_in(response, form, sent, typed)
        if what.startswith("another space's") and what.rsplit(maxsplit=1)[-1] not in IN_THE_ADDRESS and written:
            return "accepted"
        is_lost = typed and not written and form.page not in SAYS_NOTHING
        return f"wrote nothing and led to {response.headers['Location']}" if is_lost else ""

    return check


def lost_in(response, form: FoundForm, sent: Data, typed: set[str]) -> str:
    """What was typed and is in no form of the page that refuses it."""
    if not typed:
        return ""
    shown = [again for again in forms_in(response, path=form.action) if typed & again.controls.keys()]
    if not shown:
        return f"{response.status_code} without its form"
    best = max(shown, key=lambda again: len(typed & again.controls.keys())).controls
    kept = {name: best[name].sent if name in best else [] for name in typed}
    lost = {name for name in typed if not any(same(sent[name][-1], value) for value in kept[name])}
    return f"lost {sorted(lost)}" if lost else ""


def same(typed: str, shown: str) -> bool:
    """A telephone is shown in pairs; ends of lines are the browser's; blanks around are not what was typed."""
    return re.sub(r"\s+", "", typed).casefold() == re.sub(r"\s+", "", shown).casefold()
