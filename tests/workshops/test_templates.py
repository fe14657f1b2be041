"""Templates of pathways: an appointment before any workshop; several people start from one, and each is seen."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    NOW,
    AttendanceFactory,
    CohortFactory,
    ContactFactory,
    OrganisationFactory,
    PartnerFactory,
    PathwayFactory,
    PathwayTemplateFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    StepFactory,
    TemplateStepFactory,
    UserFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import StepKind
from workshops.models import Pathway, PathwayTemplate, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def workshop(space):
    return WorkshopFactory(space=space, title="Poser ses prix")


@pytest.fixture
def template(space):
    return PathwayTemplateFactory(space=space, title="De l’envie au premier client")


@pytest.fixture
def staff(client, signed_in, space):
    signed_in(space)
    return client


def outline(template, kind, **fields):
    return services.outline_step(template=template, kind=kind, at=NOW, by=UserFactory(), **fields)


@pytest.mark.requirement("R098")
def test_a_template_is_for_an_audience_and_somebody_starts_from_it(staff, space, workshop):
    form = {"title": "Mes premiers pas", "audiences": ["job_seekers", "young"], "submission": uuid.uuid4()}
    page = read(staff.post(reverse("workshops:new_template"), form, follow=True))
    assert "Jeunes adultes" in page
    assert "1. Rendez-vous individuel" in page
    template, amina = PathwayTemplate.objects.get(), PersonFactory(space=space, first_name="Amina")
    step = {"kind": "workshop", "workshop": workshop.pk, "submission": uuid.uuid4()}
    assert "2. Poser ses prix" in read(staff.post(reverse("workshops:template", args=[template.pk]), step, follow=True))

    started = {
        "objective": "Trouver un travail", "template": template.pk, "started_on": "2026-11-16",
        "submission": uuid.uuid4(),
    }  # fmt: skip
    page = read(staff.post(reverse("workshops:new_pathway", args=[amina.code]), started, follow=True))

    assert "1. Rendez-vous individuel à prévoir" in page
    assert "2. Poser ses prix à prévoir" in page


@pytest.mark.requirement("R106")
def test_an_appointment_comes_before_the_workshops(staff, template, workshop):
    step = {"kind": "workshop", "workshop": workshop.pk, "title": "D’abord", "submission": uuid.uuid4()}

    page = staff.post(reverse("workshops:template", args=[template.pk]), step)

    assert page.status_code == 422
    assert "On se rencontre d’abord : placez un rendez-vous avant le premier atelier." in read(page)
    assert 'value="D’abord"' in page.content.decode()
    assert not template.steps.exists()


def test_the_appointment_before_a_workshop_is_not_dropped(staff, template, workshop):
    first = outline(template, StepKind.APPOINTMENT)
    outline(template, StepKind.WORKSHOP, workshop=workshop)

    page = staff.post(reverse("workshops:drop_outline", args=[first.pk]))

    assert page.status_code == 422
    assert "On se rencontre d’abord" in read(page)
    assert template.steps.count() == 2


def test_a_step_at_a_partner_may_come_first(template, space):
    outline(template, StepKind.PARTNER, organisation=OrganisationFactory(space=space))

    assert template.steps.count() == 1


def test_a_step_is_dropped_and_pathways_keep_theirs(staff, template, space):
    step = TemplateStepFactory(space=space, template=template)
    pathway = services.start_pathway(
        person=PersonFactory(space=space), template=template, started_on=NOW.date(), at=NOW, by=UserFactory()
    )

    page = staff.post(reverse("workshops:drop_outline", args=[step.pk]), follow=True)

    assert "Commencez par un rendez-vous." in read(page)
    assert pathway.steps.count() == 1


def test_two_templates_bear_two_titles(staff, template):
    form = {"title": template.title, "submission": uuid.uuid4()}

    page = staff.post(reverse("workshops:new_template"), form)

    assert page.status_code == 422
    assert "Un modèle porte déjà ce titre." in read(page)


def test_a_template_shown_before_overwrites_nothing(staff, template):
    form = {"title": "Oser", "is_active": "on", "version": template.version}
    staff.post(reverse("workshops:edit_template", args=[template.pk]), form)

    page = staff.post(reverse("workshops:edit_template", args=[template.pk]), form | {"title": "Autre"})

    assert page.status_code == 422
    assert "Rien n’a été écrasé" in read(page)


# --- several at once ---------------------------------------------------------------------------------------------


def test_a_group_shows_where_each_stands(staff, template, space, workshop):
    outline(template, StepKind.APPOINTMENT)
    outline(template, StepKind.WORKSHOP, workshop=workshop)
    form = {"title": "Le groupe de novembre", "submission": uuid.uuid4()}
    page = staff.post(reverse("workshops:new_cohort", args=[template.pk]), form, follow=True)
    assert "Personne encore" in read(page)
    address, amina = page.request["PATH_INFO"], PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")
    for person in (amina, PersonFactory(space=space, first_name="Nadia", last_name="Saule")):
        assert person.last_name in read(staff.get(address, {"q": person.last_name}))
        staff.post(address, {"person": person.code, "submission": uuid.uuid4()})
    held = SessionFactory(space=space, workshop=workshop, published=True, starts_at=NOW)
    AttendanceFactory(space=space, person=amina, session=held)

    page = read(staff.get(address))

    assert "2 personnes" in page
    assert "Amina Mirabelle à prévoir Rendez-vous individuel venue Poser ses prix, lundi 16 novembre" in page
    assert "Nadia Saule à prévoir Rendez-vous individuel à prévoir Poser ses prix" in page


def test_nobody_starts_twice_in_a_group(space, template):
    cohort, person = CohortFactory(space=space, template=template), PersonFactory(space=space)
    joined = {"cohort": cohort, "person": person, "started_on": NOW.date(), "at": NOW, "by": UserFactory()}

    first, second = services.join_cohort(**joined), services.join_cohort(**joined)

    assert first == second
    assert Pathway.objects.count() == 1


def test_somebody_of_another_space_joins_no_group(staff, space, template):
    cohort, elsewhere = CohortFactory(space=space, template=template), PersonFactory()

    page = staff.post(
        reverse("workshops:cohort", args=[cohort.code]), {"person": elsewhere.code, "submission": uuid.uuid4()}
    )

    assert page.status_code == 422
    assert "n’est pas dans la liste" in read(page)


# --- what a structure sees ---------------------------------------------------------------------------------------


@pytest.fixture
def held(space):
    """A step that a structure holds, and that she agreed to show."""
    pathway = PathwayFactory(space=space, person__first_name="Amina", person__last_name="Mirabelle")
    organisation = OrganisationFactory(space=space, name="Chambre des métiers")
    return StepFactory(
        space=space, pathway=pathway, kind=StepKind.PARTNER, organisation=organisation, title="Choisir un statut",
        is_shared=True,
    )  # fmt: skip


@pytest.fixture
def structure(client, signed_in, space, held):
    user = signed_in(space, Role.PRESCRIBER)
    ContactFactory(space=space, partner=PartnerFactory(space=space, organisation=held.organisation), user=user)
    return client


SLIPS = reverse("partners:referrals")


def test_a_structure_sees_the_step_it_holds_and_says_what_became_of_it(structure, held, space):
    other = StepFactory(space=space, pathway=held.pathway, title="Parler du prêt")

    page = read(structure.get(SLIPS))
    assert "Amina Mirabelle" in page
    assert "Choisir un statut · Chambre des métiers" in page
    assert other.title not in page
    assert held.pathway.objective not in page

    page = read(structure.post(reverse("partners:tell_step", args=[held.pk]), {"outcome": "came"}, follow=True))
    assert "Merci, c’est noté." in page
    held.refresh_from_db()
    assert held.outcome == "came"


@pytest.mark.parametrize("why", ["not agreed", "another structure", "over"])
def test_a_structure_sees_nothing_else(structure, held, space, why):
    if why == "not agreed":
        services.share_step(step=held, is_shared=False, at=NOW, by=UserFactory())
    elif why == "over":
        services.end_pathway(pathway=held.pathway, at=NOW, by=UserFactory())
    else:
        Step.objects.filter(pk=held.pk).update(organisation=OrganisationFactory(space=space))

    assert "Mirabelle" not in read(structure.get(SLIPS))
    address = reverse("partners:tell_step", args=[held.pk])
    assert structure.post(address, {"outcome": "came"}).status_code == 404


def test_an_answer_that_is_none_is_said(structure, held):
    page = structure.post(reverse("partners:tell_step", args=[held.pk]), {"outcome": "?"}, follow=True)

    assert "Choisissez « Elle est venue » ou « Pas venue »." in read(page)


def test_only_a_step_at_a_structure_is_shown_to_it(space):
    step = StepFactory(space=space, pathway=PathwayFactory(space=space))

    with pytest.raises(ValidationError, match="Seule une étape tenue par un partenaire"):
        services.share_step(step=step, is_shared=True, at=NOW, by=UserFactory())
