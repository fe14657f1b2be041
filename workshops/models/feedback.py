"""How a session was: answers that are only counted, what the mediator keeps of it, words people let us show."""

from datetime import date, timedelta

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets
from publics.enums import AuthorisationMedium, NameShown
from publics.models import Authorisation

from ..enums import FeedbackQuestion, FeedbackSource, Rating

MOST_COUNTED = 500
ASKED_FOR = timedelta(days=30)  # after the session


class FeedbackCountQuerySet(SpaceQuerySet):
    def totals(self) -> dict[tuple[str, str], int]:
        """How many gave each answer to each question, on screen and on paper together."""
        rows = self.values_list("question", "answer").annotate(total=Sum("count"))
        return {(question, answer): total for question, answer, total in rows}


class FeedbackCount(SpaceOwned):
    """How many gave one answer to one question after a session. Who gave it is kept nowhere, nor when each did."""

    session = models.ForeignKey("workshops.Session", models.PROTECT, related_name="feedback", verbose_name="séance")
    source = models.CharField("par où", max_length=6, choices=FeedbackSource)
    question = models.CharField("question", max_length=6, choices=FeedbackQuestion)
    answer = models.CharField("réponse", max_length=4, choices=Rating)
    count = models.PositiveSmallIntegerField("combien", default=0)

    objects = FeedbackCountQuerySet.as_manager()

    class Meta:
        verbose_name = "avis comptés"
        verbose_name_plural = "avis comptés"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "session", "source", "question", "answer"],
                name="one_feedback_count_an_answer",
                violation_error_message="Ces avis sont déjà comptés.",
            ),
            models.CheckConstraint(
                condition=Q(count__lte=MOST_COUNTED),
                name="feedback_is_of_a_room",
                violation_error_message=f"Une séance ne compte pas plus de {MOST_COUNTED} avis.",
            ),
        ]

    def __str__(self):
        return f"{self.get_question_display()} {self.get_answer_display()}\u00a0: {self.count}"


class DebriefQuerySet(SpaceQuerySet):
    def about(self, workshop):
        """What its sessions taught, the last first."""
        told = self.filter(session__workshop=workshop).select_related("session", "noted_by")
        return told.order_by("-session__starts_at", "-pk")


class Debrief(SpaceOwned, Versioned):
    """What the mediator keeps of a session: what worked, what to change. The next version of the workshop reads it."""

    session = models.ForeignKey("workshops.Session", models.PROTECT, related_name="debriefs", verbose_name="séance")
    worked = models.TextField("ce qui a marché", max_length=600, blank=True, validators=[refuse_secrets])
    to_change = models.TextField("ce qu'on changerait", max_length=600, blank=True, validators=[refuse_secrets])
    noted_at = models.DateTimeField("noté le", editable=False)
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name="noté par",
    )  # fmt: skip

    objects = DebriefQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan d'une séance"
        verbose_name_plural = "bilans de séances"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "session"],
                name="one_debrief_a_session",
                violation_error_message="Le bilan de cette séance est déjà écrit\u00a0: modifiez-le.",
            ),
            models.CheckConstraint(
                condition=~Q(worked="") | ~Q(to_change=""),
                name="debrief_says_something",
                violation_error_message="Écrivez ce qui a marché, ou ce que vous changeriez.",
            ),
        ]

    def __str__(self):
        return f"Bilan de {self.session}"


class TestimonialQuerySet(SpaceQuerySet):
    def showable(self, medium: AuthorisationMedium, *, on: date):
        """Those that may be shown there that day, each with how to name her (`name_shown`)."""
        signed = (
            Authorisation.objects.in_force(on=on)
            .filter(space=OuterRef("space"), person=OuterRef("person"), scope=OuterRef("scope"))
            .testimonies()
            .filter(medium=medium)
        )
        named = Subquery(signed.newest_first().values("name_shown")[:1])
        return self.exclude(scope="").annotate(name_shown=named).exclude(name_shown=None)

    def in_order(self):
        return self.select_related("person").order_by("noted_at", "pk")


class Testimonial(SpaceOwned):
    """What somebody said of a session, word for word. Shown nowhere until a sheet she signed covers it (`scope`, as the
    sheet says it), there where it says, until the day it says or the day she takes it back."""

    session = models.ForeignKey("workshops.Session", models.PROTECT, related_name="testimonials", verbose_name="séance")
    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="testimonials", verbose_name="personne")
    words = models.CharField("avec ses mots", max_length=400, validators=[refuse_secrets])
    scope = models.CharField("ce que couvre la feuille signée", max_length=200, blank=True, validators=[refuse_secrets])
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    objects = TestimonialQuerySet.as_manager()

    class Meta:
        verbose_name = "témoignage"
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="testimonial_says_something",
                violation_error_message="Écrivez ce qu’elle a dit.",
            )
        ]
        indexes = [
            models.Index(fields=["space", "session"], name="testimonial_of_a_session"),
            models.Index(fields=["space", "person"], name="testimonial_of_a_person"),
        ]

    def __str__(self):
        return f"{self.person}\u00a0: {self.words[:60]}"

    @property
    def signature(self) -> str:
        """How her sheet lets us name her; of one read by `showable`."""
        names = {NameShown.FIRST_NAME: self.person.first_name, NameShown.INITIAL: f"{self.person.first_name[:1]}."}
        return names.get(self.name_shown, "une personne venue à l’atelier")
