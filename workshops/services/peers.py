"""Who comes to a session and helps the others."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from mediation.accounts.models import User
from publics.models import Person
from publics.services.merges import hold_person

from ..enums import SessionState
from ..models import PeerHelper, Session


@transaction.atomic
def note_peer_helpers(*, session: Session, people: list[Person], at: datetime, by: User | None) -> None:
    """These, and no others. Sent twice, it changes nothing more. Refused for a session that did not take place."""
    for person in sorted(people, key=lambda person: person.pk):
        hold_person(person)
    session = Session.objects.locked(session.pk)
    if session.state not in (SessionState.PUBLISHED, SessionState.DONE):
        raise ValidationError("Cette séance n’a pas lieu.")
    helpers = PeerHelper.objects.of(session.space).filter(session=session)
    helpers.exclude(person__in=people).delete()
    known = set(helpers.values_list("person", flat=True))
    new = [
        PeerHelper(space=session.space, session=session, person=person, noted_at=at, noted_by=by) for person in people
    ]
    PeerHelper.objects.bulk_create(helper for helper in new if helper.person_id not in known)
