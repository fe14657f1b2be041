"""Cycles: one registration takes a seat at each date or at none, says all of them once, and keeps the rest."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.models import User
from mediation.courier.models import Message
from mediation.courier.registry import kind
from publics.models import Merge, Person
from publics.services import anonymise
from publics.services.merges import merge, undo_merge
from tests.factories import (
    NOW,
    CycleFactory,
    PersonFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
    SpaceFactory,
    UserFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import Presence, RegistrationState
from workshops.models import Cycle, Enrolment, Registration, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def workshop(space):
    return WorkshopFactory(space=space, title="Ma première tablette", short_title="Ma tablette")


@pytest.fixture
def cycle(space):
    return CycleFactory(space=space, title="Dix heures pour oser")


@pytest.fixture
def dates(space, cycle, workshop):
    """Three Fridays of December, from the 4th."""
    venue = VenueFactory(space=space, name="Salle du Lavoir")
    planned = {"space": space, "cycle": cycle, "workshop": workshop, "venue": venue, "published": True, "capacity": 2}
    first = NOW + timedelta(days=18, hours=4)
    return [SessionFactory(**planned, starts_at=first + timedelta(weeks=week)) for week in range(3)]


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


@pytest.fixture
def staff(client, signed_in, space):
    signed_in(space)
    return client


def board(client, cycle, *, at):
    """What the page of the cycle says then: who was logged in weeks ago logs in again."""
    with time_machine.travel(at, tick=False):
        client.force_login(User.objects.get(memberships__space=cycle.space))
        return read(client.get(reverse("workshops:cycle", args=[cycle.code])))


def fill(session):
    session.refresh_from_db()
    for person in PersonFactory.create_batch(session.free_seats, space=session.space):
        services.register(session=session, person=person, at=NOW)
    session.refresh_from_db()


def enrol(cycle, person, **options):
    return services.enrol(cycle=cycle, person=person, at=NOW, **options)


def states(enrolment):
    return list(enrolment.registrations.order_by("session__starts_at").values_list("state", flat=True))


def later(session):
    """Once that date is over."""
    return time_machine.travel(session.ends_at + timedelta(minutes=1), tick=False)


def said(message):
    """As it leaves."""
    return " ".join(kind(message.kind).compose(message).text.split())


# --- one registration -------------------------------------------------------------------------------------------


def test_one_registration_takes_a_seat_at_each_date(cycle, dates, amina):
    enrolment = enrol(cycle, amina)

    assert states(enrolment) == [RegistrationState.CONFIRMED] * 3


def test_only_dates_published_and_to_come_are_taken(cycle, dates, amina):
    Session.objects.filter(pk=dates[0].pk).update(state="draft")
    with later(dates[1]):
        enrolment = services.enrol(cycle=cycle, person=amina, at=dates[1].ends_at + timedelta(minutes=1))

    assert [one.session for one in enrolment.registrations.all()] == [dates[2]]


def test_a_cycle_that_is_over_takes_nobody(cycle, dates, amina):
    with pytest.raises(ValidationError, match="plus de date à venir"):
        services.enrol(cycle=cycle, person=amina, at=dates[2].starts_at)


def test_nothing_is_taken_where_a_date_is_full_before_she_knows_it(cycle, dates, amina):
    fill(dates[1])

    with pytest.raises(ValidationError, match="C’est complet vendredi 11 décembre"):
        enrol(cycle, amina)

    assert not Enrolment.objects.exists()
    assert not amina.registrations.exists()


def test_who_knows_it_takes_rank_there_and_a_seat_elsewhere(cycle, dates, amina):
    fill(dates[1])

    enrolment = enrol(cycle, amina, accepts_waiting=True)

    assert states(enrolment) == ["confirmed", "waiting", "confirmed"]


def test_a_date_closed_to_registrations_refuses_the_whole_with_its_day(cycle, dates, amina):
    services.close_registrations(session=dates[2], by=None, at=NOW)

    with pytest.raises(ValidationError, match=r"Vendredi 18 décembre 2026.*closes"):
        enrol(cycle, amina)

    assert not amina.registrations.exists()


def test_a_date_she_already_had_is_one_of_the_cycle(cycle, dates, amina):
    already = services.register(session=dates[0], person=amina, at=NOW)

    enrolment = enrol(cycle, amina)

    assert already in enrolment.registrations.all()
    assert enrolment.registrations.count() == 3


def test_nobody_is_enrolled_twice(cycle, dates, amina):
    enrol(cycle, amina)

    with pytest.raises(ValidationError, match="déjà inscrite à ce cycle"):
        enrol(cycle, amina)


def test_who_cancelled_each_date_may_enrol_again(cycle, dates, amina):
    for registration in enrol(cycle, amina).registrations.all():
        services.cancel_registration(registration=registration, at=NOW)

    assert states(enrol(cycle, amina)) == [RegistrationState.CONFIRMED] * 3


def test_cancelling_one_date_keeps_the_rest(cycle, dates, amina):
    enrolment = enrol(cycle, amina)

    services.cancel_registration(registration=enrolment.registrations.get(session=dates[1]), at=NOW)

    assert states(enrolment) == ["confirmed", "cancelled", "confirmed"]


def test_leaving_frees_the_dates_to_come_and_asks_who_waits(cycle, dates, amina, space):
    enrolment = enrol(cycle, amina)
    fill(dates[2])
    waiting = services.register(session=dates[2], person=PersonFactory(space=space), at=NOW)

    services.leave_cycle(enrolment=enrolment, at=NOW)
    services.leave_cycle(enrolment=enrolment, at=NOW)

    assert states(enrolment) == ["cancelled"] * 3
    assert waiting.offers.count() == 1


def test_leaving_keeps_what_was_followed(cycle, dates, amina):
    enrolment = enrol(cycle, amina)
    services.note_presence(session=dates[0], person=amina, presence=Presence.CAME, at=dates[0].ends_at, by=None)

    services.leave_cycle(enrolment=enrolment, at=dates[0].ends_at)

    assert states(enrolment) == ["confirmed", "cancelled", "cancelled"]


def test_leaving_once_all_is_past_is_refused(cycle, dates, amina):
    enrolment = enrol(cycle, amina)

    with pytest.raises(ValidationError, match="plus rien à rendre"):
        services.leave_cycle(enrolment=enrolment, at=dates[2].ends_at)


# --- one message ------------------------------------------------------------------------------------------------


def test_one_message_says_all_the_dates_and_each_is_reminded(cycle, dates, amina):
    enrol(cycle, amina)

    assert services.remind_due(at=dates[2].starts_at) == 3
    kinds = sorted(Message.objects.values_list("kind", flat=True))
    assert kinds == ["cycle.confirmed", *["registration.reminder"] * 3]
    assert "c'est noté pour Dix heures pour oser : 3 dates, la 1re" in said(Message.objects.get(kind="cycle.confirmed"))


def test_a_letter_says_each_date_and_which_one_is_full(cycle, dates, space):
    fill(dates[1])
    person = PersonFactory(space=space, by_email=True)
    enrol(cycle, person, accepts_waiting=True)

    text = said(Message.objects.get(kind="cycle.confirmed"))
    assert "vendredi 4 décembre 2026, de 14 heures à 16 heures : Ma première tablette" in text
    assert text.count("C’est complet ce jour-là : vous êtes sur la liste") == 1
    assert "Un jour ne va pas ? Vous gardez les autres" in text


def test_who_is_called_was_told_and_is_called_when_she_was_not(cycle, dates, space):
    enrol(cycle, PersonFactory(space=space, landline=True))
    assert not Message.objects.filter(kind="cycle.confirmed").exists()

    enrol(cycle, PersonFactory(space=space, landline=True), is_told=False)
    assert "vendredi 18 décembre 2026" in said(Message.objects.get(kind="cycle.confirmed"))


def test_what_the_desk_undoes_at_once_is_never_told(cycle, dates, amina):
    by = UserFactory()
    enrolment = enrol(cycle, amina, by=by)

    services.leave_cycle(enrolment=enrolment, at=NOW + timedelta(seconds=10), by=by)

    assert not Message.objects.filter(kind="cycle.left").exists()
    assert Message.objects.get(kind="cycle.confirmed").state == "skipped"


def test_who_leaves_later_is_told_once(cycle, dates, amina):
    enrolment = enrol(cycle, amina)
    Message.objects.filter(kind="cycle.confirmed").update(state="sent", sent_at=NOW)

    services.leave_cycle(enrolment=enrolment, at=NOW + timedelta(days=1))

    told = Message.objects.get(kind="cycle.left")
    assert "vos places sont libérées" in said(told)
    assert not Message.objects.filter(kind="registration.cancelled").exists()


# --- followed through a merge ------------------------------------------------------------------------------------


def test_enrolled_under_two_records_she_is_enrolled_once_and_undoing_gives_both_back(cycle, dates, space, amina):
    other = PersonFactory(space=space, first_name="Amina", last_name="Mirabel")
    kept, doubled = enrol(cycle, amina), enrol(cycle, other)

    merge(kept=amina, merged=other, at=NOW, by=None)

    assert list(Enrolment.objects.all()) == [kept]
    assert Registration.objects.live().filter(person=amina).count() == 3
    undo_merge(merge=Merge.objects.get(), at=NOW, by=None)
    assert Enrolment.objects.get(pk=doubled.pk).person == other


# --- pages of the team -------------------------------------------------------------------------------------------


def test_a_cycle_is_prepared_from_the_dates_that_are_ticked(staff, space, workshop):
    free = [
        SessionFactory(space=space, workshop=workshop, starts_at=NOW + timedelta(days=days)) for days in (9, 16, 23)
    ]
    form = {
        "title": "Dix heures pour oser", "short_title": "Dix heures", "pitch": "", "submission": uuid.uuid4(),
        "sessions": [free[0].pk, free[2].pk],
    }  # fmt: skip

    page = staff.post(reverse("workshops:new_cycle"), form, follow=True)
    staff.post(reverse("workshops:new_cycle"), form)

    cycle = Cycle.objects.get()
    assert list(cycle.sessions.by_date()) == [free[0], free[2]]
    assert "2 dates, une seule inscription" in read(page)


def test_one_date_makes_no_cycle_and_what_was_typed_stays(staff, space, workshop):
    only = SessionFactory(space=space, workshop=workshop, starts_at=NOW + timedelta(days=9))
    form = {"title": "Seule", "short_title": "Seule", "submission": uuid.uuid4(), "sessions": [only.pk]}

    page = staff.post(reverse("workshops:new_cycle"), form)

    assert page.status_code == 422
    assert "Choisissez au moins deux dates." in read(page)
    assert 'value="Seule"' in page.content.decode()


def test_a_date_is_of_one_cycle(space, cycle, dates):
    with pytest.raises(ValidationError, match="déjà dans un autre cycle"):
        services.create_cycle(
            space=space,
            title="Un autre",
            short_title="Un autre",
            pitch="",
            sessions=dates[:2],
            at=NOW,
            by=UserFactory(),
        )


def test_a_series_becomes_a_cycle_with_its_dates_ticked(staff, space, workshop):
    series = SeriesFactory(space=space, workshop=workshop)
    first = SessionFactory(space=space, workshop=workshop, series=series, series_rank=1)

    page = staff.get(reverse("workshops:new_cycle"), {"serie": series.pk}).content.decode()

    assert f'value="{first.pk}" checked' in " ".join(page.split()) or f'value="{first.pk}"' in page
    assert 'value="Ma première tablette"' in page


@pytest.mark.requirement("R145")
def test_one_registration_then_presences_date_by_date_and_one_caught_up_elsewhere(staff, cycle, dates, amina):
    page = staff.get(reverse("workshops:enrol", args=[cycle.code]), {"q": "Mirabelle"})
    assert "Inscrire aux 3 dates" in read(page)
    sent = {"person": amina.code, "submission": uuid.uuid4()}
    page = staff.post(reverse("workshops:enrol", args=[cycle.code]), sent, follow=True)
    assert "est inscrite : 3 dates, en une fois." in read(page)

    services.note_presence(session=dates[0], person=amina, presence=Presence.CAME, at=dates[0].ends_at, by=None)
    services.note_presence(session=dates[1], person=amina, presence=Presence.ABSENT, at=dates[1].ends_at, by=None)
    elsewhere = SessionFactory(
        space=cycle.space, workshop=dates[1].workshop, published=True, starts_at=dates[1].starts_at + timedelta(days=3)
    )
    page = board(staff, cycle, at=dates[1].ends_at)
    assert "venue manqué rattraper lundi 14 décembre" in page
    assert "attendue 1 sur 3" in page

    services.note_presence(session=elsewhere, person=amina, presence=Presence.WALKED_IN, at=NOW, by=None)
    page = board(staff, cycle, at=elsewhere.ends_at)
    assert "venue rattrapé lundi 14 décembre" in page
    assert "attendue 2 sur 3" in page


def test_a_date_called_off_is_said_and_counted_for_nobody(staff, cycle, dates, amina):
    enrol(cycle, amina)
    services.cancel_session(session=dates[1], by=None, at=NOW)

    page = read(staff.get(reverse("workshops:cycle", args=[cycle.code])))

    assert "attendue annulée attendue 0 sur 2" in page


def test_the_desk_says_which_dates_are_full_before_enrolling(staff, cycle, dates, amina):
    fill(dates[1])

    page = staff.get(reverse("workshops:enrol", args=[cycle.code]), {"personne": amina.code})

    assert "une date est complète, elle y prend rang" in read(page)
    form = {"person": amina.code, "accepts_waiting": "True", "submission": uuid.uuid4()}
    assert staff.post(reverse("workshops:enrol", args=[cycle.code]), form).status_code == 302
    assert states(Enrolment.objects.get()) == ["confirmed", "waiting", "confirmed"]


def test_a_date_that_filled_meanwhile_is_said_and_nothing_is_taken(staff, cycle, dates, amina):
    fill(dates[1])

    page = staff.post(reverse("workshops:enrol", args=[cycle.code]), {"person": amina.code, "submission": uuid.uuid4()})

    assert page.status_code == 422
    assert "C’est complet vendredi 11 décembre" in read(page)
    assert 'name="accepts_waiting" value="True"' in page.content.decode()
    assert not Enrolment.objects.exists()


def test_who_does_not_come_any_more_leaves_in_one_act(staff, cycle, dates, amina):
    enrolment = enrol(cycle, amina)

    page = staff.post(reverse("workshops:leave_cycle", args=[enrolment.code]), follow=True)

    assert "ne vient plus" in read(page)
    assert "Personne encore" in read(page)


def test_a_form_shown_before_overwrites_nothing(staff, cycle):
    form = {"title": "Oser", "short_title": "Oser", "pitch": "", "version": cycle.version}
    staff.post(reverse("workshops:edit_cycle", args=[cycle.code]), form)

    page = staff.post(reverse("workshops:edit_cycle", args=[cycle.code]), form | {"title": "Autre"})

    assert page.status_code == 422
    assert "Rien n’a été écrasé" in read(page)
    cycle.refresh_from_db()
    assert cycle.title == "Oser"


# --- pages of everybody ------------------------------------------------------------------------------------------

WHO = {"step": "reach", "first_name": "Nadia", "last_name": "Saule", "way": "phone", "phone": "06 39 98 10 33"}


def test_the_public_page_says_all_the_dates_and_leads_to_one_registration(client, space, cycle, dates):
    page = client.get(reverse("public:cycle", args=["fil", cycle.code]))

    assert "3 dates, une seule inscription" in read(page)
    assert "Vendredi 4 décembre 2026 , de 14 h à 16 h" in read(page)
    assert "Je m’inscris à toutes les dates" in read(page)


def test_a_date_leads_to_its_cycle(client, space, cycle, dates):
    page = client.get(reverse("public:session", args=["fil", dates[0].code]))

    assert "Cette séance fait partie de « Dix heures pour oser »" in read(page)


def test_somebody_enrols_by_the_page_and_keeps_the_other_dates_when_one_does_not_suit(client, cycle, dates):
    address = reverse("public:enrol", args=["fil", cycle.code])
    page = client.post(address, WHO | {"submission": uuid.uuid4()}, follow=True)
    assert "Vos autres dates, « Dix heures pour oser »" in read(page)

    second = Registration.objects.get(session=dates[1])
    page = client.post(page.request["PATH_INFO"], {"act": "cancel", "date": second.code}, follow=True)

    assert states(Enrolment.objects.get()) == ["confirmed", "cancelled", "confirmed"]
    client.post(page.request["PATH_INFO"], {"act": "leave"})
    assert states(Enrolment.objects.get()) == ["cancelled"] * 3


def test_a_cycle_full_at_every_date_promises_a_seat_at_none(client, cycle, dates):
    for date in dates:
        fill(date)

    pages = [read(client.get(reverse(f"public:{name}", args=["fil", cycle.code]))) for name in ("cycle", "enrol")]
    assert ["C’est complet à toutes les dates" in page for page in pages] == [True, True]


def test_the_page_says_a_full_date_before_and_refuses_nothing_unsaid(client, cycle, dates):
    fill(dates[1])
    address = reverse("public:enrol", args=["fil", cycle.code])
    assert "C’est complet vendredi 11 décembre" in read(client.get(address))

    page = client.post(address, WHO | {"submission": uuid.uuid4()})
    assert page.status_code == 422
    assert "Confirmez si cela convient" in read(page)
    assert not Enrolment.objects.exists()

    client.post(address, WHO | {"submission": uuid.uuid4(), "warned": "yes"})
    assert states(Enrolment.objects.get()) == ["confirmed", "waiting", "confirmed"]


def test_the_same_person_by_the_page_counts_once(client, cycle, dates):
    address = reverse("public:enrol", args=["fil", cycle.code])
    client.post(address, WHO | {"submission": uuid.uuid4()})

    page = client.post(address, WHO | {"submission": uuid.uuid4()}, follow=True)

    assert "vous n’avez rien à refaire" in read(page)
    assert Enrolment.objects.count() == Person.objects.count() == 1


def test_another_date_of_another_cycle_is_not_hers_to_cancel(client, space, cycle, dates):
    address = reverse("public:enrol", args=["fil", cycle.code])
    page = client.post(address, WHO | {"submission": uuid.uuid4()}, follow=True)
    other = RegistrationFactory(space=space)

    page = client.post(page.request["PATH_INFO"], {"act": "cancel", "date": other.code})

    assert page.status_code == 404


def test_a_draft_cycle_is_not_found_and_a_cycle_that_is_over_says_so(client, space, cycle, dates):
    empty = CycleFactory(space=space)
    assert client.get(reverse("public:cycle", args=["fil", empty.code])).status_code == 404
    with later(dates[2]):
        assert "Les inscriptions sont closes" in read(client.get(reverse("public:cycle", args=["fil", cycle.code])))


def test_once_forgotten_she_is_enrolled_nowhere_by_name(staff, cycle, dates, amina):
    enrol(cycle, amina)
    anonymise(people=[amina.pk], at=NOW, by=None)

    assert "Mirabelle" not in read(staff.get(reverse("workshops:cycle", args=[cycle.code])))
