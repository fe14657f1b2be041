from django.db.models import IntegerChoices, TextChoices


class Channel(TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    LETTER = "letter", "Courrier"
    PHONE = "phone", "Téléphone"


SENT_BY_MACHINE = [Channel.EMAIL, Channel.SMS]


class TextForm(TextChoices):
    """How the words of a kind are said: each form is written apart."""

    LONG = "long", "E-mail et courrier"
    SHORT = "short", "SMS"
    SAID = "said", "Appel"


class Moment(TextChoices):
    """When somebody hears from us, in the order in which it happens to her."""

    CONTACT = "contact", "Quand quelqu’un nous contacte"
    REFERRAL = "referral", "Quand une structure nous parle de quelqu’un"
    REGISTRATION = "registration", "Inscription"
    WAITING = "waiting", "Liste d’attente"
    REMINDER = "reminder", "Rappel"
    CHANGE = "change", "Changement"
    CANCELLATION = "cancellation", "Annulation"
    AFTER = "after", "Après la séance"
    APPOINTMENT = "appointment", "Rendez-vous"
    LOAN = "loan", "Prêt de matériel"
    SHAPING = "shaping", "Préparer un atelier ensemble"


class MessageState(TextChoices):
    QUEUED = "queued", "À envoyer"
    SENDING = "sending", "En cours d'envoi"
    SENT = "sent", "Parti"
    FAILED = "failed", "Pas parti"
    UNCERTAIN = "uncertain", "Peut-être parti"
    SKIPPED = "skipped", "Plus nécessaire"
    EXPIRED = "expired", "Trop tard"


class Happened(TextChoices):
    """To a message, besides leaving and what its provider tells. The last three are somebody's word."""

    AGAIN = "again", "N'est pas passé, sera réessayé"
    FAILED = "failed", "Refusé pour de bon"
    DOUBTED = "doubted", "Peut-être parti"
    ASSUMED = "assumed", "Tenu pour parti"
    ARRIVED = "arrived", "C'est arrivé"
    RESENT = "resent", "À renvoyer"
    TOLD = "told", "Dit autrement"


class Receipt(TextChoices):
    """What a provider tells once it left. One that comes late never takes the place of one that stands below it."""

    DELIVERED = "delivered", "Arrivé"
    BOUNCED = "bounced", "Revenu"
    COMPLAINED = "complained", "Signalé indésirable"


class LetterFate(TextChoices):
    """What became of a letter of a batch."""

    WAITING = "waiting", "À poster"
    POSTED = "posted", "Posté"
    KEPT = "kept", "Pas posté"


class Priority(IntegerChoices):
    OFFER = 0, "Place proposée"
    CANCELLATION = 1, "Annulation ou changement"
    REMINDER = 2, "Rappel"
    ANNOUNCEMENT = 5, "Annonce"


class CallOutcome(TextChoices):
    REACHED = "reached", "Prévenue"
    LEFT_WORD = "left_word", "Message laissé"
    NO_ANSWER = "no_answer", "Pas de réponse"
    ACCEPTED = "accepted", "Elle vient"
    DECLINED = "declined", "Pas cette date"
    LEFT_LIST = "left_list", "Quitte la liste"
    CANCELLED = "cancelled", "Ne peut pas venir"


class Silence(TextChoices):
    """Why an address is written to no more."""

    STOP = "stop", "A répondu STOP"
    REFUSED = "refused", "N'existe pas ou n'existe plus"
    COMPLAINT = "complaint", "A signalé un message indésirable"


class Intent(TextChoices):
    YES = "yes", "Oui"
    NO = "no", "Non"
    STOP = "stop", "Stop"
    UNCLEAR = "unclear", "À lire"
    RETURNED = "returned", "Message revenu"
