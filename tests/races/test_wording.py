"""Two people go back to the words of the product at once: one version is written, and the second is told."""

import pytest
from django.test import Client
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.common import isolation
from mediation.communications.services import restore_text
from mediation.communications.texts import said_in
from mediation.courier.enums import TextForm
from mediation.courier.models import Wording
from tests.factories import NOW, MembershipFactory, SpaceFactory, WordingFactory
from tests.reading import read
from workshops.notifications import CONFIRMED

from .waiting import meanwhile


@pytest.mark.django_db(transaction=True)
def test_text_restored_by_two_at_once():
    space = SpaceFactory()
    WordingFactory(space=space, kind=CONFIRMED, form=TextForm.SHORT, version=1)
    said = said_in(space, CONFIRMED, TextForm.SHORT)
    client, pages = Client(), []
    client.force_login(MembershipFactory(space=space, role=Role.COORDINATOR).user)
    address = reverse("communications:restore_text", args=[CONFIRMED, TextForm.SHORT])

    meanwhile(
        lambda: restore_text(said=said, at=NOW, by=None),
        lambda: pages.append(read(client.post(address, follow=True))),
        seeing=isolation.only([space.pk]),
    )

    assert "Quelqu’un vient d’enregistrer ce texte" in pages[0]
    assert Wording.objects.count() == 2
