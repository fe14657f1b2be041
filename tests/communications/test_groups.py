"""Whom an announcement is for: groups that are ready, or made by what people say of themselves, and who arrives."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.communications import tasks
from mediation.courier import tasks as courier
from mediation.courier.enums import Channel
from publics.models import Segment
from publics.services import answer_enquiry
from tests.communications.asking import agrees, written
from tests.factories import (
    NOW,
    AttendanceFactory,
    BlockingPointFactory,
    CampaignFactory,
    CommuneFactory,
    EnquiryFactory,
    FacetFactory,
    MembershipFactory,
    PersonFacetFactory,
    PersonFactory,
    SessionFactory,
    TopicFactory,
    VisitFactory,
)
from tests.reading import read
from workshops.services import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

GROUPS, NEW_GROUP = reverse("publics:segments"), reverse("publics:new_segment")
NEW = reverse("communications:new_campaign")


@pytest.fixture(autouse=True)
def coordinator(signed_in, space):
    MembershipFactory(space=space, role=Role.COORDINATOR)  # who may read it again
    return signed_in(space, Role.COORDINATOR)


def save_group(client, address, **typed):
    """As the page proposes it, with what is typed over."""
    shown = client.get(address).context
    lines = {
        f"c{number}-{name}": value
        for number, line in enumerate(shown["editor"].lines)
        for name, value in line.items()
    }  # fmt: skip
    named = {"match": "all", "name": shown["form"]["name"].value() or "", "submission": uuid4()}
    return read(client.post(address, named | lines | typed, follow=True))


def announce(client, session, group):
    """A campaign by SMS, from the page of the group; its page."""
    asked = client.get(NEW, {"groupe": group.pk})
    assert str(asked.context["form"]["segment"].value()) == str(group.pk)
    return client.post(NEW, written(session, segment=group.pk, wanted_count="2"), follow=True)


@pytest.mark.requirement("R026")
def test_those_who_sell_make_a_group_that_any_campaign_takes_again(client, space, session):
    sells = FacetFactory(kind="occupation", key="fait-commerce", name="commerçante ou commerçant")
    amina = agrees(space, Channel.SMS, first_name="Amina")
    PersonFacetFactory(space=space, person=amina, facet=sells)
    lucien = agrees(space, Channel.SMS, first_name="Lucien")
    PersonFacetFactory(space=space, person=lucien, facet=FacetFactory(kind="occupation", name="artiste"))

    line = {"c0-block": "0", "c0-fact": "facet", "c0-value": sells.key}
    saved = save_group(client, NEW_GROUP, name="Celles et ceux qui vendent", **line)
    assert "Dit d’elle-même : commerçante ou commerçant" in saved
    assert "Amina" in saved
    assert "Lucien" not in saved

    for place in (session, SessionFactory(space=space, published=True)):
        shown = read(announce(client, place, Segment.objects.get()))
        assert "à Celles et ceux qui vendent" in shown
        assert "Qui la reçoit : 1" in shown


def test_a_project_that_was_left_makes_nobody_of_the_group(client, space):
    sells = FacetFactory(kind="project", key="projet-vendre", name="vendre ce que je fais")
    for name, state in (("Amina", "begun"), ("Lucien", "left")):
        PersonFacetFactory(
            space=space, person=PersonFactory(space=space, first_name=name), facet=sells, state=state
        )  # fmt: skip

    line = {"c0-block": "0", "c0-fact": "facet", "c0-value": sells.key}
    saved = save_group(client, NEW_GROUP, name="Elles ont un projet", **line)

    assert "Amina" in saved
    assert "Lucien" not in saved


@pytest.mark.requirement("R031")
def test_those_of_a_commune_who_never_came_are_announced_a_session_and_their_arrival_is_read(
    client, space, session, gateway
):
    CommuneFactory(space=space, name="Rochebrisse", population=1000)
    amina, josette = (agrees(space, Channel.SMS, first_name=name, city="Rochebrisse") for name in ("Amina", "Josette"))
    VisitFactory(space=space, person=josette, at=NOW - timedelta(days=40))
    agrees(space, Channel.SMS, first_name="Zoé", city="Vernelune")
    unreached = client.get(reverse("publics:unreached"))
    address = f"{NEW_GROUP}?comme=pas-encore&habite=Rochebrisse"
    assert address.replace("&", "&amp;") in unreached.content.decode()

    saved = save_group(client, address)
    assert "Le groupe « Pas encore venues, Rochebrisse » est enregistré." in saved
    assert "1 personne" in saved
    assert str(amina) in saved
    campaign = announce(client, session, Segment.objects.get()).context["campaign"]
    client.post(campaign.get_absolute_url(), {"submission": uuid4()})
    tasks.run_campaigns()
    courier.drain()
    register(session=session, person=amina, at=NOW)
    AttendanceFactory(space=space, session=session, person=amina)

    shown = read(client.get(campaign.get_absolute_url()))
    assert "1 personne inscrite ou en attente · 1 nouvelle sur 2 espérées." in shown
    assert "1 personne que l’on n’avait jamais vue est venue depuis." in shown
    assert str(amina) not in read(client.get(Segment.objects.get().get_absolute_url()))


@pytest.mark.requirement("R108")
def test_those_received_alone_who_never_came_to_a_workshop_are_a_group_ready_for_invitations(client, space, session):
    alone, together, unknown = (PersonFactory(space=space, first_name=name) for name in ("Amina", "Lucien", "Zoé"))
    for person in (alone, together):
        VisitFactory(space=space, person=person, at=NOW - timedelta(days=9))
    past = SessionFactory(space=space, past=True)
    AttendanceFactory(space=space, session=past, person=together)
    address = f"{NEW_GROUP}?comme=deja-recues"
    assert address in client.get(GROUPS).content.decode()

    saved = save_group(client, address)

    assert "A déjà été reçue, seule, et n’est encore venue à aucun atelier" in saved
    assert str(alone) in saved
    assert str(together) not in saved
    assert str(unknown) not in saved
    group = Segment.objects.get()
    assert group.name == "Déjà reçues, jamais venues en atelier"
    assert f"{NEW}?groupe={group.pk}" in client.get(group.get_absolute_url()).content.decode()


@pytest.mark.requirement("R113")
def test_who_writes_reads_what_reception_hears_the_most(client, space, session, coordinator):
    hours = TopicFactory(name="Horaires et accès")
    for _ in range(2):
        enquiry = EnquiryFactory(space=space, topic=hours, name="Maurice", received_at=NOW)
        answer_enquiry(enquiry=enquiry, answer="À 9 h.", was_avoidable=True, at=NOW, by=coordinator)
    EnquiryFactory(space=space, topic=TopicFactory(name="Déchets"), received_at=NOW)
    password, _ = (
        BlockingPointFactory(name="Un mot de passe oublié"),
        BlockingPointFactory(name="Un fichier introuvable"),
    )
    for _ in range(3):
        client.post(reverse("publics:blocking"), {"point": password.key, "submission": uuid4()})
    written_already = CampaignFactory(space=space, session=session)

    for address in (NEW, reverse("communications:edit_campaign", args=[written_already.code])):
        shown = read(client.get(address))
        assert "Information à mieux faire connaître Horaires et accès : 2 fois" in shown
        assert "Là où l’on bloque Un mot de passe oublié : 3 fois" in shown
        assert "Un fichier introuvable" not in shown
        assert not {"Déchets", "Maurice"} & set(shown.split())


def test_when_nothing_comes_back_who_writes_is_told_so(client):
    assert "Rien de particulier depuis trois mois." in read(client.get(NEW))


@pytest.mark.parametrize("address", ["?comme=rien", "?comme=pas-encore&habite=" + "x" * 10_000, "?habite=Rochebrisse"])
def test_an_address_that_suggests_nothing_readable_is_an_empty_group(client, address):
    page = client.get(NEW_GROUP + address)

    assert page.status_code == 200
    assert page.context["editor"].lines == [{"fact": "", "value": "", "block": "0"}]


def test_reception_reads_the_groups_and_is_suggested_none(client, signed_in, space):
    signed_in(space, Role.RECEPTION)

    assert "comme=" not in client.get(GROUPS).content.decode()
