"""Whatever is sent to whatever address: never an error of ours, nothing written, nothing typed lost, in French.

Forms are those the pages show, addresses those of the table: what is new is attacked too.
"""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode

from mediation.accounts.enums import Role
from mediation.local.paths import ROOT
from publics.enums import AuthorisationKind, AuthorisationMedium
from workshops.enums import RegistrationState

from .addresses import OF_OUR_ROWS, address, names, table
from .attacks import (
    ADMINISTRATOR,
    HUGE,
    LONG,
    NOBODY,
    Visitor,
    all_at_once,
    answers_well,
    attacks,
    shortened,
    some,
)
from .factories import (
    ActivityReportFactory,
    AuthorisationFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnerFactory,
    PersonFactory,
    ReferralFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    morning,
)
from .found_forms import FoundForm, forms_in
from .world import World, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox", "private_files")]

MONTH = 30.5
APPS = ("mediation", "workshops", "publics", "partners")
CLOSES_THE_DOOR = {"/compte/logout/", "/administration/logout/"}


def rich_world(**fields) -> World:
    """With what makes every form of the application appear."""
    made = world(**fields)
    space, of = made.space, made.of
    today, at = timezone.localdate(), timezone.now()
    later = {"space": space, "published": True, "starts_at": morning(at) + timedelta(days=35)}
    of.room = RoomFactory(space=space, venue=of.venue, name="petite salle")
    RegistrationFactory(space=space, session=of.past, person=of.people[3])
    of.roomy = SessionFactory(**later)
    RegistrationFactory(space=space, session=of.roomy, person=of.people[3], state=RegistrationState.WAITING)
    close = PartnerFactory(space=space, organisation=OrganisationFactory(space=space, name="Relais de Rochebrisse"))
    of.typed = ReferralFactory(space=space, structure_name=str(close), last_name="Genêt", created_at=timezone.now())
    MembershipFactory(user=made.users[Role.COORDINATOR], role=Role.COORDINATOR)
    signed = {"space": space, "person": of.person, "medium": AuthorisationMedium.WEBSITE, "signed_on": today}
    AuthorisationFactory(**signed)
    AuthorisationFactory(**signed, kind=AuthorisationKind.TESTIMONY, scope="ses mots")
    of.another = SessionFactory(workshop=of.workshop, opened_for=of.session, **later)
    ActivityReportFactory.create_batch(2, space=space, on=today)
    ActivityReportFactory(space=space, on=today, reported_at=at)
    PersonFactory(space=space, created_at=at - timedelta(days=MONTH * (space.retention_months - 0.5)))
    return made


@pytest.fixture(autouse=True)
def passwords_are_quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def refusals_are_not_logged():
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def made():
    return rich_world(slug="fil")


@pytest.fixture
def visitor(client, made):
    return Visitor(client, made)


def told(visitor: Visitor) -> str:
    return "\n".join(f"{what}: {fault}" for what, fault in visitor.wrong.items())


# --- the pages where forms are ---

