"""A file of partners in two steps: what it would change is shown, then somebody confirms."""

from datetime import datetime

import tablib
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mediation.accounts.models import Space, StoredFile, User

from . import feeds
from .models import DirectoryImport
from .resources import Outcome, bring_in


@transaction.atomic
def propose(*, upload: UploadedFile, source: str, space: Space, by: User, at: datetime) -> DirectoryImport:
    """Keep the file and say what it would change; nothing else is written. Refuses what is no list of partners."""
    dataset = dataset_of(upload, source=source)
    stored = StoredFile.of(upload, space=space, by=by, at=at)
    proposal = DirectoryImport(space=space, file=stored, source=source, created_at=at, created_by=by)
    note(proposal, bring_in(dataset, space=space, source=source, trial=True))
    stored.save()
    proposal.save()
    return proposal


@transaction.atomic
def carry_out(*, proposal: DirectoryImport, by: User, at: datetime) -> DirectoryImport:
    """Write what was proposed, as the file and the directory are now. Asked twice, done once."""
    locked = DirectoryImport.objects.locked(proposal.pk)
    if locked.imported_at:
        return locked
    with locked.file.content.open("rb") as file:
        dataset = feeds.read(file.read())
    note(locked, bring_in(dataset, space=locked.space, source=locked.source, trial=False))
    locked.imported_at = at
    locked.save()
    return locked


def dataset_of(upload: UploadedFile, *, source: str) -> tablib.Dataset:
    if upload.size > feeds.HEAVIEST:
        raise ValidationError({"file": feeds.TOO_HEAVY})
    try:
        dataset = feeds.read(upload.read())
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    finally:
        upload.seek(0)
    if not source and not any(feeds.cells(dataset, "source")):
        raise ValidationError(
            {"source": "Ce fichier ne dit pas d’où il vient\u00a0: donnez-lui un nom, toujours le même."}
        )
    return dataset


def note(proposal: DirectoryImport, outcome: Outcome) -> None:
    proposal.new_count, proposal.updated_count = outcome.new, outcome.updated
    proposal.unchanged_count, proposal.refused_count = outcome.unchanged, len(outcome.refused)
    proposal.report = outcome.report
