"""A process that registers people one after the other: `python -m tests.races.registering SPACE SESSION PERSON…`.

Prints the outcome of each, so that the test reads what every process was told.
"""

import sys

import django
from django.utils import timezone


def main(space_id: int, session_id: int, people_ids: list[int]) -> None:
    from mediation.common.isolation import only
    from publics.models import Person
    from workshops.models import Session
    from workshops.services import register

    sys.stdin.readline()  # all begin together
    with only([space_id]):
        session = Session.objects.get(pk=session_id)
        for person in Person.objects.filter(pk__in=people_ids):
            print(register(session=session, person=person, at=timezone.now()).state, flush=True)


if __name__ == "__main__":
    django.setup()
    space, session, *people = map(int, sys.argv[1:])
    main(space, session, people)
