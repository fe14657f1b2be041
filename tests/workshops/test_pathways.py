"""Pathways: her words, steps that say themselves from what was noted, points that are dated and kept."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.desk.dossier import dossier_of
from publics.services import anonymise
from publics.services.merges import merge
from tests.factories import (
    NOW,
    AppointmentFactory,
    AttendanceFactory,
    OrganisationFactory,
    PathwayFactory,
    PathwayTemplateFactory,
    PersonFactory,
    RegistrationFactory,
    ReviewFactory,
    SessionFactory,
    SpaceFactory,
    StepFactory,
    TemplateStepFactory,
    UserFactory,
    VisitFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import AppointmentState, Presence, Standing, StepKind
from workshops.models import Pathway, Review, Step
from workshops.standings import stages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

SOON = NOW + timedelta(days=3)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


@pytest.fixture
def pathway(space, amina):
    return PathwayFactory(space=space, person=amina)


@pytest.fixture
def workshop(space):
    return WorkshopFactory(space=space, title="Poser ses prix")


@pytest.fixture
def staff(client, signed_in, space):
    signed_in(space)
    return client


def of_workshop(pathway, workshop, count=1):
    return [
        StepFactory(space=pathway.space, pathway=pathway, kind=StepKind.WORKSHOP, workshop=workshop)
        for _ in range(count)
    ]


def session(workshop, days, **fields):
    return SessionFactory(
        space=workshop.space, workshop=workshop, published=True, starts_at=NOW + timedelta(days=days), **fields
    )


def noted(pathway, workshop, days, presence):
    return AttendanceFactory(
        space=pathway.space, person=pathway.person, session=session(workshop, days), presence=presence
    )


def standings(pathway, days=0):
    at = NOW + timedelta(days=days)
    return [each.standing for each in stages_of([pathway], space=pathway.space, at=at)[pathway.pk]]


def page_of(pathway):
    return reverse("workshops:pathway", args=[pathway.code])


# --- a step says itself ------------------------------------------------------------------------------------------


def test_a_workshop_nobody_planned_is_to_plan_then_to_come_then_to_note(pathway, workshop):
    of_workshop(pathway, workshop)
    assert standings(pathway) == [Standing.TO_PLAN]

    RegistrationFactory(space=pathway.space, person=pathway.person, session=session(workshop, 2))

    assert standings(pathway) == [Standing.TO_COME]
    assert standings(pathway, days=3) == [Standing.TO_NOTE]


def test_a_workshop_where_she_came_is_done(pathway, workshop):
    of_workshop(pathway, workshop)
    noted(pathway, workshop, 1, Presence.CAME)

    assert standings(pathway, days=2) == [Standing.DONE]


def test_a_workshop_missed_then_followed_elsewhere_is_caught_up(pathway, workshop):
    of_workshop(pathway, workshop)
    noted(pathway, workshop, 1, Presence.ABSENT)
    assert standings(pathway, days=2) == [Standing.MISSED]

    noted(pathway, workshop, 5, Presence.WALKED_IN)

    assert standings(pathway, days=6) == [Standing.CAUGHT_UP]


def test_the_same_workshop_twice_takes_two_presences(pathway, workshop):
    of_workshop(pathway, workshop, count=2)
    noted(pathway, workshop, 1, Presence.CAME)

    assert standings(pathway, days=2) == [Standing.DONE, Standing.TO_PLAN]


def test_what_she_did_before_the_pathway_is_not_of_it(pathway, workshop):
    of_workshop(pathway, workshop)
    noted(pathway, workshop, -5, Presence.CAME)

    assert standings(pathway) == [Standing.TO_PLAN]


def test_a_session_called_off_says_nothing(pathway, workshop):
    of_workshop(pathway, workshop)
    registration = RegistrationFactory(space=pathway.space, person=pathway.person, session=session(workshop, 2))
    services.cancel_session(session=registration.session, by=None, at=NOW)

    assert standings(pathway) == [Standing.TO_PLAN]


def test_an_appointment_missed_then_kept_is_caught_up(pathway):
    step = StepFactory(space=pathway.space, pathway=pathway)
    met = {"space": pathway.space, "person": pathway.person, "step": step}
    AppointmentFactory(**met, state=AppointmentState.NOT_COME, settled_at=NOW, starts_at=NOW - timedelta(hours=20))
    assert standings(pathway) == [Standing.MISSED]

    visit = VisitFactory(space=pathway.space, person=pathway.person, at=NOW)
    AppointmentFactory(**met, state=AppointmentState.CAME, settled_at=NOW, visit=visit, starts_at=NOW)

    assert standings(pathway) == [Standing.CAUGHT_UP]


def test_an_appointment_for_something_else_is_of_no_step(pathway):
    StepFactory(space=pathway.space, pathway=pathway)
    AppointmentFactory(space=pathway.space, person=pathway.person, starts_at=SOON)

    assert standings(pathway) == [Standing.TO_PLAN]


# --- what is written ---------------------------------------------------------------------------------------------


def test_steps_come_from_the_template_and_change_without_it(space, amina, workshop):
    template = PathwayTemplateFactory(space=space)
    TemplateStepFactory(space=space, template=template, rank=1)
    second = TemplateStepFactory(space=space, template=template, rank=2, kind=StepKind.WORKSHOP, workshop=workshop)

    pathway = services.start_pathway(
        person=amina, objective="Vendre", template=template, started_on=NOW.date(), at=NOW, by=UserFactory()
    )
    services.drop_outline(step=second, at=NOW, by=UserFactory())

    assert [step.words for step in pathway.steps.order_by("rank")] == ["Rendez-vous individuel", "Poser ses prix"]


def test_an_appointment_of_somebody_else_is_not_for_her_step(pathway):
    step = StepFactory(space=pathway.space, pathway=pathway)
    other = AppointmentFactory(space=pathway.space, starts_at=SOON)

    with pytest.raises(ValidationError, match="Choisissez un de ses rendez-vous"):
        services.attach_appointment(step=step, appointment=other, at=NOW, by=UserFactory())


def test_an_appointment_called_off_is_for_no_step(pathway):
    step = StepFactory(space=pathway.space, pathway=pathway)
    off = AppointmentFactory(
        space=pathway.space, person=pathway.person, starts_at=SOON, state=AppointmentState.CANCELLED, settled_at=NOW
    )

    with pytest.raises(ValidationError, match="annulé"):
        services.attach_appointment(step=step, appointment=off, at=NOW, by=UserFactory())


def test_a_step_with_a_suite_stays(pathway):
    step = StepFactory(space=pathway.space, pathway=pathway)
    AppointmentFactory(space=pathway.space, person=pathway.person, starts_at=SOON, step=step)

    with pytest.raises(ValidationError, match="déjà une suite"):
        services.remove_step(step=step, at=NOW, by=UserFactory())


def test_only_a_partner_says_what_became_of_its_step(pathway, workshop):
    [step] = of_workshop(pathway, workshop)

    with pytest.raises(ValidationError, match="se note ailleurs"):
        services.tell_outcome(step=step, outcome="came", at=NOW, by=UserFactory())


def test_a_pathway_that_is_over_changes_no_more(pathway, workshop):
    services.end_pathway(pathway=pathway, at=NOW, by=UserFactory())
    services.end_pathway(pathway=pathway, at=NOW + timedelta(days=4), by=UserFactory())

    with pytest.raises(ValidationError, match="terminé"):
        services.add_step(pathway=pathway, kind=StepKind.WORKSHOP, workshop=workshop, at=NOW, by=UserFactory())
    pathway.refresh_from_db()
    assert pathway.ended_on == NOW.date()


@pytest.mark.parametrize("days", [-1, 1])
def test_a_point_is_made_since_the_beginning_and_not_tomorrow(pathway, days):
    with pytest.raises(ValidationError, match="entre le début du parcours et aujourd’hui"):
        services.review_pathway(
            pathway=pathway, phase="review", on=NOW.date() + timedelta(days=days), words="?", at=NOW, by=UserFactory()
        )


# --- followed, told, forgotten -----------------------------------------------------------------------------------


def test_her_pathways_follow_a_merge(pathway, space):
    kept = PersonFactory(space=space, first_name="Amina")

    merge(kept=kept, merged=pathway.person, at=NOW, by=None)

    pathway.refresh_from_db()
    assert pathway.person == kept


def test_her_rights_dossier_says_it_and_forgetting_empties_it(pathway, space):
    step = StepFactory(space=space, pathway=pathway, title="Choisir trois photos")
    review = ReviewFactory(space=space, pathway=pathway)

    told = str(dossier_of(pathway.person, at=NOW)["rubriques"])
    for words in ("Vendre mes gâteaux sans demander", "quelque chose à moi", "Choisir trois photos", review.words):
        assert words in told

    anonymise(people=[pathway.person_id], at=NOW, by=None)
    for row, names in ((pathway, ("objective", "motivation")), (step, ("title",)), (review, ("words",))):
        row.refresh_from_db()
        assert {getattr(row, name) for name in names} == {"effacé"}


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R152")
def test_what_she_wants_and_why_are_said_side_by_side_with_her_words(staff, amina):
    form = {
        "objective": "Vendre mes gâteaux", "motivation": "Pour avoir quelque chose à moi", "started_on": "2026-11-16",
        "submission": uuid.uuid4(),
    }  # fmt: skip

    page = read(staff.post(reverse("workshops:new_pathway", args=[amina.code]), form, follow=True))
    staff.post(reverse("workshops:new_pathway", args=[amina.code]), form)

    assert "Ce que je veux « Vendre mes gâteaux » Pourquoi « Pour avoir quelque chose à moi »" in page
    assert Pathway.objects.count() == 1
    hers = read(staff.get(amina.get_absolute_url()))
    assert "Là où elle veut aller" in hers
    assert "« Vendre mes gâteaux » « Pour avoir quelque chose à moi »" in hers


@pytest.mark.requirement("R024")
def test_a_pathway_mixes_an_appointment_a_workshop_and_a_partner(staff, pathway, workshop):
    structure = OrganisationFactory(space=pathway.space, name="Chambre des métiers")
    address = reverse("workshops:new_step", args=[pathway.code])
    for said in (
        {"kind": "appointment", "title": "On se rencontre"},
        {"kind": "workshop", "workshop": workshop.pk},
        {"kind": "partner", "organisation": structure.pk, "title": "Choisir un statut"},
    ):
        assert staff.post(address, said | {"submission": uuid.uuid4()}).status_code == 302
    appointment = AppointmentFactory(space=pathway.space, person=pathway.person, starts_at=SOON)
    noted(pathway, workshop, 0, Presence.CAME)

    page = read(staff.get(page_of(pathway)))
    assert "C’est celui du jeudi 19 novembre" in page
    first, _, third = pathway.steps.order_by("rank")
    staff.post(reverse("workshops:attach_appointment", args=[first.pk]), {"appointment": appointment.code})
    page = read(staff.post(reverse("workshops:tell_outcome", args=[third.pk]), {"outcome": "came"}, follow=True))

    assert "1. On se rencontre attendue Un rendez-vous · jeudi 19 novembre" in page
    assert "2. Poser ses prix venue" in page
    assert "3. Choisir un statut venue Chez un partenaire · Chambre des métiers · dit lundi 16 novembre" in page


@pytest.mark.requirement("R135")
def test_the_diagnosis_and_the_analysis_are_dated_and_kept(staff, pathway):
    Pathway.objects.filter(pk=pathway.pk).update(started_on="2026-11-02")
    address = reverse("workshops:new_review", args=[pathway.code])
    for phase, on, words in (
        ("diagnosis", "2026-11-03", "Elle prend déjà de belles photos."),
        ("analysis", "2026-11-10", "Ce qui manque : oser dire un prix."),
    ):
        form = {"phase": phase, "on": on, "words": words, "submission": uuid.uuid4()}
        page = read(staff.post(address, form, follow=True))

    assert "Diagnostic : où elle en est Mardi 3 novembre 2026" in page
    assert "Analyse : ce qu’on en retient Mardi 10 novembre 2026" in page
    assert "Elle prend déjà de belles photos." in page


def test_a_point_without_words_keeps_what_was_typed(staff, pathway):
    form = {"phase": "analysis", "on": "2026-11-16", "words": "", "submission": uuid.uuid4()}

    page = staff.post(reverse("workshops:new_review", args=[pathway.code]), form)

    assert page.status_code == 422
    assert "Écrivez ce qui s’est dit." in read(page)
    assert not Review.objects.exists()


def test_a_step_says_which_workshop(staff, pathway):
    form = {"kind": "workshop", "title": "Les prix", "submission": uuid.uuid4()}

    page = staff.post(reverse("workshops:new_step", args=[pathway.code]), form)

    assert page.status_code == 422
    assert "Choisissez dans la liste." in read(page)
    assert 'value="Les prix"' in page.content.decode()


def test_a_step_is_removed_until_something_came_of_it(staff, pathway):
    step = StepFactory(space=pathway.space, pathway=pathway)
    AppointmentFactory(space=pathway.space, person=pathway.person, starts_at=SOON, step=step)

    page = staff.post(reverse("workshops:remove_step", args=[step.pk]))

    assert page.status_code == 422
    assert "Cette étape a déjà une suite notée" in read(page)


def test_a_form_shown_before_overwrites_nothing(staff, pathway):
    form = {"objective": "Vendre", "motivation": "", "started_on": "2026-11-16", "version": pathway.version}
    staff.post(reverse("workshops:edit_pathway", args=[pathway.code]), form)

    page = staff.post(reverse("workshops:edit_pathway", args=[pathway.code]), form | {"objective": "Donner"})

    assert page.status_code == 422
    assert "Rien n’a été écrasé" in read(page)


def test_reception_does_not_read_where_she_wants_to_go(client, signed_in, space, pathway):
    signed_in(space, Role.RECEPTION)

    assert client.get(page_of(pathway)).status_code == 403
    assert "Là où elle veut aller" not in read(client.get(pathway.person.get_absolute_url()))


def test_another_space_finds_nothing(staff):
    elsewhere = PathwayFactory()
    step = StepFactory(space=elsewhere.space, pathway=elsewhere)

    assert staff.get(page_of(elsewhere)).status_code == 404
    assert staff.post(reverse("workshops:remove_step", args=[step.pk])).status_code == 404
    assert Step.objects.filter(pk=step.pk).exists()


@pytest.mark.pdf
def test_her_sheet_is_one_page_with_her_words_and_nothing_of_what_was_noted(staff, pathway, workshop):
    import pypdfium2

    StepFactory(space=pathway.space, pathway=pathway)
    of_workshop(pathway, workshop, count=3)
    ReviewFactory(space=pathway.space, pathway=pathway, words="Elle hésite.")

    document = pypdfium2.PdfDocument(staff.get(reverse("workshops:pathway_pdf", args=[pathway.code])).content)

    text = document[0].get_textpage().get_text_bounded().replace("\xa0", " ")
    assert len(document) == 1
    assert "Vendre mes gâteaux sans demander" in " ".join(text.split())
    assert "hésite" not in text
