"""A person's page: how to reach her, her story, what to propose next."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Inbound, Message
from mediation.desk.kept import SORTS, with_sorts
from mediation.desk.past import READ_AT_MOST
from partners.models import Referral
from publics.enums import ContactChannel, HeardFrom, HowDone, Origin
from publics.models import Guardianship, Person
from tests import factories
from tests.factories import (
    NOW,
    AppointmentFactory,
    AttendanceFactory,
    DemarcheFactory,
    EnquiryFactory,
    InboundFactory,
    InterestFactory,
    MessageFactory,
    PersonFactory,
    PersonInterestFactory,
    ReferralFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
    VisitFactory,
)
from tests.reading import read
from workshops.enums import Presence, RegistrationState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

STATEMENTS = 16
SENT = {"state": MessageState.SENT, "sent_at": NOW}


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space)
    return space


@pytest.fixture
def amina(space):
    return PersonFactory(
        space=space, first_name="Amina", last_name="Mirabelle", city="Montorvelle", birth_year=1987,
        heard_from=HeardFrom.STRUCTURE, created_at=NOW - timedelta(days=300),
    )  # fmt: skip


def page_of(client, person):
    return read(client.get(person.get_absolute_url()))


def story_of(client, person):
    return page_of(client, person).partition("Son parcours")[2]


def test_it_says_who_she_is_and_how_to_reach_her(client, amina):
    page = page_of(client, amina)

    assert "Amina Mirabelle Montorvelle · naissance en 1987 · à prévenir par SMS" in page
    assert "Appeler Amina Mirabelle : 06 39 98 10 01" in page


def test_who_is_reached_through_somebody_says_whom_to_call(client, space):
    yvonne = PersonFactory(
        space=space, first_name="Yvonne", phone="", preferred_channel=ContactChannel.SOMEONE,
        helper_name="l'animatrice des Genêts", helper_phone="+33536492007",
    )  # fmt: skip

    assert "Par quelqu’un qui l’aide l'animatrice des Genêts 05 36 49 20 07" in page_of(client, yvonne)


def test_who_cannot_be_reached_is_said_so(client, space):
    nobody = PersonFactory(space=space, phone="", preferred_channel=ContactChannel.NONE)

    page = page_of(client, nobody)

    assert "ne souhaite pas être prévenue" in page
    assert "Aucun moyen noté : elle passe nous voir, ou elle appelle." in page


def test_her_story_is_told_newest_first(client, space, amina):
    demarche = DemarcheFactory(name="Carte grise", imposed_by="France Titres")
    VisitFactory(space=space, person=amina, purpose="", demarche=demarche, how_done=HowDone.ALONE, at=NOW)
    PersonInterestFactory(
        space=space, person=amina, interest__name="mon potager", words="des tomates", said_at=NOW - timedelta(days=1)
    )
    garden = SessionFactory(space=space, published=True, workshop__title="Potager", starts_at=NOW + timedelta(days=5))
    RegistrationFactory(
        space=space, session=garden, person=amina, state=RegistrationState.WAITING, created_at=NOW - timedelta(days=2)
    )
    photos = SessionFactory(space=space, past=True, workshop__title="Belles photos", starts_at=NOW - timedelta(days=3))
    AttendanceFactory(space=space, session=photos, person=amina, presence=Presence.CAME, is_first_time=True)
    came = RegistrationFactory(space=space, session=photos, person=amina, created_at=NOW - timedelta(days=9))
    ReferralFactory(
        space=space, registration=came, structure_name="CCAS de Montorvelle", words="Elle cuisine.", session=photos,
        created_at=NOW - timedelta(days=10),
    )  # fmt: skip

    story = story_of(client, amina)

    sentences = [
        "Carte grise · France Titres La personne a fait seule, j'étais à côté lundi 16 novembre 2026, 10 h",
        "Une envie : mon potager « des tomates » dimanche 15 novembre 2026, 10 h",
        "Inscription à « Potager », samedi 21 novembre en attente samedi 14 novembre 2026, 10 h",
        "Séance « Belles photos » première venue, présence vendredi 13 novembre 2026, 10 h",
        "Inscription à « Belles photos », vendredi 13 novembre confirmée samedi 7 novembre 2026, 10 h",
        "Orientation par CCAS de Montorvelle « Elle cuisine. » vendredi 6 novembre 2026, 10 h",
        "Première rencontre, sur place · Une structure m'a orienté mardi 20 janvier 2026, 10 h",
    ]
    places = [story.index(sentence) for sentence in sentences]
    assert places == sorted(places)


def test_what_she_was_told_is_in_her_story_also_under_her_provisional_row(client, space, amina):
    before = PersonFactory(space=space, reconciled_with=amina, phone="+33639981077", origin=Origin.WEB)
    registration = RegistrationFactory(space=space, person=amina)
    for person, text in ((amina, "On vous attend."), (before, "Place gardée.")):
        MessageFactory(
            space=space, subject_id=registration.pk, recipient_ref=f"person:{person.pk}", **SENT,
            payload={"text": text},
        )  # fmt: skip

    page = page_of(client, amina)

    assert "On vous attend." in page
    assert "Place gardée." in page
    assert "Donné aussi, lors d’une inscription : 06 39 98 10 77" in page


def test_where_she_is_expected_comes_with_her_rank(client, space, amina):
    session = SessionFactory(space=space, published=True, capacity=1, workshop__title="Potager")
    RegistrationFactory(
        space=space, session=session, state=RegistrationState.WAITING, queued_at=NOW - timedelta(days=1)
    )
    RegistrationFactory(space=space, session=session, person=amina, state=RegistrationState.WAITING)

    assert "Prochaines séances Potager 2 e sur la liste Samedi 28 novembre, de 14 h à 16 h" in page_of(client, amina)


@pytest.mark.parametrize("count", [1, 3])
def test_an_appointment_she_is_to_come_to_says_with_whom_and_where(
    client, space, amina, count, django_assert_num_queries
):
    venue = VenueFactory(space=space, name="Le Lavoir")
    for weeks in range(count):
        AppointmentFactory(
            space=space, person=amina, host__name="Hélène Ancolie", venue=venue, purpose="sa carte grise",
            starts_at=NOW + timedelta(days=3, weeks=weeks),
        )  # fmt: skip
    AppointmentFactory(space=space, person=amina, excused=True, starts_at=NOW - timedelta(days=2))

    with django_assert_num_queries(10):
        page = page_of(client, amina)

    assert page.count("Rendez-vous avec Hélène sa carte grise") == count
    assert "On l’attend Rendez-vous avec Hélène sa carte grise Jeudi 19 novembre, de 10 h à 10 h 45, Le Lavoir" in page


def test_what_comes_next_says_why_her_own_envies_first(client, space, amina):
    branch = InterestFactory(name="Maison et jardin")
    garden = InterestFactory(name="mon potager", parent=branch)
    PersonInterestFactory(space=space, person=amina, interest=garden, words="des tomates")
    soon, later = NOW + timedelta(days=2), NOW + timedelta(days=8)
    asked = {"space": space, "published": True}
    SessionFactory(**asked, workshop__title="Cuisiner les restes", workshop__branch=branch, starts_at=soon)
    SessionFactory(**asked, workshop__title="Le potager", workshop__interest=garden, starts_at=later)
    SessionFactory(**asked, workshop__title="Les impôts", starts_at=soon)

    following = page_of(client, amina).partition("Et ensuite ?")[2]

    proposed, _, others = following.partition("Inscrire à une autre séance")
    assert proposed.index("Le potager") < proposed.index("Cuisiner les restes")
    assert proposed.count("Parce qu’Amina a dit : « des tomates »") == 2
    assert "Les impôts" not in proposed
    assert "Les impôts" in others


def test_a_session_is_in_its_own_zone(client, space, amina):
    session = SessionFactory(space=space, published=True, time_zone="Indian/Reunion")
    RegistrationFactory(space=space, session=session, person=amina)

    assert "Samedi 28 novembre, de 17 h à 19 h" in page_of(client, amina)


def test_who_is_to_be_recognised_is_said(client, space):
    unknown = PersonFactory(space=space, provisional=True, origin=Origin.WEB)

    response = client.get(unknown.get_absolute_url())

    assert "Inscription sur la page publique : la connaissons-nous déjà ?" in read(response)
    assert reverse("publics:reconcile", args=[unknown.code]) in response.content.decode()


def test_a_long_story_has_pages(client, space, amina):
    for day in range(40):
        VisitFactory(space=space, person=amina, purpose=f"passage n° {day}.", at=NOW - timedelta(days=day))

    assert "Passage n° 35." not in page_of(client, amina)
    assert "Passage n° 35." in read(client.get(amina.get_absolute_url(), {"page": "2"}))


def test_what_brought_her_first_is_not_said_when_older_visits_were_left_unread(client, space, amina):
    VisitFactory.create_batch(READ_AT_MOST - 1, space=space, person=amina)
    assert "Ce qui l’a d’abord amenée" in page_of(client, amina)

    VisitFactory(space=space, person=amina)
    assert "Ce qui l’a d’abord amenée" not in page_of(client, amina)


@pytest.mark.parametrize("count", [1, 3])
def test_her_page_costs_the_same_whatever_she_did(client, space, amina, count, django_assert_num_queries):
    for _ in range(count):
        VisitFactory(space=space, person=amina, demarche=DemarcheFactory())
        interest = PersonInterestFactory(space=space, person=amina).interest
        SessionFactory.create_batch(count, space=space, published=True, workshop__interest=interest)
        waiting = RegistrationFactory(space=space, person=amina, state=RegistrationState.WAITING)
        MessageFactory(space=space, subject_id=waiting.pk, recipient_ref=f"person:{amina.pk}", **SENT)
        AttendanceFactory(space=space, person=amina)
        ReferralFactory(space=space, registration=waiting)
        EnquiryFactory(space=space, person=amina)
        PersonFactory(space=space, reconciled_with=amina)

    with django_assert_num_queries(STATEMENTS):
        client.get(amina.get_absolute_url())


NAMED = {Guardianship: "child", Person: "reconciled_with"}


@pytest.mark.parametrize("model", SORTS, ids=lambda model: model.__name__)
def test_of_every_sort_her_page_knows_whether_she_has_a_row(space, amina, model):
    table = model._meta.db_table
    assert table not in with_sorts(Person.objects.filter(pk=amina.pk)).get().sorts

    make = getattr(factories, f"{model.__name__}Factory")
    if model == Referral:
        make(space=space, registration=RegistrationFactory(space=space, person=amina))
    elif model == Inbound:
        make(space=space, message=MessageFactory(space=space, recipient_ref=f"person:{amina.pk}", **SENT))
    elif model == Message:
        make(space=space, recipient_ref=f"person:{amina.pk}", **SENT)
    else:
        make(space=space, **{NAMED.get(model, "person"): amina})

    assert table in with_sorts(Person.objects.filter(pk=amina.pk)).get().sorts


@pytest.mark.usefixtures("space")
def test_a_person_of_another_space_is_not_found(client):
    assert client.get(PersonFactory().get_absolute_url()).status_code == 404


def test_the_same_demarche_done_again_in_her_place_is_folded(client, space, amina):
    taxes = DemarcheFactory(name="Déclaration de revenus", imposed_by="Impôts")
    for weeks in (1, 3, 5):
        at = NOW - timedelta(weeks=weeks)
        VisitFactory(space=space, person=amina, demarche=taxes, how_done=HowDone.FOR_THEM, at=at)

    story = story_of(client, amina)

    assert story.count("Déclaration de revenus · Impôts Fait à sa place") == 1
    assert "2 autres fois déjà lundi 26 octobre 2026, 10 h lundi 12 octobre 2026, 11 h" in story


def test_her_story_is_read_by_channel(client, space, amina):
    VisitFactory(space=space, person=amina, purpose="une attestation")
    reminder = MessageFactory(
        space=space,
        recipient_ref=f"person:{amina.pk}",
        channel=Channel.SMS,
        **SENT,
        payload={"text": "On vous attend."},
    )
    InboundFactory(space=space, message=reminder, text="J'arrive à deux.")

    by_sms = read(client.get(amina.get_absolute_url(), {"par": "sms"})).partition("Son parcours")[2]

    assert "Tout Sur place SMS" in by_sms
    assert "On vous attend." in by_sms
    assert "Sa réponse, par SMS « J'arrive à deux. »" in by_sms
    assert "Une attestation" not in by_sms.partition("Ce qui l’a d’abord amenée")[0]
    assert "Une attestation" in read(client.get(amina.get_absolute_url(), {"par": "zzz"}))


@pytest.mark.requirement("R077")
def test_what_first_brought_her_is_read_from_what_happened(client, space, amina):
    demarche = DemarcheFactory(name="Carte grise", imposed_by="France Titres")
    VisitFactory(space=space, person=amina, purpose="", demarche=demarche, at=NOW - timedelta(days=30))
    VisitFactory(space=space, person=amina, purpose="imprimer", at=NOW)

    assert "Ce qui l’a d’abord amenée : Carte grise · France Titres." in page_of(client, amina)


@pytest.mark.requirement("R035")
def test_how_she_knew_of_us_is_asked_only_when_nothing_says_it(client, space, amina):
    unknown = PersonFactory(space=space)
    sent = PersonFactory(space=space)
    registration = RegistrationFactory(space=space, person=sent, created_at=NOW)
    ReferralFactory(space=space, registration=registration, created_at=NOW - timedelta(days=2))
    question = "Comment nous a-t-elle connus ? Le noter"

    assert question in page_of(client, unknown)
    assert question not in page_of(client, amina)
    assert "Première rencontre, sur place · Une structure m'a orienté" in page_of(client, amina)
    assert question not in page_of(client, sent)


def test_the_days_she_usually_comes_are_read_before_a_session_is_proposed(client, space, amina):
    for weeks in (1, 2, 3):
        VisitFactory(space=space, person=amina, at=NOW + timedelta(days=2) - timedelta(weeks=weeks))

    assert "Et ensuite ? Souvent là le mercredi." in page_of(client, amina)


def test_one_visit_is_no_habit(client, space, amina):
    VisitFactory(space=space, person=amina, at=NOW - timedelta(days=1))

    assert "Souvent là" not in page_of(client, amina)


def test_when_to_call_her_and_her_languages_are_beside_her_number(client, space):
    person = PersonFactory(space=space, best_time="après 17 h", languages="arabe et un peu français")

    page = page_of(client, person)

    assert "La joindre après 17 h Appeler" in page
    assert "Elle parle arabe et un peu français" in page
