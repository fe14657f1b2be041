import smtplib
from contextlib import suppress
from datetime import timedelta
from email.utils import formataddr
from functools import lru_cache
from uuid import UUID

import requests
from anymail.backends.base import AnymailBaseBackend
from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from . import http, mime, smtp
from .base import Accepted, Permanent, Result, Temporary, Throttled, Unknown, Unreachable

PROVIDER = "fournisseur d’e-mail"


class EmailAdapter:
    """E-mail over one reused connection, to a server (SMTP) or to a provider's interface (django-anymail).

    By SMTP the Message-ID is the message's own, the same at every attempt. A provider gives its own, and gives our id
    back with what it tells of the message.
    """

    longest = max(timedelta(seconds=settings.EMAIL_TIMEOUT), http.LONGEST)

    def __init__(self):
        self.connection = get_connection()
        self.is_api = isinstance(self.connection, AnymailBaseBackend)
        self.is_smtp = isinstance(self.connection, EmailBackend)
        self.failure: Unreachable | None = None
        self.conversation: smtp.Conversation | None = None
        self.foreseen: dict[UUID, smtp.Envelope] = {}

    def __enter__(self):
        self.open()
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def open(self) -> None:
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self.failure = Unreachable(f"serveur d'e-mail injoignable : {error}")
        if self.is_smtp:
            self.conversation = smtp.Conversation(self.connection.connection)

    def close(self) -> None:
        if self.conversation:
            self.conversation.leave()
        self.connection.close()

    def send(self, message, content, then=None) -> Result:
        if self.conversation and self.conversation.announced and message.pk not in self.foreseen:
            self.close()
            self.open()
        if self.failure:
            return self.failure
        try:
            ref = self.sent(message, content, then)
        except (AnymailError, ValidationError, ValueError, OSError) as error:
            return self.failed(error, message)
        return Accepted(ref or message_id(message))

    def sent(self, message, content, then) -> str:
        """The provider's reference, when it gives one."""
        if not self.is_smtp:
            validate_email(message.address)  # a provider's interface would read several in one
            mail = self.built(message, content)
            mail.send()
            return reference(mail)
        envelope = self.foreseen.pop(message.pk, None) or self.envelope(message, content)
        try:
            self.conversation.hand_over(envelope, self.foresee(then))
        finally:
            if self.conversation.lost:
                self.failure = Unreachable(f"connexion perdue : {self.conversation.lost}")
        return ""

    def foresee(self, then) -> smtp.Envelope | None:
        """What cannot be written says so at its turn."""
        with suppress(ValidationError, ValueError):
            if then:
                message, content = then
                self.foreseen = {message.pk: self.envelope(message, content)}
                return self.foreseen[message.pk]
        return None

    def envelope(self, message, content) -> smtp.Envelope:
        validate_email(message.address)
        ready = compiled(message, content)
        if ready is None:
            ready = self.built(message, content).message().as_bytes(linesep="\r\n")
        to = message.address
        return smtp.Envelope(on_the_wire(sender_of(message.space)), to if to.isascii() else on_the_wire(to), ready)

    def built(self, message, content) -> EmailMultiAlternatives:
        space = message.space
        mail = EmailMultiAlternatives(
            subject=content.subject,
            body=content.text,
            from_email=named_sender(space.name, sender_of(space)),
            to=[message.address],
            reply_to=[space.email] if space.email else None,
            headers=mime.to_stop(content.stops_at) | ({} if self.is_api else {"Message-ID": message_id(message)}),
            connection=self.connection,
        )
        mail.metadata = {"message": str(message.pk)}
        if content.html:
            mail.attach_alternative(content.html, "text/html")
        return mail

    def failed(self, error: Exception, message) -> Result:
        match error:
            case AnymailError():
                return self.refused_by_provider(error, message)
            case smtplib.SMTPRecipientsRefused():
                return self.refused(*next(iter(error.recipients.values())), of_one=True)
            case smtplib.SMTPResponseException():
                return self.refused(error.smtp_code, error.smtp_error)
            case ValidationError():
                return Permanent("adresse impossible")
            case ValueError():
                return Permanent(f"adresse ou en-tête impossible : {error}")
        return self.broken(error)

    def broken(self, error: OSError) -> Result:
        """The connection is lost: this one may have left, those after it surely did not."""
        self.failure = Unreachable(f"connexion perdue : {error}")
        is_doubtful = isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError)
        return Unknown(self.failure.reason) if is_doubtful else self.failure

    def refused_by_provider(self, error: AnymailError, message) -> Result:
        """An answer that says « taken » stands, even when the rest of it cannot be read."""
        if error.response is not None:
            taken = error.response.ok
            return Accepted(str(message.pk)) if taken else http.refused(PROVIDER, error.response)
        if isinstance(error.__cause__, requests.RequestException):
            return http.unanswered(PROVIDER, error.__cause__)
        return Permanent("adresse ou contenu que le fournisseur refuse")

    def refused(self, code: int, reason: bytes | str, *, of_one: bool = False) -> Result:
        said = f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"
        if smtp.is_too_many(code, said, of_one=of_one):
            return Throttled(said)
        if code == smtp.CLOSING:
            self.failure = Unreachable(said)
            return self.failure
        return Temporary(said) if 400 <= code < 500 else Permanent(said)


def reference(mail: EmailMultiAlternatives) -> str:
    """The provider's own, when there is one; a server of mail gives none."""
    status = getattr(mail, "anymail_status", None)
    return str(status.message_id or "") if status else ""


def compiled(message, content) -> bytes | None:
    """As `EmailAdapter.built` for a server of mail, quicker; None for what only Django can write."""
    space = message.space
    sender = named_sender(space.name, sender_of(space))
    shape = mime.Shape(sender, space.email, has_html=bool(content.html), stops=bool(content.stops_at))
    return mime.compiled(
        shape, to=message.address, subject=content.subject, message_id=message_id(message), text=content.text,
        html=content.html, stop=content.stops_at,
    )  # fmt: skip


def sender_of(space) -> str:
    return space.email_sender or settings.DEFAULT_FROM_EMAIL


@lru_cache(maxsize=256)
def named_sender(name: str, address: str) -> str:
    return formataddr((name, address))


@lru_cache(maxsize=256)
def on_the_wire(address: str) -> str:
    """Its domain as the servers of the world write it."""
    return sanitize_address(address, mime.CHARSET)


def message_id(message) -> str:
    domain = sender_of(message.space).rpartition("@")[2]
    return f"<{message.pk}@{domain}>"
