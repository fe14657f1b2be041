"""The inventory, and what a session has with it: in one place at a time, as a room is."""

import io
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest
import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.common import isolation
from tests.factories import (
    NOW,
    ItemFactory,
    ItemUseFactory,
    RoomFactory,
    SessionFactory,
    SpaceFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import ItemKind, ItemState, Resource, Rhythm, SessionState
from workshops.models import Item, ItemUse, Occupancy, Session
from workshops.resources import ItemResource

pytestmark = pytest.mark.django_db

MORNING = NOW + timedelta(days=3)  # a Thursday, 10 h in Paris
A_WEEK = timedelta(weeks=1)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


def path(name, *args):
    return reverse(f"workshops:{name}", args=args)


def sent(space, **said):
    venue = said.pop("venue", None) or VenueFactory(space=space)
    return {"name": "Tablette", "number": "T1", "kind": "tablet", "venue": venue.pk, "submission": uuid4()} | said


def taken(item):
    rows = Occupancy.objects.filter(resource=Resource.ITEM, resource_key=item.pk)
    return list(rows.order_by("starts_at").values_list("starts_at", flat=True))


# --- the inventory ---


def test_an_item_is_noted_then_found_by_its_sort_its_state_and_where_it_is(client, mediator, space):
    venue = VenueFactory(space=space, name="La Page tournée")
    client.post(path("new_item"), sent(space, venue=venue, may_be_lent="on", shelf="armoire bleue"))
    ItemFactory(space=space, name="Scanner", kind=ItemKind.PRINTER, state=ItemState.REPAIR)

    found = read(client.get(path("items"), {"sorte": "tablet", "lieu": venue.pk, "etat": "in_service", "pret": "oui"}))
    assert "Tablette T1" in found
    assert "La Page tournée, armoire bleue · se prête" in found
    assert "Scanner" not in found
    assert "en réparation" in read(client.get(path("items")))
    assert "Rien pour ces choix" in read(client.get(path("items"), {"sorte": "camera"}))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"number": ""}, "obligatoire"),
        ({"name": "x" * 10_000}, "60"),
        ({"name": "a\x00b"}, "nul"),
        ({"kind": "spaceship"}, "choix"),
        ({"about": "Le mot de passe : soleil"}, "mot de passe"),
        ({"kind": "station", "may_be_lent": "on"}, "Un poste reste sur place"),
    ],
)
def test_what_is_no_item_is_refused_in_a_sentence_and_kept_on_the_form(client, mediator, space, said, sentence):
    response = client.post(path("new_item"), sent(space, shelf="armoire bleue", **said))

    assert response.status_code == 422
    assert sentence in read(response)
    assert "armoire bleue" in response.content.decode()
    assert Item.objects.count() == 0


def test_a_room_is_of_the_venue_where_the_item_is(client, mediator, space):
    response = client.post(path("new_item"), sent(space, room=RoomFactory(space=space).pk))

    assert response.status_code == 422
    assert "Changez le lieu, ou la salle." in read(response)


def test_a_number_is_given_once_and_a_double_click_notes_one(client, mediator, space):
    form = sent(space)
    for _ in range(2):
        client.post(path("new_item"), form)
    assert Item.objects.count() == 1

    again = client.post(path("new_item"), form | {"submission": uuid4()})
    assert (again.status_code, "Un autre objet porte déjà ce numéro." in read(again)) == (422, True)
    ItemFactory(number="T1")  # in another space, that one's affair


def test_a_stale_edit_overwrites_nothing(client, mediator, space):
    item = ItemFactory(space=space)
    form = sent(space, venue=item.venue, number=item.number, state="in_service", version=1)
    client.post(path("edit_item", item.code), form | {"name": "La première"})

    stale = client.post(path("edit_item", item.code), form | {"name": "La seconde", "state": "repair"})

    item.refresh_from_db()
    assert (stale.status_code, item.name, item.state) == (422, "La première", ItemState.IN_SERVICE)


def test_an_item_of_another_space_is_not_found(client, mediator, space):
    item, elsewhere = ItemFactory(), SessionFactory()

    for address in (path("item", item.code), path("edit_item", item.code), path("use_items", elsewhere.code)):
        assert client.get(address).status_code == 404
    session = SessionFactory(space=space, starts_at=timezone.now() + A_WEEK)
    assert client.post(path("use_items", session.code), {"items": [item.pk]}).status_code == 422
    assert ItemUse.objects.count() == 0


def test_the_list_leaves_with_its_filters_for_who_runs_workshops(client, signed_in, space):
    ItemFactory(space=space, number="T1", may_be_lent=True, venue__name="Le Fil")
    ItemFactory(space=space, number="=1+1", kind=ItemKind.OTHER)
    signed_in(space, Role.MEDIATOR)

    rows = tablib.Dataset().load(client.get(path("items"), {"export": "csv", "sorte": "tablet"}).content.decode())
    assert rows.dict == [
        {
            "numéro": "T1", "nom": "Tablette", "sorte": "Tablette", "lieu": "Le Fil", "salle": "", "rangé où": "",
            "état": "En service", "se prête": "oui", "à savoir": "",
        }
    ]  # fmt: skip
    assert "'=1+1" in client.get(path("items"), {"export": "csv"}).content.decode()
    for name in ("xlsx", "ods"):
        assert client.get(path("items"), {"export": name}).status_code == 200
    signed_in(space, Role.RECEPTION)
    assert client.get(path("items"), {"export": "csv"}).status_code == 403


