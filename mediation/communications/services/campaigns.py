"""A campaign is written, read by somebody else when it is large, leaves, is held, goes on, or stops."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat, NullIf

from mediation.accounts.enums import Role
from mediation.accounts.models import Membership, Space, User
from mediation.common.refusals import speaks
from mediation.courier.enums import MessageState
from mediation.courier.models import Message
from mediation.courier.services import queue_all
from publics.segments import BrokenRuleError

from .. import registry
from ..audience import ANNOUNCED, WRITTEN_TO, audience_of, judged
from ..enums import CampaignState
from ..models import Campaign
from .pictures import NOTHING_SHOWN, Shown, showing
from .states import held, save_state
from .trials import queue_trial
from .variants import copy_variants

TEST = "campaign.test"
KEPT = ("subject_ref", "segment", "channels", "sms_text", "heading", "text", "image", "image_alt", "wanted_count")
APPROVED_ABOVE = 50  # people told: somebody else reads it first
SECOND_THOUGHTS = timedelta(minutes=10)  # where nobody else could
LASTS = timedelta(days=30)  # at most, whatever it announces
STILL_TO_LEAVE = [MessageState.QUEUED, MessageState.SENDING]

OVER = "Ce qu’elle annonce n’est plus à venir, ou n’est plus proposé."
NOBODY = "Personne de ce groupe ne peut être prévenu par ces canaux\u00a0: voyez pourquoi plus bas."
OWN = "Quelqu’un d’autre que la personne qui l’a écrite la relit."


@speaks
@transaction.atomic
def create_campaign(
    *, campaign: Campaign, space: Space, at: datetime, by: User | None, shown: Shown = NOTHING_SHOWN
) -> Campaign:
    campaign.space, campaign.created_at, campaign.created_by = space, at, by
    with showing(campaign, shown, at=at, by=by):
        campaign.full_clean(exclude=["space"])
        campaign.save()
    return campaign


@transaction.atomic
def duplicate_campaign(*, campaign: Campaign, at: datetime, by: User | None) -> Campaign:
    """The same words, for the same people, to be written again for something else."""
    campaign = Campaign.objects.locked(campaign.pk)
    kept = {name: getattr(campaign, name) for name in KEPT}
    copy = Campaign.objects.create(
        space=campaign.space, title=f"{campaign.title[:70]} (copie)", created_at=at, created_by=by, **kept
    )
    copy_variants(campaign, copy)
    return copy


@speaks
@transaction.atomic
def ask_to_send(*, campaign: Campaign, at: datetime, by: User, due_at: datetime | None = None) -> Campaign:
    """It leaves at once or at that hour; above fifty people, once somebody else has read it.

    Where nobody else may, it leaves ten minutes later and may be taken back meanwhile.
    """
    campaign = held(campaign, CampaignState.DRAFT)
    subject = registry.found(campaign.subject_ref, space=campaign.space, at=at)
    if subject is None:
        raise ValidationError(OVER, code="over")
    told = audience_of(campaign, at=at).told_count
    if not told:
        raise ValidationError(NOBODY, code="nobody")
    campaign.asked_by, campaign.due_at = by, max(due_at or at, at)
    campaign.expires_at = min(filter(None, [subject.until, campaign.due_at + LASTS]))
    campaign.state = CampaignState.PLANNED
    if told > APPROVED_ABOVE and others_may_read(campaign.space, by):
        campaign.state = CampaignState.PROPOSED
    elif told > APPROVED_ABOVE:
        campaign.due_at = max(campaign.due_at, at + SECOND_THOUGHTS)
    save_state(campaign)
    return campaign


def others_may_read(space: Space, by: User) -> bool:
    roles = [Role.MEDIATOR, Role.COORDINATOR]
    return Membership.objects.filter(space=space, role__in=roles, user__is_active=True).exclude(user=by).exists()


@speaks
@transaction.atomic
def approve_campaign(*, campaign: Campaign, at: datetime, by: User) -> Campaign:
    campaign = held(campaign, CampaignState.PROPOSED)
    if by in (campaign.asked_by, campaign.created_by):
        raise ValidationError(OWN, code="own")
    campaign.approved_by, campaign.state = by, CampaignState.PLANNED
    campaign.due_at = max(campaign.due_at, at)
    save_state(campaign)
    return campaign


@speaks
@transaction.atomic
def take_back(*, campaign: Campaign, at: datetime, by: User) -> Campaign:
    """Nothing has left: it is written again."""
    campaign = held(campaign, CampaignState.PROPOSED, CampaignState.PLANNED)
    campaign.state, campaign.due_at, campaign.expires_at = CampaignState.DRAFT, None, None
    campaign.asked_by = campaign.approved_by = None
    save_state(campaign)
    return campaign


@transaction.atomic
def depart(*, campaign: Campaign, at: datetime) -> int:
    """Its messages are written in one statement, with the fact that it runs; how many. Done again, it adds nobody.

    Who answers the rule of its group is read now, not when it was asked. A rule that can no longer be read tells
    nobody: the campaign is to be written again.
    """
    campaign = Campaign.objects.locked(campaign.pk)
    if campaign.state != CampaignState.PLANNED or campaign.due_at > at:
        return 0
    try:
        told = judged(campaign, at=at).filter(why="").exclude(way="").annotate(
            subject=Value(campaign.pk), text_of=NullIf("variant", Value(0)), written_to=WRITTEN_TO,
            key=Concat(Value(f"{campaign.pk}:"), "ref"),
            due=Value(at), until=Value(campaign.expires_at),
        )  # fmt: skip
    except BrokenRuleError:
        campaign.state = CampaignState.DRAFT
        save_state(campaign)
        return 0
    row = ("space", "subject", "text_of", "ref", "way", "written_to", "key", "due", "until")
    count = queue_all(told.order_by("pk").values_list(*row), kind=ANNOUNCED, at=at)
    campaign.state = CampaignState.RUNNING
    save_state(campaign)
    return count


def messages_of(campaign: Campaign) -> QuerySet[Message]:
    return Message.objects.of(campaign.space_id).filter(kind=ANNOUNCED, subject_id=campaign.pk)


@speaks
@transaction.atomic
def pause_campaign(*, campaign: Campaign, at: datetime, by: User) -> Campaign:
    """What has not left waits; what a worker holds at that instant may still leave."""
    campaign = held(campaign, CampaignState.RUNNING)
    messages_of(campaign).filter(state=MessageState.QUEUED).update(due_at=campaign.expires_at)
    campaign.state = CampaignState.PAUSED
    save_state(campaign)
    return campaign


@speaks
@transaction.atomic
def resume_campaign(*, campaign: Campaign, at: datetime, by: User) -> Campaign:
    campaign = held(campaign, CampaignState.PAUSED)
    messages_of(campaign).filter(state=MessageState.QUEUED).update(due_at=at)
    campaign.state = CampaignState.RUNNING
    save_state(campaign)
    return campaign


@speaks
@transaction.atomic
def cancel_campaign(*, campaign: Campaign, at: datetime, by: User) -> int:
    """What has not left never will; how many that is. Calls and letters still to be made are not made either."""
    campaign = held(campaign, CampaignState.RUNNING, CampaignState.PAUSED)
    waiting = messages_of(campaign).filter(state=MessageState.QUEUED)
    count = waiting.update(state=MessageState.SKIPPED, reason="campagne arrêtée")
    campaign.state = CampaignState.CANCELLED
    save_state(campaign)
    return count


def close_campaigns() -> int:
    """Those of which nothing is left to leave, calls and letters included; how many."""
    left = Message.objects.filter(
        space=OuterRef("space"), kind=ANNOUNCED, subject_id=OuterRef("pk"), state__in=STILL_TO_LEAVE
    )
    return Campaign.objects.leaving().exclude(Exists(left)).update(state=CampaignState.DONE)


@transaction.atomic
def send_test(*, campaign: Campaign, at: datetime, by: User) -> None:
    """To her own address, by e-mail: what each channel would say."""
    queue_trial(TEST, campaign, at=at, by=by)
