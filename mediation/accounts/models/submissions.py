from django.db import models

from ..owned import SpaceOwned


class Submission(SpaceOwned):
    """One sending of one form. Its key is made with the form: sent twice, it creates once."""

    key = models.UUIDField("clé du formulaire")
    location = models.CharField("mène à", max_length=300, blank=True)
    created_at = models.DateTimeField("reçu le")

    class Meta:
        verbose_name = "envoi de formulaire"
        verbose_name_plural = "envois de formulaires"
        constraints = [models.UniqueConstraint(fields=["space", "key"], name="one_submission_a_form")]
        indexes = [models.Index(fields=["created_at"], name="submission_created_at")]

    def __str__(self):
        return f"{self.key}"
