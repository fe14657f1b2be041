from datetime import date

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from mediation.accounts.owned import Coded, SpaceOwned, SpaceQuerySet

from ..enums import LetterFate
from .messages import Message


class LetterBatchQuerySet(SpaceQuerySet):
    def to_post(self):
        """Printed, and nobody said yet that they are posted; the oldest first."""
        return self.filter(posted_on=None).order_by("printed_at", "pk")

    def posted(self):
        """The last first."""
        return self.filter(posted_on__isnull=False).order_by("-posted_on", "-pk")

    def counted(self):
        """Each with `letters_count`, all those of its file, and `posted_count`, and by whom."""
        posted = Count("letters", filter=Q(letters__fate=LetterFate.POSTED))
        return self.select_related("printed_by", "posted_by").annotate(
            letters_count=Count("letters"), posted_count=posted
        )


class LetterBatch(SpaceOwned, Coded):
    """Letters printed as one file, until somebody says on which day they were posted.

    `file_hash` is the SHA-256 of that file: made again with the same words, it is the same.
    """

    printed_at = models.DateTimeField("imprimé le")
    printed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="imprimé par"
    )
    file_hash = models.CharField("empreinte du PDF", max_length=64)
    posted_on = models.DateField("posté le", null=True, blank=True)
    posted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="posté par"
    )

    objects = LetterBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lot de courriers"
        verbose_name_plural = "lots de courriers"
        constraints = [
            models.UniqueConstraint(fields=["space", "code"], name="one_letter_batch_a_code"),
            models.CheckConstraint(
                condition=Q(file_hash__regex="^[0-9a-f]{64}$"),
                name="letter_batch_knows_its_file",
                violation_error_message="L’empreinte d’un PDF a 64 signes, de 0 à f.",
            ),
            models.CheckConstraint(
                condition=Q(posted_on__isnull=False) | Q(posted_by=None),
                name="letter_batch_is_posted_on_a_day",
                violation_error_message="Dites quel jour ces courriers ont été postés.",
            ),
        ]
        indexes = [models.Index("space", F("posted_on").desc(), name="letter_batches_by_day")]

    def __str__(self):
        return f"Courriers imprimés le {self.printed_on:%d/%m/%Y}"

    @property
    def printed_on(self) -> date:
        """The day that its letters bear."""
        return timezone.localdate(self.printed_at, self.space.zone)


class BatchedLetter(SpaceOwned):
    """One letter of a batch, and the page of the file on which it begins. In one batch that waits at most."""

    batch = models.ForeignKey(LetterBatch, models.CASCADE, related_name="letters", verbose_name="lot")
    message = models.ForeignKey(Message, models.CASCADE, related_name="batched", verbose_name="message")
    page = models.PositiveSmallIntegerField("page")
    fate = models.CharField("issue", max_length=8, choices=LetterFate, default=LetterFate.WAITING)

    class Meta:
        verbose_name = "courrier d'un lot"
        verbose_name_plural = "courriers des lots"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "message"],
                condition=Q(fate=LetterFate.WAITING),
                name="one_waiting_batch_a_letter",
                violation_error_message="Quelqu’un vient d’imprimer ces courriers\u00a0: ils sont dans son lot.",
            ),
            models.UniqueConstraint(
                fields=["space", "batch", "page"],
                name="one_letter_a_page",
                deferrable=models.Deferrable.DEFERRED,  # printed again, all its letters may move at once
                violation_error_message="Une page n’a qu’un courrier.",
            ),
            models.CheckConstraint(
                condition=Q(page__gte=1),
                name="letter_begins_on_a_page",
                violation_error_message="La première page est 1.",
            ),
        ]

    def __str__(self):
        return f"{self.batch}, page {self.page}"
