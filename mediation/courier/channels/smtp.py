"""Handing ready e-mails to a mail server: one exchange each where it takes commands together (RFC 2920), else four."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from smtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused, quoteaddr
from typing import NamedTuple

CLOSING = 421  # the server hangs up: what follows was not even tried
GO_ON, TAKEN = {354}, {250, 251}
END = b".\r\n"
SO_FAST = re.compile(r"too many (messages|e?mails|connections)|throttl|rate limit|rate exceeded", re.IGNORECASE)
TOO_MANY = re.compile(rf"\b4\.7\.0\b|{SO_FAST.pattern}", re.IGNORECASE)

quoted = lru_cache(quoteaddr)  # the same for all those of a space


class Envelope(NamedTuple):
    """The lines of the mail end as on the wire."""

    sender: str
    to: str
    mail: bytes


class Conversation:
    """Ready e-mails handed over one after the other, to a server that listens.

    Where it takes commands together, the next is announced with the end of this one (from whom, to whom, and that it
    comes); its words leave at its turn alone. One exchange an e-mail instead of four.
    """

    def __init__(self, server: SMTP):
        self.server = server
        self.announced: Envelope | None = None
        self.refusals: list[SMTPException | None] = []
        self.lost: Exception | None = None  # the server went away after it took the last one

    def hand_over(self, envelope: Envelope, then: Envelope | None = None) -> None:
        """Raises what `SMTP.sendmail` raises. Something else than this was announced: whoever calls begins again."""
        self.server.ehlo_or_helo_if_needed()
        if not self.server.has_extn("pipelining"):
            self.server.sendmail(envelope.sender, [envelope.to], envelope.mail, mail_options=self.options())
            return
        if self.announced is None:
            self.server.send(self.commands(envelope))
            self.refusals = self.answers(envelope)
        self.announced = None
        self.refuse()
        self.server.send(content_of(envelope) + (self.commands(then) if then else b""))
        code, said = self.server.getreply()
        if then and code != CLOSING:
            self.hear_of(then)
        if code not in TAKEN:
            self.given_up(code)
            raise SMTPDataError(code, said)

    def hear_of(self, then: Envelope) -> None:
        """What becomes of the next takes nothing back of this one."""
        try:
            self.refusals = self.answers(then)
            self.announced = then
        except (SMTPException, OSError) as error:
            self.lost = error

    def refuse(self) -> None:
        if not any(self.refusals):
            return
        if self.refusals[-1] is None:  # it waits for a mail that nobody is to receive
            self.server.send(END)
            self.server.getreply()
        self.given_up()
        raise next(filter(None, self.refusals))

    def given_up(self, code: int = 0) -> None:
        """Ready for the next one, unless the server hung up, or hears of it already."""
        if code == CLOSING:
            self.server.close()
        elif self.announced is None and self.lost is None:
            with suppress(SMTPException):
                self.server.rset()

    def leave(self) -> None:
        """What was announced does not leave: a server that waits for a mail would take a farewell for its words."""
        if self.announced is not None:
            self.server.close()

    def commands(self, envelope: Envelope) -> bytes:
        size = [f"SIZE={len(envelope.mail)}"] if self.server.has_extn("size") else []
        said = " ".join([f"MAIL FROM:{quoted(envelope.sender)}", *self.options(), *size])
        return f"{said}\r\nRCPT TO:<{envelope.to}>\r\nDATA\r\n".encode("ascii")

    def options(self) -> list[str]:
        return ["BODY=8BITMIME"] if self.server.has_extn("8bitmime") else []

    def answers(self, envelope: Envelope) -> list[SMTPException | None]:
        sender, to = envelope.sender, envelope.to
        return [
            heard(self.server, TAKEN, lambda code, said: SMTPSenderRefused(code, said, sender)),
            heard(self.server, TAKEN, lambda code, said: SMTPRecipientsRefused({to: (code, said)})),
            heard(self.server, GO_ON, SMTPDataError),
        ]


def content_of(envelope: Envelope) -> bytes:
    ends = b"" if envelope.mail.endswith(b"\n") else b"\r\n"
    return envelope.mail.replace(b"\n.", b"\n..") + ends + END


def is_too_many(code: int, said: str, *, of_one: bool = False) -> bool:
    """A refusal for now of whoever sends too fast. A server that does not know the sender yet (greylisting) says 4.7.1:
    one recipient is waited for, alone. Of one recipient (`of_one`), 4.7.0 says nothing of the others."""
    return 400 <= code < 500 and bool((SO_FAST if of_one else TOO_MANY).search(said))


def heard(server: SMTP, wanted: set[int], refusal: Callable[[int, bytes], SMTPException]) -> SMTPException | None:
    code, said = server.getreply()
    if code == CLOSING:
        server.close()
        raise refusal(code, said)
    return None if code in wanted else refusal(code, said)
