"""Several of a closed list, in one column."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


def chosen_among(choices: type[models.TextChoices], label: str) -> ArrayField:
    return ArrayField(models.CharField(max_length=20, choices=choices), verbose_name=label, default=list, blank=True)


def of_the_list(name: str, choices: type[models.TextChoices], *, of: str) -> models.CheckConstraint:
    """`of`: what has this column; the constraint bears its name."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{name}__contained_by": choices.values}),
        name=f"{of}_{name}_are_of_the_list",
        violation_error_message="Choisissez dans la liste.",
    )
