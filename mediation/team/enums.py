from django.db.models import TextChoices


class TaskReason(TextChoices):
    """Why the application proposed it; empty for a task that somebody thought of."""

    FIRST_CONTACT = "first_contact", "Première venue sans suite"
    NOT_SEEN = "not_seen", "Pas revue depuis longtemps"
    ABSENCES = "absences", "Attendue trois fois, sans un mot"


class NoteKind(TextChoices):
    HABIT = "habit", "Ici, on fait comme ça"
    PLACE = "place", "Où sont les choses"
    EQUIPMENT = "equipment", "Matériel et salles"
    SERVICE = "service", "Services et numéros utiles"
