"""Private files: random names, handed out by one view to who steers their space."""

import hashlib
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.accounts.models import StoredFile
from tests.factories import NOW, SpaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": default}
    return tmp_path


def store(space, name="lieux.csv", content=b"nom;ville", content_type="text/csv") -> StoredFile:
    stored = StoredFile.of(SimpleUploadedFile(name, content, content_type), space=space, by=None, at=NOW)
    stored.save()
    return stored


def fetch(client, stored):
    return client.get(reverse("accounts:stored_file", args=[stored.pk]))


def test_file_is_kept_under_a_random_name_with_its_hash(space, private_folder):
    stored = store(space, name="../../liste des personnes.csv")

    assert stored.sha256 == hashlib.sha256(b"nom;ville").hexdigest()
    assert "personnes" not in stored.content.name
    assert (private_folder / stored.content.name).read_bytes() == b"nom;ville"
    assert oct((private_folder / stored.content.name).stat().st_mode)[-3:] == "600"


def test_coordinator_fetches_a_file_to_keep(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)

    response = fetch(client, store(space))

    assert b"".join(response.streaming_content) == b"nom;ville"
    assert response.headers["Content-Disposition"] == 'attachment; filename="lieux.csv"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content_type", "shown"),
    [("application/pdf", "inline"), ("text/html", "attachment"), ("image/svg+xml", "attachment")],
)
def test_browser_shows_only_what_cannot_act(client, space, signed_in, content_type, shown):
    signed_in(space, Role.COORDINATOR)

    response = fetch(client, store(space, content_type=content_type))

    assert response.headers["Content-Disposition"].startswith(shown)
    response.close()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_file_is_refused_to_other_roles(client, space, signed_in, role):
    signed_in(space, role)

    assert fetch(client, store(space)).status_code == 403


def test_file_of_another_space_is_not_found(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)

    assert fetch(client, store(SpaceFactory())).status_code == 404


def test_file_that_does_not_exist_is_not_found(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)

    assert client.get(reverse("accounts:stored_file", args=[uuid4()])).status_code == 404


def test_visitor_is_asked_to_log_in(client, space):
    assert fetch(client, store(space)).headers["Location"].startswith(reverse("account_login"))
