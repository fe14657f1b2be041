"""The picture of a text: kept once, whatever shows it, and as long as something does."""

from datetime import datetime
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mediation.accounts.models import StoredFile, User

from ..models import Campaign, CampaignVariant


def keep_picture(said: Campaign | CampaignVariant, picture: UploadedFile, *, at: datetime, by: User | None) -> None:
    """`said` is saved by whoever calls."""
    said.image = StoredFile.of(picture, space=said.space, by=by, at=at)
    said.image.save()


def discard(stored: StoredFile | None) -> None:
    """Unless a copy of the campaign shows it too. The campaign is held, and no longer names it."""
    if stored is None or is_shown(stored):
        return
    content = stored.content
    stored.delete()
    transaction.on_commit(partial(content.storage.delete, content.name))


def is_shown(stored: StoredFile) -> bool:
    texts = (Campaign.objects.of(stored.space_id), CampaignVariant.objects.of(stored.space_id))
    return any(written.filter(image=stored).exists() for written in texts)
