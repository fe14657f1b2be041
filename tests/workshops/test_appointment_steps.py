"""An hour that is kept for somebody on her way counts for the step that awaits it, and says so."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from tests.factories import (
    NOW,
    AppointmentFactory,
    PathwayFactory,
    PersonFactory,
    StepFactory,
    UserFactory,
    VenueFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import AppointmentState, StepKind
from workshops.models import Pathway

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

WORDS = "Poser le prix de trois gâteaux"


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina")


@pytest.fixture
def pathway(space, amina):
    """A workshop, then two appointments."""
    pathway = PathwayFactory(space=space, person=amina)
    workshop = WorkshopFactory(space=space)
    StepFactory(space=space, pathway=pathway, rank=1, kind=StepKind.WORKSHOP, workshop=workshop)
    StepFactory(space=space, pathway=pathway, rank=2, title=WORDS)
    StepFactory(space=space, pathway=pathway, rank=3, title="Faire la photo")
    return pathway


def book(person, *, days=1):
    space = person.space
    return services.book(
        space=space, person=person, host=UserFactory(), venue=VenueFactory(space=space),
        starts_at=NOW + timedelta(days=days), minutes=30, at=NOW, by=None,
    )  # fmt: skip


def step_of(appointment):
    appointment.refresh_from_db()
    return appointment.step and appointment.step.words


def detach(client, appointment):
    return client.post(reverse("workshops:detach_appointment", args=[appointment.code]), follow=True)


@pytest.mark.requirement("R024")
def test_the_first_step_that_awaits_an_appointment_has_it_and_its_page_says_so(client, signed_in, space, pathway):
    signed_in(space)
    appointment = book(pathway.person)

    page = read(client.get(reverse("workshops:appointment", args=[appointment.code])))

    assert f"Compte pour l’étape « {WORDS} »" in page
    assert f"{WORDS} attendue" in read(client.get(reverse("workshops:pathway", args=[pathway.code])))


def test_the_next_one_is_for_the_next_step_then_for_none(pathway):
    book(pathway.person)

    assert [step_of(book(pathway.person, days=days)) for days in (2, 3)] == ["Faire la photo", None]


@pytest.mark.parametrize("state", [AppointmentState.NOT_COME, AppointmentState.EXCUSED, AppointmentState.CANCELLED])
def test_a_step_she_missed_awaits_another(space, pathway, state):
    step = pathway.steps.get(rank=2)
    AppointmentFactory(space=space, person=pathway.person, step=step, state=state, settled_at=NOW)

    assert step_of(book(pathway.person)) == WORDS


def test_a_pathway_that_is_over_or_begins_later_awaits_nothing(amina, pathway):
    Pathway.objects.update(started_on=NOW.date() + timedelta(days=3))
    assert step_of(book(amina)) is None

    Pathway.objects.update(started_on=NOW.date(), ended_on=NOW.date())
    assert step_of(book(amina, days=5)) is None


def test_somebody_else_s_pathway_awaits_nothing_of_hers(space, pathway):
    assert step_of(book(PersonFactory(space=space))) is None


def test_for_something_else_it_is_taken_back_in_one_gesture_and_the_step_awaits_again(
    client, signed_in, space, pathway
):
    signed_in(space)
    appointment = book(pathway.person)

    pages = [read(detach(client, appointment)) for _ in range(2)]

    assert "ce rendez-vous ne compte plus pour son parcours" in pages[0]
    assert "Compte pour l’étape" not in pages[0]
    assert step_of(appointment) is None
    assert step_of(book(pathway.person, days=2)) == WORDS


def test_who_does_not_follow_pathways_reads_nothing_of_them(client, signed_in, space, pathway):
    signed_in(space, Role.RECEPTION)
    appointment = book(pathway.person)

    assert WORDS not in read(client.get(reverse("workshops:appointment", args=[appointment.code])))
    assert detach(client, appointment).status_code == 403


def test_once_the_pathway_is_over_what_counted_for_it_stays(client, signed_in, space, pathway):
    by = signed_in(space)
    appointment = book(pathway.person)
    services.end_pathway(pathway=pathway, at=NOW, by=by)

    assert "Ce parcours est terminé" in read(detach(client, appointment))
    with pytest.raises(ValidationError, match="terminé"):
        services.detach_appointment(appointment=appointment, at=NOW, by=by)


def test_an_appointment_of_another_space_is_not_found(client, signed_in, space):
    signed_in(space)

    assert detach(client, AppointmentFactory()).status_code == 404
