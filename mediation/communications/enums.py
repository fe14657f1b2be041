from django.db.models import TextChoices


class ClosingRule(TextChoices):
    DAYS_BEFORE = "days_before", "Tant de jours avant"
    DAY_OF_PREVIOUS_MONTH = "day_of_previous_month", "Le tant du mois précédent"


class Rhythm(TextChoices):
    WEEKLY = "weekly", "Chaque semaine"
    MONTHLY = "monthly", "Une fois par mois"


class CampaignState(TextChoices):
    DRAFT = "draft", "Brouillon"
    PROPOSED = "proposed", "À relire par une autre personne"
    PLANNED = "planned", "Va partir"
    RUNNING = "running", "En cours"
    PAUSED = "paused", "En pause"
    DONE = "done", "Finie"
    CANCELLED = "cancelled", "Arrêtée"


class Excluded(TextChoices):
    """Why somebody of the group is told nothing, the strongest reason first."""

    WANTS_NOTHING = "wants_nothing", "Ne souhaite pas être prévenue"
    TOLD = "told", "A déjà reçu cette annonce"
    COMES = "comes", "A déjà répondu\u00a0: elle vient, ou elle attend"
    ENOUGH = "enough", "A reçu deux annonces en trente jours"
    OTHER_WAY = "other_way", "A dit oui, mais par un autre canal"
    SAID_NO = "said_no", "A dit non aux annonces"
    NOT_ASKED = "not_asked", "On ne lui a jamais demandé"
