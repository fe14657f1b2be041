"""Media: what each is still to receive, and until when. Messages: what left, what did not, what to do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.communications.enums import ClosingRule
from mediation.communications.models import Medium, Publication
from mediation.courier import breakers
from mediation.courier.enums import Channel, MessageState
from mediation.courier.providers import Rate
from tests.factories import (
    NOW,
    MediumFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

MEDIA, NEW, MESSAGES, THIS_WEEK = (
    reverse(f"communications:{name}") for name in ("media", "new_medium", "messages", "to_send")
)
TYPED = {"name": "Radio Vallée", "format": "trente secondes", "closing_rule": "days_before", "closing_value": "3"}


@pytest.fixture
def bulletin(space):
    return MediumFactory(space=space, name="Le Petit Orvellois", closing_value=7)


def publish(client, medium, *subjects):
    return client.post(reverse("communications:publish", args=[medium.pk]), {"subject": subjects}, follow=True)


# --- media ------------------------------------------------------------------------------------------------------


def test_media_say_what_they_are_still_to_receive(client, space, session, bulletin, signed_in):
    signed_in(space)

    said = read(client.get(MEDIA))

    assert "Le Petit Orvellois" in said
    assert "600 signes et une photo · ferme une semaine avant" in said
    assert "Vendre ses gâteaux avant samedi pour le samedi 28 novembre" in said


def test_bulletin_of_next_month_closes_on_a_day_of_this_one(client, space, signed_in):
    MediumFactory(space=space, closing_rule=ClosingRule.DAY_OF_PREVIOUS_MONTH, closing_value=18)
    SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=20))
    signed_in(space)

    said = read(client.get(MEDIA))

    assert "ferme le 18 du mois précédent" in said
    assert "avant mercredi pour le dimanche 6 décembre" in said


def test_what_a_medium_can_take_no_more_is_not_asked_for(client, space, session, signed_in):
    MediumFactory(space=space, closing_value=13)
    signed_in(space)

    said = read(client.get(MEDIA))

    assert "Vendre ses gâteaux" not in said
    assert "Rien à envoyer pour l’instant" in said


def test_what_closes_much_later_is_folded(client, space, bulletin, signed_in):
    for weeks in range(2, 8):
        SessionFactory(space=space, published=True, starts_at=NOW + timedelta(weeks=weeks))
    signed_in(space)

    assert "3 annonces plus tard" in read(client.get(MEDIA))


def test_draft_is_not_announced(client, space, bulletin, signed_in):
    SessionFactory(space=space, workshop__title="Pas encore prêt")
    signed_in(space)

    assert "Pas encore prêt" not in read(client.get(MEDIA))


def test_sent_once_it_is_no_longer_asked_for(client, space, session, bulletin, signed_in):
    user = signed_in(space, Role.RECEPTION)

    said = read(publish(client, bulletin, f"session:{session.pk}"))
    publish(client, bulletin, f"session:{session.pk}")

    assert "C'est noté : 1 annonce envoyée à « Le Petit Orvellois »." in said
    assert "Rien à envoyer pour l’instant" in said
    sent = Publication.objects.get()
    assert (sent.medium, sent.subject_ref, sent.sent_by, sent.sent_at) == (bulletin, f"session:{session.pk}", user, NOW)


@pytest.mark.parametrize(
    ("longest", "words"),
    [
        (None, ("Vendre ses gâteaux.", "8 places. Appelez le")),
        (200, ("Vendre ses gâteaux. Samedi 28 novembre, de 14 heures à 16 heures", "ou passez nous voir.")),
        (60, ("Gâteaux, sam 28 nov 14h, salle du Lavoir.", "05 36 49 10 10")),
    ],
)
def test_text_is_ready_at_the_length_of_its_medium(client, space, signed_in, longest, words):
    SessionFactory(
        space=space, published=True, starts_at=NOW + timedelta(days=12, hours=4), workshop__title="Vendre ses gâteaux",
        workshop__short_title="Gâteaux", workshop__takeaway="On prend les photos et l’on fait ses prix",
    )  # fmt: skip
    MediumFactory(space=space, longest=longest)
    signed_in(space, Role.COLLEAGUE)

    [sending] = client.get(THIS_WEEK).context["sendings"]

    [each] = sending.expected
    text = each.text.replace("\xa0", " ")
    assert text.startswith(words[0])
    assert words[1] in text
    assert longest is None or len(text) <= longest


@pytest.mark.usefixtures("session")
def test_what_no_sentence_can_shorten_is_said_to_be_too_long(client, space, signed_in):
    MediumFactory(space=space, longest=30)
    signed_in(space)

    assert "encore trop long" in read(client.get(THIS_WEEK))


@pytest.mark.usefixtures("session")
def test_week_shows_only_what_closes_within_it(client, space, signed_in):
    MediumFactory(space=space, name="La radio", closing_value=3)
    MediumFactory(space=space, name="Le bulletin", closing_value=7)
    signed_in(space)

    said = read(client.get(THIS_WEEK))

    assert "Le bulletin avant samedi" in said
    assert "La radio" not in said


def test_length_of_a_medium_is_of_a_text(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)

    answer = client.post(NEW, TYPED | {"submission": uuid4(), "longest": "5"})

    assert "supérieure ou égale à 30" in read(answer)
    assert not Medium.objects.exists()


@pytest.mark.parametrize("subjects", [[], ["session:999999"], ["x" * 10_000], ["autre chose"]])
@pytest.mark.usefixtures("session")
def test_what_is_not_to_be_announced_is_not_noted(client, space, bulletin, signed_in, subjects):
    signed_in(space)

    assert "rien n'a été noté" in read(publish(client, bulletin, *subjects))
    assert not Publication.objects.exists()


def test_session_of_another_space_is_not_announced(client, space, bulletin, signed_in):
    elsewhere = SessionFactory(published=True)
    signed_in(space)

    publish(client, bulletin, f"session:{elsewhere.pk}")

    assert not Publication.objects.exists()


def test_medium_of_another_space_is_not_found(client, space, signed_in):
    elsewhere = MediumFactory()
    signed_in(space, Role.COORDINATOR)

    assert publish(client, elsewhere, "session:1").status_code == 404
    assert client.get(reverse("communications:edit_medium", args=[elsewhere.pk])).status_code == 404


def test_coordinator_adds_a_medium(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)

    said = read(client.post(NEW, TYPED | {"submission": uuid4()}, follow=True))

    assert "« Radio Vallée » est ajouté." in said
    assert Medium.objects.get().closing == "ferme trois jours avant"


def test_medium_sent_twice_is_added_once(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)
    form = TYPED | {"submission": uuid4()}

    client.post(NEW, form)
    again = client.post(NEW, form)

    assert again.headers["Location"] == MEDIA
    assert Medium.objects.count() == 1


@pytest.mark.usefixtures("bulletin")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "Le Petit Orvellois"}, "Un média porte déjà ce nom."),
        ({"closing_rule": "day_of_previous_month", "closing_value": "31"}, "Choisissez un jour du mois entre 1 et 28."),
        ({"closing_value": "400"}, "inférieure ou égale à 90"),
        ({"name": "x" * 10_000}, "au plus 80 caractères"),
        ({"format": "a\x00b"}, "caractère nul"),
        ({"closing_rule": "parfois"}, "choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, space, signed_in, changed, sentence):
    signed_in(space, Role.COORDINATOR)

    response = client.post(NEW, TYPED | changed | {"submission": uuid4()})

    assert sentence in read(response)
    assert "trente secondes" in response.content.decode() or "format" in changed
    assert Medium.objects.count() == 1


def test_medium_saved_meanwhile_is_not_overwritten(client, space, bulletin, signed_in):
    signed_in(space, Role.COORDINATOR)
    address = reverse("communications:edit_medium", args=[bulletin.pk])
    client.post(address, TYPED | {"name": "La Feuille", "version": "1"})

    response = client.post(address, TYPED | {"name": "Le Journal", "version": "1"})

    bulletin.refresh_from_db()
    assert bulletin.name == "La Feuille"
    assert "Nom La Feuille Le Journal" in read(response)
    client.post(address, TYPED | {"name": "Le Journal", "version": "2"})
    bulletin.refresh_from_db()
    assert bulletin.name == "Le Journal"


def test_name_taken_by_another_medium_is_said_when_editing(client, space, bulletin, signed_in):
    other = MediumFactory(space=space)
    signed_in(space, Role.COORDINATOR)

    response = client.post(
        reverse("communications:edit_medium", args=[other.pk]), TYPED | {"name": bulletin.name, "version": "1"}
    )

    assert "Un média porte déjà ce nom." in read(response)


def test_no_medium_yet_says_what_to_note(client, space, signed_in):
    signed_in(space, Role.COORDINATOR)

    assert "notez qui porte vos nouvelles et quand il ferme" in read(client.get(MEDIA))


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.COORDINATOR, (200, 200, 200)),
        (Role.MEDIATOR, (200, 403, 200)),
        (Role.RECEPTION, (200, 403, 200)),
        (Role.COLLEAGUE, (200, 403, 403)),
        (Role.PRESCRIBER, (403, 403, 403)),
        (Role.NETWORK, (403, 403, 403)),
    ],
)
def test_each_role_opens_its_own_pages(client, space, signed_in, role, statuses):
    signed_in(space, role)

    assert tuple(client.get(address).status_code for address in (MEDIA, NEW, MESSAGES)) == statuses


@pytest.mark.parametrize("rows", [1, 3])
def test_media_cost_the_same_whatever_their_number(client, space, signed_in, django_assert_num_queries, rows):
    for _ in range(rows):
        MediumFactory(space=space)
        SessionFactory(space=space, published=True)
    signed_in(space)

    with django_assert_num_queries(6):
        assert client.get(MEDIA).status_code == 200


# --- the log of messages ----------------------------------------------------------------------------------------


def sent_to(registration, **fields):
    return MessageFactory(
        **{
            "space": registration.space, "subject_id": registration.pk, "address": "+33639981001",
            "recipient_ref": f"person:{registration.person_id}", "channel": Channel.SMS,
        }
        | fields
    )  # fmt: skip


@pytest.fixture
def registration(space, session):
    return RegistrationFactory(space=space, session=session, person__last_name="Cytise")


def test_log_says_to_whom_what_and_when(client, space, registration, signed_in):
    sent_to(registration, state=MessageState.SENT, sent_at=NOW)
    signed_in(space)

    said = read(client.get(MESSAGES))

    assert "16 nov. 2026, 10 h Amina Cytise Rappel Vendre ses gâteaux, samedi 28 novembre SMS Parti" in said


def test_what_did_not_leave_says_why_and_what_to_do(client, space, registration, signed_in):
    sent_to(registration, channel=Channel.EMAIL, state=MessageState.FAILED, reason="550 boîte inconnue")
    signed_in(space)

    said = read(client.get(MESSAGES))

    assert "Pas parti 550 boîte inconnue. Appelez-la, puis corrigez son numéro ou son adresse." in said


@pytest.mark.parametrize(("channel", "words"), [(Channel.PHONE, "À appeler"), (Channel.LETTER, "À poster")])
def test_what_somebody_does_is_not_said_to_be_sent(client, registration, signed_in, channel, words):
    sent_to(registration, channel=channel)
    signed_in(registration.space)

    assert f"Amina Cytise Rappel Vendre ses gâteaux, samedi 28 novembre {channel.label} {words}" in read(
        client.get(MESSAGES)
    )


def test_log_is_filtered_by_state_channel_and_session(client, space, registration, signed_in):
    other = RegistrationFactory(space=space, person__last_name="Bleuet")
    sent_to(registration)
    sent_to(other, channel=Channel.EMAIL, state=MessageState.SKIPPED)
    signed_in(space)

    def names(**filters):
        said = read(client.get(MESSAGES, filters))
        return [name for name in ("Cytise", "Bleuet") if name in said]

    assert names() == ["Cytise", "Bleuet"]
    assert names(etat="skipped") == ["Bleuet"]
    assert names(canal="sms") == ["Cytise"]
    assert names(seance=registration.session.code.lower()) == ["Cytise"]
    assert names(seance="AAAAAAAA") == []


@pytest.mark.parametrize("filters", [{"etat": "x"}, {"seance": "x" * 10_000}, {"page": "mille"}, {"canal": "pigeon"}])
def test_filter_that_is_not_understood_filters_nothing(client, space, registration, signed_in, filters):
    sent_to(registration)
    signed_in(space)

    assert "Cytise" in read(client.get(MESSAGES, filters))


def test_messages_of_another_space_are_not_shown(client, space, registration, signed_in):
    sent_to(registration)
    signed_in(SpaceFactory())

    said = read(client.get(MESSAGES, {"seance": registration.session.code}))

    assert "Aucun message pour ces filtres" in said


def test_message_to_somebody_we_no_longer_know_is_still_listed(client, space, signed_in):
    MessageFactory(space=space, recipient_ref="contact:9", kind="campaign.news")
    signed_in(space)

    assert "Quelqu'un dont la fiche n'est plus là campaign.news" in read(client.get(MESSAGES))


def test_names_are_hidden_on_a_shared_screen(client, space, registration, signed_in):
    sent_to(registration)
    signed_in(space)

    assert '<span data-private="name">Amina Cytise</span>' in client.get(MESSAGES).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_log_costs_the_same_whatever_its_length(client, space, signed_in, django_assert_num_queries, rows):
    for _ in range(rows):
        registration = RegistrationFactory(space=space, person=PersonFactory(space=space))
        sent_to(registration)
    signed_in(space)

    with django_assert_num_queries(11):
        assert client.get(MESSAGES).status_code == 200


# --- when nothing leaves ---


def late(space, **fields):
    MessageFactory(
        space=space, channel=Channel.SMS, address="+33639981001", due_at=NOW - timedelta(minutes=20), **fields
    )


def test_messages_that_do_not_leave_are_said_with_what_to_do(client, space, signed_in):
    late(space)
    signed_in(space)

    said = read(client.get(MESSAGES))

    assert "Les envois par SMS sont en retard : 1 message" in said
    assert "Ce qui presse : appelez." in said


def test_provider_nobody_reaches_is_said_with_its_reason(client, space, signed_in):
    late(space)
    for _ in range(2):
        breakers.failed(Channel.SMS, "passerelle SMS injoignable", at=NOW)
    signed_in(space)

    said = read(client.get(MESSAGES))

    assert "Les envois par SMS attendent : 1 message" in said
    assert "Passerelle SMS injoignable. Ils partiront d’eux-mêmes" in said


def test_provider_that_asks_for_fewer_is_said_with_its_hour(client, space, signed_in, settings):
    settings.SEND_RATES = settings.SEND_RATES | {"sms": Rate(10, "min")}
    late(space)
    breakers.throttled(Channel.SMS, "HTTP 429", until=NOW + timedelta(minutes=5))
    signed_in(space)

    said = read(client.get(MESSAGES))

    assert "Les envois par SMS reprennent à 10 h 05 : 1 message" in said
    assert "Le fournisseur demande d’aller moins vite." in said
    assert "10 par minute au plus : c’est ce que prend le fournisseur." in said


def test_what_waits_in_another_space_is_not_ours(client, space, signed_in):
    late(SpaceFactory())
    signed_in(space)

    assert "en retard" not in read(client.get(MESSAGES))
