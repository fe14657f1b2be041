"""The administration of partners: the same reading of files, slips read-only, nothing deleted."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mediation.accounts.enums import Role
from partners.enums import ReachChannel, ReferralState
from partners.models import Partner
from tests.factories import (
    ContactFactory,
    DirectoryImportFactory,
    MembershipFactory,
    PartnerFactory,
    ReferralFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

FILE = "id,nom,commune,adresse,source\n1,La Page tournée,Vernelune,2 rue,Annuaire\n2,,Vernelune,3 rue,Annuaire\n"


@pytest.fixture(autouse=True)
def administration(client, space):
    account = {"user__is_staff": True, "user__is_superuser": True}
    client.force_login(MembershipFactory(space=space, role=Role.COORDINATOR, **account).user)


@pytest.mark.parametrize(
    ("model", "factory"),
    [("partner", PartnerFactory), ("contact", ContactFactory), ("referral", ReferralFactory),
     ("directoryimport", DirectoryImportFactory)],
)  # fmt: skip
def test_each_model_has_its_list_its_search_and_its_page(client, space, model, factory):
    row = factory(space=space)

    assert client.get(reverse(f"admin:partners_{model}_changelist"), {"q": "mont"}).status_code == 200
    assert client.get(reverse(f"admin:partners_{model}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize(("model", "factory"), [("partner", PartnerFactory), ("referral", ReferralFactory)])
def test_nothing_that_happened_is_deleted(client, space, model, factory):
    assert client.post(reverse(f"admin:partners_{model}_delete", args=[factory(space=space).pk])).status_code == 403


def test_a_file_with_a_fault_says_it_and_writes_nothing(client, space):
    address = reverse("admin:partners_partner_import")
    upload = SimpleUploadedFile("lieux.csv", FILE.encode(), "text/csv")

    trial = client.post(address, {"format": "0", "import_file": upload, "space": space.pk, "resource": "0"})
    page = trial.content.decode()
    assert "Le nom manque." in page
    assert not Partner.objects.of(space).exists()


def test_a_file_that_is_right_is_written_after_the_trial(client, space):
    address = reverse("admin:partners_partner_import")
    upload = SimpleUploadedFile("lieux.csv", FILE.rpartition("2,,")[0].encode(), "text/csv")

    trial = client.post(address, {"format": "0", "import_file": upload, "space": space.pk, "resource": "0"})
    inputs = re.findall(r"<input[^>]*>", trial.content.decode())
    hidden = {
        re.search(r'name="([^"]*)"', tag)[1]: re.search(r'value="([^"]*)"', tag)[1]
        for tag in inputs if 'type="hidden"' in tag and 'value="' in tag
    }  # fmt: skip
    done = client.post(reverse("admin:partners_partner_process_import"), hidden)

    assert done.status_code == 302
    assert [str(partner) for partner in Partner.objects.of(space)] == ["La Page tournée"]


def test_slips_are_called_by_the_same_service(client, space):
    slip = ReferralFactory(space=space, reach_channel=ReachChannel.PHONE)
    silent = ReferralFactory(space=space, reach_channel=ReachChannel.EMAIL, phone="", email="f@example.org")

    page = client.post(
        reverse("admin:partners_referral_changelist"),
        {"action": "call_first", "_selected_action": [slip.pk, silent.pk]},
        follow=True,
    )

    slip.refresh_from_db()
    assert slip.state == ReferralState.TO_CALL
    assert f"{silent} : Cette fiche ne donne pas de numéro à appeler : écrivez-lui." in read(page)
