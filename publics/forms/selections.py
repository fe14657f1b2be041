import re

from django.db.models import QuerySet
from django.http import QueryDict

from mediation.accounts.models import Space
from mediation.common.codes import ALPHABET, CODE_LENGTH

from ..models import Person
from .people import InterestForm

MOST = 200
CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")


def ticked(asked: QueryDict, *, space: Space) -> QuerySet[Person]:
    """The people who were ticked on a list, by the codes of its address; what is no code is left aside."""
    codes = list(filter(CODE.fullmatch, asked.getlist("personne")))[:MOST]
    return Person.objects.of(space).current().filter(code__in=codes).by_name()


class TogetherForm(InterestForm):
    """One envie that several people said. The words of each are noted with her alone."""

    words = None
