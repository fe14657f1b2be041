"""Composed together, the messages of a campaign say what each says composed alone."""

import pytest

from mediation.accounts.models import AccessLink
from mediation.common.templatetags.french import tied
from mediation.communications import wording
from mediation.communications.audience import ANNOUNCED
from mediation.communications.batch import compose_all
from mediation.courier import letters
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from tests.factories import NOW, CampaignFactory, MessageFactory, PersonFactory, SpaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

NAMES = ["Amina", "", "<b>Zoé</b>", "O’Hara & fils", 'D"Arc', "{quoi}", "Jean-Rémi 🧁", "lien.invalid"]


@pytest.fixture
def campaign(space):
    return CampaignFactory(space=space, running=True, heading="{prénom}, {quoi}")


def messages_to(campaign, *names, channel=Channel.EMAIL):
    people = [PersonFactory(space=campaign.space, first_name=name, by_email=True) for name in names]
    return [
        MessageFactory(
            space=campaign.space, kind=ANNOUNCED, subject_id=campaign.pk, recipient_ref=f"person:{person.pk}",
            channel=channel, address=person.email,
        )
        for person in people
    ]  # fmt: skip


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_together_each_is_told_what_she_is_told_alone(campaign, channel):
    messages = messages_to(campaign, *NAMES, channel=channel)

    together = compose_all(messages)

    assert together == {message.pk: wording.compose(message) for message in messages}


def test_two_campaigns_are_composed_together(campaign):
    other = CampaignFactory(space=SpaceFactory(slug="autre"), running=True, text="Et {prénom} ?")
    messages = [*messages_to(campaign, "Amina"), *messages_to(other, "Zoé")]

    together = compose_all(messages)

    assert [together[message.pk].text[:12] for message in messages] == ["Bonjour Amin", "Et Zoé ?\n\nPo"]


def test_link_whose_key_was_withdrawn_is_left_out(campaign, settings):
    [message] = messages_to(campaign, "Amina")
    compose_all([message])
    settings.LINK_KEYS = ["another"]

    said = compose_all([message])[message.pk]

    assert (said.stops_at, "Pour ne plus recevoir" in said.text) == ("", False)


def test_whoever_is_not_known_any_more_is_left_out(campaign):
    known, unknown = messages_to(campaign, "Amina", "Zoé")
    Message.objects.filter(pk=unknown.pk).update(recipient_ref="person:0")
    unknown.refresh_from_db()

    assert compose_all([known, unknown]).keys() == {known.pk}


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_no_more_statements_than_one(campaign, count, django_assert_num_queries):
    messages = messages_to(campaign, *NAMES[:count])
    compose_all(messages)

    with django_assert_num_queries(5):
        compose_all(messages)


@pytest.mark.parametrize("count", [1, 3])
def test_letters_of_a_campaign_cost_no_more_statements_than_one(campaign, count, django_assert_num_queries):
    messages = messages_to(campaign, *NAMES[:count], channel=Channel.LETTER)

    with django_assert_num_queries(6):
        written = letters.written(messages, day=NOW.date())

    assert ["\n\n".join(letter.paragraphs) for letter in written] == [
        tied(wording.compose(each).text) for each in messages
    ]


def test_each_has_the_link_she_had(campaign):
    messages = messages_to(campaign, "Amina", "Zoé")
    alone = wording.compose(messages[0]).stops_at

    assert compose_all(messages)[messages[0].pk].stops_at == alone
    assert AccessLink.objects.count() == 2


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.LETTER, Channel.PHONE])
def test_a_page_to_stop_is_made_for_who_is_told_by_email_only(campaign, channel):
    messages = messages_to(campaign, "Amina", "Zoé", channel=channel)

    together = compose_all(messages)

    assert together == {message.pk: wording.compose(message) for message in messages}
    assert not AccessLink.objects.exists()
