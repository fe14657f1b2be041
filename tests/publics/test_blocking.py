"""Where people get stuck: one key, a number a day and theme, nobody behind; then figures, to write and to plan."""

import csv
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mediation.accounts.enums import Role
from mediation.courier.enums import Channel
from publics import services
from publics.enums import DailyDimension
from publics.models import BlockingPoint, DailyCount
from publics.reference import write_reference_data
from tests.factories import (
    BlockingPointFactory,
    DailyCountFactory,
    EnquiryFactory,
    MessageFactory,
    RegistrationFactory,
    SpaceFactory,
    VisitFactory,
)
from tests.reading import read

pytestmark = pytest.mark.django_db

PAGE = reverse("publics:blocking")


@pytest.fixture
def mediator(signed_in, space):
    return signed_in(space, Role.MEDIATOR)


@pytest.fixture
def password():
    return BlockingPointFactory(key="mot-de-passe", letter="m", name="Un mot de passe oublié ou refusé")


def tap(client, key, **said):
    return client.post(PAGE, {"point": key, "submission": uuid.uuid4(), **said}, follow=True)


def kept(space) -> list[tuple]:
    return list(DailyCount.objects.of(space).values_list("dimension", "value", "count"))


@pytest.mark.requirement("R218")
@pytest.mark.usefixtures("mediator")
def test_one_tap_counts_the_theme_of_the_day_and_says_so(client, space, password):
    BlockingPointFactory(key="site", name="S’y retrouver sur un site")

    tap(client, "mot-de-passe")
    page = read(tap(client, "mot-de-passe"))

    assert "Un mot de passe oublié ou refusé M 2 aujourd’hui" in page
    assert "Compté : Un mot de passe oublié ou refusé. Annuler" in page
    assert "Depuis trois mois Combien de fois" in page
    assert kept(space) == [("blocked", "mot-de-passe", 2)]


@pytest.mark.usefixtures("mediator", "password")
@pytest.mark.parametrize("place", ["visit", "call", "enquiry"])
def test_it_is_one_key_after_a_visit_during_a_call_and_on_what_came_in(client, space, place):
    registration = RegistrationFactory(space=space)
    call = {"channel": Channel.PHONE, "address": "+33536492001", "subject_id": registration.pk}
    address = {
        "visit": lambda: reverse("desk:visit_noted", args=[VisitFactory(space=space).pk]),
        "call": lambda: reverse(
            "desk:call",
            args=[MessageFactory(space=space, recipient_ref=f"person:{registration.person_id}", **call).pk],
        ),
        "enquiry": lambda: EnquiryFactory(space=space).get_absolute_url(),
    }[place]()

    page = client.get(address)

    assert 'name="point" value="mot-de-passe" id="blocking-mot-de-passe" data-shortcut="m"' in page.content.decode()
    assert "On compte le sujet, jamais la personne" in read(page)


@pytest.mark.usefixtures("mediator", "password")
def test_a_page_that_stays_is_given_the_section_alone(client):
    page = client.post(
        PAGE, {"point": "mot-de-passe", "submission": uuid.uuid4()}, follow=True, headers={"HX-Request": "true"}
    )

    assert read(page).startswith("Un point a bloqué ?")
    assert "Compté : Un mot de passe oublié ou refusé." in read(page)


@pytest.mark.usefixtures("mediator", "password")
def test_sent_twice_it_counts_once(client, space):
    key = uuid.uuid4()
    for _ in range(2):
        tap(client, "mot-de-passe", submission=key)
    assert kept(space) == [("blocked", "mot-de-passe", 1)]


@pytest.mark.usefixtures("mediator", "password")
def test_the_wrong_key_is_taken_back_and_never_below_nothing(client, space):
    tap(client, "mot-de-passe")
    tap(client, "mot-de-passe")
    for left in ([("blocked", "mot-de-passe", 1)], [], []):
        tap(client, "", undo="mot-de-passe")
        assert kept(space) == left


@pytest.mark.usefixtures("mediator", "password")
@pytest.mark.parametrize(
    "said",
    [
        {},
        {"point": "inconnu"},
        {"point": "a\x00b"},
        {"point": "x" * 10_000},
        {"point": "mot-de-passe", "undo": "mot-de-passe"},
    ],
)
def test_what_is_not_of_the_list_is_refused_with_a_sentence(client, space, said):
    refused = client.post(PAGE, {"submission": uuid.uuid4(), **said})

    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert kept(space) == []


