"""Sessions at a partner's, in a home or a residence, at a distance: who reads what of where it is."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.courier.models import Message
from mediation.courier.registry import kind
from publics.enums import PlaceKind
from publics.models import ActivityReport
from publics.retention import expired_rules
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    UserFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import documents, services, wording
from workshops.enums import Change, Presence, Scope, Setting
from workshops.models import Session
from workshops.public import feeds
from workshops.whereabouts import whereabouts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
START = datetime(2026, 9, 15, 12, tzinfo=UTC)
LINK, NUMBER, STREET = "https://visio.example.org/fil", "05 36 49 10 20", "12 chemin des Amandiers"


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def made(space, **fields):
    return SessionFactory(space=space, starts_at=START, published=True, **fields)


def residence(space, **fields):
    said = {"name": "Résidence des Tilleuls", "address": "6 allée des Tilleuls", "city": "Vernelune"}
    return OrganisationFactory(space=space, **said | fields)


def typed(session, **fields):
    return {"date": "2026-09-15", "start": "14:00", "version": session.version, **fields}


def edited(client, session, **fields):
    return client.post(reverse("workshops:edit_session", args=[session.code]), typed(session, **fields), follow=True)


def everything_public(client, space, session) -> str:
    """All that anybody may read of it, pages, feeds and paper."""
    pages = [
        client.get(reverse("public:session", args=[space.slug, session.code])),
        *(client.get(reverse(f"public:{name}", args=[space.slug])) for name in (
            "programme", "programme_framed", "programme_json", "programme_ics", "programme_rss", "whereabouts",
        )),
    ]  # fmt: skip
    paper = json.dumps(documents.flyer_words(Session.objects.with_details().get(pk=session.pk)), default=str)
    return " ".join([*(page.content.decode() for page in pages), paper])


# --- a home, a residence -----------------------------------------------------------------------------------------


@pytest.mark.requirement("R199")
def test_of_a_home_the_public_reads_the_commune_and_never_the_address(client, space):
    session = made(space, at_home=True)
    page = read(client.get(reverse("public:session", args=[space.slug, session.code])))
    assert "À domicile, Fontbruyas. L’adresse est donnée par téléphone aux personnes inscrites." in page
    assert STREET not in everything_public(client, space, session)


@pytest.mark.requirement("R199")
def test_the_team_reads_the_address_of_a_home_as_something_private(client, mediator, space):
    page = client.get(reverse("workshops:session", args=[made(space, at_home=True).code]))
    assert f'<span data-private="note">{STREET}, Fontbruyas</span>' in page.content.decode()


def test_a_colleague_of_another_service_does_not_read_the_address_of_a_home(client, signed_in, space):
    signed_in(space, Role.COLLEAGUE)
    assert (
        STREET not in client.get(reverse("workshops:session", args=[made(space, at_home=True).code])).content.decode()
    )


@pytest.mark.requirement("R199")
def test_a_residence_is_said_by_its_name_and_its_address(client, space):
    session = made(space, at_a_partner=True, setting=Setting.HOME, organisation=residence(space))
    page = read(client.get(reverse("public:session", args=[space.slug, session.code])))
    assert "Résidence des Tilleuls, 6 allée des Tilleuls, Vernelune." in page


def test_the_address_of_a_home_is_emptied_after_the_months_of_the_space(space):
    session = made(space, at_home=True)
    rule = next(rule for rule in expired_rules() if "home_address" in rule.becomes)
    assert list(rule.rows(space=space, at=NOW + timedelta(days=5 * 365))) == [session]
    assert list(rule.rows(space=space, at=NOW)) == []


# --- at a distance -----------------------------------------------------------------------------------------------


def test_the_way_into_a_session_at_a_distance_is_shown_to_nobody(client, space):
    session = made(space, remote=True)
    page = read(client.get(reverse("public:session", args=[space.slug, session.code])))
    assert "À distance. Nous donnons le lien et le numéro à appeler aux personnes inscrites." in page
    said = everything_public(client, space, session)
    assert [secret for secret in (LINK, NUMBER, "+33536491020") if secret in said] == []


def test_who_has_a_seat_reads_the_link_and_the_number_to_call_and_who_waits_does_not(client, space):
    session = made(space, remote=True, capacity=1)
    pages = [
        read(client.get(wording.page_of(services.register(session=session, person=person, at=NOW), session)))
        for person in PersonFactory.create_batch(2, space=space)
    ]
    assert "Pour nous rejoindre : ouvrez la visio , ou appelez le 05 36 49 10 20" in pages[0]
    assert "Pour nous rejoindre" not in pages[1]


def test_messages_say_the_way_in_to_who_has_a_seat(space):
    session = made(space, remote=True)
    by_mail = PersonFactory(space=space, preferred_channel="email", email="amina@example.org", phone="")
    registration = services.register(session=session, person=by_mail, at=NOW)
    sent = Message.objects.get(kind="registration.confirmed", subject_id=registration.pk)
    assert f"Pour nous rejoindre\u00a0: appelez le {NUMBER}, ou ouvrez {LINK}" in kind(sent.kind).compose(sent).text


def test_a_text_message_says_the_number_to_call(space):
    registration = services.register(session=made(space, remote=True), person=PersonFactory(space=space), at=NOW)
    sent = Message.objects.get(kind="registration.confirmed", subject_id=registration.pk)
    assert f"au {NUMBER}" in kind(sent.kind).compose(sent).text


def test_who_waits_is_sent_neither_link_nor_number(space):
    session = made(space, remote=True, capacity=1)
    services.register(session=session, person=PersonFactory(space=space), at=NOW)
    by_mail = PersonFactory(space=space, preferred_channel="email", email="amina@example.org", phone="")
    waiting = services.register(session=session, person=by_mail, at=NOW)
    told = Message.objects.get(subject_id=waiting.pk)
    text = kind(told.kind).compose(told).text
    assert [secret for secret in (LINK, NUMBER) if secret in text] == []


def test_machines_read_that_it_is_online(space):
    session = Session.objects.with_details().get(pk=made(space, remote=True).pk)
    event = feeds.event(session)
    assert event["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert event["location"] == {"@type": "VirtualLocation", "url": feeds.page_of(session)}


def test_without_link_nor_number_it_is_not_published(space):
    session = SessionFactory(space=space, starts_at=START, remote=True, remote_link="", remote_phone="")
    with pytest.raises(ValidationError, match="la séance : son lien ou son numéro"):
        services.publish(session=session, at=NOW, by=None)


# --- at a partner's ----------------------------------------------------------------------------------------------


def test_a_session_at_a_partner_s_is_said_by_the_partner_s_name_and_address(client, space):
    partner = residence(space, name="La Ruche", address="3 rue du Four")
    session = made(space, at_a_partner=True, organisation=partner)
    page = read(client.get(reverse("public:session", args=[space.slug, session.code])))
    assert "La Ruche, 3 rue du Four, Vernelune." in page
    assert feeds.event(session)["location"]["address"]["streetAddress"] == "3 rue du Four"


def test_who_welcomes_at_a_partner_s_is_taken_like_anywhere(space):
    host = UserFactory()
    made(space, at_a_partner=True, host=host)
    elsewhere = SessionFactory(space=space, starts_at=START, remote=True, host=host)
    with pytest.raises(ValidationError, match="accueille déjà ailleurs"):
        services.publish(session=elsewhere, at=NOW, by=None)


def test_the_programme_is_narrowed_to_a_partner_or_to_what_is_at_a_distance(client, space):
    made(space, at_a_partner=True, organisation=residence(space, name="La Ruche"), workshop__title="Vendre ses gâteaux")
    made(space, remote=True, workshop__title="Reconnaître les oiseaux")
    programme = reverse("public:programme", args=[space.slug])
    assert "Reconnaître les oiseaux" not in read(client.get(programme, {"lieu": "la-ruche"}))
    far = read(client.get(programme, {"lieu": "a-distance"}))
    assert "Reconnaître les oiseaux" in far
    assert "Vendre ses gâteaux" not in far


# --- the form ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"setting": "partner"}, "Choisissez la structure qui vous accueille."),
        ({"setting": "home"}, "Dites la commune, ou choisissez une résidence."),
        ({"setting": "venue"}, "Choisissez le lieu."),
        ({"setting": "elsewhere"}, "n’en fait pas partie"),
        ({"setting": "remote", "remote_link": "http://visio.example.org/fil"}, "https://"),
        ({"setting": "remote", "remote_phone": "12"}, "numéro"),
        ({"setting": "home", "home_city": "x" * 10_000}, "au plus 80"),
        ({"setting": "home", "home_city": "Font\x00bruyas"}, "nul"),
        ({"setting": "home", "home_city": "Fontbruyas", "home_address": "2 84 05 75 123 456 11"}, "sécurité sociale"),
    ],
)
def test_what_does_not_say_where_is_refused_and_kept(client, mediator, space, fields, sentence):
    session = SessionFactory(space=space, starts_at=START)
    response = edited(client, session, **fields)
    assert response.status_code == 422
    assert sentence in read(response)


@pytest.mark.requirement("R199")
def test_the_team_says_that_a_session_is_at_somebody_s_home(client, mediator, space):
    room = RoomFactory(space=space)
    session = SessionFactory(space=space, starts_at=START, venue=room.venue, room=room)
    at_home = {"setting": "home", "home_city": "Fontbruyas", "home_address": STREET}
    page = edited(client, session, venue=room.venue_id, room=room.pk, **at_home)
    assert "à domicile, Fontbruyas" in read(page)
    kept = Session.objects.get()
    assert (kept.venue, kept.room, kept.home_address) == (None, None, STREET)


def test_the_structure_of_another_space_is_no_choice(client, mediator, space):
    session = SessionFactory(space=space, starts_at=START)
    assert edited(client, session, setting="partner", organisation=OrganisationFactory().pk).status_code == 422


def test_a_new_session_is_proposed_where_the_last_one_was(client, mediator, space):
    session = made(space, at_a_partner=True, organisation=residence(space))
    form = client.get(reverse("workshops:new_session", args=[session.workshop_id])).context["form"]
    assert (form["setting"].value(), form["organisation"].value()) == (Setting.PARTNER, session.organisation_id)


def test_a_session_is_prepared_at_a_distance_from_its_form(client, mediator, space):
    workshop = WorkshopFactory(space=space)
    data = {"date": "2026-09-15", "start": "14:00", "capacity": 8, "submission": uuid4(), "setting": "remote",
            "remote_link": LINK, "remote_phone": NUMBER}  # fmt: skip
    page = read(client.post(reverse("workshops:new_session", args=[workshop.pk]), data, follow=True))
    assert f"Pour la rejoindre : appelez le {NUMBER}, ou ouvrez {LINK}" in page


def test_who_is_registered_is_told_of_a_session_that_goes_elsewhere(client, mediator, space):
    session = made(space)
    services.register(session=session, person=PersonFactory(space=space), at=NOW)
    asked = edited(client, session, setting="remote", remote_phone=NUMBER)
    assert Change.PLACE.label in read(asked)
    edited(client, session, setting="remote", remote_phone=NUMBER, tell="place")
    assert Message.objects.filter(kind="session.place").count() == 1


def series_of(space, **fields):
    first = SessionFactory(space=space, starts_at=START, **fields)
    days = [first.local_date + timedelta(weeks=number) for number in (1, 2)]
    services.repeat_session(session=first, rhythm="weekly", days=days, at=NOW, by=None)
    return Session.objects.get(pk=first.pk)


def test_a_whole_series_goes_to_a_partner_s(client, mediator, space):
    session, partner = series_of(space), residence(space, name="La Ruche")
    shown = edited(client, session, setting="partner", organisation=partner.pk, scope=Scope.ALL, end="16:00")
    assert read(shown).count("La Ruche") == 3
    address = reverse("workshops:change_series", args=[session.code])
    client.post(address, typed(session, setting="partner", organisation=partner.pk, scope=Scope.ALL, end="16:00"))
    assert {(each.setting, each.organisation, each.venue) for each in Session.objects.all()} == {
        (Setting.PARTNER, partner, None)
    }


def test_the_address_of_a_home_is_written_in_no_address_of_a_page(client, mediator, space):
    session = series_of(space, at_home=True)
    at_home = {"setting": "home", "home_city": "Fontbruyas", "scope": Scope.ALL, "end": "16:00"}
    refused = edited(client, session, home_address="1 rue Neuve", **at_home)
    assert refused.status_code == 422
    assert "L’adresse d’un domicile se change séance par séance." in read(refused)
    shown = edited(client, session, home_address=STREET, start="15:00", **at_home | {"end": "17:00"})
    assert "Amandiers" not in shown.redirect_chain[-1][0]
    client.post(
        shown.redirect_chain[-1][0].partition("?")[0], typed(session, **at_home | {"start": "15:00", "end": "17:00"})
    )
    assert {each.home_address for each in Session.objects.all()} == {STREET}
    assert {each.starts_at.hour for each in Session.objects.all()} == {13}


# --- beside -------------------------------------------------------------------------------------------------------


def test_who_is_where_says_the_partner_and_the_commune_of_a_home(space):
    made(space, at_home=True)
    made(space, at_a_partner=True, organisation=residence(space, name="La Ruche"))
    day = whereabouts(space, START.date(), days=1)[0]
    assert [presence.place for presence in day.afternoon] == ["La Ruche, Vernelune", "à domicile, Fontbruyas"]


@pytest.mark.parametrize(
    ("trait", "kind", "place"),
    [
        ("at_home", PlaceKind.HOME, ""),
        ("remote", PlaceKind.REMOTE, ""),
        ("at_a_partner", PlaceKind.OTHER, "La Ruche"),
    ],
)
def test_the_report_of_a_session_says_where_it_was(space, trait, kind, place):
    at = {"organisation": residence(space, name="La Ruche")} if trait == "at_a_partner" else {}
    session = made(space, **{trait: True}, **at)
    person = PersonFactory(space=space)
    services.note_presence(session=session, person=person, presence=Presence.CAME, at=session.ends_at, by=None)
    services.close_session(session=session, at=session.ends_at, by=None)
    report = ActivityReport.objects.get()
    assert (report.place_kind, report.place, report.venue) == (kind, place, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"venue": None},
        {"setting": Setting.REMOTE},
        {"setting": Setting.HOME, "venue": None},
        {"setting": Setting.PARTNER, "venue": None},
        {"remote_link": LINK},
    ],
)
def test_the_database_refuses_a_session_that_is_nowhere_or_in_two_places(space, fields):
    with pytest.raises(IntegrityError, match="session_takes_place_somewhere"), transaction.atomic():
        SessionFactory(space=space, **fields)


def test_the_structure_of_another_space_is_refused_by_the_database(space):
    made(space, at_a_partner=True, organisation=OrganisationFactory())
    with pytest.raises(IntegrityError, match="organisation_id_space"):
        connection.check_constraints()


def test_a_venue_and_its_commune_are_said_as_before(space):
    venue = VenueFactory(space=space, name="Médiathèque de Vernelune", city="Vernelune")
    assert made(space, venue=venue).place_and_city == "Médiathèque de Vernelune"
