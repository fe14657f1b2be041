"""Permanences: half-days at a venue, held by one of ours or by another structure's agent; said, printed, called off."""

import io
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    ClosureFactory,
    HalfDayFactory,
    MembershipFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    VenueFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import Rhythm
from workshops.models import HalfDay, Occupancy, Permanence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
LAST = date(2026, 11, 25)  # eight Wednesdays from 7 October, 11 November among them
LIST = reverse("workshops:permanences")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def venue(space):
    return VenueFactory(space=space, name="Le Fil", city="Montorvelle")


@pytest.fixture
def caf(space):
    return OrganisationFactory(space=space, name="La CAF")


def opened(space, venue, until=LAST, **fields) -> Permanence:
    said = {"title": "Droits et aides", "starts_on": date(2026, 10, 7), "start_time": time(9), "end_time": time(12)}
    permanence = Permanence(space=space, venue=venue, **said | fields)
    services.open_permanence(permanence=permanence, space=space, rhythm=Rhythm.WEEKLY, until=until, at=NOW, by=None)
    return permanence


def typed(venue, **fields):
    return {
        "title": "Droits et aides", "venue": venue.pk, "starts_on": "2026-10-07", "start_time": "09:00",
        "end_time": "12:00", "rhythm": "weekly", "until": str(LAST), "submission": uuid4(), **fields,
    }  # fmt: skip


@pytest.mark.requirement("R047")
def test_the_team_plans_the_permanence_of_a_partner_in_one_form(client, mediator, space, venue, caf):
    ClosureFactory(space=space, starts_on=date(2026, 10, 21), reopens_on=date(2026, 10, 22), reason="Travaux")
    address = reverse("workshops:new_permanence")
    page = read(client.post(address, typed(venue, organisation=caf.pk, is_by_appointment="on"), follow=True))
    assert "Chaque mercredi, de 9 heures à midi · Le Fil, Montorvelle · La CAF" in page
    assert "mercredi 21 octobre (Fermeture notée : Travaux)" in page
    assert "mercredi 11 novembre (Jour férié : Armistice)" in page
    assert HalfDay.objects.count() == 6


def test_sent_twice_it_is_one_permanence(client, mediator, space, venue, caf):
    data = typed(venue, organisation=caf.pk)
    for _ in range(2):
        client.post(reverse("workshops:new_permanence"), data)
    assert Permanence.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"organisation": ""}, "Dites qui la tient"),
        ({"until": "2026-09-30"}, "La dernière date vient après la première."),
        ({"until": "2030-01-01"}, "à plus de deux ans"),
        ({"starts_on": "2026-09-30"}, "Cette date est passée."),
        ({"start_time": "12:00", "end_time": "09:00"}, "La permanence finit après avoir commencé"),
        ({"rhythm": "monthly_last"}, "Cette date n’a pas ce rythme"),
        ({"title": "x" * 10_000}, "au plus 80"),
        ({"title": "La\x00CAF"}, "nul"),
        ({"booking": "2 84 05 75 123 456 11"}, "sécurité sociale"),
        ({"starts_on": "2026-11-11", "until": "2026-11-11"}, "Aucune date n’est possible"),
    ],
)
@pytest.mark.usefixtures("mediator")
def test_what_is_not_a_permanence_is_refused_and_kept(client, venue, caf, fields, sentence):
    response = client.post(reverse("workshops:new_permanence"), typed(venue, organisation=caf.pk) | fields)
    assert response.status_code == 422
    assert sentence in read(response)
    assert not Permanence.objects.exists()


def test_a_room_of_another_venue_and_a_structure_of_another_space_are_refused(client, mediator, space, venue):
    fields = {"room": RoomFactory(space=space).pk, "organisation": OrganisationFactory().pk}
    response = client.post(reverse("workshops:new_permanence"), typed(venue, **fields))
    assert response.status_code == 422
    assert "Changez le lieu, ou la salle." in read(response)


@pytest.mark.requirement("R047")
def test_the_public_reads_it_in_the_programme_and_in_who_is_where(client, space, venue, caf):
    permanence = opened(space, venue, organisation=caf, is_by_appointment=True, booking="au 3230")
    services.call_off(half_day=permanence.half_days.by_date()[1], at=NOW, by=None)
    programme = read(client.get(reverse("public:programme", args=[space.slug])))
    assert "Droits et aides Chaque mercredi, de 9 heures à midi · la prochaine : mercredi 7 octobre" in programme
    assert "Le Fil, Montorvelle, La CAF · sur rendez-vous : au 3230" in programme
    assert "pas de permanence mercredi 14 octobre" in programme
    where = read(client.get(reverse("public:whereabouts", args=[space.slug])))
    assert where.count("La CAF, permanence « Droits et aides », sur rendez-vous : au 3230") == 1


