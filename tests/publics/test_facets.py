"""What somebody says of herself, and what others suppose of her."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from publics import services
from publics.enums import FacetKind
from publics.models import Facet, PersonFacet, PersonInterest, SupposedInterest
from publics.reference import write_reference_data
from publics.tasks import forget_supposed
from tests.factories import (
    NOW,
    FacetFactory,
    InterestFactory,
    PersonFacetFactory,
    PersonFactory,
    PersonInterestFactory,
    SessionFactory,
    SpaceFactory,
    SupposedInterestFactory,
    VisitFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space)
    return space


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


def tick(client, person, *, shown="", **ticked):
    return client.post(reverse("publics:facets", args=[person.code]), {"shown": shown, **ticked}, follow=True)


@pytest.mark.requirement("R018", "R019", "R147")
def test_talents_and_strengths_are_ticked_with_her_and_read_on_her_page(client, amina):
    write_reference_data()

    page = read(tick(client, amina, talent=["talent-cuisiner"], strength=["appui-messages"]))

    assert "C’est noté, comme elle le dit aujourd’hui." in page
    assert "Talent : cuisiner" in page
    assert "Point d’appui : envoie des messages" in page


@pytest.mark.requirement("R153", "R028", "R107")
def test_what_drives_her_what_she_does_and_readiness_for_a_group_are_hers_to_say(client, amina):
    write_reference_data()
    offered = read(client.get(reverse("publics:facets", args=[amina.code])))

    page = read(
        tick(client, amina, motivation=["motive-aider"], occupation=["fait-videos"], convenience=["pret-groupe"])
    )

    for words in ("responsable d’association", "commerçante ou commerçant", "à son compte", "youtubeuse ou youtubeur"):
        assert words in offered
    assert "Ce qui donne envie : aider les autres à son tour" in page
    assert "Ce qu’elle fait : youtubeuse ou youtubeur" in page
    assert "en groupe, on l’a décidé ensemble" in page


def test_what_suits_her_has_keys_that_a_machine_reads():
    write_reference_data()

    keys = set(Facet.objects.filter(kind=FacetKind.CONVENIENCE).values_list("key", flat=True))

    assert {"matin", "apres-midi", "soir", "samedi", "pas-mercredi", "a-distance", "sur-place", "garde-enfants"} <= keys


def test_only_what_was_ticked_or_unticked_changes(client, amina):
    for key in ("cuisiner", "coudre", "jardiner"):
        FacetFactory(key=key, name=key)
    PersonFacetFactory(space=amina.space, person=amina, facet=Facet.objects.get(key="cuisiner"))
    PersonFacetFactory(space=amina.space, person=amina, facet=Facet.objects.get(key="jardiner"))

    tick(client, amina, shown="cuisiner", talent=["coudre"])

    assert set(amina.facets.values_list("facet__key", flat=True)) == {"coudre", "jardiner"}


def test_a_facet_said_again_keeps_its_first_day(amina):
    facet = FacetFactory()
    services.note_facets(person=amina, said=[facet], at=NOW, by=None)
    services.note_facets(person=amina, said=[facet], at=NOW + timedelta(days=9), by=None)

    assert PersonFacet.objects.get().said_at == NOW


@pytest.mark.requirement("R020")
def test_a_project_is_noted_with_its_words_then_moves_on(client, amina):
    FacetFactory(kind=FacetKind.PROJECT, key="vendre", name="vendre ce que je fais")
    address = reverse("publics:project", args=[amina.code])
    asked = {
        "submission": "0b6f8a0e-0000-4000-8000-000000000001",
        "facet": "vendre",
        "words": "mes gâteaux",
        "state": "idea",
    }

    first = read(client.post(address, asked, follow=True))
    again = {**asked, "submission": "0b6f8a0e-0000-4000-8000-000000000002", "words": "", "state": "begun"}
    then = read(client.post(address, again, follow=True))

    assert "Vendre ce que je fais une idée « mes gâteaux » dit lundi 16 novembre" in first
    assert "Vendre ce que je fais commencé « mes gâteaux » dit lundi 16 novembre" in then
    assert PersonFacet.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"facet": "zzz"}, {"state": "zzz"}, {"words": "m" * 201}, {"words": "2 84 12 76 451 089 46"}]
)
def test_a_project_badly_told_is_refused_and_kept(client, amina, wrong):
    FacetFactory(kind=FacetKind.PROJECT, key="vendre")
    asked = {
        "submission": "0b6f8a0e-0000-4000-8000-000000000001",
        "facet": "vendre",
        "words": "mes gâteaux",
        "state": "idea",
    }

    response = client.post(reverse("publics:project", args=[amina.code]), asked | wrong)

    assert response.status_code == 422
    assert (wrong.get("words") or "mes gâteaux") in response.content.decode()
    assert not PersonFacet.objects.exists()


def suppose(client, person, interest, key="1"):
    asked = {
        "submission": f"0b6f8a0e-0000-4000-8000-00000000000{key}",
        "interest": interest.key,
        "supposed_by": "le CCAS, au téléphone",
    }
    return client.post(reverse("publics:suppose", args=[person.code]), asked, follow=True)


@pytest.mark.requirement("R002", "R144")
def test_what_a_partner_supposes_is_to_be_verified_and_becomes_hers_when_she_says_so(client, amina):
    garden = InterestFactory(leaf=True, name="mon potager")

    supposed = read(suppose(client, amina, garden))
    assert "À vérifier avec elle Mon potager ?" in supposed
    assert "D’après le CCAS, au téléphone , lundi 16 novembre." in supposed
    assert not PersonInterest.objects.exists()

    row = SupposedInterest.objects.get()
    confirmed = read(client.post(reverse("publics:confirm_supposed", args=[row.pk]), follow=True))
    assert "C’est son envie, dite aujourd’hui : « mon potager »." in confirmed
    assert "Dites par elle, la dernière fois lundi 16 novembre 2026." in confirmed
    assert PersonInterest.objects.get().said_at == NOW
    assert not SupposedInterest.objects.exists()


def test_what_is_supposed_proposes_no_session(client, amina):
    supposed = SupposedInterestFactory(space=amina.space, person=amina)
    SessionFactory(space=amina.space, published=True, workshop__title="Potager", workshop__interest=supposed.interest)

    following = read(client.get(amina.get_absolute_url())).partition("Et ensuite ?")[2]

    assert "Potager" not in following.partition("Inscrire à une autre séance")[0]


def test_what_she_said_herself_is_not_supposed(client, amina):
    said = PersonInterestFactory(space=amina.space, person=amina)

    response = suppose(client, amina, said.interest)

    assert response.status_code == 422
    assert "Elle l’a déjà dit elle-même." in read(response)


def test_what_is_supposed_is_dropped_in_one_click(client, amina):
    row = SupposedInterestFactory(space=amina.space, person=amina)

    page = read(client.post(reverse("publics:drop_supposed", args=[row.pk]), follow=True))

    assert "C’est effacé." in page
    assert not SupposedInterest.objects.exists()


@pytest.mark.parametrize(
    ("noted_ago", "came_ago", "is_kept"),
    [(59, None, True), (60, None, False), (10, 0, True), (10, 3, False), (10, 12, True)],
)
def test_what_is_supposed_is_forgotten_after_her_next_visit_or_sixty_days(amina, noted_ago, came_ago, is_kept):
    SupposedInterestFactory(space=amina.space, person=amina, noted_at=NOW - timedelta(days=noted_ago))
    if came_ago is not None:
        VisitFactory(space=amina.space, person=amina, at=NOW - timedelta(days=came_ago))

    assert SupposedInterest.objects.standing(at=NOW).exists() == is_kept
    forget_supposed()
    forget_supposed()

    assert SupposedInterest.objects.exists() == is_kept


def test_a_branch_is_not_supposed(amina):
    with pytest.raises(ValidationError, match="plutôt que toute une branche"):
        services.suppose_interest(person=amina, interest=InterestFactory(), supposed_by="le CCAS", at=NOW, by=None)


@pytest.mark.parametrize("name", ["confirm_supposed", "drop_supposed"])
def test_what_another_space_supposes_is_not_found(client, amina, name):
    row = SupposedInterestFactory()

    assert client.post(reverse(f"publics:{name}", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("answer", ["confirm_supposed", "drop_supposed"])
def test_button_pressed_twice_leads_to_her_page_both_times(client, space, amina, answer):
    supposed = SupposedInterestFactory(space=space, person=amina, noted_at=NOW, interest__leaf=True)
    address = reverse(f"publics:{answer}", args=[supposed.pk])
    for _ in range(2):
        assert client.post(address, {"depuis": amina.code})["Location"] == amina.get_absolute_url()
    assert client.post(address).status_code == 404
