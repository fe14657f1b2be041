"""Who suits which session: the same rule from a person and from a session, and always its reason."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.desk.matching import Known
from mediation.desk.past import past_of
from mediation.desk.suggestions import facets_of, people_for, what_next
from publics.enums import ContactChannel, FacetKind
from tests.factories import (
    AttendanceFactory,
    BelongingFactory,
    FacetFactory,
    InterestFactory,
    OrganisationFactory,
    OrganisationInterestFactory,
    PartnerFactory,
    PersonFacetFactory,
    PersonFactory,
    PersonInterestFactory,
    ReferralFactory,
    RegistrationFactory,
    SeatHoldFactory,
    SegmentFactory,
    SessionFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
SESSION, HERSELF = "desk:interested", "desk:person"


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", city="Vernelune")


@pytest.fixture
def cakes():
    return InterestFactory(leaf=True, name="vendre ce que je fais")


@pytest.fixture
def session(space, cakes):
    """On a Wednesday of next year, at 14 h, in Saint-Aubrelin."""
    workshop = WorkshopFactory(space=space, title="Vendre ses gâteaux", branch=cakes.parent, interest=cakes)
    return SessionFactory(space=space, published=True, workshop=workshop, starts_at=a_wednesday(14))


def a_wednesday(hour: int) -> datetime:
    day = timezone.now().astimezone(PARIS) + timedelta(days=30)
    day += timedelta(days=(2 - day.weekday()) % 7)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def address(name, row):
    return reverse(name, args=[row.code])


def says(person, key, kind=FacetKind.CONVENIENCE, name="", **fields):
    facet = FacetFactory(kind=kind, key=key, name=name or key)
    return PersonFacetFactory(space=person.space, person=person, facet=facet, **fields)


def both_ways(person, session) -> tuple[list[str], list[str]]:
    """The reasons to propose the session to her, from her side and from the session's."""
    at = timezone.now()
    past = [session.workshop for session in past_of(person).came]
    proposed, _ = what_next(person, Known(list(person.interests.all()), facets_of(person), past), at=at)
    hers = [one.reason for one in proposed if one.session == session]
    theirs = [one.reason for one in people_for(session) if one.person == person]
    return hers, theirs


def test_the_very_envie_then_its_branch_then_what_she_says_of_herself_then_what_she_came_to(space, session, cakes):
    past = SessionFactory(
        space=space, past=True, starts_at=timezone.now() - timedelta(days=9),
        workshop__title="Les comptes du marché", workshop__branch=cakes.parent,
    )  # fmt: skip
    lou, awa, ines, zoe, _ = (
        PersonFactory(space=space, first_name=name) for name in ("Lou", "Awa", "Inès", "Zoé", "X")
    )
    AttendanceFactory(space=space, session=past, person=lou)
    says(awa, "gateaux", FacetKind.TALENT, "les gâteaux de fête")
    PersonInterestFactory(space=space, person=ines, interest=InterestFactory(parent=cakes.parent, name="un marché"))
    PersonInterestFactory(space=space, person=zoe, interest=cakes, words="mes sablés")

    assert [one.reason for one in people_for(session)] == [
        "Parce que Zoé a dit\u00a0: «\u00a0mes sablés\u00a0»",
        "Parce qu’Inès a dit\u00a0: «\u00a0un marché\u00a0»",
        "Parce qu’Awa a dit\u00a0: «\u00a0les gâteaux de fête\u00a0»",
        "Parce que Lou est venue à «\u00a0Les comptes du marché\u00a0»",
    ]
    for person in (lou, awa, ines, zoe):
        hers, theirs = both_ways(person, session)
        assert hers == theirs != []


AGAINST = ["pas-mercredi", "soir", "matin", "a-distance", "sans-voiture", "pres-de-chez-moi"]
FOR = ["pas-mardi", "apres-midi", "mercredi", "sur-place", "petit-groupe", "pas-soir"]


@pytest.mark.requirement("R017")
@pytest.mark.parametrize(("key", "is_proposed"), [*((key, False) for key in AGAINST), *((key, True) for key in FOR)])
@pytest.mark.usefixtures("mediator")
def test_what_would_not_suit_her_keeps_a_session_from_being_proposed(client, amina, session, key, is_proposed):
    PersonInterestFactory(space=amina.space, person=amina, interest=session.workshop.interest)
    says(amina, key)

    assert ("Parce qu’Amina a dit" in read(client.get(address(HERSELF, amina)))) == is_proposed
    assert ("Parce qu’Amina a dit" in read(client.get(address(SESSION, session)))) == is_proposed


