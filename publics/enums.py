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


class ActivityKind(TextChoices):
    """The two kinds that La Coop knows, and ours: going to meet people where they are."""

    INDIVIDUAL = "individuel", "Accompagnement individuel"
    COLLECTIVE = "collectif", "Atelier collectif"
    OUTREACH = "outreach", "Rencontre hors les murs"


class PlaceKind(TextChoices):
    VENUE = "lieu_activite", "Lieu d'activité"
    OTHER = "autre", "Autre lieu"
    HOME = "domicile", "À domicile"
    REMOTE = "a_distance", "À distance"


class Thematique(TextChoices):
    """Digital mediation, with the codes and the words of La Coop."""

    DIAGNOSIS = "diagnostic_numerique", "Diagnostic numérique"
    HARDWARE = "prendre_en_main_du_materiel", "Prendre en main du matériel"
    REPAIR = "maintenance_de_materiel", "Maintenance de matériel"
    CONTENTS = "gere_ses_contenus_numeriques", "Gérer ses contenus numériques"
    BROWSING = "navigation_sur_internet", "Navigation sur internet"
    EMAIL = "email", "E-mail"
    OFFICE = "bureautique", "Bureautique"
    SOCIAL_NETWORKS = "reseaux_sociaux", "Réseaux sociaux communication"
    HEALTH = "sante", "Santé"
    BANKING = "banque_et_achats_en_ligne", "Banque et achats en ligne"
    BUSINESS = "entrepreneuriat", "Accompagner un professionnel"
    EMPLOYMENT = "insertion_professionnelle", "Insertion professionnelle"
    SECURITY = "securite_numerique", "Prévention en sécurité numérique"
    PARENTING = "parentalite", "Parentalité"
    SCHOOL = "scolarite_et_numerique", "Scolarité et numérique"
    CREATION = "creer_avec_le_numerique", "Créer avec le numérique"
    CULTURE = "culture_numerique", "Culture numérique"
    AI = "intelligence_artificielle", "Intelligence artificielle (IA)"
    ADMINISTRATIVE = "aide_aux_demarches_administratives", "Aide aux démarches administratives"


class AdministrativeTheme(TextChoices):
    PAPERS = "papiers_elections_citoyennete", "Papiers - Élections - Citoyenneté"
    FAMILY = "famille_scolarite", "Famille - Scolarité"
    HEALTH = "social_sante", "Social - Santé"
    WORK = "travail_formation", "Travail - Formation - Entreprise"
    HOUSING = "logement", "Logement"
    TRANSPORT = "transports_mobilite", "Transports - Mobilité"
    MONEY = "argent_impots", "Argent - Impôts"
    JUSTICE = "justice", "Justice"
    FOREIGNERS = "etrangers_europe", "Étrangers - Europe"
    LEISURE = "loisirs_sports_culture", "Loisirs - Sports - Culture"
    ASSOCIATIONS = "associations", "Associations"


class Autonomy(TextChoices):
    GUIDED = "entierement_accompagne", "Avec guidage"
    PARTLY = "partiellement_autonome", "Autonome avec guidage en cas de besoin"
    ALONE = "autonome", "Autonome"


class ActivityLevel(TextChoices):
    BEGINNER = "debutant", "Débutant"
    INTERMEDIATE = "intermediaire", "Intermédiaire"
    ADVANCED = "avance", "Avancé"


class Equipment(TextChoices):
    COMPUTER = "ordinateur", "Ordinateur"
    PHONE = "telephone", "Téléphone"
    TABLET = "tablette", "Tablette"
    OTHER = "autre", "Autre"
    NONE = "aucun", "Pas de matériel"


class RedirectedTo(TextChoices):
    ADMINISTRATION = "administration", "Administration (mairie, préfecture…)"
    MEDIATION = "mediation_numerique", "Autre structure de médiation numérique"
    OPERATOR = (
        "operateur_ou_organisme_en_charge",
        "Opérateur ou organisme en charge de la démarche administrative",
    )
    SOCIAL = "aide_sociale", "Structure d'aide sociale (maison des solidarités, centre social…)"
    EMPLOYMENT = (
        "insertion_professionnelle",
        "Structure d'insertion professionnelle (France Travail, mission locale, chambre de commerce…)",
    )
    PROCEDURES = (
        "aide_aux_demarches_administratives",
        "Structure d'aide aux démarches administratives (France Services…)",
    )
    OTHER = "autre", "Autre"


class Gender(TextChoices):
    MALE = "masculin", "Masculin"
    FEMALE = "feminin", "Féminin"
    UNSAID = "non_communique", "Non communiqué"


class AgeBracket(TextChoices):
    UNDER_12 = "moins_de_douze", "Moins de 12 ans"
    FROM_12 = "douze_dix_huit", "12 - 17 ans"
    FROM_18 = "dix_huit_vingt_quatre", "18 - 24 ans"
    FROM_25 = "vingt_cinq_trente_neuf", "25 - 39 ans"
    FROM_40 = "quarante_cinquante_neuf", "40 - 59 ans"
    FROM_60 = "soixante_soixante_neuf", "60 - 69 ans"
    FROM_70 = "soixante_dix_plus", "70 ans et plus"
    UNSAID = "non_communique", "Non communiqué"


class SocialStatus(TextChoices):
    RETIRED = "retraite", "Retraité"
    UNEMPLOYED = "sans_emploi", "Sans emploi"
    EMPLOYED = "en_emploi", "En emploi"
    SCHOOL = "scolarise", "Scolarisé"
    UNSAID = "non_communique", "Non communiqué ou hétérogène"


