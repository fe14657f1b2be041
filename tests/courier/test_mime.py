"""An e-mail put together quickly is the one Django makes, for whoever receives it."""

import random
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives

from mediation.courier.channels import mime

PIECES = [
    "Bonjour René", "à l’heure", "«\u00a0noël\u00a0»", "🧁👩\u200d🍳", ".", "..", ".\r\n", "\n", "\r\n", "\r", "\n\n",
    "From ici", "=C3=A9", "=?utf-8?q?a?=", "x" * 300, "œuf " * 60, "\t", "\u2028", "<p>", "&amp;", "--=====", " ",
]  # fmt: skip
STOP = "https://mediation.example.org/e/fil/annonces/ABCDEFGHJK/"
TOLD = {"to": "a@example.org", "subject": "Bonjour", "message_id": "<1@a>", "text": "Bonjour", "html": "", "stop": ""}


def words(dice, most):
    return "".join(dice.choice(PIECES) for _ in range(dice.randrange(most)))


def one_line(text):
    return " ".join(text.split())


def shaped(dice):
    name = dice.choice(["Le Fil", 'Médiathèque "Le Fil", Orvelle', "L" * 90, "Ça va 🧁"])
    replies = dice.choice(["", "a@fil.example.org"])
    return mime.Shape(f'"{name.replace(chr(34), "")}" <bonjour@fil.example.org>', replies,
                      has_html=dice.random() < 0.7, stops=dice.random() < 0.5)  # fmt: skip


def said(dice, shape):
    return {
        "to": "amina@example.org",
        "subject": one_line(words(dice, 8)),
        "message_id": "<5b4e@fil.example.org>",
        "text": words(dice, 40),
        "html": f"<p>{words(dice, 40)}</p>" if shape.has_html else "",
        "stop": STOP if shape.stops else "",
    }


def by_django(shape, *, to, subject, message_id, text, html, stop):
    headers = {"Message-ID": message_id, "Date": "Mon, 16 Nov 2026 10:00:00 +0100"} | mime.to_stop(stop)
    reply_to = [shape.reply_to] if shape.reply_to else None
    mail = EmailMultiAlternatives(subject, text, shape.sender, [to], reply_to=reply_to, headers=headers)
    if html:
        mail.attach_alternative(html, "text/html")
    return mail.message().as_bytes(linesep="\r\n")


def received(raw):
    """What a reader shows: the instant, the boundary and how the bytes travelled apart. Django folds some subjects
    before their first word, which leaves a space there."""
    mail = message_from_bytes(raw, policy=policy.default)
    headers = {name: str(value).strip() for name, value in mail.items() if name not in TRAVELLING}
    parts = [(part.get_content_type(), part.get_content_charset(), part.get_content())
             for part in mail.walk() if not part.is_multipart()]  # fmt: skip
    return headers, mail.get_content_type(), parts, mail.defects


TRAVELLING = {"Date", "Content-Type", "Content-Transfer-Encoding"}


@pytest.mark.parametrize("seed", range(60))
def test_email_is_the_one_django_makes(seed):
    dice = random.Random(seed)
    shape = shaped(dice)
    told = said(dice, shape)

    quick = mime.compiled(shape, **told)

    long_lines = any(len(line) > 998 for part in ("text", "html") for line in mime.lines_of(told[part]))
    assert (quick is None) == (long_lines or not told["text"])
    assert quick is None or received(quick) == received(by_django(shape, **told))


def test_random_words_give_both_quick_emails_and_lines_too_long_for_one():
    quick = [
        mime.compiled(shape, **said(dice, shape)) for dice in map(random.Random, range(60)) for shape in [shaped(dice)]
    ]

    assert 0 < quick.count(None) < 30


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("header", ["subject", "to", "stop", "message_id"])
def test_header_on_two_lines_is_refused(header, line_end):
    with pytest.raises(ValueError, match="newlines"):
        mime.compiled(mime.Shape("a@fil.example.org", stops=True), **TOLD | {header: f"a{line_end}Bcc: b@example.org"})


def test_name_of_the_sender_on_two_lines_is_refused():
    with pytest.raises(ValueError, match="newlines"):
        mime.compiled(mime.Shape("Le Fil\nBcc: b@example.org <a@fil.example.org>"), **TOLD)


@pytest.mark.parametrize("text", ["x" * 999, "é" * 500])
def test_line_too_long_for_a_server_is_left_to_django(text):
    assert mime.compiled(mime.Shape("a@fil.example.org", has_html=False), **TOLD | {"text": text}) is None


def test_address_with_accents_is_left_to_django():
    assert mime.compiled(mime.Shape("a@fil.example.org"), **TOLD | {"to": "rené@example.org"}) is None