@pytest.mark.requirement("R059")
def test_without_a_car_only_what_is_in_her_commune_and_in_the_evening_only_what_is(
    client, mediator, space, amina, cakes
):  # fmt: skip
    PersonInterestFactory(space=space, person=amina, interest=cakes)
    says(amina, "sans-voiture")
    says(amina, "soir")
    planned = {"space": space, "published": True, "workshop__interest": cakes, "workshop__branch": cakes.parent}
    near = VenueFactory(space=space, city="Vernelune")
    afternoon = SessionFactory(**planned, venue=near, starts_at=a_wednesday(14), workshop__title="L’après-midi")
    far = SessionFactory(**planned, starts_at=a_wednesday(19), workshop__title="Au loin")
    evening = SessionFactory(**planned, venue=near, starts_at=a_wednesday(19), workshop__title="Le soir, tout près")

    suggested = client.get(address(HERSELF, amina)).context["suggestions"]

    assert [one.session for one in suggested] == [evening]
    assert "Amina" in read(client.get(address(SESSION, evening)))
    for other in (afternoon, far):
        assert "Personne que l’on connaisse" in read(client.get(address(SESSION, other)))


def test_who_came_to_this_workshop_comes_after_the_others(space, session, cakes):
    here, before = (PersonFactory(space=space, first_name=name, last_name="") for name in ("Zoé", "Awa"))
    for person in (here, before):
        PersonInterestFactory(space=space, person=person, interest=cakes)
    past = SessionFactory(space=space, past=True, workshop=session.workshop, starts_at=timezone.now() - timedelta(9))
    AttendanceFactory(space=space, session=past, person=before)

    assert [one.person for one in people_for(session)] == [here, before]


def test_those_one_can_reach_come_first(client, mediator, space, session, cakes):
    silent = PersonFactory(space=space, first_name="Awa", last_name="", preferred_channel=ContactChannel.NONE)
    reached = PersonFactory(space=space, first_name="Zoé", last_name="")
    for person in (silent, reached):
        PersonInterestFactory(space=space, person=person, interest=cakes)

    page = read(client.get(address(SESSION, session)))
    assert page.index("Zoé") < page.index("Awa")
    assert "2 personnes 1 à joindre, celles-là d’abord" in page
    assert "à lui dire quand elle passe" in page
    assert f"?personne={reached.code}" in client.get(address(SESSION, session)).content.decode()


def test_who_is_on_its_list_is_not_proposed_again(client, mediator, amina, session, cakes):
    PersonInterestFactory(space=amina.space, person=amina, interest=cakes)
    RegistrationFactory(space=amina.space, session=session, person=amina)

    assert "Personne que l’on connaisse" in read(client.get(address(SESSION, session)))


@pytest.mark.requirement("R226")
@pytest.mark.usefixtures("mediator")
def test_a_group_keeps_to_its_people(client, space, amina, session, cakes):
    lucien = PersonFactory(space=space, first_name="Lucien", city="Montorvelle")
    for person in (amina, lucien):
        PersonInterestFactory(space=space, person=person, interest=cakes)
    segment, broken = SegmentFactory(space=space), SegmentFactory(space=space, rule={"v": 9})

    page = read(client.get(address(SESSION, session), {"groupe": segment.pk}))
    assert "Amina" in page
    assert "Lucien" not in page
    page = read(client.get(address(SESSION, session), {"groupe": broken.pk}))
    assert "Ce groupe ne se comprend plus" in page
    assert "Amina" not in page


def test_people_and_sessions_of_another_space_are_never_proposed(client, mediator, session, cakes):
    PersonInterestFactory(person__first_name="Josette", interest=cakes)

    assert "Josette" not in read(client.get(address(SESSION, session)))
    assert client.get(address(SESSION, SessionFactory())).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("mediator")
def test_the_page_reads_as_much_whatever_their_number(client, space, session, count, django_assert_num_queries):
    for _ in range(count):
        PersonInterestFactory(space=space, person__space=space, interest=session.workshop.interest)
    client.get(address(SESSION, session))

    with django_assert_num_queries(15):
        client.get(address(SESSION, session))


