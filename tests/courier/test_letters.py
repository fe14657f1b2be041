"""Letters laid over one page say, and look like, those that WeasyPrint sets one by one."""

import io
from datetime import date

import pypdfium2
import pytest

from mediation.courier import letters
from mediation.courier.letters import MM, Letter
from mediation.courier.registry import Content
from mediation.courier.scripts import email
from tests.factories import MessageFactory, SpaceFactory

pytestmark = pytest.mark.pdf

WORDS = [
    "Bonjour René,",
    "Votre place est gardée\u00a0: «\u00a0Vendre ses gâteaux\u00a0», vendredi 18\u00a0décembre. C’est gratuit.",
    "À bientôt,\nl’équipe",
]
ADDRESS = ["3 chemin des Roses", "23990 Rochebrisse"]


@pytest.fixture
def space():
    return SpaceFactory.build(name="Médiathèque «\u00a0Le Fil\u00a0»", address="3 rue du Lavoir", phone="+33536491010")


def letter_to(space, name="René Bourrache", **said):
    usual = {
        "address_lines": ADDRESS,
        "subject": "Votre place est gardée",
        "paragraphs": WORDS,
        "day": date(2026, 11, 16),
    }
    return Letter(space=space, addressee=name, **usual | said)


def pages(pdf):
    return list(pypdfium2.PdfDocument(io.BytesIO(pdf)))


def words(page):
    return sorted(page.get_textpage().get_text_bounded().split())


def test_each_page_says_what_weasyprint_would(space):
    batch = [letter_to(space), letter_to(space, "Amina O’Hara", paragraphs=["Un mot.", *WORDS])]

    laid, whole = (list(map(words, pages(made))) for made in (letters.laid(batch), letters.set_whole(batch).content))

    assert laid == whole


def test_letters_come_in_order_a_page_each(space):
    names = [f"Personne {number}" for number in range(12)]

    made = pages(letters.laid([letter_to(space, name) for name in names]))

    assert all(f"{name}\r\n" in page.get_textpage().get_text_range() for name, page in zip(names, made, strict=True))


@pytest.mark.parametrize("address", [ADDRESS, ["L" * 60, "23990 Rochebrisse"]], ids=["usual", "long"])
def test_address_is_in_the_window_of_the_envelope(space, address):
    """From 110 to 190 mm and from 50 to 80 mm, below the top of the page."""
    [page] = pages(letters.laid([letter_to(space, address_lines=address)]))

    left, bottom, right, top = box_of(page, "René Bourrache", "23990 Rochebrisse")

    assert 110 * MM <= left <= 111 * MM
    assert right <= 190 * MM
    assert 50 * MM <= page.get_height() - top <= 53 * MM
    assert page.get_height() - bottom <= 80 * MM


def box_of(page, first, last):
    """Around all that is written from the first to the last of these, in points."""
    text = page.get_textpage()
    said = text.get_text_range()
    start = said.index(first)
    end = said.index(last, start) + len(last)
    boxes = [text.get_charbox(at) for at in range(start, end) if said[at].strip()]
    return (min(box[0] for box in boxes), min(box[1] for box in boxes),
            max(box[2] for box in boxes), max(box[3] for box in boxes))  # fmt: skip


def test_same_place_as_weasyprint_sets_it(space):
    [laid], [whole] = (
        pages(made) for made in (letters.laid([letter_to(space)]), letters.set_whole([letter_to(space)]).content)
    )

    for first, last in (
        ("René Bourrache", "Rochebrisse"),
        ("Votre place est gardée", "gardée"),
        ("À bientôt", "équipe"),
    ):
        here, there = box_of(laid, first, last), box_of(whole, first, last)
        assert all(abs(one - other) < 1 for one, other in zip(here, there, strict=True)), (first, here, there)


def test_long_letter_is_set_smaller_on_its_page(space):
    long = ["Une phrase qui se répète, pour faire long. " * 4] * 7

    [page] = pages(letters.laid([letter_to(space, paragraphs=long)]))

    assert "05\xa036\xa049\xa010\xa010" in page.get_textpage().get_text_bounded()


def test_letter_longer_than_its_page_is_left_to_weasyprint(space):
    with pytest.raises(letters.DoesNotFitError):
        letters.laid([letter_to(space, paragraphs=["Une phrase qui se répète. " * 10] * 30)])


def test_page_of_each_letter_is_known_when_one_takes_two(space):
    too_long = letter_to(space, paragraphs=["Une phrase qui se répète. " * 10] * 30)

    made = letters.printed([letter_to(space), too_long, letter_to(space, "Amina O’Hara")])

    assert made.pages[:2] == [1, 2]
    assert "Amina O’Hara" in pages(made.content)[made.pages[2] - 1].get_textpage().get_text_bounded()
    assert made.pages[2] > 3


def test_file_made_again_is_the_same(space):
    batch = [letter_to(space), letter_to(space, "Amina O’Hara")]

    assert letters.printed(batch).file_hash == letters.printed(batch).file_hash
    assert letters.printed(batch).file_hash != letters.printed(batch[:1]).file_hash


def test_page_in_the_place_of_a_letter_names_nobody(space):
    [page] = pages(letters.printed([letters.empty_page(space, day=date(2026, 11, 16))]).content)

    said = page.get_textpage().get_text_bounded()

    assert "Il n’y a plus rien à envoyer ici" in " ".join(said.replace("\xa0", " ").split())
    assert "Bourrache" not in said


@pytest.mark.parametrize("sign", ["🧁", "→", "e\u0301"])
def test_sign_that_our_letters_lack_is_left_to_weasyprint(space, sign):
    assert letters.may_be_laid(letter_to(space))
    assert not letters.may_be_laid(letter_to(space, f"René {sign}"))


def test_document_is_tagged_titled_and_in_french(space):
    document = pypdfium2.PdfDocument(io.BytesIO(letters.laid([letter_to(space), letter_to(space)])))

    assert document.is_tagged()
    assert document.get_metadata_dict()["Title"] == "Courriers de Médiathèque «\u00a0Le Fil\u00a0»"


def test_an_hour_is_never_cut_from_its_number(space):
    message = MessageFactory.build(space=space, address=", ".join(ADDRESS))
    said = Content("De 14 heures à 16 heures 30.", subject="Demain, à 14 heures")

    made = letters.letter(message, said, "René", day=date(2026, 11, 16))

    assert (made.subject, made.paragraphs) == (
        "Demain, à 14\u00a0heures", ["De 14\u00a0heures à 16\u00a0heures\u00a030."]
    )  # fmt: skip
    assert letters.may_be_laid(made)
    assert made.paragraphs[0] in email(space, said.subject, said.text).html


def test_words_are_cut_at_their_spaces_and_not_between_two_held_together():
    style = letters.SIZES[0][0]

    lines = letters.set_within("un deux  trois\u00a0quatre\ncinq", 6 * style.size, style)

    assert lines == ["un deux", "trois\u00a0quatre", "cinq"]
