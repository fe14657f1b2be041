"""Eight questions for a first meeting, the envie first, as the person would say them. Answers are never kept."""

from dataclasses import dataclass

ENVIE = "Avec un ordinateur ou un téléphone, j’aimerais…"
ANSWERS = [("alone", "Oui, seule"), ("helped", "Avec de l’aide"), ("no", "Non"), ("", "Je ne souhaite pas répondre")]
TO_LEARN = {"helped", "no"}


@dataclass(frozen=True)
class Question:
    """`codes`: the thématiques of workshops where it is learnt; `otherwise`: what to propose, session or not."""

    key: str
    words: str
    codes: frozenset[str]
    otherwise: str


QUESTIONS = [
    Question("device", "J’allume un appareil et je m’y repère.", frozenset({"prendre_en_main_du_materiel"}),
             "Un moment à deux sur son propre appareil, ou sur un poste d’ici."),
    Question("message", "J’appelle, et je lis les messages que je reçois.", frozenset({"prendre_en_main_du_materiel"}),
             "Lire ensemble le dernier message reçu, et y répondre."),
    Question("search", "Je cherche une information et je la trouve.", frozenset({"navigation_sur_internet"}),
             "Chercher ensemble quelque chose qui touche à son envie."),
    Question("email", "J’envoie un e-mail avec une pièce jointe.", frozenset({"email"}),
             "Envoyer ensemble une photo à quelqu’un qu’elle aime."),
    Question("home", "J’ai chez moi un appareil et une connexion.", frozenset(),
             "Voir avec elle où pratiquer entre deux séances, et quand un poste est libre."),
    Question("formality", "Je fais une démarche en ligne.", frozenset({"aide_aux_demarches_administratives"}),
             "La prochaine démarche, la faire ensemble\u00a0; sa page proposera ensuite de la refaire."),
    Question("doubtful", "Je reconnais un message douteux.", frozenset({"securite_numerique"}),
             "Regarder ensemble deux messages, un vrai et un faux."),
]  # fmt: skip
