"""Teaching supports and free courses: kept once, used by several workshops."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mediation.accounts.models import Space, StoredFile, User
from mediation.common.refusals import speaks

from ..models import Material, MaterialUse, Workshop

LARGEST = 10 * 1024 * 1024
BEGINS_WITH = {  # what such a file begins with, whatever it is called
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG",
    "image/jpeg": b"\xff\xd8\xff",
    "application/vnd.oasis.opendocument.text": b"PK\x03\x04",
    "application/vnd.oasis.opendocument.presentation": b"PK\x03\x04",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK\x03\x04",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": b"PK\x03\x04",
}


@speaks
@transaction.atomic
def add_material(*, space: Space, upload: UploadedFile | None, at: datetime, by: User | None, **said) -> Material:
    """A file of ours, or the address of a course elsewhere. Refuses a file that is not what it says it is."""
    material = Material(space=space, created_at=at, created_by=by, **said)
    if upload:
        refuse_disguised(upload)
        material.file = StoredFile.of(upload, space=space, by=by, at=at)
        material.file.save()
    material.full_clean(exclude=["space"])
    material.save()
    return material


def refuse_disguised(upload: UploadedFile) -> None:
    if upload.size > LARGEST:
        raise ValidationError({"upload": "Ce fichier est trop lourd\u00a0: dix méga-octets au plus."})
    beginning = BEGINS_WITH.get(upload.content_type)
    if beginning is None or upload.read(len(beginning)) != beginning:
        raise ValidationError({"upload": "Envoyez un PDF, une image, ou un document texte ou de présentation."})
    upload.seek(0)


@transaction.atomic
def use_materials(*, workshop: Workshop, materials: list[Material], at: datetime, by: User | None) -> None:
    """These, and no others: what was unticked is taken away. Sent twice, it changes nothing more."""
    workshop = Workshop.objects.locked(workshop.pk)
    uses = MaterialUse.objects.of(workshop.space).filter(workshop=workshop)
    uses.exclude(material__in=materials).delete()
    known = set(uses.values_list("material", flat=True))
    new = [MaterialUse(space=workshop.space, workshop=workshop, material=each) for each in materials]
    MaterialUse.objects.bulk_create(use for use in new if use.material_id not in known)
