"""One picture that a campaign and its copy show, withdrawn from both at once: nothing is left of it."""

import pytest
from django.db import transaction

from mediation.accounts.models import StoredFile
from mediation.common import isolation
from mediation.communications.models import Campaign
from mediation.communications.services import duplicate_campaign
from mediation.communications.services.pictures import Shown, showing
from tests.factories import NOW, CampaignFactory
from tests.pictures import photograph

from .waiting import meanwhile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("private_files")]


@transaction.atomic
def withdraw(pk):
    campaign = Campaign.objects.locked(pk)
    with showing(campaign, Shown(is_withdrawn=True), at=NOW, by=None):
        campaign.save()


def test_withdrawn_from_both_at_once_it_is_kept_nowhere(private_files):
    campaign = CampaignFactory()
    with showing(campaign, Shown(photograph(20, 20), "Un gâteau"), at=NOW, by=None):
        campaign.save()
    copy = duplicate_campaign(campaign=campaign, at=NOW, by=None)

    meanwhile(lambda: withdraw(campaign.pk), lambda: withdraw(copy.pk), seeing=isolation.only([campaign.space_id]))

    assert not StoredFile.objects.exists()
    assert not [path for path in private_files.rglob("*") if path.is_file()]