PRINTED = (
    "_pdf",
    "_json",
    "_csv",
    "_xlsx",
    "_ods",
    "flyer",
    "sign_in_sheet",
    "item_labels",
    "loan_receipt",
    "letter",
    "letter_batch_file",
    "stored_file",
    "poster",
    "word_sheet",
    "spotting_sheet",
    "round_sheet",
)
MORE_PAGES: list[tuple[str, Callable[[SimpleNamespace], str]]] = [  # that show a form when searched, or for another row
    ("desk:device", lambda of: taken_along(of.stop)),
    ("publics:add_belonging", lambda of: reverse("publics:add_belonging", args=[of.organisation.code]) + "?q=Lucien"),
    ("publics:belong", lambda of: reverse("publics:belong", args=[of.person.code]) + "?q=Montorvelle"),
    ("publics:note_together", lambda of: reverse("publics:note_together") + f"?personne={of.person.code}"),
    ("publics:keep_together", lambda of: reverse("publics:keep_together") + f"?personne={of.person.code}"),
    ("workshops:register", lambda of: reverse("workshops:register", args=[of.session.code]) + "?q=Sofia"),
    ("workshops:attendance", lambda of: reverse("workshops:attendance", args=[of.past.code]) + "?q=Sofia"),
    ("workshops:enrol", lambda of: reverse("workshops:enrol", args=[of.cycle.code]) + "?q=Sofia"),
    ("workshops:cohort", lambda of: reverse("workshops:cohort", args=[of.cohort.code]) + "?q=Sofia"),
    ("workshops:session", lambda of: reverse("workshops:session", args=[of.draft.code])),
    ("workshops:session", lambda of: reverse("workshops:session", args=[of.roomy.code])),
    ("workshops:session", lambda of: reverse("workshops:session", args=[of.another.code])),
    ("communications:campaign", lambda of: reverse("communications:campaign", args=[of.running.code])),
    ("workshops:repeat_session", lambda of: series_page(of.draft, "repeat_session", rythme="weekly", fois=2)),
    ("workshops:edit_session", lambda of: series_page(of.repeated, "edit_session")),
    ("workshops:change_series", lambda of: series_page(of.repeated, "change_series", **asked(of.repeated))),
    ("workshops:cancel_series", lambda of: series_page(of.repeated, "cancel_series", scope="all")),
    ("partners:referral", lambda of: reverse("partners:referral", args=[of.typed.code])),
    ("mfa_activate_totp", lambda _of: reverse("mfa_activate_totp")),
    ("mfa_add_webauthn", lambda _of: reverse("mfa_add_webauthn")),
]


def taken_along(stop) -> str:
    said = {"arret": stop.pk, "jour": timezone.localdate(), "moment": "afternoon"}
    return f"{reverse('desk:device')}?{urlencode(said)}"


def series_page(session, name: str, **asked) -> str:
    return f"{reverse(f'workshops:{name}', args=[session.code])}?{urlencode(asked)}"


def asked(session) -> dict:
    """The whole series an hour later."""
    day = session.starts_at.astimezone(session.zone).date()
    return {"date": day, "start": "15:00", "end": "17:00", "venue": session.venue_id, "version": 1, "scope": "all"}


FIRST_STEP = {"first_name": "Amina", "last_name": "Lavande", "party_size": "1", "step": "who"}


def pages(visitor: Visitor, begins: str = "") -> Iterator[tuple[str, str, object]]:
    """(name, path, answer) of the pages that may hold a form, each as who sees it first."""
    made = visitor.made
    for who in (Role.COORDINATOR, Role.PRESCRIBER, NOBODY):
        visitor.enter(who)
        for name, (method, expected) in table().items():
            if method == "GET" and expected[who] == "200" and not name.endswith(PRINTED) and name.startswith(begins):
                yield who, name, address(name, made), {}
        if who == Role.COORDINATOR:
            yield from ((who, name, path(made.of), {}) for name, path in MORE_PAGES if name.startswith(begins))
    if "public:register".startswith(begins):
        yield NOBODY, "public:register", address("public:register", made), FIRST_STEP
    if "public:enrol".startswith(begins):
        yield NOBODY, "public:enrol", address("public:enrol", made), FIRST_STEP


def pages_of_administration(visitor: Visitor, begins: str = "") -> Iterator[tuple[str, str, str, dict]]:
    visitor.enter(ADMINISTRATOR)
    for model, of in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found = [(f"{name}_changelist", []), (f"{name}_add", [])]
        found += [(f"{name}_change", [one.pk]) for one in model._base_manager.order_by("pk")[:1]]
        found += [(f"{name}_{more}", []) for more in ("import", "export") if hasattr(of, f"{more}_action")]
        if name.startswith(begins):
            yield from ((ADMINISTRATOR, page, reverse(page, args=args), {}) for page, args in found)


