import smtplib
from datetime import timedelta
from email.utils import formataddr

import requests
from anymail.backends.base import AnymailBaseBackend
from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from . import http
from .base import Accepted, Permanent, Result, Temporary, Unknown, Unreachable

CLOSING = 421  # the server hangs up: what follows was not even tried
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
        self.failure: Unreachable | None = None

    def __enter__(self):
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self.failure = Unreachable(f"serveur d'e-mail injoignable : {error}")
        return self

    def __exit__(self, *error) -> None:
        self.connection.close()

    def send(self, message, content) -> Result:
        if self.failure:
            return self.failure
        try:
            validate_email(message.address)  # a provider's interface would read several in one
            mail = self.built(message, content)
            mail.send()
        except (AnymailError, ValidationError, ValueError, OSError) as error:
            return self.failed(error, message)
        return Accepted(reference(mail) or message_id(message))

    def built(self, message, content) -> EmailMultiAlternatives:
        space = message.space
        sender = space.email_sender or settings.DEFAULT_FROM_EMAIL
        mail = EmailMultiAlternatives(
            subject=content.subject,
            body=content.text,
            from_email=formataddr((space.name, sender)),
            to=[message.address],
            reply_to=[space.email] if space.email else None,
            headers=to_stop(content) | ({} if self.is_api else {"Message-ID": message_id(message)}),
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
                return self.refused(*next(iter(error.recipients.values())))
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
        return Unknown(str(error)) if is_doubtful else self.failure

    def refused_by_provider(self, error: AnymailError, message) -> Result:
        """An answer that says « taken » stands, even when the rest of it cannot be read."""
        if error.response is not None:
            taken = error.response.ok
            return Accepted(str(message.pk)) if taken else http.refused(PROVIDER, error.response)
        if isinstance(error.__cause__, requests.RequestException):
            return http.unanswered(PROVIDER, error.__cause__)
        return Permanent("adresse ou contenu que le fournisseur refuse")

    def refused(self, code: int, reason: bytes | str) -> Result:
        said = f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"
        if code == CLOSING:
            self.failure = Unreachable(said)
            return self.failure
        return Temporary(said) if 400 <= code < 500 else Permanent(said)


def reference(mail: EmailMultiAlternatives) -> str:
    """The provider's own, when there is one; a server of mail gives none."""
    status = getattr(mail, "anymail_status", None)
    return str(status.message_id or "") if status else ""


def to_stop(content) -> dict[str, str]:
    """RFC 8058: the reader's own button."""
    if not content.stops_at:
        return {}
    return {"List-Unsubscribe": f"<{content.stops_at}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def message_id(message) -> str:
    domain = (message.space.email_sender or settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    return f"<{message.pk}@{domain}>"
