"""Whatever comes in: in one list, answered in time or said to be late, and nobody named in what is counted."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.courier.tasks import drain
from publics import services
from publics.enums import EnquiryChannel, EnquiryKind, EnquiryState
from publics.models import Disclosure, Enquiry, Person, PersonInterest
from tests.factories import (
    NOW,
    EnquiryFactory,
    InboundFactory,
    InterestFactory,
    OrganisationFactory,
    PersonFactory,
    SpaceFactory,
    TopicFactory,
    VenueFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

HOURS = "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00"


@pytest.fixture
def space():
    made = SpaceFactory(slug="fil")
    VenueFactory(space=made, opening_hours=HOURS)
    return made


@pytest.fixture
def by(signed_in, space):
    return signed_in(space, Role.COORDINATOR, name="Hélène Viorne")


def page(client, **asked):
    return read(client.get(reverse("publics:enquiries"), asked))


def act(client, enquiry, name, **said):
    return client.post(enquiry.get_absolute_url(), {"act": name, **said}, follow=True)


def note(client, query="", **said):
    address = reverse("publics:new_enquiry") + query
    key = str(client.get(address).context["form"]["submission"].value())
    usual = {"submission": key, "channel": "phone", "kind": "question", "words": "Vous ouvrez à quelle heure ?"}
    return client.post(address, usual | {"then": "wait"} | said, follow=True)


# --- the list ---


def test_what_is_late_comes_first_whatever_came_last(client, space, by):
    EnquiryFactory(space=space, name="Maurice", due_at=NOW + timedelta(hours=1))
    EnquiryFactory(space=space, name="Ginette", due_at=NOW - timedelta(minutes=1))

    shown = page(client)

    assert shown.index("Ginette") < shown.index("Maurice")
    assert "Un message attend depuis plus longtemps que prévu." in shown
    assert shown.count("en retard") == 1


@pytest.mark.requirement("R117")
def test_the_list_is_filtered_by_channel_topic_kind_owner_and_state_in_the_address(client, space, by):
    topic = TopicFactory(key="materiel", name="Matériel")
    EnquiryFactory(space=space, name="Maurice", channel=EnquiryChannel.PHONE)
    EnquiryFactory(space=space, name="Ginette", channel=EnquiryChannel.COMMENT, kind=EnquiryKind.THANKS)
    EnquiryFactory(space=space, name="Irène", channel=EnquiryChannel.MESSAGING, topic=topic, assigned_to=by)
    services.close_enquiry(enquiry=EnquiryFactory(space=space, name="Bernard"), at=NOW, by=by)

    def names(**asked):
        return [name for name in ("Maurice", "Ginette", "Irène", "Bernard") if name in page(client, **asked)]

    assert names() == ["Maurice", "Ginette", "Irène"]
    assert names(par="phone") == ["Maurice"]
    assert names(par="comment", quoi="thanks") == ["Ginette"]
    assert names(sujet="materiel") == names(qui="moi") == ["Irène"]
    assert names(voir="closes") == ["Bernard"]
    assert names(par="zzz", sujet="x" * 10_000) == ["Maurice", "Ginette", "Irène"]


@pytest.mark.requirement("R066")
def test_how_long_she_waits_is_read_against_the_time_promised_both_in_hours_when_somebody_is_there(client, space, by):
    """Friday from four in the afternoon: an hour and a half, then Saturday morning, then an hour today."""
    enquiry = EnquiryFactory(
        space=space, received_at=NOW - timedelta(days=2, hours=18), due_at=NOW - timedelta(hours=1)
    )

    said = "attend depuis 5 h 30 d’ouverture · à répondre en 4 h, avant"
    assert said in page(client)
    shown = read(client.get(enquiry.get_absolute_url()))
    assert "Attend depuis 5 h 30 d’ouverture À répondre avant" in shown
    assert "(en 4 h)" in shown
    assert "en retard" in shown

    act(client, enquiry, "answer", answer="Oui.")
    assert "attend depuis" not in page(client, voir="toutes")


@pytest.mark.requirement("R067")
def test_those_that_wait_too_long_are_one_list_by_the_time_promised_and_the_figures_say_how_long(client, space, by):
    quick, slow = (
        TopicFactory(key=key, name=key, target_minutes=minutes) for key, minutes in (("vite", 10), ("a-loisir", 10080))
    )
    ago = {"received_at": NOW - timedelta(days=8), "due_at": NOW - timedelta(days=1)}
    EnquiryFactory(space=space, name="Maurice", topic=quick, **ago)
    EnquiryFactory(space=space, name="Ginette", topic=slow, **ago)
    EnquiryFactory(space=space, name="Irène", **ago)
    EnquiryFactory(space=space, name="Bernard", topic=quick, due_at=NOW + timedelta(hours=1))

    def names(**asked):
        return [name for name in ("Maurice", "Ginette", "Irène", "Bernard") if name in page(client, **asked)]

    assert 'href="?voir=retard"' in client.get(reverse("publics:enquiries")).content.decode()
    assert names(voir="retard") == ["Maurice", "Ginette", "Irène"]
    assert names(voir="retard", delai="10") == ["Maurice"]
    assert names(voir="retard", delai="240") == ["Irène"]
    assert names(voir="retard", delai="10080") == ["Ginette"]
    assert names(delai="10") == ["Maurice", "Bernard"]

    for enquiry in Enquiry.objects.of(space).filter(topic=quick):
        act(client, enquiry, "answer", answer="Oui.")
    figures = read(client.get(reverse("publics:enquiry_figures")))
    assert "À répondre Attente médiane Dans le temps" in figures
    assert "En 10 min 15 h 1 sur 2" in figures
    assert "En 7 jours – 0 sur 0" in figures


@pytest.mark.parametrize("delay", ["zzz", "-1", "11", "9" * 5_000])
def test_a_delay_that_nobody_promised_filters_nothing(client, space, by, delay):
    EnquiryFactory(space=space, name="Maurice")

    assert "Maurice" in page(client, delai=delay)


def test_replies_to_our_messages_are_read_in_the_same_list(client, space, by):
    InboundFactory(space=space, text="Je viens avec ma sœur")

    assert "« Je viens avec ma sœur »" in page(client)
    assert "sœur" in page(client, par="sms")
    assert "sœur" not in page(client, par="email")


def test_a_file_taken_away_names_nobody(client, space, by):
    EnquiryFactory(space=space, name="Maurice", words="Je m’appelle Maurice", topic=TopicFactory())

    rows = client.get(reverse("publics:enquiries_csv")).content.decode()

    assert "Horaires et accès" in rows
    assert "Maurice" not in rows


def test_another_space_is_not_found(client, by):
    assert client.get(EnquiryFactory().get_absolute_url()).status_code == 404


# --- answering ---


@pytest.mark.requirement("R118")
def test_an_answer_is_kept_with_who_gave_it_and_how_long_she_waited(client, space, by):
    complaint = EnquiryFactory(space=space, kind=EnquiryKind.COMPLAINT, received_at=NOW - timedelta(days=3))

    shown = read(
        act(client, complaint, "answer", answer="Nos excuses : l’affiche est sur la porte.", was_avoidable="on")
    )

    assert "Réclamation" in shown
    assert "Nos excuses : l’affiche est sur la porte." in shown
    assert "par Hélène Viorne, après 9 h 30 d’ouverture" in shown  # Friday from 10, Saturday morning, an hour today
    assert "Répondu" in shown


def test_an_answer_by_e_mail_leaves_in_the_words_that_were_written(client, space, by, mailbox):
    enquiry = EnquiryFactory(space=space, phone="", email="irene@example.org", name="Irène")

    act(client, enquiry, "answer", answer="Oui, venez à deux.")
    drain()

    [message] = Message.objects.of(space)
    assert "Bonjour Irène" in message.payload["text"]
    assert "Oui, venez à deux." in message.payload["text"]


def test_two_people_answer_the_second_is_told(client, space, by):
    enquiry = EnquiryFactory(space=space)
    services.answer_enquiry(enquiry=enquiry, answer="Oui.", at=NOW, by=by)

    response = act(client, enquiry, "answer", answer="Non.")

    assert response.status_code == 422
    assert Enquiry.objects.get(pk=enquiry.pk).answer == "Oui."
    with pytest.raises(ValidationError, match="C’est déjà fait"):
        services.redirect_enquiry(enquiry=enquiry, redirected_to="La mairie", at=NOW, by=by)


@pytest.mark.requirement("R116")
def test_a_topic_that_is_not_ours_proposes_where_to_go_and_it_is_counted(client, space, by):
    ours = TopicFactory(key="horaires")
    waste = TopicFactory(
        key="dechets", name="Déchets", is_ours=False, redirect="Le service des déchets", target_minutes=10
    )
    enquiry = EnquiryFactory(space=space, topic=ours, words="Le ramassage a changé ?")

    shown = read(act(client, enquiry, "classify", kind="question", topic=waste.key))
    assert "Ce n’est pas nous qui répondons : orientez vers Le service des déchets ." in shown

    shown = read(act(client, enquiry, "redirect", redirected_to="Le service des déchets"))
    assert "Orienté vers Le service des déchets" in shown
    counted = read(client.get(reverse("publics:enquiry_figures")))
    assert "Orientés ailleurs" in counted
    assert "Déchets 0 min 1" in counted


def test_a_call_back_waits_for_its_hour_and_moves_when_asked_again(client, space, by):
    enquiry = EnquiryFactory(space=space)

    act(client, enquiry, "call", due_at="2026-11-16T15:00")
    act(client, enquiry, "call", due_at="2026-11-17T11:00")

    [call] = Message.objects.of(space)
    assert (call.channel, call.address) == (Channel.PHONE, "+33639981020")
    assert call.due_at == datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
    with time_machine.travel(NOW + timedelta(days=1, hours=2), tick=False):
        client.force_login(by)
        assert "Maurice" in read(client.get(reverse("desk:calls")))
        assert "Elle répond : ouvrir son message" in read(client.get(reverse("desk:call", args=[call.pk])))
        services.answer_enquiry(enquiry=enquiry, answer="Dit au téléphone.", at=NOW, by=by)
        assert "Maurice" not in read(client.get(reverse("desk:calls")))


def test_it_is_given_to_somebody_of_the_team_only(client, space, by):
    enquiry = EnquiryFactory(space=space)
    stranger = OrganisationFactory(space=space)

    assert act(client, enquiry, "assign", to=stranger.pk + 10_000).status_code == 422
    act(client, enquiry, "assign", to=by.pk)

    enquiry.refresh_from_db()
    assert (enquiry.assigned_to, enquiry.state) == (by, EnquiryState.TAKEN)


@pytest.mark.parametrize(
    "said", [{}, {"act": "zzz"}, {"act": "answer", "answer": ""}, {"act": "answer", "answer": "x" * 10_000}]
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(client, space, by, said):
    enquiry = EnquiryFactory(space=space)

    assert client.post(enquiry.get_absolute_url(), said).status_code == 422
    assert Enquiry.objects.get(pk=enquiry.pk).state == EnquiryState.NEW


# --- by telephone, at the desk ---


def test_a_number_shared_by_a_family_shows_all_of_them(client, space, by):
    for name in ("Amina", "Lina"):
        PersonFactory(space=space, first_name=name, last_name="Mirabelle", phone="+33639981001")
    PersonFactory(space=space, first_name="René", last_name="Tilleul", phone="", helper_phone="+33639981001")
    PersonFactory(first_name="Zoé", phone="+33639981001")

    shown = read(client.get(reverse("publics:new_enquiry") + "?numero=06.39.98.10.01"))

    assert "Ce numéro est noté pour 3 personnes : demandez à qui vous parlez." in shown
    for name in ("Amina Mirabelle", "Lina Mirabelle", "René Tilleul"):
        assert name in shown
    assert "Zoé" not in shown


@pytest.mark.parametrize("number", ["12", "x" * 10_000, "06 39"])
def test_a_number_that_is_none_is_no_error(client, by, number):
    assert client.get(reverse("publics:new_enquiry"), {"numero": number}).status_code == 200


def test_a_call_answered_at_once_is_one_form(client, space, by):
    person = PersonFactory(space=space, phone="+33639981001")

    shown = read(
        note(client, "?numero=0639981001", who=person.code, then="answered", answer="À 9 h.", phone="0639981001")
    )

    [enquiry] = Enquiry.objects.of(space)
    assert (enquiry.person, enquiry.state, enquiry.channel) == (person, EnquiryState.ANSWERED, EnquiryChannel.PHONE)
    assert "À 9 h." in shown


def test_called_back_at_her_hour(client, space, by):
    note(client, name="Ginette", phone="05 36 49 20 63", then="call", call_at="2026-11-16T16:00")

    [call] = Message.objects.of(space)
    assert call.due_at == datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"then": "answered"}, "Écrivez en quelques mots ce qui a été répondu."),
        ({"then": "call", "phone": "0536492063"}, "Dites quand la rappeler."),
        ({"then": "call", "call_at": "2026-11-17T10:00"}, "Donnez le numéro où la rappeler."),
        ({"kind": "word", "phone": "0536492063"}, "Sans son accord, ce mot ne peut pas être gardé."),
        ({"words": "Mon numéro : 2 85 05 78 006 084"}, "Cela ressemble à un numéro de sécurité sociale"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, space, by, said, sentence):
    response = note(client, name="Ginette", **said)

    assert response.status_code == 422
    assert sentence in read(response)
    assert 'value="Ginette"' in response.content.decode()
    assert not Enquiry.objects.of(space).exists()


# --- who it is, and what she would love to do ---


@pytest.mark.requirement("R163")
def test_a_wish_left_on_paper_is_sorted_among_her_envies(client, space, by):
    envie = InterestFactory(leaf=True, name="raconter mon histoire")
    words = "J’aimerais mettre mes recettes dans un livre"
    note(client, channel="letter", kind="word", words=words, name="Ginette", phone="05 36 49 20 63", has_agreed="on")
    wish = Enquiry.objects.of(space).get()
    assert "Un mot laissé · Courrier, papier" in page(client)

    act(client, wish, "name", who="new")
    wish.refresh_from_db()
    form = client.get(wish.get_absolute_url()).context["forms"]["interest"]
    shown = read(
        act(client, wish, "interest", interest=envie.key, words=words, submission=str(form["submission"].value()))
    )

    assert "C’est rangé dans ses envies : « raconter mon histoire »." in shown
    said = PersonInterest.objects.get(person=Person.objects.get(first_name="Ginette"))
    assert (said.interest, said.words) == (envie, words)


# --- figures ---


def test_information_to_make_better_known_counts_topics_without_names(client, space, by):
    topic = TopicFactory(name="Horaires et accès")
    for name in ("Maurice", "Ginette"):
        enquiry = EnquiryFactory(space=space, topic=topic, name=name)
        services.answer_enquiry(
            enquiry=enquiry, answer="À 9 h.", was_avoidable=True, at=NOW + timedelta(minutes=30), by=by
        )

    shown = read(client.get(reverse("publics:enquiry_figures"), {"jours": "zzz"}))

    assert "Information à mieux faire connaître Attente médiane Reçus Horaires et accès 30 min 2" in shown
    assert "2 messages traités, dont 2 dans le temps prévu." in shown
    assert "Maurice" not in shown


def test_no_bar_passes_the_end_of_its_row(client, space, by):
    """All promised for the same hour, and sent to the same place, whatever they were about and however they came."""
    for kind, channel in ((EnquiryKind.QUESTION, EnquiryChannel.WEB), (EnquiryKind.WORD, EnquiryChannel.PHONE)):
        topic = TopicFactory(name=kind.label)
        enquiry = EnquiryFactory(space=space, topic=topic, kind=kind, channel=channel, has_agreed=True)
        services.redirect_enquiry(enquiry=enquiry, redirected_to="La mairie", at=NOW, by=by)

    drawn = client.get(reverse("publics:enquiry_figures")).content.decode()

    bars = re.findall(r'<progress class="bar" aria-hidden="true" max="(\d+)" value="(\d+)">', drawn)
    assert bars == [("2", "2"), *[("2", "1")] * 6, ("2", "2")]


# --- a partner calls about somebody ---


def call_about(client, **said):
    address = reverse("publics:disclosures")
    form = client.get(address).context["form"]
    usual = {
        "submission": str(form["submission"].value()),
        "caller_name": "Mme Aubépine",
        "structure_name": "ccas de montorvelle",
        "about": "Amina Mirabelle",
        "said": form["said"].value(),
    }
    return client.post(address, usual | said, follow=True)


def test_a_partner_who_calls_is_told_one_sentence_and_called_back_on_the_number_of_the_directory(client, space, by):
    PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")
    OrganisationFactory(space=space, name="CCAS de Montorvelle", phone="+33536491101")

    shown = read(call_about(client))

    sentence = "Je ne peux pas vous dire si cette personne vient ici. Je peux lui dire que vous avez appelé."
    assert shown.count(f"« {sentence} »") == 2  # to be said, and as it was noted
    assert "Numéro de l’annuaire : Appeler ccas de montorvelle : 05 36 49 11 01" in shown
    disclosure = Disclosure.objects.get()
    assert (disclosure.about, disclosure.by, disclosure.at) == ("Amina Mirabelle", by, NOW)


def test_the_page_answers_the_same_whoever_the_call_is_about(client, space, by):
    PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", city="Vernelune")

    known, unknown = read(call_about(client)), read(call_about(client, about="Personne Du Tout"))

    assert "Vernelune" not in known
    assert "Pas de numéro dans l’annuaire" in unknown
    assert Disclosure.objects.of(space).count() == 2


def test_a_double_click_notes_the_call_once(client, space, by):
    key = "6f1c7a52-26b4-4a3b-9c3e-0a1b2c3d4e5f"
    for _ in range(2):
        call_about(client, submission=key)

    assert Disclosure.objects.of(space).count() == 1


# --- two at once, and afterwards ---


def test_who_it_is_said_otherwise_meanwhile_is_refused_and_nobody_is_replaced(space, by):
    asked, amina, josette = EnquiryFactory(space=space), PersonFactory(space=space), PersonFactory(space=space)
    services.name_enquirer(enquiry=asked, person=amina, at=NOW, by=by)

    with pytest.raises(ValidationError, match="Quelqu’un vient de dire qui c’est"):
        services.name_enquirer(enquiry=asked, person=josette, at=NOW, by=by)

    asked.refresh_from_db()
    assert asked.person == amina


def test_nothing_more_is_noted_of_somebody_forgotten(client, space, by):
    """Her message stays counted; no envie is kept under it."""
    asked = EnquiryFactory(space=space, person=PersonFactory(space=space))
    services.anonymise(people=[asked.person_id], at=NOW, by=by)
    envie = InterestFactory(parent=InterestFactory())

    assert "C’est une envie" not in read(client.get(asked.get_absolute_url()))
    answer = act(client, asked, "interest", interest=envie.key, words="mon clafoutis")

    assert "Cela ne va plus avec ce message" in read(answer)
    assert not PersonInterest.objects.exists()
