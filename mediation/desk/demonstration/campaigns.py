"""A campaign of a session to come, as somebody left it: written, not sent; in other words for those one misses."""

from mediation.communications import services
from mediation.communications.models import Campaign, CampaignVariant
from mediation.communications.registry import announcements
from publics.models import Segment

from .loading import Loading, read


def write_campaigns(loading: Loading) -> None:
    told = read("campaigns")
    said, variants = told["draft"], told["variants"]
    by = loading.users[said.pop("by")]
    [first, *_] = announcements(space=loading.space, at=loading.at)
    draft = Campaign(subject_ref=first.ref, **said | {"text": said["text"].strip()})
    services.create_campaign(campaign=draft, space=loading.space, at=loading.at, by=by)
    for variant in variants:
        segment = Segment.objects.of(loading.space).get(name=variant.pop("group"))
        row = CampaignVariant(space=loading.space, campaign=draft, segment=segment, **variant)
        services.add_variant(variant=row, campaign=draft, at=loading.at, by=by)
