"""Sessions made with other structures: their part, their logo, the seats kept for each."""

import io
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.accounts.models import Membership
from tests.factories import (
    ContactFactory,
    CoOrganiserFactory,
    OrganisationFactory,
    SeatHoldFactory,
    SessionFactory,
    StoredFileFactory,
)
from tests.reading import read
from workshops import services
from workshops.models import CoOrganiser, SeatHold

pytestmark = pytest.mark.django_db

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def ruche(space):
    return OrganisationFactory(space=space, name="La Ruche")


@pytest.fixture
def session(space):
    starts_at = timezone.now() + timedelta(days=12)
    return SessionFactory(space=space, published=True, capacity=8, starts_at=starts_at)


def path(session):
    return reverse("workshops:co_organisers", args=[session.code])


def image(content=PIXEL, content_type="image/png"):
    return SimpleUploadedFile("ruche.png", content, content_type)


def typed(organisation, **fields):
    return {"organisation": organisation.pk, "part": "hosts", "days_before": 3, "submission": uuid4(), **fields}


@pytest.mark.requirement("R054", "R195")
def test_a_structure_is_on_the_public_page_with_its_part_and_its_logo(client, mediator, session, ruche, space):
    client.post(path(session), typed(ruche, logo=image()))
    page = client.get(reverse("public:session", args=[space.slug, session.code]))
    logo = reverse("public:logo", args=[space.slug, ruche.code])
    assert "Avec qui ? La Ruche accueille" in read(page)
    assert f'src="{logo}"' in page.content.decode()
    assert b"".join(client.get(logo).streaming_content) == PIXEL


@pytest.mark.requirement("R195")
def test_the_flyer_names_it_and_shows_its_logo_on_its_one_page(client, mediator, session, ruche):
    client.post(path(session), typed(ruche, logo=image()))
    pages = pypdfium2.PdfDocument(io.BytesIO(client.get(reverse("workshops:flyer", args=[session.code])).getvalue()))
    drawings = [found for found in pages[0].get_objects() if found.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert len(pages) == 1
    assert "Avec La Ruche" in pages[0].get_textpage().get_text_range()
    assert drawings


@pytest.mark.requirement("R195")
def test_its_quota_is_kept_and_the_partner_reads_it_in_its_own_space(client, signed_in, session, ruche, space):
    signed_in(space, Role.MEDIATOR)
    client.post(path(session), typed(ruche, seats=3))
    assert SeatHold.objects.get().seats == 3
    contact = ContactFactory(space=space, partner__organisation=ruche)
    contact.user = signed_in(space, Role.PRESCRIBER)
    contact.save()
    page = read(client.get(reverse("partners:referrals")))
    assert "Les places gardées pour vous" in page
    assert "3 places sans nom, 0 nom donné" in page


def test_a_partner_reads_nothing_of_what_is_kept_for_another(client, signed_in, session, space):
    SeatHoldFactory(space=space, session=session, until=session.starts_at)
    signed_in(space, Role.PRESCRIBER)
    assert Membership.objects.filter(role=Role.PRESCRIBER).exists()
    assert "Les places gardées pour vous" not in read(client.get(reverse("partners:referrals")))


def test_a_quota_beyond_the_free_seats_is_refused_and_nothing_is_noted(client, mediator, session, ruche):
    response = client.post(path(session), typed(ruche, seats=9))
    assert response.status_code == 422
    assert "assez de places" in read(response)
    assert not CoOrganiser.objects.exists()


def test_of_a_draft_no_seat_is_asked_for(client, mediator, space, ruche):
    draft = SessionFactory(space=space, starts_at=timezone.now() + timedelta(days=12))
    assert "une fois la séance publiée" in read(client.get(path(draft)))
    client.post(path(draft), typed(ruche, seats=3))
    assert CoOrganiser.objects.count() == 1
    assert not SeatHold.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"part": "x" * 10_000}, "n’en fait pas partie"),
        ({"seats": "-1"}, "supérieure ou égale"),
        ({"logo": image(b"GIF89a", "image/gif")}, "Envoyez une image PNG ou JPEG."),
        ({"logo": image(b"<svg onload=alert(1)>")}, "Envoyez une image PNG ou JPEG."),
        ({"logo": image(PIXEL + b"0" * 1024 * 1024)}, "trop lourde"),
    ],
)
@pytest.mark.usefixtures("mediator")
def test_what_cannot_be_noted_is_refused_and_kept(client, session, ruche, fields, sentence):
    response = client.post(path(session), typed(ruche) | fields)
    assert response.status_code == 422
    assert sentence in read(response)
    assert not CoOrganiser.objects.exists()


