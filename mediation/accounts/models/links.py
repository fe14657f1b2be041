import base64
import hashlib
import hmac
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from mediation.common.codes import ALPHABET

from ..enums import LinkPurpose
from ..owned import SpaceOwned, SpaceQuerySet

SECRET_LENGTH = 10  # 32**10: 50 bits, short enough for a text message; opened through a throttled view
ENOUGH = 10  # bytes, a multiple of five: more than so many letters say
_TO_CODE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def derived(key: str, purpose: LinkPurpose, pk: uuid.UUID) -> str:
    digest = hmac.digest(key.encode(), f"{purpose}:{pk}".encode(), "sha256")
    return base64.b32encode(digest[:ENOUGH]).decode()[:SECRET_LENGTH].translate(_TO_CODE)


class AccessLinkQuerySet(SpaceQuerySet):
    def usable(self, *, at):
        return self.filter(revoked_at=None, expires_at__gt=at)

    def for_secret(self, secret: str):
        return self.filter(secret_hash=hashed(secret.upper()))

    def issue(self, *, space, purpose: LinkPurpose, subject_ref: str, expires_at):
        """The link towards this subject: the one in use if there is one, lasting at least until `expires_at`."""
        pk = uuid.uuid4()
        link, _ = self.of(space).get_or_create(
            purpose=purpose,
            subject_ref=subject_ref,
            revoked_at=None,
            defaults={
                "id": pk,
                "space": space,
                "expires_at": expires_at,
                "secret_hash": hashed(derived(settings.LINK_KEYS[0], purpose, pk)),
            },
        )
        if link.expires_at < expires_at:
            self.filter(pk=link.pk).update(expires_at=expires_at)
        return link

    def issue_all(self, *, space, purpose: LinkPurpose, subject_refs, expires_at) -> list["AccessLink"]:
        """As `issue`, towards each of these subjects, in one statement whatever their number."""
        refs = sorted(subject_refs)  # whoever issues some of the same at that instant does it in the same order
        secrets = {pk: derived(settings.LINK_KEYS[0], purpose, pk) for pk in (uuid.uuid4() for _ in refs)}
        said = [space.pk, purpose, expires_at, list(secrets), refs, list(map(hashed, secrets.values()))]
        links = list(self.raw(ISSUE_ALL, said))
        for link in links:
            link.space = space
            if link.pk in secrets:
                link.secret = secrets[link.pk]
        return links


ISSUE_ALL = """
    INSERT INTO accounts_accesslink (space_id, purpose, expires_at, id, subject_ref, secret_hash)
    SELECT %s, %s, %s, new.* FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS new
    ON CONFLICT (space_id, purpose, subject_ref) WHERE revoked_at IS NULL
    DO UPDATE SET expires_at = greatest(accounts_accesslink.expires_at, excluded.expires_at)
    RETURNING *
"""


class AccessLink(SpaceOwned):
    """Lets whoever holds it do one thing about one subject, without an account. GET shows, POST acts.

    The secret is derived from the row and a key of LINK_KEYS, so that it can be printed again; the row keeps only
    its hash, so that who reads the table opens nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField("pour", max_length=12, choices=LinkPurpose)
    subject_ref = models.CharField("objet", max_length=60)
    secret_hash = models.CharField("empreinte", max_length=64)
    expires_at = models.DateTimeField("valable jusqu'au")
    revoked_at = models.DateTimeField("retiré le", null=True, blank=True)
    first_opened_at = models.DateTimeField("ouvert le", null=True, blank=True)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien d'accès"
        verbose_name_plural = "liens d'accès"
        constraints = [
            models.UniqueConstraint(fields=["space", "secret_hash"], name="one_link_a_secret"),
            models.UniqueConstraint(
                fields=["space", "purpose", "subject_ref"],
                condition=Q(revoked_at=None),
                name="one_link_in_use_a_subject",
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} ({self.subject_ref})"

    @cached_property
    def secret(self) -> str | None:
        """None once the key it was derived from has been taken out of LINK_KEYS."""
        candidates = (derived(key, self.purpose, self.pk) for key in settings.LINK_KEYS)
        return next((secret for secret in candidates if hashed(secret) == self.secret_hash), None)