class CountedOf(TextChoices):
    """What is known, as a number only, of those who took part without giving a name."""

    HOW_DONE = "how_done", "Comment on a fait"
    AUTONOMY = "autonomy", "Autonomie"
    AGE_BRACKET = "age_bracket", "Tranche d'âge"
    STATUS = "status", "Statut"
    GENDER = "gender", "Genre"


class DailyDimension(TextChoices):
    """What is counted by the day, and hangs from nobody."""

    NEED = "need", "À quoi ça sert"
    BETTER_KNOWN = "better_known", "Information à mieux faire connaître"
    FOR_DEMARCHE = "for_demarche", "Petite aide pour une démarche"
    BLOCKED = "blocked", "Là où l’on bloque"
    STATION = "station", "Accès libre, par heure"


class Need(TextChoices):
    """What a request is for, once it is done."""

    RIGHTS = "rights", "Toucher une aide, garder un droit"
    INCOME = "income", "Trouver ou garder un travail, une formation"
    HOUSING = "housing", "Se loger, payer son énergie"
    HEALTH = "health", "Se soigner"
    FAMILY = "family", "S'occuper de sa famille, de l'école"
    TRAVEL = "travel", "Se déplacer"
    PAPERS = "papers", "Avoir ses papiers"
    LINK = "link", "Garder le lien, comprendre ce qu'on reçoit"
    MONEY = "money", "Payer, déclarer, gérer son argent"
    PROJECT = "project", "Avancer dans un projet à soi"


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


class FacetKind(TextChoices):
    """What somebody says of herself, beside her envies."""

    TALENT = "talent", "Talent"
    PROJECT = "project", "Projet"
    CONVENIENCE = "convenience", "Ce qui m’arrangerait"
    STRENGTH = "strength", "Point d’appui"
    MOTIVATION = "motivation", "Ce qui donne envie"
    OCCUPATION = "occupation", "Ce qu’elle fait"


class ProjectState(TextChoices):
    IDEA = "idea", "une idée"
    BEGUN = "begun", "commencé"
    DONE = "done", "abouti"
    LEFT = "left", "laissé de côté"


class MandateKind(TextChoices):
    PAPER = "paper", "Mandat papier"
    AIDANTS_CONNECT = "aidants", "Aidants Connect"


class Family(TextChoices):
    """Of démarches, as Aidants Connect and La Coop name them."""

    PAPERS = "papiers_elections_citoyennete", "Papiers, élections, citoyenneté"
    FAMILY = "famille_scolarite", "Famille, scolarité"
    HEALTH = "social_sante", "Social, santé"
    WORK = "travail_formation", "Travail, formation"
    HOUSING = "logement", "Logement"
    TRANSPORT = "transports_mobilite", "Transports, mobilité"
    MONEY = "argent_impots", "Argent, impôts"
    JUSTICE = "justice", "Justice"
    FOREIGNERS = "etrangers_europe", "Étrangers, Europe"
    LEISURE = "loisirs_sports_culture", "Loisirs, sports, culture"
    SOCIETIES = "associations", "Associations"


class LearningAnswer(TextChoices):
    ALONE = "alone", "Je le refais seule"
    ALMOST = "almost", "Presque"
    NOT_YET = "not_yet", "Pas encore"


class Purpose(TextChoices):
    """What somebody agrees to be told, or asks not to be told any more."""

    ANNOUNCEMENTS = "announcements", "Être prévenue des prochains ateliers"
    SERVICE = "service", "Recevoir les messages de ses inscriptions"


class SaidHow(TextChoices):
    """How somebody gave her answer."""

    DESK = "desk", "Sur place, de vive voix"
    PHONE = "phone", "Par téléphone"
    PAPER = "paper", "Sur un papier signé"
    WEB = "web", "Sur la page publique"
    MESSAGE = "message", "En répondant à un message"


class AuthorisationKind(TextChoices):
    IMAGE = "image", "Son image"
    TESTIMONY = "testimony", "Son témoignage"


class AuthorisationMedium(TextChoices):
    """Where it may be shown: one authorisation for each."""

    WALLS = "walls", "Dans nos locaux"
    PRINT = "print", "Affiches et dépliants"
    PRESS = "press", "Presse et bulletin"
    WEBSITE = "website", "Site internet"
    NETWORKS = "networks", "Réseaux sociaux"
    REPORT = "report", "Bilan et rapports"


class NameShown(TextChoices):
    FIRST_NAME = "first_name", "Son prénom seul"
    INITIAL = "initial", "Une initiale"
    NOTHING = "nothing", "Sans nom"


class RightsKind(TextChoices):
    ACCESS = "access", "Voir ce qui est noté"
    RECTIFICATION = "rectification", "Faire corriger"
    OPPOSITION = "opposition", "Ne plus être contactée"
    ERASURE = "erasure", "Faire effacer"


class RightsOutcome(TextChoices):
    DONE = "done", "C’est fait"
    PARTLY = "partly", "Fait en partie"
    REFUSED = "refused", "Refusé, avec la raison"
    WITHDRAWN = "withdrawn", "La personne y renonce"


class LackKind(TextChoices):
    """What is missing here."""

    ACTIVITY = "activity", "Un atelier, une activité"
    MOMENT = "moment", "Un jour, un horaire"
    PLACE = "place", "Un lieu plus proche"
    HELP = "help", "Une aide, un accompagnement"
    EQUIPMENT = "equipment", "Un matériel, une connexion"


class ToldBy(TextChoices):
    PEOPLE = "people", "Des personnes"
    PARTNER = "partner", "Une structure"
    TEAM = "team", "L’équipe"
