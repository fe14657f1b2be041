"""The picture of a text: kept once, whatever shows it, and as long as something does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mediation.accounts.models import StoredFile, User

from ..models import Campaign, CampaignVariant


class Shown(NamedTuple):
    """What whoever writes a text chose to show: another picture, other words of the same, none any more, or nothing
    that changes."""

    picture: UploadedFile | None = None
    words: str = ""
    is_withdrawn: bool = False


NOTHING_SHOWN = Shown()


@contextmanager
def showing(said: Campaign | CampaignVariant, shown: Shown, *, at: datetime, by: User | None) -> Iterator[None]:
    """`said` is checked and saved within. Refused, it shows what it showed, and no file is left of another."""
    before, words = said.image, said.image_alt
    kept = None
    try:
        if shown.picture:
            said.image = kept = StoredFile.of(shown.picture, space=said.space, by=by, at=at)
            kept.save()
        elif shown.is_withdrawn:
            said.image = None
        said.image_alt = "" if said.image is None else shown.words or words
        yield
    except Exception:
        said.image, said.image_alt = before, words
        if kept and kept.content:
            kept.content.storage.delete(kept.content.name)
        raise
    if before and before != said.image:
        discard(before)


def discard(stored: StoredFile) -> None:
    """Unless another text shows it: a copy of the campaign. Whoever discards it too waits, and sees what was done."""
    held = StoredFile.objects.select_for_update().filter(pk=stored.pk).first()
    if held is None or is_shown(held):
        return
    content = held.content
    held.delete()
    transaction.on_commit(partial(content.storage.delete, content.name))


def is_shown(stored: StoredFile) -> bool:
    texts = (Campaign.objects.of(stored.space_id), CampaignVariant.objects.of(stored.space_id))
    return any(written.filter(image=stored).exists() for written in texts)
