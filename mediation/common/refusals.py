"""The database refuses first; what it refuses is said in the words of the constraint."""

from functools import wraps

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError


def sentence_of(error: IntegrityError) -> str | None:
    """The French sentence of the constraint that refused, when it has one of its own."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    constraints = (constraint for model in apps.get_models() for constraint in model._meta.constraints)
    found = next((constraint for constraint in constraints if constraint.name == name), None)
    if found is None or found.violation_error_message == found.default_violation_error_message:
        return None
    return str(found.violation_error_message)


def speaks(service):
    """Decorates an atomic service: a refusal of the database that has a sentence becomes a ValidationError.

    Placed outside `transaction.atomic`, so that what the service wrote is undone before anybody is told.
    """

    @wraps(service)
    def spoken(*args, **kwargs):
        try:
            return service(*args, **kwargs)
        except IntegrityError as error:
            if sentence := sentence_of(error):
                raise ValidationError(sentence, code="refused") from error
            raise

    return spoken
