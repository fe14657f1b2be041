"""The slip of a structure without an account: two minutes, nothing lost, nothing told that she did not agree to."""

import re
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.enums import Role
from partners import services
from partners.enums import PartnerState, RefusalReason, ShareBack
from partners.models import Referral
from tests.factories import (
    NOW,
    ContactFactory,
    OrganisationFactory,
    PartnerFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
)
from tests.reading import read
from workshops import services as workshops
from workshops.services import cancel_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=1, workshop__title="Vendre ses gâteaux")


@pytest.fixture
def address(session):
    return reverse("public:refer_session", args=["fil", session.code])


ANSWERS = {
    "structure_name": "CCAS de Montorvelle",
    "referrer_name": "Samir Coudrier",
    "referrer_phone": "05 36 49 11 01",
    "referrer_email": "",
    "first_name": "Fatoumata",
    "last_name": "Liseron",
    "reach_channel": "sms",
    "phone": "06 39 98 10 10",
    "words": "Montrer mes gâteaux aux gens du village",
    "has_agreed": "on",
    "share_back": "came",
}


def answers(client, address, **changes):
    key = str(client.get(address).context["form"]["submission"].value())
    return {name: value for name, value in (ANSWERS | {"submission": key} | changes).items() if value is not None}


def send(client, address, **changes):
    return client.post(address, answers(client, address, **changes))


def fill(session, space, count):
    for person in PersonFactory.create_batch(count, space=space):
        workshops.register(session=session, person=person, at=NOW)


# --- sending ---


def test_a_slip_gives_a_number_a_page_to_follow_it_and_her_rank(client, space, session, address):
    fill(session, space, 3)

    sent = send(client, address)
    page = read(client.get(sent.url))

    slip = Referral.objects.get(space=space)
    assert re.fullmatch(r"/fil/f/[2-9A-HJ-NP-Z]{10}/", sent.url)
    assert f"Fiche {slip.code[:4]} {slip.code[4:]}" in page
    assert "Reçue, nous nous en occupons." in page
    assert "C’est complet : la personne serait 3 e sur la liste si elle confirme." in page
    assert "Gardez l’adresse de cette page" in page


def test_agreement_is_never_ticked_beforehand_and_names_what_is_transmitted(client, address):
    page = client.get(address)

    assert "son nom, de quoi la joindre et ce qu’elle aimerait pour « Vendre ses gâteaux »" in read(page)
    assert 'name="has_agreed" class="checkboxinput form-check-input" id="id_has_agreed">' in page.content.decode()
    assert page.context["form"]["share_back"].value() == ShareBack.NOTHING


def test_without_her_agreement_it_does_not_leave_and_nothing_typed_is_lost(client, space, address):
    response = send(client, address, has_agreed=None, comfort="Entrer sans marche")

    assert response.status_code == 422
    page = response.content.decode()
    assert "Sans son accord, la fiche ne peut pas être envoyée." in read(response)
    for typed in ("Samir Coudrier", "Liseron", "Montrer mes gâteaux", "Entrer sans marche"):
        assert typed in page
    assert not Referral.objects.of(space).exists()


def test_two_identical_slips_are_one_and_the_second_loses_nothing(client, space, address):
    send(client, address)

    second = send(client, address, structure_name="Mission locale", referrer_name="Rayan Absinthe", last_name="LISERON")

    assert second.status_code == 422
    page = read(second)
    assert "Une fiche est déjà ouverte pour cette personne et cet atelier." in page
    assert "CCAS" not in page
    assert "Samir" not in page
    for typed in ("Mission locale", "Rayan Absinthe", "Montrer mes gâteaux"):
        assert typed in second.content.decode()
    assert Referral.objects.of(space).count() == 1


