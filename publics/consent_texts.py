"""What people were asked, word for word. A version that was shown is never rewritten: a new one is added."""

from .enums import Purpose

CURRENT = "2026-11"
TEXTS = {
    "2026-11": {
        Purpose.ANNOUNCEMENTS: (
            "Voulez-vous qu’on vous prévienne des prochains ateliers\u00a0? Vous choisissez comment, et vous pouvez "
            "changer d’avis à tout moment, en passant, en appelant ou en répondant STOP."
        ),
        Purpose.SERVICE: (
            "Les messages de vos inscriptions (place gardée, rappel, annulation) partent sans qu’on vous le demande. "
            "Vous pouvez les arrêter."
        ),
    },
}
