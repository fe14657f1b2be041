"""People who said yes to announcements; a campaign that leaves, and what they answer."""

from uuid import uuid4

from mediation.accounts.enums import Role
from mediation.communications import services, tasks
from mediation.courier import inbound
from mediation.courier.enums import Channel
from tests.factories import NOW, ConsentFactory, MembershipFactory, PersonFactory, UserFactory


def agrees(space, *channels, **person):
    """Somebody who said yes to these."""
    someone = PersonFactory(space=space, **{"email": f"{uuid4().hex[:8]}@example.org"} | person)
    for channel in channels:
        ConsentFactory(space=space, person=someone, channel=channel)
    return someone


def by(role=Role.COORDINATOR, *, space, **account):
    return MembershipFactory(space=space, role=role, user=UserFactory(**account)).user


def written(session, **fields):
    """The form of a campaign by SMS, as somebody sends it."""
    said = {"title": "Gâteaux", "subject_ref": f"session:{session.pk}", "channels": ["sms"], "submission": uuid4()}
    left_empty = {"segment": "", "heading": "", "text": "", "wanted_count": ""}
    return said | {"sms_text": "{prénom}, {quoi}"} | left_empty | fields


def leave(campaign, *, at=NOW):
    """Asked by one of the team, and on its way."""
    services.ask_to_send(campaign=campaign, at=at, by=by(space=campaign.space))
    tasks.run_campaigns()
    campaign.refresh_from_db()
    return campaign


def answers(space, text, *, sender, ref):
    return inbound.receive(space=space, channel=Channel.SMS, sender=sender, text=text, provider_ref=ref, at=NOW)
