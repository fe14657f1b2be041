"""How a session was: on a screen, from paper slips, by the mediator, in the words of who was there."""

from django import forms

from mediation.accounts.submissions import OnceForm
from mediation.common.forms import VersionedForm
from mediation.common.privacy import refuse_secrets
from publics.forms.facets import untagged
from publics.models import Person

from ..enums import FeedbackQuestion, FeedbackSource, Rating
from ..models import Debrief, FeedbackCount, Session, Testimonial
from ..models.feedback import MOST_COUNTED
from ..rating import FACES, choices_of

NO_HEALTH = "Pas d’information de santé, ni de nom de famille."
DEBRIEF_LABELS = {"worked": "Ce qui a marché", "to_change": "Ce que l’on changerait"}
LONGEST_DEBRIEF = 600


def rating(question: FeedbackQuestion, **options) -> forms.ChoiceField:
    return forms.ChoiceField(label=question.label, choices=choices_of(question), widget=forms.RadioSelect, **options)


class FeedbackForm(OnceForm):
    """Three faces, two questions that one may leave, and what would please next."""

    use_required_attribute = False

    mood = rating(FeedbackQuestion.MOOD, error_messages={"required": "Touchez un des trois visages."})
    use = rating(FeedbackQuestion.USE, required=False)
    again = rating(FeedbackQuestion.AGAIN, required=False)
    wish = forms.CharField(
        label="Et ensuite, qu’est-ce qui vous plairait\u00a0?", max_length=400, required=False,
        validators=[refuse_secrets], widget=forms.Textarea(attrs={"rows": 2}), help_text=NO_HEALTH,
    )  # fmt: skip

    @property
    def faces(self) -> list[tuple]:
        """Each radio of the first question with its drawing."""
        return [(box, FACES[Rating(box.data["value"])]) for box in self["mood"]]

    @property
    def said(self) -> dict:
        """What `give_feedback` takes."""
        chosen = {question: self.cleaned_data[question] for question in FeedbackQuestion}
        answers = {question: Rating(answer) for question, answer in chosen.items() if answer}
        return {"answers": answers, "wish": self.cleaned_data["wish"]}


class SlipsForm(forms.Form):
    """How many ticked each box. Keyed in again, it shows the last count."""

    def __init__(self, *args, session: Session, **options):
        super().__init__(*args, **options)
        counted = FeedbackCount.objects.of(session.space).filter(session=session, source=FeedbackSource.PAPER).totals()
        for question in FeedbackQuestion:
            for answer, words in choices_of(question):
                self.fields[f"{question}-{answer}"] = forms.IntegerField(
                    label=words, min_value=0, max_value=MOST_COUNTED, initial=counted.get((question, answer), 0),
                    error_messages={"required": "Écrivez un nombre, ou zéro."},
                )  # fmt: skip

    @property
    def questions(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(question.label, [self[f"{question}-{answer}"] for answer in Rating]) for question in FeedbackQuestion]

    @property
    def counts(self) -> dict[tuple[FeedbackQuestion, Rating], int]:
        """What `key_in_feedback` takes."""
        pairs = [(question, answer) for question in FeedbackQuestion for answer in Rating]
        return {(question, answer): self.cleaned_data[f"{question}-{answer}"] for question, answer in pairs}


class NewDebriefForm(OnceForm):
    worked = forms.CharField(
        label=DEBRIEF_LABELS["worked"], max_length=LONGEST_DEBRIEF, required=False, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Sans nommer personne.",
    )  # fmt: skip
    to_change = forms.CharField(
        label=DEBRIEF_LABELS["to_change"], max_length=LONGEST_DEBRIEF, required=False, validators=[refuse_secrets],
        widget=forms.Textarea(attrs={"rows": 3}), help_text="On le relit avant de modifier l’atelier.",
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)

    @property
    def said(self) -> dict:
        """What `note_debrief` takes."""
        return {name: self.cleaned_data[name] for name in DEBRIEF_LABELS}


class DebriefForm(VersionedForm):
    class Meta:
        model = Debrief
        fields = ["worked", "to_change"]
        labels = DEBRIEF_LABELS
        widgets = {name: forms.Textarea({"rows": 3}) for name in DEBRIEF_LABELS}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = untagged(self)


class TestimonialForm(OnceForm):
    """What somebody who was there said of it, word for word."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="Qui l’a dit\u00a0?", to_field_name="code", empty_label=None,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "Choisissez qui l’a dit."},
    )  # fmt: skip
    words = forms.CharField(
        label="Avec ses mots", max_length=400, validators=[refuse_secrets], widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez ce qu’elle a dit."},
    )  # fmt: skip

    def __init__(self, *args, session: Session, **options):
        super().__init__(*args, **options)
        came = session.attendances.came().values("person")
        self.fields["person"].queryset = Person.objects.of(session.space).filter(pk__in=came).order_by("sort_key", "pk")

    @property
    def said(self) -> dict:
        """What `note_testimonial` takes."""
        return {name: self.cleaned_data[name] for name in ("person", "words")}


class CoverForm(forms.Form):
    """Which of her signed sheets covers these words; none, to show them nowhere."""

    scope = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "Cette feuille n’est pas parmi les siennes."}
    )

    def __init__(self, *args, testimonial: Testimonial, **options):
        super().__init__(*args, **options)
        scopes = testimonial.person.authorisations.testimonies().values_list("scope", flat=True)
        self.fields["scope"].choices = [("", ""), *((scope, scope) for scope in dict.fromkeys(scopes))]
