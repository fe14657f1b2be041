from django.db import models

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet, Versioned


class ToolQuerySet(SpaceQuerySet):
    def by_name(self):
        return self.order_by("name", "pk")

    def proposed(self):
        return self.filter(is_active=True).by_name()

    def names(self) -> dict[str, str]:
        """By key, those that are no longer proposed among them: a workshop keeps its own."""
        return dict(self.by_name().values_list("key", "name"))


class Tool(SpaceOwned, Versioned):
    """A means: Instagram, the printer. Workshops name it by its key, so that it may be renamed."""

    key = models.SlugField("clé", max_length=40, editable=False)
    name = models.CharField("nom", max_length=40)
    is_active = models.BooleanField("proposé", default=True)

    objects = ToolQuerySet.as_manager()

    class Meta:
        verbose_name = "outil"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "key"],
                name="one_tool_a_key",
                violation_error_message="Cet outil est déjà dans la liste.",
            ),
            models.UniqueConstraint(
                fields=["space", "name"],
                name="one_tool_a_name",
                violation_error_message="Cet outil est déjà dans la liste.",
            ),
        ]

    def __str__(self):
        return self.name
