from django.db.models import TextChoices


class ContactChannel(TextChoices):
    """How somebody wants to be told that something changes."""

    PHONE = "phone", "Par téléphone"
    SMS = "sms", "Par SMS"
    EMAIL = "email", "Par e-mail"
    LETTER = "letter", "Par courrier"
    SOMEONE = "someone", "Par quelqu'un qui l'aide"
    MESSAGING = "messaging", "Par messagerie"
    NONE = "none", "Ni l'un ni l'autre"


class Origin(TextChoices):
    """By which door something came in."""

    DESK = "desk", "Sur place"
    PHONE = "phone", "Par téléphone"
    WEB = "web", "Sur la page publique"
    PARTNER = "partner", "Par une structure"
    SMS = "sms", "Par SMS"
    EMAIL = "email", "Par e-mail"
    LETTER = "letter", "Par courrier"


class HowDone(TextChoices):
    TOGETHER = "together", "Fait ensemble"
    ALONE = "alone", "La personne a fait seule, j'étais à côté"
    FOR_THEM = "for_them", "Fait à sa place"


class Urgency(TextChoices):
    TODAY = "today", "Aujourd'hui"
    WEEK = "week", "Cette semaine"
    LATER = "later", "Peut attendre"


class VisitKind(TextChoices):
    SUPPORT = "support", "Passage"
    PRINT = "print", "Impression"
    SCAN = "scan", "Numérisation"
    COPY = "copy", "Photocopie"
    QUESTION = "question", "Question"


class HeardFrom(TextChoices):
    SOMEONE = "someone", "Quelqu'un m'en a parlé"
    STRUCTURE = "structure", "Une structure m'a orienté"
    PAPER = "paper", "Une affiche ou un papier"
    BULLETIN = "bulletin", "Le bulletin ou le journal"
    RADIO = "radio", "La radio"
    BOARD = "board", "Le panneau lumineux"
    INTERNET = "internet", "Internet ou les réseaux"
    PASSING = "passing", "Je passais devant"
    ELSEWHERE = "elsewhere", "Je vous ai rencontrés ailleurs"
    ALREADY = "already", "Je viens déjà"


class OrganisationKind(TextChoices):
    ASSOCIATION = "association", "Association"
    SHOP = "shop", "Commerce"
    CRAFT = "craft", "Artisan, indépendant"
    FARM = "farm", "Agriculteur"
    PUBLIC = "public", "Service public"
    INFORMAL = "informal", "Groupe sans statut"
    OTHER = "other", "Autre"


class EnquiryChannel(TextChoices):
    """By which door a question, a word or thanks reached us."""

    PHONE = "phone", "Téléphone"
    DESK = "desk", "Sur place"
    WEB = "web", "Page publique"
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    MESSAGING = "messaging", "Messagerie"
    COMMENT = "comment", "Commentaire, réseaux"
    LETTER = "letter", "Courrier, papier"


class EnquiryKind(TextChoices):
    QUESTION = "question", "Question"
    COMPLAINT = "complaint", "Réclamation"
    THANKS = "thanks", "Merci"
    WORD = "word", "Un mot laissé"
    OTHER_DATE = "other_date", "Une autre date"


class EnquiryState(TextChoices):
    NEW = "new", "À prendre"
    TAKEN = "taken", "Prise en charge"
    ANSWERED = "answered", "Répondu"
    REDIRECTED = "redirected", "Orienté ailleurs"
    CLOSED = "closed", "Clos sans réponse"
