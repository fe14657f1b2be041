"""What is printed for a session: the flyer that makes it known, the sheet people sign; what is stuck on its things."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from mediation.accounts.models import Space, StoredFile
from mediation.common import dates
from mediation.common.printing import pdf, public_address, qr, spoken

from .answers import answers, how_often, sentences, when
from .models import Item, Loan, Pathway, Session
from .standings import stages_of

FLYER_SIZES = tuple(f"size-{number}" for number in range(1, 7))
SPARE_LINES = 4  # for people who come without being registered
FEWEST_LINES = 10
A_SHEET = 21  # labels


@dataclass(frozen=True)
class Said:
    question: str
    text: str


@dataclass(frozen=True)
class Line:
    name: str = ""
    note: str = ""


def flyer(session: Session) -> bytes:
    """A5, one page: the eight answers, the telephone large, a QR with its address in clear."""
    address = public_address(reverse("public:session", args=[session.space.slug, session.code]))
    space = session.space
    return pdf(
        "workshops/documents/flyer.html",
        flyer_words(session) | {"address_shown": spoken(address), "qr": qr(address)},
        stylesheets=("flyer",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
        sizes=FLYER_SIZES,
    )


@dataclass(frozen=True)
class Logo:
    name: str
    drawing: str = ""  # as an address of data, when it has one


def logos_of(session: Session) -> list[Logo]:
    """Of the structures that make it with us."""
    return [Logo(str(one.organisation), drawn(one.organisation.logo)) for one in session.co_organisers.with_details()]


def drawn(stored: StoredFile | None) -> str:
    if stored is None:
        return ""
    with stored.content.open("rb") as content:
        return f"data:{stored.content_type};base64,{b64encode(content.read()).decode()}"


def flyer_words(session: Session) -> dict:
    """Title, gain, day and hours stand apart; the other answers follow, each under its question."""
    who, offer, audience, where, conditions, duration, frequency, way = answers(session)
    start, end = (at.astimezone(session.zone) for at in (session.starts_at, session.ends_at))
    return {
        "space": session.space,
        "place": session.place_name,
        "title": session.workshop.title,
        "gain": sentences(session.workshop.takeaway),
        "day": dates.in_full(start.date()),
        "hours": dates.hours(start, end),
        "offer": offer,
        "way": way,
        "co_organisers": logos_of(session),
        "answers": [
            [Said(where.question, where.text)],
            [Said(audience.question, audience.text), Said(conditions.question, conditions.text)],
            [
                Said(duration.question, duration.text),
                Said(frequency.question, sentences(how_often(session) or "Une fois")),
            ],
            [Said(who.question, who.text)],
        ],
    }


def wish_sheet(space: Space) -> bytes:
    """A5, one page, for any counter: what would please, by hand; a name only if she likes."""
    address = public_address(reverse("public:wish", args=[space.slug]))
    return pdf(
        "workshops/documents/wish_sheet.html",
        {"space": space, "address": spoken(address), "qr": qr(address), "lines": range(5)},
        stylesheets=("word-sheet",),
        colours={"primary": space.primary_colour, "accent": space.accent_colour},
    )


def sign_in_sheet(session: Session) -> bytes:
    """A4, landscape: names and signatures; neither telephone nor birth date. Who waits is not on it.

    Its QR leads the team's telephone to the presences of that session.
    """
    context = {
        "qr": qr(public_address(reverse("workshops:attendance", args=[session.code]))),
        "session": session,
        "space": session.space,
        "when": when(session),
        "place": place_of(session),
        "lines": sheet_lines(session),
    }
    return pdf("workshops/documents/sign_in_sheet.html", context, stylesheets=("sign-in-sheet",))


def private_sheet(session: Session, people, helpers) -> bytes:
    """A4, for the team alone: telephones, first comings, what puts each at ease, who has not said yes."""
    context = {
        "session": session,
        "space": session.space,
        "when": when(session),
        "place": place_of(session),
        "people": people,
        "helpers": helpers,
    }
    return pdf("workshops/documents/private_sheet.html", context, stylesheets=("day-sheet",))


def sheet_lines(session: Session) -> list[Line]:
    registrations = session.registrations.confirmed().by_name().select_related("person")
    lines = [Line(str(registration.person), companions(registration.party_size)) for registration in registrations]
    lines += [Line()] * max(SPARE_LINES, FEWEST_LINES - len(lines))
    return lines


def place_of(session: Session) -> str:
    return ", ".join(filter(None, [session.place, session.city]))


def companions(party_size: int) -> str:
    if party_size == 1:
        return ""
    return "et une autre personne" if party_size == 2 else f"et {party_size - 1} autres personnes"


def item_labels(space: Space, items: Iterable[Item]) -> bytes:
    """A4, sheets of twenty-one labels of 70 by 42 mm: the number, the name, a QR to its page for the team."""
    labels = [(item, qr(public_address(reverse("workshops:item", args=[item.code])))) for item in items]
    sheets = [labels[first : first + A_SHEET] for first in range(0, len(labels), A_SHEET)]
    context = {"space": space, "sheets": sheets}
    return pdf("workshops/documents/item_labels.html", context, stylesheets=("item-labels",))


def pathway_sheet(pathway: Pathway, *, at: datetime) -> bytes:
    """A4, in large type, for her to keep: what she wants, why, and what comes next. Nothing of what was noted."""
    space = pathway.space
    context = {
        "pathway": pathway,
        "person": pathway.person,
        "space": space,
        "stages": stages_of([pathway], space=space, at=at)[pathway.pk],
        "printed": dates.in_full(at.astimezone(space.zone).date()),
    }
    colours = {"primary": space.primary_colour, "accent": space.accent_colour}
    return pdf("workshops/documents/pathway_sheet.html", context, stylesheets=("pathway-sheet",), colours=colours)


def loan_receipt(loan: Loan) -> bytes:
    """A4, to cut in two: who borrows keeps one half, the space the other."""
    space = loan.space
    context = {
        "loan": loan,
        "space": space,
        "borrower": loan.person or loan.organisation,
        "copies": ["votre exemplaire", "exemplaire de l’espace"],
    }
    colours = {"primary": space.primary_colour}
    return pdf("workshops/documents/loan_receipt.html", context, stylesheets=("loan-receipt",), colours=colours)
