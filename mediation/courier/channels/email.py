import smtplib
from datetime import timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from .base import Accepted, Permanent, Result, Temporary, Unknown, Unreachable

CLOSING = 421  # the server hangs up: what follows was not even tried


class EmailAdapter:
    """E-mail over one reused connection. The Message-ID is the message's own: the same at every attempt."""

    longest = timedelta(seconds=settings.EMAIL_TIMEOUT)

    def __init__(self):
        self.connection = get_connection()
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
            self.built(message, content).send()
        except smtplib.SMTPRecipientsRefused as error:
            return self.refused(*next(iter(error.recipients.values())))
        except smtplib.SMTPResponseException as error:
            return self.refused(error.smtp_code, error.smtp_error)
        except ValueError as error:
            return Permanent(f"adresse ou en-tête impossible : {error}")
        except OSError as error:
            return self.broken(error)
        return Accepted(message_id(message))

    def built(self, message, content) -> EmailMultiAlternatives:
        space = message.space
        sender = space.email_sender or settings.DEFAULT_FROM_EMAIL
        mail = EmailMultiAlternatives(
            subject=content.subject,
            body=content.text,
            from_email=formataddr((space.name, sender)),
            to=[message.address],
            reply_to=[space.email] if space.email else None,
            headers={"Message-ID": message_id(message)},
            connection=self.connection,
        )
        if content.html:
            mail.attach_alternative(content.html, "text/html")
        return mail

    def broken(self, error: OSError) -> Result:
        """The connection is lost: this one may have left, those after it surely did not."""
        self.failure = Unreachable(f"connexion perdue : {error}")
        is_doubtful = isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError)
        return Unknown(str(error)) if is_doubtful else self.failure

    def refused(self, code: int, reason: bytes | str) -> Result:
        said = f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"
        if code == CLOSING:
            self.failure = Unreachable(said)
            return self.failure
        return Temporary(said) if 400 <= code < 500 else Permanent(said)


def message_id(message) -> str:
    domain = (message.space.email_sender or settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    return f"<{message.pk}@{domain}>"