def test_an_inventory_comes_from_a_file_and_says_what_it_cannot_read(space):
    room = RoomFactory(space=space, venue__name="Le Fil", name="grande salle")
    RoomFactory(venue__name="Le Fil", name="grande salle")  # of another space
    headers = ["espace", "numéro", "nom", "sorte", "lieu", "salle", "état", "se prête"]
    good = ["fil", "T1", "Tablette", "tablette", "Le Fil", "grande salle", "En réparation", "oui"]
    wrong = [["fil", "T2", "Tablette", "fusée", "Le Fil", "", "En service", "non"],
             ["fil", "T3", "Tablette", "tablette", "La Lune", "", "En service", "non"]]  # fmt: skip

    with isolation.only([space.pk]):
        done = ItemResource().import_data(tablib.Dataset(good, headers=headers))
        refused = ItemResource().import_data(tablib.Dataset(*wrong, headers=headers), dry_run=True)

    assert not done.has_errors()
    assert not done.has_validation_errors()
    item = Item.objects.get()
    assert (item.room, item.state, item.may_be_lent) == (room, ItemState.REPAIR, True)
    said = [" ".join(row.error.messages) for row in refused.invalid_rows]
    assert "« fusée » n’est pas dans la liste" in said[0].replace("\u00a0", " ")
    assert "Aucun lieu de cet espace ne s’appelle « La Lune »" in said[1].replace("\u00a0", " ")


@pytest.mark.pdf
def test_labels_are_twenty_one_a_sheet_with_number_name_and_telephone(client, mediator, space):
    for number in range(22):
        ItemFactory(space=space, number=f"T{number:02}", name="Tablette de la salle du fond, celle qui est bleue")

    document = pypdfium2.PdfDocument(io.BytesIO(client.get(path("item_labels")).content))

    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) == 2
    assert all(f"T{number:02}" in texts[0] for number in range(21))
    assert "T21" in texts[1]
    assert "05 36 49 10 10" in texts[1].replace("\u00a0", " ")


# --- what a session has with it ---


@pytest.mark.requirement("R224")
def test_equipment_and_room_are_booked_for_a_session_and_a_conflict_says_with_what(client, mediator, space):
    at = timezone.now().replace(hour=9, minute=0) + timedelta(days=3)
    tablet = ItemFactory(space=space, name="Tablette", number="T1")
    first = SessionFactory(space=space, published=True, starts_at=at, workshop__title="Vendre ses gâteaux")
    client.post(path("use_items", first.code), {"items": [tablet.pk]})
    assert "Tablette, n° T1" in read(client.get(path("session", first.code)))
    assert "Vendre ses gâteaux" in read(client.get(path("item", tablet.code)))
    second = SessionFactory(space=space, published=True, starts_at=at + timedelta(hours=1), venue=first.venue)
    assert "pris : « Vendre ses gâteaux »" in read(client.get(path("use_items", second.code)))

    refused = client.post(path("use_items", second.code), {"items": [tablet.pk]})

    assert refused.status_code == 422
    assert "« Tablette, n° T1 » n’est pas libre : « Vendre ses gâteaux », de" in read(refused)
    assert "Le plus près de libre" in read(refused)
    room = RoomFactory(space=space, venue=first.venue)
    Session.objects.filter(pk=first.pk).update(room=room)
    start = second.starts_at.astimezone(second.zone)
    moved = {"date": start.date(), "start": f"{start:%H:%M}", "venue": second.venue_id, "room": room.pk, "version": 1}
    assert "Cette salle est déjà prise : « Vendre ses gâteaux »" in read(
        client.post(path("edit_session", second.code), moved)
    )


def test_a_draft_takes_nothing_and_is_not_published_over_another(space):
    tablet = ItemFactory(space=space)
    draft = SessionFactory(space=space, starts_at=MORNING)
    services.use_items(session=draft, items=[tablet], at=NOW, by=None)
    assert taken(tablet) == []
    other = SessionFactory(space=space, published=True, starts_at=MORNING)
    services.use_items(session=other, items=[tablet], at=NOW, by=None)
    assert taken(tablet) == [MORNING]

    with pytest.raises(ValidationError, match="n’est pas libre"):
        services.publish(session=draft, at=NOW, by=None)

    services.cancel_session(session=other, at=NOW, by=None)
    services.publish(session=draft, at=NOW, by=None)
    assert taken(tablet) == [MORNING]


