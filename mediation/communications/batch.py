"""The words of many messages at once: a campaign is written once, then each person's own words are laid in."""

from collections import defaultdict
from datetime import datetime
from functools import cache, partial
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import escape

from mediation.accounts.enums import LinkPurpose
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.registry import Content
from publics.models import Person

from .models import Campaign, CampaignVariant
from .stopping import pages_to_stop
from .wording import FIRST_NAME, Said, content, words_for

# Her first name and her link, in what is written once: no text holds the one, no page of ours is at the other.
NAME, LINK = "\ue000", "https://lien.invalid/arreter"


def compose_all(messages: list[Message]) -> dict[UUID, Content]:
    """What `wording.compose` says to each; whoever is not known any more is left out."""
    told = defaultdict(dict)
    for message in messages:
        told[message.subject_id][message] = int(message.recipient_ref.removeprefix("person:"))
    variants = Prefetch("variants", CampaignVariant.objects.in_order())
    campaigns = Campaign.objects.select_related("space").prefetch_related(variants).filter(pk__in=told)
    at = timezone.now()
    return {pk: said for campaign in campaigns for pk, said in composed_for(campaign, told[campaign.pk], at=at).items()}


def composed_for(campaign: Campaign, told: dict[Message, int], *, at: datetime) -> dict[UUID, Content]:
    names = dict(Person.objects.filter(pk__in=set(told.values())).values_list("pk", "first_name"))
    by_email = {
        message.recipient_ref for message, pk in told.items() if message.channel == Channel.EMAIL and pk in names
    }
    links = pages_to_stop(campaign.space, LinkPurpose.ANNOUNCEMENTS, by_email, at=at)
    facts = words_for(campaign, "", at=at)
    variants = {variant.pk: variant for variant in campaign.variants.all()}
    written = cache(partial(email, facts=facts))
    composed = {}
    for message, pk in told.items():
        if pk not in names:
            continue
        name, said = names[pk], variants.get(message.variant_id, campaign)
        if message.channel == Channel.EMAIL:
            link = links[message.recipient_ref]
            composed[message.pk] = laid_in(written(said, has_name=bool(name), has_link=bool(link)), name, link)
        else:
            composed[message.pk] = content(said, Channel(message.channel), facts | {FIRST_NAME: name})
    return composed


def email(said: Said, *, facts: dict[str, str], has_name: bool, has_link: bool) -> Content:
    words = facts | {FIRST_NAME: NAME if has_name else ""}
    return content(said, Channel.EMAIL, words, to_stop=LINK if has_link else "")


def laid_in(written: Content, name: str, link: str) -> Content:
    def said(text: str) -> str:
        return text.replace(NAME, name).replace(LINK, link)

    html = written.html.replace(NAME, escape(name)).replace(LINK, escape(link))
    return Content(said(written.text), said(written.subject), html, link)