def test_a_double_click_sends_one_slip(client, space, address):
    sent = answers(client, address)

    assert client.post(address, sent).url == client.post(address, sent).url
    assert Referral.objects.of(space).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"structure_name": ""}, "Écrivez le nom de votre structure."),
        ({"referrer_phone": ""}, "Donnez un téléphone ou une adresse e-mail où vous répondre."),
        ({"referrer_phone": "12"}, "Ce numéro n'est pas complet."),
        ({"reach_channel": ""}, "Choisissez comment la joindre."),
        ({"phone": ""}, "Donnez le numéro ou l’adresse par lequel la joindre."),
        ({"reach_channel": "email", "email": "x"}, "adresse"),
        ({"phone": "05 36 49 20 01"}, "Ce numéro ne reçoit pas de SMS"),
        ({"words": ""}, "Écrivez ce qu’elle aimerait, comme elle le dit."),
        ({"words": "Elle est au 1 85 05 78 006 084 36"}, "numéro de sécurité sociale"),
        ({"comfort": "185057800608436"}, "numéro de sécurité sociale"),
        ({"best_time": "185057800608436"}, "numéro de sécurité sociale"),
        ({"words": "x" * 10_000}, "600"),
        ({"first_name": "a\x00b"}, "nul"),
        ({"birth_year": "1815"}, "Cette année de naissance n’est pas possible."),
        ({"birth_year": "99999999999"}, "année de naissance"),
        ({"share_back": "everything"}, "Sélectionnez un choix valide"),
        ({"sujet": "achetez"}, "Laissez vide la case"),
        ({"submission": "zzz"}, "UUID"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_rest_is_kept(client, space, address, changes, sentence):
    response = send(client, address, **changes)

    assert response.status_code == 422
    assert sentence in read(response)
    assert "CCAS" in response.content.decode() or "structure_name" in changes
    assert not Referral.objects.of(space).exists()


def test_only_the_way_that_was_chosen_is_kept(client, space, address):
    send(client, address, reach_channel="referrer", phone="06 39 98 10 10", email="pas une adresse")

    slip = Referral.objects.get(space=space)
    assert (slip.phone, slip.email) == ("", "")


def test_names_offered_are_those_of_public_structures_never_of_people(client, space, address):
    for name, state in (("Mairie de Rochebrisse", PartnerState.ACTIVE), ("Épicerie discrète", PartnerState.IDENTIFIED)):
        organisation = OrganisationFactory(space=space, name=name)
        ContactFactory(space=space, name="Ginette Chardon", partner=PartnerFactory(
            space=space, organisation=organisation, state=state))  # fmt: skip

    page = client.get(address).content.decode()

    assert "Mairie de Rochebrisse" in page
    assert "Épicerie discrète" not in page
    assert "Ginette" not in page


def test_without_a_session_one_may_be_chosen_or_not(client, space, session):
    address = reverse("public:refer", args=["fil"])

    send(client, address)
    send(client, address, session=session.pk)

    assert set(Referral.objects.values_list("session", flat=True)) == {None, session.pk}
    other = SessionFactory(space=SpaceFactory(), published=True)
    assert send(client, address, last_name="Autre", session=other.pk).status_code == 422


def test_a_session_over_or_called_off_takes_no_slip(client, space, session, address):
    cancel_session(session=session, by=UserFactory(), at=NOW)
    assert client.get(address).status_code == 404
    past = SessionFactory(space=space, past=True)
    assert client.get(reverse("public:refer_session", args=["fil", past.code])).url == reverse(
        "public:session", args=["fil", past.code]
    )


def test_who_has_an_account_need_not_say_again_who_it_is(client, space, address, signed_in):
    user = signed_in(space, Role.PRESCRIBER)
    organisation = OrganisationFactory(space=space, name="CCAS de Vernelune")
    ContactFactory(space=space, partner=PartnerFactory(space=space, organisation=organisation), user=user)

    page = client.get(address).content.decode()

    assert "CCAS de Vernelune" in page
    assert "Samir Coudrier" in page


def test_too_many_slips_from_one_place_are_stopped_with_the_telephone(client, space, address, monkeypatch):
    monkeypatch.setattr("partners.public.views.SLIPS_AN_HOUR", 1)
    send(client, address)

    stopped = send(client, address, last_name="Autre")

    assert stopped.status_code == 429
    assert "05 36 49 10 10" in read(stopped)


# --- following ---


def test_days_are_those_of_the_space(client, space, address):
    space.time_zone = "Indian/Reunion"
    space.save()
    with time_machine.travel(datetime(2026, 11, 16, 21, 30, tzinfo=UTC), tick=False):
        assert "Envoyée mardi 17 novembre" in read(client.get(send(client, address).url))


def test_the_page_says_what_was_agreed_and_no_more(client, space, session, address):
    url = send(client, address, share_back="nothing").url
    slip = Referral.objects.get(space=space)
    registration = services.accept_referral(referral=slip, person=None, at=NOW, by=UserFactory())
    workshops.note_presence(session=session, person=registration.person, presence="came", at=NOW, by=None)

    page = read(client.get(url))

    assert "Close." in page
    for hidden in ("venue", "Inscrite", "est gardée"):
        assert hidden not in page.replace("Rien", "")


def test_registered_on_the_list_is_all_that_is_told(client, space, session, address):
    fill(session, space, 3)
    url = send(client, address).url
    services.accept_referral(referral=Referral.objects.get(space=space), person=None, at=NOW, by=UserFactory())

    page = read(client.get(url))

    assert "Inscrite sur la liste d’attente." in page
    assert "4 e" not in page


def test_a_wrong_an_old_or_another_s_link_opens_nothing(client, space, address):
    url = send(client, address).url
    other = SpaceFactory(slug="autre")

    assert client.get(url.replace("/f/", "/i/")).status_code == 404
    assert client.get(url.replace("fil", other.slug)).status_code == 404
    assert client.get(url[:-2] + ("2/" if url[-2] != "2" else "3/")).status_code == 404
    assert client.post(url).status_code == 405
    with time_machine.travel(NOW + timedelta(days=181)):
        assert client.get(url).status_code == 404


def test_reading_the_page_is_not_reading_the_slip(client, space, address):
    client.get(send(client, address).url)

    assert Referral.objects.get(space=space).opened_at is None


@pytest.mark.pdf
def test_the_slip_is_one_page_that_opens_no_follow_up(client, space, address):
    url = send(client, address, structure_name="x" * 160, words="long " * 119, referrer_name="y" * 80).url

    document = pypdfium2.PdfDocument(client.get(f"{url}fiche.pdf").content)

    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded().replace("\r\n", " ").replace("\xa0", " ")
    slip = Referral.objects.get(space=space)
    assert f"Fiche {slip.code[:4]} {slip.code[4:]}" in text
    assert "Fatoumata Liseron" in text
    assert "05 36 49 10 10" in text
    assert url.split("/")[3] not in text
    document.close()


def test_a_word_for_nobody_is_kept_to_the_team(client, space, address):
    url = send(client, address).url
    slip = Referral.objects.get(space=space)
    services.decline_referral(referral=slip, reason=RefusalReason.OUTSIDE, at=NOW, by=UserFactory())

    assert "Sans suite : hors de notre territoire." in read(client.get(url))