def forms(visitor: Visitor, shown) -> list[FoundForm]:
    """Each once, by each of its buttons; those of lists, which repeat, by their first row."""
    found = {}
    for who, name, path, step in shown:
        with transaction.atomic():
            response = visitor.client.post(path, step) if step else visitor.client.get(path)
            here = forms_in(response, who=who, page=name, path=path)
            transaction.set_rollback(True)
        for form in here:
            buttons = form.by_each_button()
            for pressed in [next(buttons)] if who == ADMINISTRATOR else buttons:
                found.setdefault(pressed.key, pressed)
    return [form for form in found.values() if form.action not in CLOSES_THE_DOOR]


def sent_forms(visitor: Visitor, shown) -> Iterator[FoundForm]:
    """Those that are posted; the visitor is who sees them."""
    found = sorted((form for form in forms(visitor, shown) if form.method == "post"), key=lambda form: form.who)
    who = ""
    for form in found:
        if form.who != who:
            visitor.enter(who := form.who)
        yield form


def post(visitor: Visitor, form: FoundForm, what: str, data, check) -> None:
    where = f"{form.who} {form.page} → {form.action} {what}"
    visitor.send(where, partial(visitor.client.post, form.action, data), check)


# --- forms ---

# What answers something else than the page that comes next, though nothing is wrong with it.
ANSWERS_OTHERWISE = {
    "account_login": 200,  # no such account
    "account_reauthenticate": 200,
    "account_change_password": 200,
    "mfa_activate_totp": 200,  # not the right code
    "mfa_add_webauthn": 200,
    "public:register": 200,  # the first step leads to the second
    "public:enrol": 200,  # so does this one
    "workshops:new_cycle": 422,  # one date alone makes no cycle
    "workshops:co_organisers": 422,  # that one is of it already
    "workshops:new_reminder": 422,  # whom it concerns is said first
    "workshops:edit_reminder": 422,
    "workshops:read_outside": 422,  # no file
    "workshops:new_item": 422,
    "workshops:new_other_calendar": 422,  # of a host or of a place, not of both
    "team:new_absence": 422,  # from six to six
    "communications:new_medium": 422,  # five characters are no text
    "communications:edit_medium": 422,
    "desk:spotting": 200,  # what to propose; nothing is kept
    "desk:consents": 422,  # yes, and no channel is ticked
    "publics:import_people": 422,  # no file
    "publics:suppose": 422,  # she said so herself
    "publics:new_segment": 422,  # its condition has no answer yet
    "publics:export_people": 200,  # the file itself
    "partners:import_file": 422,  # no file
    "partners:import_preview": 422,  # its file is no list
    "workshops:close_session": 422,  # a presence is not noted
}


ASKS = {"count", "show"}  # how many, or how it looks: nothing is kept


def test_forms_as_they_are_shown_are_accepted(visitor):
    """Or what is sent wrong below would be refused for another reason."""
    for form in sent_forms(visitor, pages(visitor)):
        post(visitor, form, str(form.data), form.data, partial(is_accepted, form))
    assert not visitor.wrong, told(visitor)


def is_accepted(form: FoundForm, response) -> str:
    expected = ANSWERS_OTHERWISE.get(resolve(form.action.partition("?")[0]).view_name, 302)
    is_asking = "act" in form.controls and form.controls["act"].sent[0] in ASKS
    return "" if response.status_code in (302, 200 if is_asking else expected) else f"answered {response.status_code}"


SHOWN_ELSEWHERE = {
    "account_signup",  # accounts are opened by the administration
    "account_email",  # which also changes their address
    "account_set_password",
    "account_confirm_login_code",
    "account_reset_password_from_key",  # a link by e-mail
    "mfa_authenticate",  # with a second factor
    "mfa_reauthenticate",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "account_logout",
    "workshops:settle_appointment",  # once its hour has come
    "workshops:detach_appointment",  # once it counts for a step
    "desk:revive_address",  # once what was sent there came back
    "desk:return_round",  # the queue of a device, which is no form
    "workshops:tell_who_waits",  # while somebody waits for another date
    "reports:removed",  # once what was copied is undone
}


