from django.db.models import TextChoices


class Role(TextChoices):
    RECEPTION = "reception", "Accueil"
    MEDIATOR = "mediator", "Médiation"
    COORDINATOR = "coordinator", "Coordination"
    COLLEAGUE = "colleague", "Autre service"
    PRESCRIBER = "prescriber", "Structure partenaire"
    NETWORK = "network", "Réseau"


class SpaceKind(TextChoices):
    FRANCE_SERVICES = "france_services", "Espace France Services"
    EPN = "epn", "Espace public numérique"
    LIBRARY = "library", "Médiathèque"
    CCAS = "ccas", "Centre communal d'action sociale"
    ASSOCIATION = "association", "Association"
    OTHER = "other", "Autre lieu"


class SchoolZone(TextChoices):
    A = "A", "Zone A"
    B = "B", "Zone B"
    C = "C", "Zone C"
    OTHER = "other", "Autre calendrier"


class LinkPurpose(TextChoices):
    REGISTRATION = "registration", "Gérer une inscription"
    REFERRAL = "referral", "Suivre une fiche d'orientation"
    APPOINTMENT = "appointment", "Gérer un rendez-vous"


class JournalAction(TextChoices):
    """What the database did to a row."""

    INSERT = "insert", "ajouté"
    UPDATE = "update", "changé"
    DELETE = "delete", "effacé"
