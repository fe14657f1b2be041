"""What a campaign says, to one person, by one channel."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from mediation.accounts.enums import LinkPurpose
from mediation.accounts.models import User
from mediation.common.braces import filled
from mediation.common.gsm import simplified
from mediation.common.phones import spaced
from mediation.common.printing import public_address
from mediation.courier.enums import Channel, Intent
from mediation.courier.models import Message
from mediation.courier.registry import Content
from mediation.courier.scripts import email
from publics.models import Person

from . import registry
from .models import Campaign, CampaignVariant
from .stopping import pages_to_stop

FIRST_NAME = "prénom"
WORDS = (FIRST_NAME, "quoi", "quand", "où", "lien", "téléphone")
Said = Campaign | CampaignVariant
TO_STOP = "Pour arrêter\u00a0: répondez STOP."


def words_for(campaign: Campaign, first_name: str, *, at: datetime) -> dict[str, str]:
    """What replaces the words in braces; nothing is known of what is no longer announced."""
    subject = registry.found(campaign.subject_ref, space=campaign.space, at=at)
    phone = {"téléphone": spaced(campaign.space.phone)}
    return {FIRST_NAME: first_name} | phone | (dict(subject.words) if subject else {})


def content(said: Said, channel: Channel, words: Mapping[str, str], *, to_stop: str = "") -> Content:
    """As she receives it: the words of the campaign, or those of the variant that is hers.

    An SMS loses what the alphabet of telephones lacks, and says how to stop them; without a text of its own, it says
    nothing.
    """
    texts, space = said.texts, said.space
    if channel == Channel.SMS:
        text = filled(texts.sms_text, words).strip()
        to_stop = TO_STOP if text and space.sms_reply_number else ""
        return Content(text=simplified(" ".join(filter(None, [text, to_stop]))))
    text = filled(texts.text, words).replace("\r\n", "\n").strip()
    subject = filled(texts.heading, words)
    if channel != Channel.EMAIL:
        return Content(subject=subject, text=text)
    if to_stop:
        text = f"{text}\n\nPour ne plus recevoir nos annonces\u00a0: {to_stop}"
    return email(space, subject, text, stops_at=to_stop, pictures=shown_by(said))


def shown_by(said: Said) -> list[tuple[str, str]]:
    """By an address that is the same for everybody: who opened the e-mail is told to nobody."""
    picture = said.texts.picture
    return [(public_address(picture.path), picture.alt)] if picture else []


def compose(message: Message) -> Content:
    campaign = Campaign.objects.select_related("space").get(pk=message.subject_id)
    said = campaign.variants.in_order().filter(pk=message.variant_id).first() or campaign
    person, channel, at = person_of(message), Channel(message.channel), timezone.now()
    words = words_for(campaign, person.first_name, at=at)
    if channel != Channel.EMAIL:
        return content(said, channel, words)
    ref = message.recipient_ref
    pages = pages_to_stop(campaign.space, LinkPurpose.ANNOUNCEMENTS, [ref], at=at)
    return content(said, channel, words, to_stop=pages[ref])


def compose_test(message: Message) -> Content:
    """To who writes it, by e-mail: every picture, then every text, by the channels it leaves by."""
    campaign = Campaign.objects.select_related("space").get(pk=message.subject_id)
    words = words_for(campaign, "Amina", at=timezone.now())
    texts = [("", campaign), *((f", {each}", each) for each in campaign.for_some)]
    said = [
        f"{channel.label}{whom}\n\n{content(each, channel, words).text}"
        for whom, each in texts
        for channel in map(Channel, each.leaves_by)
    ]
    text = "\n\n".join(said)
    subject = f"Essai\u00a0: {campaign.title}"
    by_email = [each for _, each in texts if Channel.EMAIL in each.leaves_by]
    pictures = dict.fromkeys(picture for each in by_email for picture in shown_by(each))
    return email(campaign.space, subject, text, pictures=pictures)


def live(at: datetime) -> QuerySet[Campaign]:
    """Those that run, whose subject is still to be announced."""
    return Campaign.objects.leaving().filter(registry.is_announced(at=at))


def live_test(at: datetime) -> QuerySet[Campaign]:
    return Campaign.objects.all()


def answer(message: Message, intent: Intent, *, at: datetime) -> bool:
    """« Oui » does what it announces; « non » asks for nothing."""
    return accepted(message, at=at) if intent == Intent.YES else intent == Intent.NO


def accepted(message: Message, *, at: datetime, by: User | None = None) -> bool:
    """She said yes, by the channel that told her. False when somebody is to see to it."""
    campaign = Campaign.objects.get(pk=message.subject_id)
    told = {"channel": Channel(message.channel), "at": at, "by": by}
    return registry.accept(campaign.subject_ref, person_of(message), **told)


def person_of(message: Message) -> Person:
    return Person.objects.get(pk=message.recipient_ref.removeprefix("person:"))
