"""A campaign of a session to come, as somebody left it: written, not sent."""

from mediation.communications import services
from mediation.communications.models import Campaign
from mediation.communications.registry import announcements

from .loading import Loading, read


def write_campaigns(loading: Loading) -> None:
    said = read("campaigns")["draft"]
    by = loading.users[said.pop("by")]
    [first, *_] = announcements(space=loading.space, at=loading.at)
    draft = Campaign(subject_ref=first.ref, **said | {"text": said["text"].strip()})
    services.create_campaign(campaign=draft, space=loading.space, at=loading.at, by=by)
