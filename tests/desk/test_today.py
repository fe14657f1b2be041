"""« Aujourd'hui »: who comes, who is to be called, who waits, what is to be sent; nothing of people for who may not."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel, Intent
from partners.enums import ReferralState
from publics.enums import EnquiryKind
from tests.factories import (
    NOW,
    EnquiryFactory,
    InboundFactory,
    MediumFactory,
    MessageFactory,
    PersonFactory,
    PublicationFactory,
    ReferralFactory,
    RegistrationFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VisitFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TODAY = reverse("desk:today")
IN_TWO_HOURS, IN_A_MONTH = NOW + timedelta(hours=2), NOW + timedelta(days=30)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def session(space):
    return SessionFactory(
        space=space, published=True, starts_at=IN_TWO_HOURS, capacity=2, workshop__title="Vendre ses gâteaux"
    )


def call_for(registration, **fields):
    person = registration.person
    return MessageFactory(
        space=registration.space, subject_id=registration.pk, recipient_ref=f"person:{person.pk}",
        address=person.call_number, **fields,
    )  # fmt: skip


def test_an_empty_day_says_what_to_do(client, space, signed_in):
    signed_in(space)

    said = read(client.get(TODAY))

    assert "Aujourd’hui, lundi 16 novembre" in said
    assert "Bonjour Hélène" in said
    assert "Aucun atelier aujourd’hui" in said
    assert "Personne à appeler pour l’instant." in said
    assert "Tout le monde a eu sa réponse." in said
    assert "À envoyer cette semaine" not in said


def test_who_comes_says_seats_and_first_times(client, space, session, signed_in):
    known, new = PersonFactory.create_batch(2, space=space)
    VisitFactory(space=space, person=known, at=NOW - timedelta(days=40))
    for person in (known, new, PersonFactory(space=space)):
        services.register(session=session, person=person, at=NOW)
    signed_in(space)

    said = read(client.get(TODAY))

    assert "12 h 2 h Vendre ses gâteaux" in said
    assert "2 places prises sur 2 · 1 personne en attente" in said
    assert "1 vient pour la première fois" in said
    assert "Émarger" in said


def test_answers_by_text_message_are_counted(client, space, session, signed_in):
    registration = RegistrationFactory(space=space, session=session)
    message = call_for(registration, channel=Channel.SMS, state="sent", sent_at=NOW)
    InboundFactory(space=space, message=message, intent=Intent.YES, text="oui", handled_at=NOW)
    signed_in(space)

    assert "1 a répondu « oui »" in read(client.get(TODAY))


def test_cancelled_session_is_said_and_takes_nobody(client, space, session, signed_in):
    services.cancel_session(session=session, by=None, at=NOW)
    signed_in(space)

    said = read(client.get(TODAY))

    assert "Annulée" in said
    assert "Inscrire" not in said


def test_a_call_shows_whom_why_and_the_number(client, space, session, signed_in):
    registration = RegistrationFactory(space=space, session=session, person__landline=True, person__last_name="Viorne")
    call = call_for(registration, expires_at=IN_TWO_HOURS)
    signed_in(space)

    response = client.get(TODAY)

    said = read(response)
    assert "Amina Viorne" in said
    assert "Lui rappeler la séance · Vendre ses gâteaux" in said
    assert "05 36 49 20 01" in said
    assert "1 à appeler" in said
    assert reverse("desk:call", args=[call.pk]) in response.content.decode()


def test_who_waits_for_us_is_listed_oldest_first_and_late_ones_are_said(client, space, signed_in):
    PersonFactory(space=space, provisional=True, last_name="Bleuet", created_at=NOW - timedelta(days=4))
    ReferralFactory(space=space, last_name="Liseron", created_at=NOW - timedelta(days=1))
    InboundFactory(space=space, text="c koi les horaires svp", received_at=NOW - timedelta(minutes=18))
    signed_in(space)

    said = read(client.get(TODAY))

    assert said.index("Amina Bleuet : la connaît-on déjà ?") < said.index("Fiche pour Fatoumata Liseron")
    assert said.index("Fiche pour Fatoumata Liseron") < said.index("« c koi les horaires svp »")
    assert "4 jours" in said
    assert "hier" in said
    assert "18 min" in said


def test_who_waits_for_another_date_is_counted_by_workshop_what_has_a_date_first(client, space, session, signed_in):
    awaited = WorkshopFactory(space=space, title="Coudre, tricoter")
    for place, workshop in enumerate([awaited, awaited, session.workshop]):
        EnquiryFactory(
            space=space, kind=EnquiryKind.OTHER_DATE, subject_ref=f"workshop:{workshop.pk}", words="", due_at=None,
            phone=f"+3363998102{place}",
        )  # fmt: skip
    signed_in(space)

    said = read(client.get(TODAY))

    assert "Ils attendent une autre date" in said
    assert "Vendre ses gâteaux 1 personne · une date est fixée : lundi 16 novembre Coudre, tricoter 2 personnes" in said
    assert "Tout le monde a eu sa réponse." in said


def test_slip_somebody_answers_to_no_longer_waits(client, space, signed_in):
    ReferralFactory(space=space, state=ReferralState.TO_CALL)
    signed_in(space)

    assert "Fiche pour" not in read(client.get(TODAY))


def test_reply_is_read_once_and_leaves_the_day(client, space, signed_in):
    inbound = InboundFactory(space=space)
    signed_in(space)

    response = client.post(reverse("desk:inbound_done", args=[inbound.pk]), follow=True)

    inbound.refresh_from_db()
    assert inbound.handled_at == NOW
    assert "la réponse est lue" in read(response)
    assert "Je ne sais pas encore" not in read(response)


def test_number_nobody_wrote_to_is_looked_for(client, space, signed_in):
    InboundFactory(space=space, sender="+33639981009")
    signed_in(space)

    response = client.get(TODAY)

    assert "SMS de 06 39 98 10 09" in read(response)
    assert f"{reverse('desk:search')}?q=%2B33639981009" in response.content.decode()


def test_number_of_somebody_known_is_said_by_her_name(client, space, signed_in):
    person = PersonFactory(space=space, last_name="Garance", phone="+33639981009")
    InboundFactory(space=space, sender="+33639981009")
    signed_in(space)

    response = client.get(TODAY)

    assert "SMS d’Amina Garance" in read(response)
    assert person.get_absolute_url() in response.content.decode()


def test_telephone_two_people_share_is_nobodys_name(client, space, signed_in):
    PersonFactory.create_batch(2, space=space, last_name="Garance", phone="+33639981009")
    InboundFactory(space=space, sender="+33639981009")
    signed_in(space)

    said = read(client.get(TODAY))

    assert "SMS de 06 39 98 10 09" in said
    assert "SMS d’Amina" not in said


def test_reply_of_another_space_is_not_found(client, space, signed_in):
    elsewhere = InboundFactory(space=SpaceFactory())
    signed_in(space)

    assert client.post(reverse("desk:inbound_done", args=[elsewhere.pk])).status_code == 404


def test_session_of_yesterday_is_to_be_validated(client, space, signed_in):
    SessionFactory(space=space, past=True, workshop__title="Mes photos en sûreté")
    SessionFactory(space=space, past=True, state=SessionState.DONE, workshop__title="Déjà validé")
    signed_in(space)

    said = read(client.get(TODAY))

    assert "Présences à valider Mes photos en sûreté" in said
    assert "dimanche 15 novembre" in said
    assert "Déjà validé" not in said


def test_what_closes_this_week_is_to_be_sent(client, space, signed_in):
    session = SessionFactory(space=space, published=True)  # in twelve days
    MediumFactory(space=space, name="Le Petit Orvellois", closing_value=7)
    MediumFactory(space=space, name="Radio Vallée", closing_value=1)
    told = MediumFactory(space=space, name="Panneau lumineux", closing_value=7)
    PublicationFactory(space=space, medium=told, subject_ref=f"session:{session.pk}")
    signed_in(space)

    said = read(client.get(TODAY))

    assert "À envoyer cette semaine Les textes prêts Le Petit Orvellois avant samedi" in said
    assert "Radio Vallée" not in said
    assert "Panneau lumineux" not in said


def test_letters_to_post_are_counted(client, space, session, signed_in):
    registration = RegistrationFactory(space=space, session=session)
    call_for(registration, channel=Channel.LETTER)
    signed_in(space)

    assert "1 courrier prêt" in read(client.get(TODAY))


def test_colleague_of_another_service_sees_the_programme_and_nobody(client, space, session, signed_in):
    registration = RegistrationFactory(space=space, session=session, person__last_name="Cytise")
    call_for(registration)
    PersonFactory(space=space, provisional=True, last_name="Bleuet")
    signed_in(space, Role.COLLEAGUE)

    said = read(client.get(TODAY))

    assert "Vendre ses gâteaux" in said
    assert "1 place prise sur 2" in said
    for hidden in ("Cytise", "Bleuet", "À appeler", "à appeler", "première fois", "Émarger", "Inscrire"):
        assert hidden not in said


@pytest.mark.parametrize(("role", "home"), [(Role.PRESCRIBER, "partners:referrals"), (Role.NETWORK, "reports:figures")])
def test_who_has_another_home_is_led_there(client, space, signed_in, role, home):
    signed_in(space, role)

    assert client.get(TODAY).headers["Location"] == reverse(home)


def test_superuser_without_a_role_goes_to_the_administration(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get(TODAY).headers["Location"] == reverse("admin:index")


def test_account_without_a_role_is_told_so(client):
    client.force_login(UserFactory())

    response = client.get(TODAY)

    assert response.status_code == 403
    assert "Cette page n’est pas ouverte à votre compte" in read(response)


def test_visitor_is_asked_to_log_in(client):
    assert client.get(TODAY).headers["Location"].startswith(reverse("account_login"))


def test_today_is_the_day_of_the_space(client, signed_in):
    signed_in(SpaceFactory(time_zone="Indian/Reunion"))

    with time_machine.travel(NOW.replace(hour=20, minute=30), tick=False):
        assert "Aujourd’hui, mardi 17 novembre" in read(client.get(TODAY))


def fill(space, rows):
    for _ in range(rows):
        session = SessionFactory(space=space, published=True, starts_at=IN_TWO_HOURS)
        registration = RegistrationFactory(space=space, session=session)
        call_for(registration)
        call_for(registration, channel=Channel.LETTER)
        message = call_for(registration, channel=Channel.SMS, state="sent", sent_at=NOW)
        InboundFactory(space=space, message=message)
        call_for(registration, channel=Channel.EMAIL, state="uncertain", sent_at=NOW - timedelta(hours=1))
        PersonFactory(space=space, provisional=True)
        ReferralFactory(space=space, session=session)
        SessionFactory(space=space, past=True)
        SessionFactory(space=space, published=True)
        MediumFactory(space=space)
        EnquiryFactory(
            space=space, kind=EnquiryKind.OTHER_DATE, subject_ref=f"workshop:{session.workshop_id}", words="",
            due_at=None, phone=registration.person.phone,
        )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_the_day_costs_the_same_whatever_it_holds(client, space, signed_in, django_assert_num_queries, rows):
    fill(space, rows)
    signed_in(space)

    with django_assert_num_queries(38):
        response = client.get(TODAY)

    assert response.status_code == 200


def test_what_is_not_finished_is_shown_with_its_last_day(client, space, signed_in):
    signed_in(space)
    VisitFactory(
        space=space, purpose="un dossier de retraite", is_unfinished=True, due_on=NOW.date() - timedelta(days=1)
    )

    page = read(client.get(TODAY))

    assert "un dossier de retraite" in page
    assert "dépassé" in page


@pytest.mark.requirement("R082")
def test_a_list_too_long_is_said_and_leads_to_another_date(client, space, signed_in):
    session = SessionFactory(
        space=space, published=True, starts_at=NOW + timedelta(days=8), capacity=2, workshop__title="Ranger ses photos"
    )
    for person in PersonFactory.create_batch(4, space=space):
        services.register(session=session, person=person, at=NOW)
    signed_in(space)

    page = client.get(TODAY)

    assert "Beaucoup attendent une place" in read(page)
    assert "Mardi 24 novembre · 2 personnes attendent pour 2 places" in read(page)
    assert reverse("workshops:open_another", args=[session.code]) in page.content.decode()


def test_another_date_that_has_a_seat_or_a_short_list_is_not_said(client, space, signed_in):
    long, full = (
        SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=days), capacity=10)
        for days in (8, 9)
    )
    for person in PersonFactory.create_batch(16, space=space):
        services.register(session=long, person=person, at=NOW)
    for person in PersonFactory.create_batch(11, space=space):
        services.register(session=full, person=person, at=NOW)
    signed_in(space)
    assert read(client.get(TODAY)).count("pour 10 places") == 1

    SessionFactory(space=space, published=True, opened_for=long, starts_at=NOW + timedelta(days=15), capacity=10)

    assert "Beaucoup attendent une place" not in read(client.get(TODAY))


def test_who_does_not_run_workshops_reads_of_long_lists_without_the_button(client, space, signed_in, session):
    for person in PersonFactory.create_batch(4, space=space):
        services.register(session=session, person=person, at=NOW)
    signed_in(space, Role.RECEPTION)

    page = client.get(TODAY)

    assert "2 personnes attendent pour 2 places" in read(page)
    assert reverse("workshops:open_another", args=[session.code]) not in page.content.decode()