def test_who_of_the_team_holds_it_is_named_only_when_she_agreed(client, space, venue):
    member = MembershipFactory(space=space, user__name="Hélène Garance")
    opened(space, venue, host=member.user)
    address = reverse("public:whereabouts", args=[space.slug])
    assert "Quelqu’un de l’équipe, permanence « Droits et aides », sans rendez-vous" in read(client.get(address))
    member.is_named_publicly = True
    member.save()
    assert "Hélène, permanence" in read(client.get(address))


@pytest.mark.requirement("R047")
def test_the_poster_of_the_month_says_each_date_on_one_page(client, space, venue, caf):
    permanence = opened(space, venue, organisation=caf)
    services.call_off(half_day=permanence.half_days.by_date()[1], at=NOW, by=None)
    response = client.get(reverse("public:permanences_poster", args=[space.slug]), {"mois": "2026-10"})
    pages = pypdfium2.PdfDocument(io.BytesIO(response.getvalue()))
    text = " ".join(pages[0].get_textpage().get_text_range().split())
    assert len(pages) == 1
    assert "octobre 2026" in text
    assert (
        "Mercredi 7 octobre, mercredi 21 octobre, mercredi 28 octobre. Pas de permanence mercredi 14 octobre." in text
    )


@pytest.mark.parametrize("month", ["", "2026-13", "9999-12", "x" * 10_000, "2026-10-01"])
def test_a_month_typed_by_hand_is_this_one(client, space, month):
    response = client.get(reverse("public:permanences_poster", args=[space.slug]), {"mois": month})
    assert 'filename="permanences-2026-10.pdf"' in response["Content-Disposition"]


def test_its_room_and_its_host_are_taken_meanwhile(space):
    room, member = RoomFactory(space=space), MembershipFactory(space=space)
    permanence = opened(space, room.venue, host=member.user, room=room)
    start = permanence.half_days.by_date()[0].starts_at
    session = SessionFactory(space=space, venue=room.venue, room=room, starts_at=start, host=member.user)
    with pytest.raises(ValidationError) as refusal:
        services.publish(session=session, at=NOW, by=None)
    assert "«\u00a0Droits et aides\u00a0», de 9 heures à midi" in refusal.value.messages[0]
    assert Occupancy.objects.count() == 2 * permanence.half_days.count()


def test_called_off_it_frees_its_room_and_is_put_back_only_while_it_is_free(client, mediator, space):
    room = RoomFactory(space=space)
    permanence = opened(space, room.venue, room=room, organisation=OrganisationFactory(space=space))
    half_day = permanence.half_days.by_date()[0]
    address = reverse("workshops:half_day", args=[half_day.pk])
    assert "pas ce jour-là" in read(client.post(address, {"act": "call_off"}, follow=True))
    session = SessionFactory(space=space, venue=room.venue, room=room, starts_at=half_day.starts_at)
    services.publish(session=session, at=NOW, by=None)
    refused = client.post(address, {"act": "put_back"})
    assert refused.status_code == 422
    assert "Cette salle est déjà prise" in read(refused)
    services.cancel_session(session=session, at=NOW, by=None)
    client.post(address, {"act": "put_back"})
    half_day.refresh_from_db()
    assert half_day.called_off_at is None


def test_a_date_that_is_past_is_not_called_off(client, mediator, space):
    half_day = HalfDayFactory(space=space, starts_at=datetime(2026, 9, 2, 7, tzinfo=UTC))
    response = client.post(reverse("workshops:half_day", args=[half_day.pk]), {"act": "call_off"})
    assert response.status_code == 422
    assert "Cette date est passée." in read(response)


def test_prolonged_it_goes_on_and_shortened_its_last_dates_go(client, mediator, space, venue, caf):
    permanence = opened(space, venue, organisation=caf)
    address = reverse("workshops:last_day", args=[permanence.pk])
    client.post(address, {"until": "2026-12-09"})
    assert [half_day.local_date for half_day in permanence.half_days.by_date()][-2:] == [
        date(2026, 12, 2), date(2026, 12, 9)
    ]  # fmt: skip
    client.post(address, {"until": "2026-10-14"})
    assert permanence.half_days.count() == 2
    refused = client.post(address, {"until": "2026-10-01"})
    assert refused.status_code == 422
    assert "La dernière date vient après la première." in read(refused)


