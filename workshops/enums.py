from django.db.models import IntegerChoices, TextChoices


class Level(TextChoices):
    BEGINNER = "beginner", "Aucun niveau demandé"
    INTERMEDIATE = "intermediate", "Pour qui se débrouille un peu"


class Audience(TextChoices):
    """For whom, as anybody would say it; several at once when publics mix."""

    CHILDREN = "children", "Enfants"
    TEENAGERS = "teenagers", "Ados"
    FAMILIES = "families", "Parents et enfants ensemble"
    YOUNG = "young", "Jeunes adultes"
    JOB_SEEKERS = "job_seekers", "En recherche d’emploi"
    MAKERS = "makers", "Commerçants, artisans, indépendants"
    ASSOCIATIONS = "associations", "Associations et bénévoles"
    RETIRED = "retired", "Retraitées et retraités"
    LEARNERS = "learners", "Qui apprennent le français"
    CARERS = "carers", "Qui aident quelqu’un"


class Aim(TextChoices):
    EMANCIPATION = "emancipation", "Émancipation"
    REPAIR = "repair", "Réparation"


class Decision(TextChoices):
    """What becomes of a workshop that was tried."""

    KEEP = "keep", "On garde"
    CHANGE = "change", "On ajuste"
    STOP = "stop", "On arrête"


class WishState(TextChoices):
    NEW = "new", "À ranger"
    SORTED = "sorted", "Rangé"
    ASIDE = "aside", "Mis de côté"


class WishChannel(TextChoices):
    DESK = "desk", "Au guichet"
    WEB = "web", "Sur la page publique"
    PAPER = "paper", "Sur papier"


class Answer(TextChoices):
    """What somebody invited to shape a workshop said."""

    YES = "yes", "Elle en est"
    LATER = "later", "Plus tard"
    NO = "no", "Non merci"


class SessionState(TextChoices):
    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publiée"
    DONE = "done", "Faite"
    CANCELLED = "cancelled", "Annulée"


class Setting(TextChoices):
    """Where a session takes place."""

    VENUE = "venue", "Dans un de nos lieux"
    PARTNER = "partner", "Chez un partenaire"
    HOME = "home", "À domicile, ou dans une résidence"
    REMOTE = "remote", "À distance, en visio ou par téléphone"


class Part(TextChoices):
    """What another structure does in a session that we make together."""

    ORGANISES = "organises", "Organise avec nous"
    HOSTS = "hosts", "Accueille"
    LEADS = "leads", "Anime"
    LENDS = "lends", "Prête du matériel"
    FUNDS = "funds", "Finance"
    SENDS = "sends", "Invite ses publics"


class RegistrationState(TextChoices):
    CONFIRMED = "confirmed", "Inscrite"
    WAITING = "waiting", "En attente"
    CANCELLED = "cancelled", "Annulée"


class Change(TextChoices):
    """What becomes of a published session that people are written to about; another room of the same place is not."""

    DATE = "date", "une autre date"
    PLACE = "place", "un autre lieu"


class Comfort(TextChoices):
    """What makes one at ease on the day: what the room does, never why."""

    RAMP = "ramp", "une rampe, ou pas de marche"
    SCREEN = "screen", "un plus grand écran"
    SEAT = "seat", "une place assise près de la porte"
    QUIET = "quiet", "un coin calme"
    COMPANION = "companion", "venir avec quelqu’un"
    INTERPRETER = "interpreter", "la langue des signes, ou une autre langue"


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


class Half(TextChoices):
    """Of a day; what begins before noon is of the morning."""

    MORNING = "morning", "matin"
    AFTERNOON = "afternoon", "après-midi"


class Standing(TextChoices):
    """Where somebody is with one date of a cycle, or one step of a pathway: read from what was noted, never typed."""

    TO_PLAN = "to_plan", "à prévoir"
    WAITING = "waiting", "sur la liste"
    TO_COME = "to_come", "à venir"
    TO_NOTE = "to_note", "à noter"
    DONE = "done", "fait"
    CAUGHT_UP = "caught_up", "rattrapé"
    MISSED = "missed", "manqué"
    LEFT = "left", "sans elle"


class StepKind(TextChoices):
    APPOINTMENT = "appointment", "Un rendez-vous"
    WORKSHOP = "workshop", "Un atelier"
    PARTNER = "partner", "Chez un partenaire"


class Outcome(TextChoices):
    """What the structure that holds a step says became of it."""

    CAME = "came", "Elle est venue"
    NOT_COME = "not_come", "Pas venue"


class Phase(TextChoices):
    """« Faire le point »: what is dated and kept of a pathway."""

    DIAGNOSIS = "diagnosis", "Diagnostic\u00a0: où elle en est"
    ANALYSIS = "analysis", "Analyse\u00a0: ce qu’on en retient"
    REVIEW = "review", "Point d’étape"


class FeedbackSource(TextChoices):
    SCREEN = "screen", "À l’écran"
    PAPER = "paper", "Sur papier"


class FeedbackQuestion(TextChoices):
    """Three smileys, then two questions that one may leave."""

    MOOD = "mood", "Comment c’était\u00a0?"
    USE = "use", "Est-ce que cela va vous servir\u00a0?"
    AGAIN = "again", "Avez-vous envie de revenir\u00a0?"


class Rating(TextChoices):
    HIGH = "high", "Oui"
    SOME = "some", "Un peu"
    LOW = "low", "Non"


class Rhythm(TextChoices):
    WEEKLY = "weekly", "Chaque semaine"
    FORTNIGHTLY = "fortnightly", "Une semaine sur deux"
    MONTHLY = "monthly", "Chaque mois, le même jour de la semaine"
    MONTHLY_LAST = "monthly_last", "Chaque mois, le dernier jour de la semaine"


class Resource(TextChoices):
    """What is in one place at a time."""

    ROOM = "room", "Salle"
    HOST = "host", "Qui accueille"
    ITEM = "item", "Matériel"


class ItemKind(TextChoices):
    STATION = "station", "Poste"
    COMPUTER = "computer", "Ordinateur"
    TABLET = "tablet", "Tablette"
    PHONE = "phone", "Téléphone"
    PRINTER = "printer", "Imprimante ou scanner"
    PROJECTOR = "projector", "Vidéoprojecteur ou écran"
    CAMERA = "camera", "Appareil photo ou caméra"
    OTHER = "other", "Autre"


class ItemState(TextChoices):
    IN_SERVICE = "in_service", "En service"
    REPAIR = "repair", "En réparation"
    WITHDRAWN = "withdrawn", "Retiré"


class AppointmentState(TextChoices):
    PLANNED = "planned", "Prévu"
    CAME = "came", "Venue"
    EXCUSED = "excused", "A prévenu"
    NOT_COME = "not_come", "Pas venue"
    CANCELLED = "cancelled", "Annulé"


class Weekday(IntegerChoices):
    MONDAY = 0, "Lundi"
    TUESDAY = 1, "Mardi"
    WEDNESDAY = 2, "Mercredi"
    THURSDAY = 3, "Jeudi"
    FRIDAY = 4, "Vendredi"
    SATURDAY = 5, "Samedi"
    SUNDAY = 6, "Dimanche"


class Scope(TextChoices):
    """Which sessions of a series somebody means."""

    ONE = "one", "Cette séance"
    FOLLOWING = "following", "Celle-ci et les suivantes"
    ALL = "all", "Toutes celles à venir"
