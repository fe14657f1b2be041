"""Slips at the desk, and for a structure with an account."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.common.isolation import only
from partners import services
from partners.enums import ReachChannel, ReferralState, RefusalReason, ShareBack
from partners.models import Referral
from publics.models import Person
from tests.factories import (
    NOW,
    ContactFactory,
    OrganisationFactory,
    PartnerFactory,
    PersonFactory,
    ReferralFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
)
from tests.reading import read
from workshops import services as workshops
from workshops.models import Registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

LIST = reverse("partners:referrals")
DESK_STATEMENTS = 5
OWN_STATEMENTS = 7


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(space=space, published=True, capacity=1, workshop__title="Vendre ses gâteaux")


@pytest.fixture
def slip(space, session):
    return ReferralFactory(space=space, session=session, last_name="Liseron", reach_channel=ReachChannel.PHONE)


def at_page(client, slip):
    return client.get(slip.get_absolute_url())


def accept(client, slip, **fields):
    key = str(at_page(client, slip).context["accept"]["submission"].value())
    return client.post(reverse("partners:accept_referral", args=[slip.code]), {"submission": key} | fields)


# --- the list ---


def test_open_slips_come_first_the_oldest_on_top_and_late_ones_are_said(client, space, signed_in):
    signed_in(space, Role.RECEPTION)
    ReferralFactory(space=space, first_name="Ahmed", created_at=NOW - timedelta(hours=2))
    ReferralFactory(space=space, first_name="Dylan", created_at=NOW - timedelta(days=4))
    closed = {"state": ReferralState.DECLINED, "refusal_reason": RefusalReason.OUTSIDE, "closed_at": NOW}
    ReferralFactory(space=space, first_name="René", **closed)

    page = read(client.get(LIST))

    assert page.index("Dylan") < page.index("Ahmed")
    assert page.count("en retard") == 1
    assert "René" not in page
    assert "Sans suite : hors de notre territoire." in read(client.get(LIST, {"voir": "closes"}))
    assert "3 fiches" in read(client.get(LIST, {"voir": "toutes"}))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_reads_as_much_whatever_its_length(client, session, signed_in, count, django_assert_num_queries):
    signed_in(session.space)
    ReferralFactory.create_batch(count, space=session.space, session=session)

    with django_assert_num_queries(DESK_STATEMENTS):
        client.get(LIST)


def test_the_list_taken_away_names_nobody(client, space, slip, signed_in):
    signed_in(space, Role.COORDINATOR)

    text = client.get(reverse("partners:referrals_csv")).content.decode()

    assert "CCAS de Montorvelle" in text
    assert "Reçue" in text
    assert "Liseron" not in text


# --- one slip ---


def test_reading_it_is_noted_and_shows_her_words_and_how_to_reach_her(client, space, slip, signed_in):
    signed_in(space, Role.RECEPTION)

    page = read(at_page(client, slip))

    words = ["Elle cuisine pour les fêtes", "Si elle est venue", "Vendre ses gâteaux"]
    for said in [*words, "06 39 98 10 10", "Samir Coudrier"]:
        assert said in page
    slip.refresh_from_db()
    assert slip.opened_at == NOW


def test_the_rank_she_would_have_is_said(client, space, session, slip, signed_in):
    signed_in(space)
    for person in PersonFactory.create_batch(3, space=space):
        workshops.register(session=session, person=person, at=NOW)

    assert "C’est complet : elle serait 3 e sur la liste si elle confirme." in read(at_page(client, slip))


def test_somebody_new_is_registered_in_one_press(client, space, slip, signed_in):
    signed_in(space, Role.RECEPTION)

    response = accept(client, slip, who="new")

    assert response.url == slip.get_absolute_url()
    assert "La place de Fatoumata Liseron est gardée." in read(at_page(client, slip))
    assert Registration.objects.get(space=space).person.last_name == "Liseron"


def test_pressed_twice_she_is_registered_once(client, space, slip, signed_in):
    signed_in(space)
    key = str(at_page(client, slip).context["accept"]["submission"].value())
    address = reverse("partners:accept_referral", args=[slip.code])

    for submission in (key, key, "7b0e7d42-3c5f-4a7c-9d0e-4b0c2a7f4f11"):
        assert client.post(address, {"submission": submission, "who": "new"}).status_code == 302

    assert Person.objects.of(space).count() == Registration.objects.of(space).count() == 1


def test_who_she_could_be_is_offered_and_never_chosen_for_the_desk(client, space, slip, signed_in):
    signed_in(space)
    known = PersonFactory(space=space, first_name="Fatoumata", last_name="Lizeron", phone="+33639981010")

    page = at_page(client, slip)
    assert "Fatoumata Lizeron" in read(page)
    assert "checked" not in page.content.decode().partition('id="accept"')[2].partition("</form>")[0]

    assert "Dites si c’est l’une de ces personnes" in read(accept(client, slip))
    accept(client, slip, who=known.code)
    assert Registration.objects.get(space=space).person == known


def test_somebody_else_is_searched_on_the_same_page(client, space, slip, signed_in):
    signed_in(space)
    married = PersonFactory(space=space, first_name="Awa", last_name="Bruyère", phone="")

    page = client.get(slip.get_absolute_url(), {"q": "awa bruyere"})

    assert "Awa Bruyère" in read(page)
    address = reverse("partners:accept_referral", args=[slip.code]) + "?q=awa+bruyere"
    key = str(page.context["accept"]["submission"].value())
    client.post(address, {"submission": key, "who": married.code})
    assert Registration.objects.get(space=space).person == married


def test_toward_a_session_that_is_over_another_is_asked(client, space, signed_in, session):
    signed_in(space)
    old = ReferralFactory(space=space, session=SessionFactory(space=space, past=True))

    assert "Cette séance n’est plus ouverte" in read(at_page(client, old))
    refused = accept(client, old, who="new")
    assert refused.status_code == 422
    assert "Choisissez une séance." in read(refused)

    accept(client, old, who="new", session=session.pk)
    assert Registration.objects.get(space=space).session == session


def test_called_first_it_is_among_the_calls(client, space, slip, signed_in):
    signed_in(space)

    client.post(reverse("partners:call_first", args=[slip.code]))

    page = read(at_page(client, slip))
    assert "C’est noté : la fiche est dans « À appeler »." in page
    assert "À appeler" in page


def test_without_a_number_there_is_no_call_to_make(client, space, signed_in):
    signed_in(space)
    slip = ReferralFactory(space=space, reach_channel=ReachChannel.EMAIL, phone="", email="f@example.org")

    assert "L’appeler d’abord" not in read(at_page(client, slip))
    client.post(reverse("partners:call_first", args=[slip.code]))
    assert "ne donne pas de numéro à appeler" in read(at_page(client, slip))


def test_without_a_follow_up_the_word_for_her_is_given(client, space, slip, signed_in):
    signed_in(space)
    address = reverse("partners:decline_referral", args=[slip.code])

    assert client.post(address, {}).status_code == 422
    client.post(address, {"reason": "unreachable"})

    page = read(at_page(client, slip))
    assert "Pas joignable après trois essais" in page
    assert "Rappelez-nous quand vous voulez." in page


def test_a_structure_that_was_typed_is_attached_to_the_partner_it_resembles(client, space, slip, signed_in):
    signed_in(space, Role.RECEPTION)
    ccas = PartnerFactory(space=space, organisation=OrganisationFactory(space=space, name="C.C.A.S. de Montorvelle"))
    stranger = PartnerFactory(space=space, organisation=OrganisationFactory(space=space, name="Club de scrabble"))
    address = reverse("partners:attach_referral", args=[slip.code])

    page = read(at_page(client, slip))
    assert "C.C.A.S. de Montorvelle" in page
    assert "Club de scrabble" not in page

    client.post(address, {"partner": stranger.organisation.code})
    slip.refresh_from_db()
    assert slip.organisation is None
    client.post(address, {"partner": ccas.organisation.code})
    slip.refresh_from_db()
    assert slip.organisation == ccas.organisation
    assert "La fiche est rattachée à C.C.A.S. de Montorvelle." in read(at_page(client, slip))


def test_a_slip_attached_by_mistake_is_detached_and_read_there_no_more(client, space, slip, signed_in):
    signed_in(space, Role.RECEPTION)
    account = UserFactory()
    ccas = PartnerFactory(space=space, organisation=OrganisationFactory(space=space, name="CCAS de Montorvelle"))
    ContactFactory(space=space, partner=ccas, user=account)
    Referral.objects.filter(pk=slip.pk).update(organisation=ccas.organisation)
    assert Referral.objects.sent_by(account).exists()

    client.post(reverse("partners:detach_referral", args=[slip.code]))

    assert "aucune structure ne la lit" in read(at_page(client, slip))
    assert not Referral.objects.sent_by(account).exists()


def test_acts_are_posts(client, space, slip, signed_in):
    signed_in(space)
    for name in ("accept_referral", "decline_referral"):
        assert client.get(reverse(f"partners:{name}", args=[slip.code])).url == slip.get_absolute_url()
    assert client.get(reverse("partners:call_first", args=[slip.code])).status_code == 405
    slip.refresh_from_db()
    assert slip.state == ReferralState.RECEIVED


@pytest.mark.parametrize("name", ["referral", "accept_referral", "call_first", "decline_referral", "referral_pdf"])
def test_another_space_s_slip_is_not_found(client, space, signed_in, name):
    signed_in(space, Role.COORDINATOR)
    theirs = ReferralFactory(space=SpaceFactory())
    assert client.post(reverse(f"partners:{name}", args=[theirs.code])).status_code in (404, 405)
    assert client.get(reverse(f"partners:{name}", args=[theirs.code])).status_code in (404, 405)


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.NETWORK, Role.PRESCRIBER])
@pytest.mark.parametrize("name", ["referral", "accept_referral", "call_first", "decline_referral", "attach_referral"])
def test_who_does_not_welcome_people_does_not_handle_slips(client, slip, signed_in, role, name):
    signed_in(slip.space, role)
    assert client.post(reverse(f"partners:{name}", args=[slip.code])).status_code in (403, 405)
    assert client.get(reverse(f"partners:{name}", args=[slip.code])).status_code in (403, 405)


# --- a structure with an account ---


@pytest.fixture
def ccas(space):
    return PartnerFactory(space=space, organisation=OrganisationFactory(space=space, name="CCAS de Montorvelle"))


def test_a_prescriber_reads_its_own_slips_and_only_what_was_agreed(client, space, session, ccas, signed_in):
    user = signed_in(space, Role.PRESCRIBER)
    ContactFactory(space=space, partner=ccas, user=user)
    mine = ReferralFactory(space=space, organisation=ccas.organisation, session=session, share_back=ShareBack.NOTHING)
    ReferralFactory(space=space, first_name="Ahmed", organisation=OrganisationFactory(space=space))
    ReferralFactory(space=space, first_name="Dylan")
    services.decline_referral(referral=mine, reason=RefusalReason.ALREADY, at=NOW, by=UserFactory())

    page = read(client.get(LIST))

    assert "Mes fiches" in page
    assert "Fatoumata" in page
    assert "Close." in page
    for hidden in ("Déjà accompagnée", "Ahmed", "Dylan"):
        assert hidden not in page


def test_a_prescriber_without_a_contact_reads_nothing(client, space, slip, signed_in):
    signed_in(space, Role.PRESCRIBER)
    assert "Aucune fiche encore" in read(client.get(LIST))
    assert client.get(reverse("partners:referral_pdf", args=[slip.code])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_own_slips_read_as_much_whatever_their_number(client, ccas, signed_in, count, django_assert_num_queries):
    user = signed_in(ccas.space, Role.PRESCRIBER)
    ContactFactory(space=ccas.space, partner=ccas, user=user)
    ReferralFactory.create_batch(count, space=ccas.space, organisation=ccas.organisation)

    with django_assert_num_queries(OWN_STATEMENTS):
        client.get(LIST)


def test_another_space_of_the_same_prescriber_stays_closed(space, slip):
    other = SpaceFactory()
    with only([other.pk]):
        assert not Referral.objects.exists()
