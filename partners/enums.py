from django.db.models import TextChoices


class PartnerState(TextChoices):
    IDENTIFIED = "identified", "Identifiée"
    CONTACTED = "contacted", "Contactée"
    MET = "met", "Rencontrée"
    ACTIVE = "active", "Active"
    DORMANT = "dormant", "En sommeil"


class ReachChannel(TextChoices):
    PHONE = "phone", "Par téléphone"
    SMS = "sms", "Par SMS"
    EMAIL = "email", "Par e-mail"
    REFERRER = "referrer", "En passant par moi"


class ShareBack(TextChoices):
    NOTHING = "nothing", "Rien"
    CAME = "came", "Si elle est venue"
    CAME_AND_NEXT = "came_and_next", "Si elle est venue, et la suite"


class ReferralState(TextChoices):
    RECEIVED = "received", "Reçue"
    TO_CALL = "to_call", "À appeler"
    REGISTERED = "registered", "Inscrite"
    DECLINED = "declined", "Sans suite"


class RefusalReason(TextChoices):
    OUTSIDE = "outside", "Hors de notre territoire"
    NOT_OURS = "not_ours", "Ce n'est pas une aide que nous apportons"
    UNREACHABLE = "unreachable", "Pas joignable après trois essais"
    NOT_WANTED = "not_wanted", "La personne ne souhaite pas donner suite"
    ALREADY = "already", "Déjà accompagnée chez nous"
