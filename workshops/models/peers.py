from django.db import models

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet


class PeerHelper(SpaceOwned):
    """Somebody who comes to a session and helps the others there."""

    session = models.ForeignKey("workshops.Session", models.PROTECT, related_name="peer_helpers", verbose_name="séance")
    person = models.ForeignKey("publics.Person", models.PROTECT, related_name="peer_helps", verbose_name="personne")
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = "coup de main"
        verbose_name_plural = "coups de main"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "session", "person"],
                name="one_peer_helper_a_session",
                violation_error_message="C’est déjà noté.",
            )
        ]
        indexes = [models.Index(fields=["space", "person"], name="peer_helper_of_a_person")]

    def __str__(self):
        return f"{self.person}, {self.session}"
