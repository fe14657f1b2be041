"""Somebody invented, and her session: what replaces the words in braces where a text is only looked at."""

from collections.abc import Iterable

from mediation.courier.enums import TextForm

NBSP = "\u00a0"
FIRST_NAME = "Amina"

IN_FULL = {
    "espace": "{espace}",
    "téléphone": "{téléphone}",
    "prénom": FIRST_NAME,
    "quoi": "Vendre ses gâteaux",
    "quand": "jeudi 17 décembre, de 14 heures à 16 heures",
    "date": "jeudi 17 décembre",
    "jour": "jeudi",
    "heure": "14 heures",
    "horaire": "de 14 heures à 16 heures",
    "où": "Salle du Lavoir, 1 chemin du Lavoir, Saint-Aubrelin.",
    "lieu": "Salle du Lavoir, Saint-Aubrelin",
    "conditions": "Gratuit, matériel prêté.",
    "connexion": "",
    "déplacement": "Ne vous déplacez pas.",
    "hôte": "Hélène",
    "accueil": "Hélène vous attend",
    "places": "",
    "avec": "",
    "dates": (
        f"jeudi 17 décembre, de 14 heures à 16 heures{NBSP}: Choisir ses recettes\nSalle du Lavoir, Saint-Aubrelin.\n\n"
        f"jeudi 7 janvier, de 14 heures à 16 heures{NBSP}: Photographier ses gâteaux\nSalle du Lavoir, Saint-Aubrelin."
    ),
    "rang": "2e",
    "limite": "mardi 15 décembre à 18 heures",
    "lien": "{lien}",
    "envie": "vendre mes gâteaux au marché",
}
IN_SHORT = {
    "espace": "{espace}",
    "téléphone": "{téléphone}",
    "prénom": FIRST_NAME,
    "quoi": "Vendre ses gateaux",
    "quand": "jeu 17 dec 14h",
    "où": "salle du Lavoir",
    "autres": "",
    "nombre": "4 dates",
    "rang": "2e",
    "limite": "mar 18h",
    "lien": "{lien}",
}
ON_THE_TELEPHONE = {
    **IN_FULL,
    "bonjour": f"«{NBSP}Bonjour {FIRST_NAME}, ici {{espace}}.",
    "dates": "jeudi 17 décembre, de 14 heures à 16 heures\njeudi 7 janvier, de 14 heures à 16 heures",
}


def example(*, long: Iterable[str] = (), short: Iterable[str] = (), said: Iterable[str] = ()) -> dict:
    """The words that each form may say, with those that every message may."""
    return {
        TextForm.LONG: {word: IN_FULL[word] for word in ("prénom", "quoi", "espace", "téléphone", *long)},
        TextForm.SHORT: {word: IN_SHORT[word] for word in ("prénom", "quoi", "espace", "téléphone", *short)},
        TextForm.SAID: {
            word: ON_THE_TELEPHONE[word] for word in ("bonjour", "prénom", "quoi", "espace", "téléphone", *said)
        },
    }


SESSION = (
    "quand",
    "date",
    "jour",
    "horaire",
    "où",
    "lieu",
    "conditions",
    "connexion",
    "hôte",
    "places",
    "avec",
    "lien",
)
CALL = ("date", "horaire", "lieu", "places", "avec")
SHORT = ("quand", "où", "autres", "lien")


def of_seat(*more: str) -> dict:
    """What is said of a session to who comes, or waits."""
    return example(
        long=(*SESSION, *more), short=(*SHORT, *(word for word in more if word in IN_SHORT)), said=(*CALL, *more)
    )


def of_an_appointment() -> dict:
    words = example(
        long=("accueil", "quand", "date", "jour", "heure", "où", "déplacement", "hôte", "lien"),
        short=("quand", "où", "lien"),
        said=("accueil", "date", "heure", "lieu", "déplacement"),
    )
    return {form: {word: value for word, value in said.items() if word != "quoi"} for form, said in words.items()}


def of_a_loan() -> dict:
    words = example(long=("date", "lieu"), short=("où",), said=("date", "lieu"))
    lent = {"quoi": "une tablette", "date": "jeudi 17 décembre"}
    return {form: {**said, **lent} for form, said in words.items()}