def test_every_address_that_takes_a_form_shows_one(visitor):
    """An address that takes what no page was found to send would not be attacked."""
    actions = {resolve(form.action.partition("?")[0]).view_name for form in sent_forms(visitor, pages(visitor))}
    visitor.enter(Role.COORDINATOR)
    answers = {}
    for name in set(names()) - actions - SHOWN_ELSEWHERE:
        with transaction.atomic():
            answers[name] = visitor.client.post(address(name, visitor.made)).status_code
            transaction.set_rollback(True)
    assert {name: status for name, status in answers.items() if status not in (403, 404, 405)} == {}


def foreign_values(made: World) -> dict[str, str]:
    """What another space has, by the name of the field that would ask for it."""
    of = made.of
    values = {
        "venue": of.venue.pk, "room": of.room.pk, "host": made.users[Role.MEDIATOR].pk, "session": of.session.pk,
        "person": of.person.code, "who": of.person.code, "chosen": of.person.code, "letters": of.letter.pk,
        "partner": of.organisation.code,
        "subject": f"session:{of.session.pk}", "space": made.space.pk, "depuis": of.session.code,
        "assigned_to": made.users[Role.MEDIATOR].pk, "from_user": made.users[Role.MEDIATOR].pk,
        "to_user": made.users[Role.RECEPTION].pk,
    }  # fmt: skip
    return {name: str(value) for name, value in values.items()}


@pytest.mark.parametrize(
    "begins", ["account", "mfa", "desk", "publics", "workshops", "partners", "comm", "team", "public:"]
)
def test_every_field_of_every_form(visitor, begins):
    foreign = foreign_values(rich_world())
    for form in sent_forms(visitor, pages(visitor, begins)):
        for what, data in attacks(form, foreign):
            post(visitor, form, what, data, answers_well(visitor, form, what, data))
    assert visitor.sent_count > 0
    assert not visitor.wrong, told(visitor)


@pytest.mark.parametrize(
    "app", ["auth", "accounts", "courier", "publics", "communications", "team", "workshops", "partners"]
)
def test_every_form_of_the_administration(visitor, app):
    for form in sent_forms(visitor, pages_of_administration(visitor, f"admin:{app}_")):
        for what, data in all_at_once(form):
            post(visitor, form, what, data, answers_well(visitor, form, what, data))
    assert visitor.sent_count > 0
    assert not visitor.wrong, told(visitor)


# --- addresses ---

PARAMETERS = re.compile(r'GET(?:\.get\(|\[)"(\w+)"')


IN_ADDRESSES = ["", LONG, "zzz", HUGE, "-1", "9999-12-31", "csv", "%"]


def parameters(visitor: Visitor) -> set[str]:
    """What our code reads in an address, and what the filters of lists send there."""
    code = [path.read_text(encoding="utf-8") for app in APPS for path in (ROOT / app).rglob("*.py")]
    filters = [form for form in forms(visitor, pages(visitor)) if form.method == "get"]
    return {"next"}.union(*map(PARAMETERS.findall, code), *(form.controls for form in filters))


def test_every_parameter_of_every_address(visitor):
    asked = parameters(visitor)
    assert {"q", "page", "envie", "export", "lieu"} <= asked
    for who in (Role.COORDINATOR, NOBODY):
        visitor.enter(who)
        for name, (method, expected) in table().items():
            if method == "GET" and expected[who] == "200" and (who == NOBODY) == name.startswith("public:"):
                for value in ["zzz"] if name.endswith(PRINTED) else some(IN_ADDRESSES, 3):
                    path = f"{address(name, visitor.made)}?{urlencode(dict.fromkeys(asked, value))}"
                    visitor.send(f"{name} {shortened(value)}", partial(visitor.client.get, path))
    assert not visitor.wrong, told(visitor)


def test_every_parameter_of_the_administration(visitor):
    for _, name, path, _ in list(pages_of_administration(visitor)):
        if name.endswith(("_changelist", "_export")):
            for value in some([LONG, "zzz", HUGE], 1):
                for asked in (["q", "p", "o"], ["space__id__exact", "e", "all"]):
                    query = urlencode(dict.fromkeys(asked, value))
                    visitor.send(f"{name} {query[:80]}", partial(visitor.client.get, f"{path}?{query}"))
    assert not visitor.wrong, told(visitor)


