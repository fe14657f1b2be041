"""How the three answers are said under each question of a feedback, and drawn beside the first."""

from .enums import FeedbackQuestion, Rating

WORDS = {
    FeedbackQuestion.MOOD: ("Très bien", "Ça va", "Pas pour moi"),
    FeedbackQuestion.USE: ("Oui", "Un peu", "Non"),
    FeedbackQuestion.AGAIN: ("Oui", "Peut-être", "Non"),
}
FACES = {Rating.HIGH: "face-glad", Rating.SOME: "face-calm", Rating.LOW: "face-sad"}


def choices_of(question: FeedbackQuestion) -> list[tuple[str, str]]:
    return [(answer.value, words) for answer, words in zip(Rating, WORDS[question], strict=True)]
