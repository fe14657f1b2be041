"""The same announcement in other words for some: whom each text is for, what each receives, what came of each."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mediation.communications import services, tasks
from mediation.communications.audience import ANNOUNCED, audience_of
from mediation.communications.enums import CampaignState, Excluded
from mediation.communications.models import CampaignVariant
from mediation.communications.services.variants import MOST_VARIANTS
from mediation.courier import tasks as courier
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from tests.communications.asking import agrees, answers, by, leave
from tests.factories import (
    NOW,
    CampaignFactory,
    CampaignVariantFactory,
    InterestFactory,
    PersonaFactory,
    SegmentFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

LIVES_THERE = {"v": 1, "all": [{"is": "city", "value": "Vernelune"}]}
BROKEN = {"v": 1, "all": [{"is": "gone"}]}
WITH_A_FRIEND = "Venez avec une copine ! {téléphone}"


@pytest.fixture
def campaign():
    space = SpaceFactory(slug="fil", sms_reply_number="+33639981000", phone="+33536491010")
    session = SessionFactory(space=space, published=True, capacity=5, workshop__title="Vendre ses gâteaux")
    return CampaignFactory(space=space, session=session, title="Gâteaux de Noël")


@pytest.fixture
def vernelune(campaign):
    return SegmentFactory(space=campaign.space, name="De Vernelune", rule=LIVES_THERE)


@pytest.fixture
def write(client, campaign, signed_in):
    """Written from the page of the campaign by somebody of the team; the page that follows."""
    signed_in(campaign.space)

    def write(**typed):
        address = reverse("communications:new_variant", args=[campaign.code])
        return client.post(address, {"submission": uuid4()} | typed, follow=True)

    return write


def texts():
    said = Message.objects.filter(kind=ANNOUNCED).values_list("recipient_ref", "payload__text")
    return dict(said)


# --- what each receives -------------------------------------------------------------------------------------------


@pytest.mark.requirement("R123")
def test_some_are_told_in_their_words_by_their_channel(campaign, vernelune, write, mailbox):
    here = agrees(
        campaign.space, Channel.SMS, Channel.EMAIL, city="Vernelune", first_name="Amina", preferred_channel="email"
    )
    there = agrees(campaign.space, Channel.EMAIL, city="Orvelle", first_name="Zoé")

    page = read(write(whom=f"segment:{vernelune.pk}", channels=["sms"], sms_text=WITH_A_FRIEND))
    assert "Ce texte est pour : De Vernelune." in page
    assert "De Vernelune · SMS" in page
    assert "Venez avec une copine ! 05 36 49 10 10" in page
    assert "Tous les autres · E-mail" in page

    leave(campaign)
    courier.drain()
    assert texts()[f"person:{here.pk}"].startswith("Venez avec une copine ! 05 36 49 10 10")
    assert texts()[f"person:{there.pk}"].startswith("Bonjour Zoé,")


@pytest.mark.requirement("R123")
def test_a_persona_lends_its_facts_and_is_named_nowhere(campaign, write, mailbox):
    persona = PersonaFactory(space=campaign.space, name="Éloignée", rule=LIVES_THERE)
    amina = agrees(campaign.space, Channel.SMS, city="Vernelune")

    page = read(write(whom=f"persona:{persona.pk}", sms_text=WITH_A_FRIEND))

    assert "Habite : Vernelune · SMS" in page
    assert "Éloignée" not in page
    assert CampaignVariant.objects.get().segment is None
    leave(campaign)
    courier.drain()
    assert texts()[f"person:{amina.pk}"].startswith("Venez avec une copine")


def test_what_is_left_empty_is_said_as_to_everybody(campaign, vernelune, write, mailbox):
    amina = agrees(campaign.space, Channel.EMAIL, city="Vernelune", first_name="Amina")
    write(whom=f"segment:{vernelune.pk}", heading="Entre voisines")
    leave(campaign)
    courier.drain()
    message = Message.objects.get(recipient_ref=f"person:{amina.pk}")
    assert message.payload["subject"] == "Entre voisines"
    assert message.payload["text"].startswith("Bonjour Amina,\n\nVendre ses gâteaux")


def test_who_answers_two_rules_hears_the_first(client, campaign, vernelune, signed_in, mailbox):
    amina = agrees(campaign.space, Channel.SMS, city="Vernelune")
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune, position=1, sms_text="Un")
    other = SegmentFactory(space=campaign.space, rule=LIVES_THERE)
    second = CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=other, position=2, sms_text="Deux")
    signed_in(campaign.space)

    client.post(reverse("communications:move_variant", args=[campaign.code, second.pk, "premier"]))

    leave(campaign)
    courier.drain()
    assert texts()[f"person:{amina.pk}"].startswith("Deux")


def test_whoever_its_channel_does_not_reach_is_not_told_and_it_is_said_why(campaign, vernelune):
    agrees(campaign.space, Channel.EMAIL, city="Vernelune")
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune, channels=[Channel.SMS])
    audience = audience_of(campaign, at=NOW)
    assert (audience.by_channel, audience.excluded) == ([], [(Excluded.OTHER_WAY, 1)])


def test_when_the_campaign_loses_its_channel_it_leaves_by_those_of_the_campaign(
    client, campaign, vernelune, signed_in, mailbox
):
    amina = agrees(campaign.space, Channel.EMAIL, city="Vernelune")
    written = {"segment": vernelune, "channels": [Channel.SMS], "text": "Entre voisines"}
    variant = CampaignVariantFactory(space=campaign.space, campaign=campaign, **written)
    campaign.channels = [Channel.EMAIL]
    campaign.save()
    signed_in(campaign.space)

    page = read(client.get(campaign.get_absolute_url()))
    asked = client.get(variant.get_absolute_url()).context["form"]
    leave(campaign)
    courier.drain()

    assert "De Vernelune · E-mail" in page
    assert "Par les canaux de la campagne" in page
    assert "Qui la reçoit : 1" in page
    assert not any(box.data["selected"] for box in asked["channels"])
    assert texts()[f"person:{amina.pk}"].startswith("Entre voisines")


def test_the_text_is_that_of_the_day_it_left(campaign, vernelune, mailbox):
    amina = agrees(campaign.space, Channel.SMS, city="Vernelune")
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune, sms_text="Entre voisines")
    leave(campaign)
    amina.city = "Orvelle"
    amina.save()
    courier.drain()
    assert texts()[f"person:{amina.pk}"].startswith("Entre voisines")


def test_a_rule_that_breaks_tells_nobody(client, campaign, vernelune, signed_in):
    agrees(campaign.space, Channel.SMS)
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=None, rule=BROKEN)
    signed_in(campaign.space)

    page = read(client.get(campaign.get_absolute_url()))

    assert "une de ses conditions n’existe plus" in page
    response = client.post(campaign.get_absolute_url(), {"submission": uuid4()})
    assert response.status_code == 422
    assert not Message.objects.exists()


def test_a_trial_shows_each_text(campaign, vernelune, mailbox):
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune, sms_text="Entre voisines")
    services.send_test(campaign=campaign, at=NOW, by=by(space=campaign.space))
    courier.drain()
    said = Message.objects.get().payload["text"]
    assert "SMS, De Vernelune\n\nEntre voisines" in said


def test_a_trial_says_each_text_by_its_own_channels(campaign, vernelune, mailbox):
    words = {"channels": [Channel.SMS], "sms_text": "Entre voisines"}
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune, **words)
    services.send_test(campaign=campaign, at=NOW, by=by(space=campaign.space))
    courier.drain()
    said = Message.objects.get().payload["text"]
    assert "SMS, De Vernelune\n\nEntre voisines" in said
    assert "E-mail\n\n" in said
    assert "E-mail, De Vernelune" not in said


# --- what came of each --------------------------------------------------------------------------------------------


@pytest.mark.requirement("R100")
def test_each_text_has_its_result(client, campaign, vernelune, signed_in, gateway):
    agrees(campaign.space, Channel.SMS, city="Vernelune", phone="+33639981001")
    agrees(campaign.space, Channel.SMS, city="Vernelune", phone="+33639981002")
    agrees(campaign.space, Channel.SMS, city="Orvelle", phone="+33639981003")
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune, sms_text="Entre voisines")
    leave(campaign)
    courier.drain()
    answers(campaign.space, "oui", sender="+33639981001", ref="1")
    answers(campaign.space, "non", sender="+33639981003", ref="2")
    signed_in(campaign.space)

    page = read(client.get(campaign.get_absolute_url()))

    assert "De Vernelune 2 1 1 1" in page
    assert "Tous les autres 1 0 0 0" in page
    assert "Réponses : 1 oui, 1 non, 0 stop." in page


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"whom": ""}, "Ce champ est obligatoire"),
        ({"sms_text": "", "text": ""}, "Écrivez au moins un texte, ou choisissez une image ou un canal."),
        ({"sms_text": "{prenom}"}, "« {prenom} » ne sera pas remplacé"),
        ({"whom": "segment:0"}, "Sélectionnez un choix valide"),
        ({"channels": ["letter"]}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(vernelune, write, typed, refusal):
    whom = f"segment:{vernelune.pk}"
    response = write(**{"whom": whom, "sms_text": "Entre voisines", "heading": ""} | typed)
    assert response.status_code == 422
    assert refusal in read(response)
    assert not CampaignVariant.objects.exists()


def test_a_group_has_one_text_and_a_campaign_six_at_most(campaign, vernelune, write):
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune)
    again = write(whom=f"segment:{vernelune.pk}", sms_text="Encore")
    assert "Ce groupe a déjà son texte." in read(again)
    CampaignVariantFactory.create_batch(MOST_VARIANTS - 1, space=campaign.space, campaign=campaign)
    one_more = SegmentFactory(space=campaign.space)
    assert "6 textes particuliers au plus" in read(write(whom=f"segment:{one_more.pk}", sms_text="Encore"))


def test_the_database_refuses_a_text_for_nobody(campaign, vernelune):
    for whom in ({"segment": None}, {"rule": LIVES_THERE}, {"segment": None, "rule": {}}):
        with pytest.raises(IntegrityError, match="variant_says_whom_it_is_for"), transaction.atomic():
            CampaignVariantFactory(space=campaign.space, campaign=campaign, **{"segment": vernelune} | whom)


@pytest.mark.parametrize("act", ["premier", "retirer"])
def test_once_asked_its_texts_are_those_that_were_read(client, campaign, vernelune, signed_in, act):
    variant = CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune, position=3)
    campaign.state = CampaignState.PROPOSED
    campaign.save()
    signed_in(campaign.space)

    moved = client.post(reverse("communications:move_variant", args=[campaign.code, variant.pk, act]), follow=True)
    typed = {"version": 1, "whom": f"segment:{vernelune.pk}", "sms_text": "Autre chose"}
    edited = client.post(variant.get_absolute_url(), typed)

    assert "Cette campagne a changé entre-temps" in read(moved)
    assert "Cette campagne a changé entre-temps" in read(edited)
    variant.refresh_from_db()
    assert (variant.position, variant.sms_text) == (3, "{prénom}, on garde une place pour vous : {téléphone}")


def test_whoever_reads_it_again_reads_each_text(client, campaign, vernelune, signed_in):
    agrees(campaign.space, Channel.SMS, city="Vernelune")
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune, sms_text="Entre voisines")
    campaign.state = CampaignState.PROPOSED
    campaign.save()
    signed_in(campaign.space)
    page = read(client.get(campaign.get_absolute_url()))
    assert "Entre voisines" in page
    assert "Qui la reçoit : 1" in page


def test_edited_withdrawn_copied(client, campaign, vernelune, signed_in):
    variant = CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune)
    signed_in(campaign.space)

    client.post(variant.get_absolute_url(), {"version": 1, "whom": f"segment:{vernelune.pk}", "sms_text": "Voisines"})
    copied = read(client.post(reverse("communications:copy_campaign", args=[campaign.code]), follow=True))
    withdrawn = client.post(reverse("communications:move_variant", args=[campaign.code, variant.pk, "retirer"]))

    assert withdrawn.status_code == 302
    assert "(copie)" in copied
    [kept] = CampaignVariant.objects.all()
    assert (kept.sms_text, kept.campaign.title) == ("Voisines", "Gâteaux de Noël (copie)")


def test_two_who_write_it_do_not_overwrite_each_other(client, campaign, vernelune, signed_in):
    variant = CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune)
    signed_in(campaign.space)
    typed = {"version": 1, "whom": f"segment:{vernelune.pk}"}
    client.post(variant.get_absolute_url(), typed | {"sms_text": "Le mien"})
    response = client.post(variant.get_absolute_url(), typed | {"sms_text": "Le vôtre"})
    assert response.status_code == 422
    variant.refresh_from_db()
    assert variant.sms_text == "Le mien"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_campaign_costs_the_same_whatever_its_texts(client, campaign, signed_in, django_assert_num_queries, rows):
    CampaignVariantFactory.create_batch(rows, space=campaign.space, campaign=campaign)
    for _ in range(rows):
        said = {"v": 1, "all": [{"is": "interest", "value": InterestFactory(leaf=True).key}]}
        CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=None, rule=said)
    agrees(campaign.space, Channel.SMS)
    signed_in(campaign.space)
    with django_assert_num_queries(10):  # one for what may be said of interests
        client.get(campaign.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_looked_at_every_three_seconds_reads_how_it_goes_alone(
    client, campaign, signed_in, django_assert_num_queries, rows
):
    CampaignVariantFactory.create_batch(rows, space=campaign.space, campaign=campaign)
    agrees(campaign.space, Channel.SMS)
    services.ask_to_send(campaign=campaign, at=NOW, by=by(space=campaign.space))
    signed_in(campaign.space)
    by_itself = {"headers": {"HX-Request": "true"}}

    with django_assert_num_queries(4):
        planned = read(client.get(campaign.get_absolute_url(), **by_itself))
    tasks.run_campaigns()
    with django_assert_num_queries(8):
        running = read(client.get(campaign.get_absolute_url(), **by_itself))

    assert "Rien n’est encore parti." in planned
    assert "Texte pour Partis Oui Inscrits Nouveaux" in running
    assert "Le dire autrement" not in planned + running
