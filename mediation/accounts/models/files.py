import hashlib
import secrets
import uuid

from django.db import models

from ..owned import SpaceOwned


def random_path(instance, filename: str) -> str:
    """Two letters of folder, a random name: what was uploaded decides nothing on the disk."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


class StoredFile(SpaceOwned):
    """A file kept in private storage; only a view hands it out, to whoever may have it (`views.handed_out`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nom", max_length=160)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    content = models.FileField("contenu", upload_to=random_path)
    created_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="par")
    created_at = models.DateTimeField("reçu le")

    class Meta:
        verbose_name = "fichier"

    def __str__(self):
        return self.name

    @classmethod
    def of(cls, upload, *, space, by, at) -> "StoredFile":
        """Unsaved, with its size and hash read from the upload."""
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        return cls(
            space=space, name=upload.name[-160:], content_type=(upload.content_type or "")[:100], size=upload.size,
            sha256=digest.hexdigest(), content=upload, created_by=by, created_at=at,
        )  # fmt: skip
