"""Handing a ready e-mail to a mail server: two exchanges where it takes commands together (RFC 2920), else four."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from smtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused, quoteaddr

CLOSING = 421  # the server hangs up: what follows was not even tried
GO_ON, TAKEN = {354}, {250, 251}
END = b".\r\n"
SO_FAST = re.compile(r"too many (messages|e?mails|connections)|throttl|rate limit|rate exceeded", re.IGNORECASE)
TOO_MANY = re.compile(rf"\b4\.7\.0\b|{SO_FAST.pattern}", re.IGNORECASE)

quoted = lru_cache(quoteaddr)  # the same for all those of a space


def hand_over(server: SMTP, sender: str, to: str, mail: bytes) -> None:
    """Over an open connection; raises what `SMTP.sendmail` raises. The lines of the mail end as on the wire."""
    server.ehlo_or_helo_if_needed()
    options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
    if not server.has_extn("pipelining"):
        server.sendmail(sender, [to], mail, mail_options=options)
        return
    announce(server, sender, to, " ".join([*options, *size(server, mail)]))
    server.send(mail.replace(b"\n.", b"\n..") + (b"" if mail.endswith(b"\n") else b"\r\n") + END)
    code, said = server.getreply()
    if code not in TAKEN:
        given_up(server, code)
        raise SMTPDataError(code, said)


def is_too_many(code: int, said: str, *, of_one: bool = False) -> bool:
    """A refusal for now of whoever sends too fast. A server that does not know the sender yet (greylisting) says 4.7.1:
    one recipient is waited for, alone. Of one recipient (`of_one`), 4.7.0 says nothing of the others."""
    return 400 <= code < 500 and bool((SO_FAST if of_one else TOO_MANY).search(said))


def size(server: SMTP, mail: bytes) -> list[str]:
    return [f"SIZE={len(mail)}"] if server.has_extn("size") else []


def announce(server: SMTP, sender: str, to: str, options: str) -> None:
    """From whom, to whom, and that it comes: said at once, answered one by one."""
    commands = f"MAIL FROM:{quoted(sender)} {options}".rstrip(), f"RCPT TO:<{to}>", "DATA", ""
    server.send("\r\n".join(commands).encode("ascii"))
    refusals = [
        heard(server, TAKEN, lambda code, said: SMTPSenderRefused(code, said, sender)),
        heard(server, TAKEN, lambda code, said: SMTPRecipientsRefused({to: (code, said)})),
        heard(server, GO_ON, SMTPDataError),
    ]
    if any(refusals):
        if refusals[-1] is None:  # it waits for a mail that nobody is to receive
            server.send(END)
            server.getreply()
        given_up(server)
        raise next(filter(None, refusals))


def heard(server: SMTP, wanted: set[int], refusal: Callable[[int, bytes], SMTPException]) -> SMTPException | None:
    code, said = server.getreply()
    if code == CLOSING:
        server.close()
        raise refusal(code, said)
    return None if code in wanted else refusal(code, said)


def given_up(server: SMTP, code: int = 0) -> None:
    """Ready for the next one, unless the server hung up."""
    if code == CLOSING:
        server.close()
        return
    with suppress(SMTPException):
        server.rset()