def test_its_words_are_changed_and_what_somebody_saved_meanwhile_is_not_lost(client, mediator, space, venue, caf):
    permanence = opened(space, venue, organisation=caf)
    address = reverse("workshops:edit_permanence", args=[permanence.pk])
    client.post(address, {"title": "Aides au logement", "version": 1})
    assert Permanence.objects.get().title == "Aides au logement"
    stale = client.post(address, {"title": "Droits", "version": 1})
    assert stale.status_code == 422
    assert "Aides au logement" in read(stale)


def test_a_permanence_of_another_space_is_not_found(client, mediator):
    half_day = HalfDayFactory()
    for name, pk in (("permanence", half_day.permanence_id), ("edit_permanence", half_day.permanence_id)):
        assert client.get(reverse(f"workshops:{name}", args=[pk])).status_code == 404
    assert client.post(reverse("workshops:last_day", args=[half_day.permanence_id])).status_code == 404
    assert client.post(reverse("workshops:half_day", args=[half_day.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.usefixtures("mediator")
def test_the_list_costs_the_same_whatever_its_length(client, venue, caf, rows, django_assert_num_queries):
    space = venue.space
    for _ in range(rows):
        opened(space, venue, organisation=caf)
    with django_assert_num_queries(6):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_programme_costs_the_same_whatever_their_number(client, venue, caf, rows, django_assert_num_queries):
    for _ in range(rows):
        opened(venue.space, venue, organisation=caf)
    with django_assert_num_queries(7):
        client.get(reverse("public:programme", args=[venue.space.slug]))


# --- among what the team does ------------------------------------------------------------------------------------


@pytest.mark.requirement("R047")
def test_the_agent_of_another_structure_is_in_the_team_s_week_and_in_the_calendar(client, mediator, space, venue, caf):
    opened(space, venue, organisation=caf)
    asked = {"jour": "2026-10-07"}

    week = read(client.get(reverse("workshops:appointments"), {"semaine": "2026-10-07", "avec": "tous"}))
    mine = read(client.get(reverse("workshops:appointments"), {"semaine": "2026-10-07"}))
    calendar = read(client.get(reverse("workshops:calendar"), asked))
    month = read(client.get(reverse("workshops:calendar"), asked | {"vue": "mois"}))
    of_venue = read(client.get(reverse("workshops:calendar"), asked | {"vue": "jour", "lieu": venue.pk}))

    assert "9 h 3 h Droits et aides Le Fil · La CAF permanence" in week
    assert "Droits et aides" not in mine
    assert "9 h – 12 h Droits et aides Permanence · Le Fil · La CAF" in calendar
    assert "9 h Droits et aides" in month
    assert "Droits et aides" in of_venue


def test_one_of_ours_holds_it_it_is_in_hers(client, mediator, space, venue):
    opened(space, venue, host=mediator)

    mine = read(client.get(reverse("workshops:appointments"), {"semaine": "2026-10-07"}))
    calendar = read(client.get(reverse("workshops:calendar"), {"jour": "2026-10-07", "avec": mediator.pk}))

    assert "Droits et aides" in mine
    assert "Droits et aides" in calendar


def test_called_off_it_is_in_neither(client, mediator, space, venue, caf):
    opened(space, venue, organisation=caf)
    services.call_off(half_day=HalfDay.objects.by_date().first(), at=NOW, by=None)

    for name, asked in [
        ("appointments", {"semaine": "2026-10-07", "avec": "tous"}),
        ("calendar", {"jour": "2026-10-07"}),
    ]:
        assert "Droits et aides" not in read(client.get(reverse(f"workshops:{name}"), asked))


def test_an_agent_from_elsewhere_leaves_our_hours_free_but_for_their_room(client, mediator, space, venue, caf):
    room = RoomFactory(space=space, venue=venue, name="étage")
    opened(space, venue, organisation=caf, room=room)
    day = {"jour": "2026-10-07", "vue": "jour"}

    assert "Libre de 9 h à 18 h" in read(client.get(reverse("workshops:calendar"), day | {"par": "lieu"}))
    assert "Libre de 12 h à 18 h" in read(client.get(reverse("workshops:calendar"), day | {"par": "salle"}))


@pytest.mark.pdf
def test_the_sheets_of_the_day_and_of_the_week_say_it(client, mediator, space, venue, caf):
    opened(space, venue, organisation=caf)
    sheets = [("day_sheet", {"jour": "2026-10-07", "avec": "tous"}), ("week_sheet", {"jour": "2026-10-07"})]

    for name, asked in sheets:
        document = pypdfium2.PdfDocument(io.BytesIO(client.get(reverse(f"workshops:{name}"), asked).content))
        text = " ".join(document[0].get_textpage().get_text_bounded().split())
        assert "Droits et aides" in text
        assert "La CAF" in text
