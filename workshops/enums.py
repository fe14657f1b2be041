from django.db.models import TextChoices


class Level(TextChoices):
    BEGINNER = "beginner", "Aucun niveau demandé"
    INTERMEDIATE = "intermediate", "Pour qui se débrouille un peu"


class SessionState(TextChoices):
    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publiée"
    DONE = "done", "Faite"
    CANCELLED = "cancelled", "Annulée"


class RegistrationState(TextChoices):
    CONFIRMED = "confirmed", "Inscrite"
    WAITING = "waiting", "En attente"
    CANCELLED = "cancelled", "Annulée"


class OfferState(TextChoices):
    OPEN = "open", "Proposée"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Pas cette date"
    EXPIRED = "expired", "Sans réponse"


class Presence(TextChoices):
    CAME = "came", "Présent"
    EXCUSED = "excused", "A prévenu"
    ABSENT = "absent", "Pas venu"
    WALKED_IN = "walked_in", "Venu sans être inscrit"


class Rhythm(TextChoices):
    WEEKLY = "weekly", "Chaque semaine"
    FORTNIGHTLY = "fortnightly", "Une semaine sur deux"
    MONTHLY = "monthly", "Chaque mois, le même jour de la semaine"
    MONTHLY_LAST = "monthly_last", "Chaque mois, le dernier jour de la semaine"
