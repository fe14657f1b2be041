from django.db import models
from django.db.models import F, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned
from mediation.common.privacy import refuse_secrets
from mediation.common.search import likeness

from ..enums import NoteKind


class HouseNoteQuerySet(SpaceQuerySet):
    def current(self):
        return self.filter(is_current=True)

    def by_kind(self):
        return self.order_by("kind", "title", "pk")

    def resembling(self, words: str):
        """Those that hold these words, by their title first."""
        closeness = likeness(words, F("title")) * 2.0 + likeness(words, F("text"))
        return self.current().annotate(likeness=closeness).filter(likeness__gt=0).order_by("-likeness", "title", "pk")


class HouseNote(SpaceOwned, Versioned):
    """« Ici, on fait comme ça »: what a newcomer asks, where things are, the equipment, whom to call."""

    kind = models.CharField("rubrique", max_length=12, choices=NoteKind, default=NoteKind.HABIT)
    title = models.CharField("titre", max_length=80, validators=[refuse_secrets])
    text = models.TextField("texte", max_length=4000, validators=[refuse_secrets])
    is_current = models.BooleanField("toujours valable", default=True)
    updated_at = models.DateTimeField("écrite le", editable=False)
    updated_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False, verbose_name="écrite par"
    )

    objects = HouseNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note de la maison"
        verbose_name_plural = "notes de la maison"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "title"],
                name="one_house_note_a_title",
                violation_error_message="Une note porte déjà ce titre.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="house_note_has_a_text", violation_error_message="Écrivez la note."
            ),
        ]

    def __str__(self):
        return self.title
