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