OTHER_ROWS = ["zzz", HUGE, "-1", "0", "2" * 19, "2" * 8, "x" * 3000, "é", "%00", "%ff", "..%2f..", "0" * 32]


@pytest.mark.parametrize("who", [NOBODY, Role.COORDINATOR])
def test_every_address_of_a_row_with_something_else_in_it(visitor, who):
    visitor.enter(who)
    for name, row_of in OF_OUR_ROWS.items():
        if (who == NOBODY) == name.startswith("public:"):
            row, method = row_of(visitor.made.of)[-1], table()[name][0]
            for other in some(OTHER_ROWS, 4):
                path = address(name, visitor.made).replace(f"/{row}", f"/{other}")
                visitor.send(f"{name} {shortened(other)}", partial(visitor.client.generic, method, path), is_not_found)
    assert not visitor.wrong, told(visitor)


def is_not_found(response) -> str:
    return "" if response.status_code in (400, 404) else f"answered {response.status_code}"


@pytest.mark.parametrize("who", [NOBODY, Role.COORDINATOR])
def test_every_other_method_on_every_address(visitor, who):
    """What only acts says so to who reloads it; what only shows changes nothing."""
    visitor.enter(who)
    for name, (method, _) in table().items():
        for other in [*{"GET", "POST"} - {method}, *some(["DELETE", "ZZZ"], 1)]:
            act = partial(visitor.client.generic, other, address(name, visitor.made))
            visitor.send(f"{name} {other}", act, partial(wrote_when_refused, visitor))
    assert not visitor.wrong, told(visitor)


def wrote_when_refused(visitor: Visitor, response) -> str:
    written = visitor.written() if response.status_code >= 400 else []
    return f"{response.status_code}, and wrote {written}" if written else ""


def test_nul_in_an_address_is_refused_in_a_sentence(client, made):
    response = client.get(address("public:programme", made) + "?envie=%00")
    assert response.status_code == 400
    assert "Cette adresse n’est pas complète" in response.content.decode()


def test_address_that_only_acts_says_so_to_who_opens_it(client, made):
    client.force_login(made.users[Role.COORDINATOR])
    response = client.get(reverse("workshops:publish", args=[made.of.draft.code]))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "On y arrive par un bouton de l’application." in response.content.decode()


PART = b'--x\r\nContent-Disposition: form-data; name="first_name"'
MULTIPART, CODED = "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"
BODIES = {
    "not in parts": ("multipart/form-data", b"zzz"),
    "without a boundary": ("multipart/form-data; boundary=", b"--\r\n\r\n"),
    "cut": (MULTIPART, PART + b'; filename="a.csv"\r\n\r\nid,nom'),
    "bad base64": (MULTIPART, PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n"),
    "unknown alphabet": (f"{CODED}; charset=zzz", b"first_name=Amina"),
    "not UTF-8": (CODED, b"first_name=%ff%fe&q=%C3&\xff=\xfe"),
    "too many fields": (CODED, b"&".join(b"a%d=1" % number for number in range(1100))),
    "too long": (CODED, b"first_name=" + b"x" * (11 * 1024 * 1024)),
}


@pytest.mark.parametrize("who", [NOBODY, Role.COORDINATOR])
def test_every_body_on_every_address_that_reads_one(visitor, who):
    visitor.enter(who)
    for name in names():
        path = address(name, visitor.made)
        if (who == NOBODY) == name.startswith("public:") and path not in CLOSES_THE_DOOR and is_read_by(visitor, path):
            for what, (content_type, content) in some([*BODIES.items()], 3):
                act = partial(visitor.client.generic, "POST", path, content, content_type)
                visitor.send(f"{name} {what}", act, partial(wrote_when_refused, visitor))
    assert not visitor.wrong, told(visitor)


def is_read_by(visitor: Visitor, path: str) -> bool:
    with transaction.atomic():
        status = visitor.client.post(path).status_code
        transaction.set_rollback(True)
    return status in (200, 302, 400, 422)
