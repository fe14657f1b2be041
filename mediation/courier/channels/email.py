import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from .base import Accepted, Permanent, Result, Temporary, Unknown


class EmailAdapter:
    """E-mail over one reused connection. The Message-ID is the message's own: the same at every attempt."""

    longest = timedelta(seconds=settings.EMAIL_TIMEOUT)

    def __init__(self):
        self.connection = get_connection()
        self.failure: Temporary | None = None

    def __enter__(self):
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self.failure = Temporary(f"serveur d'e-mail injoignable : {error}")
        return self

    def __exit__(self, *error) -> None:
        self.connection.close()

    def send(self, message, content) -> Result:
        if self.failure:
            return self.failure
        try:
            self.built(message, content).send()
        except smtplib.SMTPRecipientsRefused as error:
            return self.refused(error)
        except smtplib.SMTPResponseException as error:
            return Temporary(str(error)) if 400 <= error.smtp_code < 500 else Permanent(str(error))
        except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
            self.failure = Temporary("connexion perdue")
            return Unknown(str(error))
        except OSError as error:
            self.failure = Temporary(str(error))
            return self.failure
        return Accepted(message_id(message))

    def built(self, message, content) -> EmailMultiAlternatives:
        space = message.space
        sender = space.email_sender or settings.DEFAULT_FROM_EMAIL
        mail = EmailMultiAlternatives(
            subject=content.subject,
            body=content.text,
            from_email=f'"{space.name}" <{sender}>',
            to=[message.address],
            reply_to=[space.email] if space.email else None,
            headers={"Message-ID": message_id(message)},
            connection=self.connection,
        )
        if content.html:
            mail.attach_alternative(content.html, "text/html")
        return mail

    @staticmethod
    def refused(error: smtplib.SMTPRecipientsRefused) -> Result:
        code, reason = next(iter(error.recipients.values()))
        said = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        return Temporary(said) if 400 <= code < 500 else Permanent(said)


def message_id(message) -> str:
    domain = (message.space.email_sender or settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    return f"<{message.pk}@{domain}>"