def test_noted_twice_it_is_noted_once(client, mediator, session, ruche):
    data = typed(ruche)
    for _ in range(2):
        client.post(path(session), data)
    assert CoOrganiser.objects.count() == 1
    again = client.post(path(session), typed(ruche))
    assert again.status_code == 422
    assert "Cette structure est déjà notée pour cette séance." in read(again)


def test_taken_away_its_seats_without_a_name_are_given_back(client, mediator, session, ruche):
    client.post(path(session), typed(ruche, seats=3))
    client.post(reverse("workshops:remove_co_organiser", args=[CoOrganiser.objects.get().pk]))
    session.refresh_from_db()
    assert session.seats_taken == 0
    assert not CoOrganiser.objects.exists()


def test_a_logo_is_shown_only_of_who_makes_a_session_anybody_may_read(client, space, ruche):
    ruche.logo = StoredFileFactory(space=space)
    ruche.save()
    CoOrganiserFactory(space=space, organisation=ruche)
    assert client.get(reverse("public:logo", args=[space.slug, ruche.code])).status_code == 404


def test_what_is_of_another_space_is_not_found(client, mediator, session):
    other = CoOrganiserFactory()
    assert client.get(path(other.session)).status_code == 404
    assert client.post(reverse("workshops:remove_co_organiser", args=[other.pk])).status_code == 404
    assert client.post(path(session), typed(OrganisationFactory())).status_code == 422


def test_the_database_keeps_one_part_a_structure(space, session, ruche):
    CoOrganiserFactory(space=space, session=session, organisation=ruche)
    with pytest.raises(IntegrityError, match="one_part_a_co_organiser"), transaction.atomic():
        CoOrganiserFactory(space=space, session=session, organisation=ruche)


def test_until_is_not_asked_when_no_seat_is_kept(session, ruche):
    made = services.add_co_organiser(
        session=session, organisation=ruche, part="organises", seats=None, until=None, logo=None,
        at=timezone.now(), by=None,
    )  # fmt: skip
    assert made.session.holds.count() == 0


@pytest.mark.requirement("R195")
def test_structures_are_named_on_the_programme_and_in_what_machines_read(client, space, session, ruche):
    CoOrganiserFactory(space=space, session=session, organisation=ruche)
    CoOrganiserFactory(space=space, session=session, organisation__name="La Page tournée")

    for name in ("programme", "programme_framed"):
        assert "Avec La Ruche, La Page tournée" in read(client.get(reverse(f"public:{name}", args=[space.slug])))
    [event] = client.get(reverse("public:programme_json", args=[space.slug])).json()["@graph"]
    assert [one["name"] for one in event["contributor"]] == ["La Ruche", "La Page tournée"]
    assert (
        "Avec La Ruche, La Page tournée."
        in client.get(reverse("public:programme_rss", args=[space.slug])).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_naming_them_costs_the_same_however_many(client, space, django_assert_num_queries, count):
    for number in range(count):
        each = SessionFactory(space=space, published=True, starts_at=timezone.now() + timedelta(days=5 + number))
        CoOrganiserFactory.create_batch(count, space=space, session=each)
    with django_assert_num_queries(3):
        client.get(reverse("public:programme_json", args=[space.slug]))