def test_database_refuses_one_item_at_two_places(space):
    tablet = ItemFactory(space=space)
    ItemUseFactory(space=space, item=tablet, session=SessionFactory(space=space, published=True, starts_at=MORNING))
    other = SessionFactory(space=space, published=True, starts_at=MORNING + timedelta(hours=1))

    with pytest.raises(IntegrityError, match="one_place_at_a_time"), transaction.atomic():
        ItemUseFactory(space=space, item=tablet, session=other)

    use = ItemUseFactory(space=space, item=ItemFactory(space=space), session=other)
    with pytest.raises(IntegrityError, match="one_place_at_a_time"), transaction.atomic():
        ItemUse.objects.filter(pk=use.pk).update(item=tablet)
    use.delete()
    assert Occupancy.objects.filter(session=other, resource=Resource.ITEM).count() == 0


def test_these_and_no_others_sent_twice_changes_nothing_more(space):
    one, two = ItemFactory.create_batch(2, space=space)
    session = SessionFactory(space=space, published=True, starts_at=MORNING)
    for chosen in ([one], [one, two], [two], [two]):
        services.use_items(session=session, items=chosen, at=NOW, by=None)

    assert (taken(one), taken(two)) == ([], [MORNING])


def test_what_is_not_in_service_is_not_booked_and_a_past_session_takes_nothing(space):
    broken = ItemFactory(space=space, name="Scanner", state=ItemState.REPAIR)
    coming = SessionFactory(space=space, starts_at=MORNING)
    past = SessionFactory(space=space, published=True, starts_at=NOW - A_WEEK)

    with pytest.raises(ValidationError, match="en réparation"):
        services.use_items(session=coming, items=[broken], at=NOW, by=None)
    with pytest.raises(ValidationError, match="passée"):
        services.use_items(session=past, items=[], at=NOW, by=None)
    Session.objects.filter(pk=coming.pk).update(state=SessionState.CANCELLED, cancelled_at=NOW)
    with pytest.raises(ValidationError, match="annulée"):
        services.use_items(session=coming, items=[], at=NOW, by=None)


@pytest.fixture
def series(space):
    """Four Thursdays, all published."""
    first = SessionFactory(space=space, starts_at=MORNING)
    days = [(MORNING + number * A_WEEK).date() for number in (1, 2, 3)]
    made = services.repeat_session(session=first, rhythm=Rhythm.WEEKLY, days=days, at=NOW, by=None)
    services.publish_series(series=made, at=NOW, by=None)
    return made


def test_a_series_keeps_its_equipment_and_does_not_collide_with_itself_when_it_moves(space, series):
    tablet = ItemFactory(space=space)
    first = series.sessions.get(series_rank=1)
    services.use_items(session=first, items=[tablet], with_following=True, at=NOW, by=None)
    assert taken(tablet) == [MORNING + number * A_WEEK for number in range(4)]

    Session.objects.filter(series=series).update(starts_at=F("starts_at") + A_WEEK, ends_at=F("ends_at") + A_WEEK)

    assert taken(tablet) == [MORNING + number * A_WEEK for number in range(1, 5)]


def test_one_session_of_a_series_that_cannot_have_it_stops_the_others_and_says_its_day(space, series):
    tablet = ItemFactory(space=space)
    elsewhere = SessionFactory(space=space, published=True, starts_at=MORNING + 2 * A_WEEK)
    services.use_items(session=elsewhere, items=[tablet], at=NOW, by=None)

    with pytest.raises(ValidationError) as refused:
        services.use_items(
            session=series.sessions.get(series_rank=1), items=[tablet], with_following=True, at=NOW, by=None
        )

    assert refused.value.messages[0].startswith("Jeudi 3 décembre 2026")
    assert taken(tablet) == [elsewhere.starts_at]


def test_what_repeats_a_session_has_what_it_has(space):
    use = ItemUseFactory(space=space, session=SessionFactory(space=space, starts_at=MORNING))
    day = (MORNING + A_WEEK).date()

    made = services.repeat_session(session=use.session, rhythm=Rhythm.WEEKLY, days=[day], at=NOW, by=None)

    assert [list(each.items.all()) for each in made.sessions.by_date()] == [[use.item], [use.item]]


def test_what_the_workshop_asks_for_comes_first_and_what_the_last_session_had_is_ticked(client, mediator, space):
    workshop = WorkshopFactory(space=space, equipment="Une tablette par personne")
    printer = ItemFactory(space=space, name="Imprimante", kind=ItemKind.PRINTER)
    ItemFactory(space=space, name="Tablette")
    ItemFactory(space=space, name="Caméra", kind=ItemKind.CAMERA)
    at = timezone.now()
    former = SessionFactory(space=space, workshop=workshop, published=True, starts_at=at - A_WEEK)
    ItemUseFactory(space=space, session=former, item=printer)
    session = SessionFactory(space=space, workshop=workshop, starts_at=at + A_WEEK)

    response = client.get(path("use_items", session.code))

    page = read(response)
    assert "L’atelier demande : Une tablette par personne." in page
    assert page.index("Pour cet atelier") < page.index("Imprimante, n°") < page.index("Caméra, n°")
    assert response.context["form"].fields["items"].initial == [printer.pk]
