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


class Access(TextChoices):
    """What makes it easy to come and to stay, as a place, a workshop or a session offers it to everybody.

    It says what there is, never who needs it.
    """

    STEP_FREE = "step_free", "On entre en fauteuil"
    LARGE_PRINT = "large_print", "Grands écrans, gros caractères"
    SCREEN_READER = "screen_reader", "Lecteur d’écran"
    HEARING_LOOP = "hearing_loop", "Boucle magnétique"
    SIGN_LANGUAGE = "sign_language", "Langue des signes"
    EASY_READ = "easy_read", "Supports faciles à lire"
    READ_ALOUD = "read_aloud", "On lit et on écrit avec vous"
    LANGUAGES = "languages", "D’autres langues que le français"
    CALM = "calm", "Au calme, à quelques-uns"
    BREAKS = "breaks", "Assis, avec des pauses"
    WITH_SOMEBODY = "with_somebody", "On peut venir avec quelqu’un"
    CHILDREN_WELCOME = "children_welcome", "On peut venir avec ses enfants"
    CHILDCARE = "childcare", "Garde d’enfants sur place"
    LIFT = "lift", "On vient vous chercher"


class LinkPurpose(TextChoices):
    REGISTRATION = "registration", "Gérer une inscription"
    REFERRAL = "referral", "Suivre une fiche d'orientation"
    APPOINTMENT = "appointment", "Gérer un rendez-vous"
    FEEDBACK = "feedback", "Dire comment c'était"
    CALENDAR = "calendar", "S’abonner à un agenda"
    HOLD = "hold", "Donner les noms d’un groupe"
    ANNOUNCEMENTS = "announcement", "Ne plus recevoir d’annonces"
    DIGEST = "digest", "Ne plus recevoir la lettre d’information"


class JournalAction(TextChoices):
    """What the database did to a row."""

    INSERT = "insert", "ajouté"
    UPDATE = "update", "changé"
    DELETE = "delete", "effacé"