@pytest.mark.usefixtures("password")
def test_a_theme_that_does_not_exist_is_refused_by_the_service(space):
    now = timezone.now()
    unknown = {"dimension": DailyDimension.BLOCKED, "value": "inconnu"}
    with pytest.raises(ValidationError, match="Choisissez dans la liste"):
        services.count_daily(space=space, **unknown, on=now.date(), at=now, by=None)


@pytest.mark.usefixtures("mediator", "password")
def test_a_theme_withdrawn_is_no_longer_proposed_and_stays_counted(client):
    tap(client, "mot-de-passe")
    BlockingPoint.objects.update(is_active=False)

    page = read(client.get(PAGE))

    assert "Un mot de passe oublié ou refusé M" not in page
    assert "Un mot de passe oublié ou refusé 1" in page
    assert tap(client, "mot-de-passe").status_code == 422


@pytest.mark.requirement("R218")
def test_they_are_summed_by_theme_over_the_period_on_the_page_and_in_the_file(client, space, signed_in, password):
    signed_in(space, Role.COORDINATOR)
    site = BlockingPointFactory(name="S’y retrouver sur un site")
    today = timezone.localdate()
    for space_of, point, days, count in (
        (space, password, 0, 3), (space, password, 1, 2), (space, site, 0, 1), (space, site, 400, 9),
        (SpaceFactory(), site, 0, 50),
    ):  # fmt: skip
        on = today - timedelta(days=days)
        DailyCountFactory(space=space_of, dimension=DailyDimension.BLOCKED, value=point.key, on=on, count=count)
    asked = {"periode": "dates", "le": f"{today - timedelta(days=30)}", "au": f"{today}"}

    page = read(client.get(reverse("reports:activity"), asked))
    file = client.get(reverse("reports:activity"), asked | {"export": "csv"}).content.decode()

    assert "Là où l’on bloque Là où l’on bloque, du" in page
    assert "Un mot de passe oublié ou refusé 5 83,3 % S’y retrouver sur un site 1 16,7 %" in page
    rows = list(csv.reader(StringIO(file)))
    assert ["Un mot de passe oublié ou refusé", "5", "83.3"] in rows
    assert ["S’y retrouver sur un site", "1", "16.7"] in rows


def test_the_network_reads_small_numbers_masked(client, space, signed_in, password):
    signed_in(space, Role.NETWORK)
    DailyCountFactory(
        space=space,
        dimension=DailyDimension.BLOCKED,
        value=password.key,
        count=2,
        on=timezone.localdate(timezone=space.zone),
    )

    assert "Un mot de passe oublié ou refusé moins de 3" in read(client.get(reverse("reports:activity")))


def test_nothing_counted_says_what_to_do(client, mediator):
    assert "Comptez-les d’une touche après un passage ou pendant un appel" in read(client.get(PAGE))


def test_our_list_is_written_once_with_a_letter_each():
    assert write_reference_data()["Points de blocage"].created == 11
    assert write_reference_data()["Points de blocage"].created == 0
    letters = list(BlockingPoint.objects.values_list("letter", flat=True))
    assert len(set(letters)) == 11


@pytest.mark.parametrize("letter", ["a", "e", "i", "k", "n", "é", "M", "1"])
def test_a_letter_that_serves_elsewhere_is_refused(letter):
    with pytest.raises(ValidationError, match="A, E, I, K et N servent déjà"):
        BlockingPointFactory.build(letter=letter).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        BlockingPointFactory(letter=letter)


@pytest.mark.usefixtures("password")
def test_two_themes_never_share_a_letter():
    with pytest.raises(ValidationError, match="Cette lettre compte déjà un autre point"):
        BlockingPointFactory.build(letter="m").full_clean()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("mediator")
def test_the_page_reads_as_much_whatever_their_number(client, space, count, django_assert_num_queries):
    for _ in range(count):
        point = BlockingPointFactory()
        DailyCountFactory(space=space, dimension=DailyDimension.BLOCKED, value=point.key, on=timezone.localdate())
    with django_assert_num_queries(5):
        client.get(PAGE)