@pytest.mark.requirement("R023")
def test_a_talent_a_project_and_an_envie_each_bring_their_workshop_with_the_reason(
    client, mediator, space, amina, cakes
):
    PersonInterestFactory(space=space, person=amina, interest=cakes, words="mes sablés")
    says(amina, "couture", FacetKind.TALENT, "la couture")
    says(amina, "velo", FacetKind.PROJECT, "partir à vélo")
    planned = {"space": space, "published": True}
    for title in ("Coudre et montrer sa couture", "Préparer son voyage à vélo"):
        SessionFactory(**planned, workshop__title=title, starts_at=a_wednesday(14))
    SessionFactory(**planned, workshop__title="Vendre ses gâteaux", workshop__interest=cakes, starts_at=a_wednesday(10))

    page = read(client.get(address(HERSELF, amina)))

    for title, words in (
        ("Vendre ses gâteaux", "mes sablés"),
        ("Coudre et montrer sa couture", "la couture"),
        ("Préparer son voyage à vélo", "partir à vélo"),
    ):
        assert page.index(title) < page.index(f"Parce qu’Amina a dit : « {words} »")


# --- structures -------------------------------------------------------------------------------------------------


def structure(space, name, **fields):
    return OrganisationFactory(space=space, name=name, **fields)


@pytest.mark.requirement("R025")
@pytest.mark.usefixtures("mediator")
def test_people_organisations_and_partners_that_could_like_it_are_listed_with_why(client, space, amina, session, cakes):
    session.workshop.audiences = ["retired"]
    session.workshop.save()
    PersonInterestFactory(space=space, person=amina, interest=cakes, words="mes sablés")
    market = structure(space, "Le marché des producteurs", phone="+33536492001")
    OrganisationInterestFactory(space=space, organisation=market, interest=cakes, words="une vitrine en ligne")
    BelongingFactory(space=space, organisation=structure(space, "Les Mains vertes"), person=amina)
    home = PartnerFactory(
        space=space, organisation=structure(space, "Résidence du Lavoir"), publics=["aînés", "familles"]
    )
    sender = PartnerFactory(space=space, organisation=structure(space, "Mission locale"))
    ReferralFactory(space=space, organisation=sender.organisation, session=session)
    PartnerFactory(space=space, organisation=structure(space, "Le garage"), publics=["collégiens"])

    page = client.get(address(SESSION, session))

    shown = read(page)
    reasons = [
        ("Amina", "Parce qu’Amina a dit : « mes sablés »"),
        ("Le marché des producteurs", "A dit : « une vitrine en ligne »"),
        ("Les Mains vertes", "1 personne de chez elle a dit une envie proche"),
        ("Mission locale", "A envoyé une fiche à « Vendre ses gâteaux »"),
        ("Résidence du Lavoir", "Accueille : aînés"),
    ]
    places = [shown.index(name) for name, _ in reasons]
    assert places == sorted(places)
    for name, reason in reasons:
        assert shown.index(name) < shown.index(reason)
    assert "Le garage" not in shown
    assert home.get_absolute_url() in page.content.decode()
    assert f"?structure={market.code}" in page.content.decode()


def test_a_structure_with_seats_kept_there_is_not_proposed_again(client, mediator, space, session, cakes):
    market = structure(space, "Le marché des producteurs")
    OrganisationInterestFactory(space=space, organisation=market, interest=cakes)
    SeatHoldFactory(space=space, session=session, organisation=market)

    assert "Le marché des producteurs" not in read(client.get(address(SESSION, session)))


def test_a_structure_of_another_space_is_never_proposed(client, mediator, session, cakes):
    OrganisationInterestFactory(organisation__name="Ailleurs", interest=cakes)

    assert "Ailleurs" not in read(client.get(address(SESSION, session)))


def test_seats_are_kept_for_the_structure_that_was_proposed(client, mediator, space, session):
    market = structure(space, "Le marché des producteurs")

    page = client.get(f"{reverse('workshops:new_hold', args=[session.code])}?structure={market.code}")

    assert f'<option value="{market.pk}" selected>' in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("mediator")
def test_structures_are_read_as_much_whatever_their_number(client, space, session, count, django_assert_num_queries):
    cakes = session.workshop.interest
    for number in range(count):
        OrganisationInterestFactory(space=space, organisation=structure(space, f"Numéro {number}"), interest=cakes)
    client.get(address(SESSION, session))

    with django_assert_num_queries(14):
        client.get(address(SESSION, session))
