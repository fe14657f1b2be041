"""« À reporter dans La Coop » : day by day, in the order of its form, ticked once, taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from mediation.accounts.enums import Role
from publics.enums import ActivityKind, CountedOf
from publics.models import ActivityReport
from publics.services import Part, correct_visit, note_visit, report_activity, untick_together
from tests.factories import (
    NOW,
    ActivityCountFactory,
    ActivityReportFactory,
    PersonFactory,
    SpaceFactory,
    SupportFactory,
    VenueFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PAGE = reverse("reports:to_copy")
TODAY = NOW.date()


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


def act(client, name, report, **data):
    return client.post(reverse(f"reports:{name}", args=[report.pk]), data, follow=True)


def test_a_line_is_read_in_the_order_of_the_form(client, space, signed_in):
    venue = VenueFactory(space=space, name="Le Fil", city="Montorvelle")
    amina = PersonFactory(space=space, first_name="Amina", last_name="Benali")
    report_activity(
        space=space, source_ref="visit:1", kind=ActivityKind.INDIVIDUAL, on=TODAY, at=NOW, by=None, minutes=30,
        parts=[Part(amina, how_done="together")], venue=venue, city="Montorvelle", equipment=["ordinateur"],
        thematiques=["aide_aux_demarches_administratives"], administrative_themes=["argent_impots"],
        redirected_to="administration",
    )  # fmt: skip
    signed_in(space)

    page = client.get(PAGE)

    assert (
        "Type Accompagnement individuel Date 16/11/2026 Durée 30 min Lieu Lieu d'activité, Le Fil, Montorvelle "
        "Personnes connues Amina Benali Matériel Ordinateur Thématiques Aide aux démarches administratives "
        "Démarches administratives Argent - Impôts Autonomie ou niveau Avec guidage "
        "Orientation vers Administration (mairie, préfecture…)"
    ) in read(page)
    assert 'data-private="name">Amina Benali' in page.content.decode()


def test_a_workshop_says_its_level_who_came_and_what_is_known_of_the_others(client, space, signed_in):
    report = ActivityReportFactory(
        space=space, kind=ActivityKind.COLLECTIVE, title="Vendre ses gâteaux", level="debutant", participants_count=5,
        anonymous_count=3,
    )  # fmt: skip
    for name in ("Zoé", "Amina"):
        SupportFactory(space=space, report=report, person__first_name=name, person__last_name="Benali")
    ActivityCountFactory(space=space, report=report, dimension=CountedOf.GENDER, value="feminin", count=2)
    signed_in(space)

    said = read(client.get(PAGE))

    assert "Nom de l’atelier Vendre ses gâteaux Personnes connues Amina Benali, Zoé Benali" in said
    assert "Anonymes 3 (Féminin : 2)" in said
    assert "Autonomie ou niveau Débutant" in said


def test_ticked_it_is_left_no_more_and_can_be_taken_back(client, space, signed_in):
    report = ActivityReportFactory(space=space)
    helene = signed_in(space, name="Hélène Viorne")

    done = read(act(client, "tick", report))
    report.refresh_from_db()
    undone = read(act(client, "untick", report))

    assert "1 activité reportée dans La Coop." in done
    assert "Il ne reste rien à reporter." in done
    assert "Le lundi 16 novembre, par Hélène Viorne" in done
    assert (report.reported_at, report.reported_by) == (NOW, helene)
    assert "Reste 1 activité" in undone


def test_ticked_twice_who_ticked_first_stays(client, space, signed_in):
    report = ActivityReportFactory(space=space)
    first = signed_in(space)
    act(client, "tick", report)
    signed_in(space)
    act(client, "tick", report)

    assert ActivityReport.objects.get().reported_by == first


def test_a_whole_day_is_ticked_but_not_what_came_meanwhile(client, space, signed_in):
    shown = ActivityReportFactory.create_batch(2, space=space)
    ActivityReportFactory(space=space)
    signed_in(space)

    said = client.post(
        reverse("reports:tick_day"), {"jour": str(TODAY), "activite": [one.pk for one in shown]}, follow=True
    )

    assert "2 activités reportées dans La Coop." in read(said)
    assert "Reste 1 activité" in read(said)


def test_what_was_corrected_meanwhile_is_not_ticked(client, space, signed_in):
    report = ActivityReportFactory(space=space, voided_at=NOW)
    ActivityReportFactory(space=space, source_ref=report.source_ref, revision=2)
    signed_in(space)

    refused = act(client, "tick", report)

    assert refused.status_code == 422
    assert "corrigée ou annulée depuis" in read(refused)
    assert not ActivityReport.objects.exclude(reported_at=None).exists()


def test_what_was_copied_before_its_correction_is_said(client, space, signed_in):
    before = ActivityReportFactory(space=space, voided_at=NOW, reported_at=NOW)
    ActivityReportFactory(space=space, source_ref=before.source_ref, revision=2)
    signed_in(space)

    assert "corrigée depuis : à corriger là-bas aussi" in read(client.get(PAGE))


def test_what_is_left_is_counted_and_the_nearest_days_are_one_click_away(client, space, signed_in):
    for days in (3, 1):
        ActivityReportFactory(space=space, on=TODAY - timedelta(days=days))
    ActivityReportFactory(space=space, kind=ActivityKind.OUTREACH)
    signed_in(space)

    page = client.get(PAGE)

    assert "2 activités restent à reporter, sur 2 jours" in read(page)
    assert 'href="?jour=2026-11-15" rel="prev"' in page.content.decode()
    assert "Rien à reporter ce jour-là." in read(page)


def test_one_sees_what_one_noted(client, space, signed_in):
    mine = signed_in(space)
    ActivityReportFactory(space=space, noted_by=mine)
    ActivityReportFactory(space=space)

    assert "Reste 1 activité" in read(client.get(PAGE, {"qui": "moi"}))
    assert "Reste 2 activités" in read(client.get(PAGE))


def test_what_is_left_leaves_in_a_file_in_the_same_order(client, space, signed_in):
    report = ActivityReportFactory(space=space, minutes=15)
    SupportFactory(space=space, report=report, person__first_name="Amina", person__last_name="Benali")
    ActivityReportFactory(space=space, reported_at=NOW)
    signed_in(space, Role.COORDINATOR)

    lines = client.get(PAGE, {"export": "csv"}).content.decode().splitlines()

    assert lines[-2].startswith(
        "Type,Date,Durée (min),Lieu,Nom de l’atelier,Personnes,Personnes connues,Anonymes,Matériel"
    )
    assert lines[-1].startswith("Accompagnement individuel,2026-11-16,15,Lieu d'activité,,1,Amina Benali,")


def test_only_the_coordination_takes_the_names_away(client, space, signed_in):
    signed_in(space, Role.MEDIATOR)

    assert client.get(PAGE, {"export": "csv"}).status_code == 403


@pytest.mark.parametrize("day", ["", "hier", "x" * 10_000, "2026-13-45"])
def test_a_day_that_is_not_understood_is_today(client, space, signed_in, day):
    signed_in(space)

    assert "À reporter dans La Coop, lundi 16 novembre 2026" in client.get(
        PAGE, {"jour": day, "qui": day}
    ).content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("chosen", [["x"], ["9" * 400], ["²"], ["-1"], ["\x00"], ["999999999999999999"]])
def test_a_forged_tick_changes_nothing(client, space, signed_in, chosen):
    ActivityReportFactory(space=space)
    signed_in(space)

    assert client.post(reverse("reports:tick_day"), {"activite": chosen}).status_code in {302, 422}
    assert ActivityReport.objects.filter(reported_at=None).count() == 1


def test_what_another_space_did_is_not_there(client, space, signed_in):
    other = ActivityReportFactory()
    signed_in(space)

    assert act(client, "tick", other).status_code == 404
    assert act(client, "untick", other).status_code == 404


def test_what_one_noted_and_did_not_copy_is_counted_on_the_day(client, space, signed_in):
    mine = signed_in(space)
    ActivityReportFactory.create_batch(2, space=space, noted_by=mine)
    ActivityReportFactory(space=space, noted_by=mine, on=TODAY - timedelta(days=60))
    ActivityReportFactory(space=space)

    assert "2 activités notées par vous" in read(client.get(reverse("desk:today")))


def test_reception_is_not_asked_to_copy(client, space, signed_in):
    ActivityReportFactory(space=space, noted_by=signed_in(space, Role.RECEPTION))

    assert "notée par vous" not in read(client.get(reverse("desk:today")))


# --- taken back here, to be removed there --------------------------------------------------------------------------


def noted(space, **said):
    visit = note_visit(space=space, purpose="Sa carte grise", at=NOW, by=None, **said)
    report = ActivityReport.objects.get(source_ref=f"visit:{visit.pk}")
    return visit, report


def undo(client, visit):
    return client.post(reverse("desk:undo_visit", args=[visit.pk]), follow=True)


def test_a_visit_undone_once_it_was_copied_is_to_be_removed_there_until_somebody_did(client, space, signed_in):
    signed_in(space, name="Hélène Viorne")
    visit, report = noted(space, person=PersonFactory(space=space, first_name="Amina", last_name="Benali"))
    act(client, "tick", report)
    assert "Déjà reporté dans La Coop : à enlever là-bas aussi." in read(
        client.get(reverse("desk:visit_noted", args=[visit.pk]))
    )

    said = read(undo(client, visit))

    assert "Ce passage était déjà reporté dans La Coop : à enlever là-bas aussi." in said
    page = read(client.get(PAGE))
    assert "À enlever de La Coop Reportées là-bas, annulées ici depuis" in page
    assert "Amina Benali · reportée le lundi 16 novembre, par Hélène Viorne" in page
    done = read(act(client, "removed", report))
    assert "C’est noté : elle n’est plus dans La Coop." in done
    assert "À enlever de La Coop" not in done


def test_a_visit_that_was_not_copied_says_nothing_of_it(client, space, signed_in):
    signed_in(space)
    visit, report = noted(space)

    assert "La Coop" not in read(undo(client, visit)).partition("C’est annulé")[2][:120]
    assert "À enlever" not in read(client.get(PAGE))
    act(client, "removed", report)
    assert ActivityReport.objects.get().removed_at is None


def test_a_visit_corrected_once_it_was_copied_says_to_correct_it_there(client, space, signed_in):
    signed_in(space)
    visit, report = noted(space, person=PersonFactory(space=space))
    act(client, "tick", report)
    address = reverse("desk:correct_visit", args=[visit.pk])
    assert "est à corriger là-bas aussi" in read(client.get(address))

    said = {"version": visit.version, "what": "Sa carte grise", "how_done": "together", "minutes": 45}
    page = read(client.post(address, said, follow=True))

    assert "Ce passage était déjà reporté dans La Coop : à corriger là-bas aussi." in page
    assert "corrigée depuis : à corriger là-bas aussi" in read(client.get(PAGE))
    assert "À enlever de La Coop" not in read(client.get(PAGE))


def test_corrected_copied_anew_then_taken_back_it_is_removed_there_once(client, space, signed_in):
    signed_in(space)
    visit, report = noted(space)
    act(client, "tick", report)
    correct_visit(visit=visit, minutes=45, at=NOW, by=None)
    corrected = ActivityReport.objects.live().get()
    act(client, "tick", corrected)
    act(client, "untick", corrected)
    assert "corrigée depuis" in read(client.get(PAGE))
    act(client, "tick", corrected)

    undo(client, visit)

    assert [one.pk for one in ActivityReport.objects.to_remove()] == [corrected.pk]


# --- all that precedes is there already ----------------------------------------------------------------------------


UNTIL = reverse("reports:tick_until")


def of_days(space, *days, **said):
    return [ActivityReportFactory(space=space, on=TODAY - timedelta(days=ago), **said) for ago in days]


def left_to_copy():
    return sorted((TODAY - one.on).days for one in ActivityReport.objects.unreported())


def test_all_that_precedes_is_ticked_once_it_was_confirmed(client, space, signed_in):
    of_days(space, 0, 1, 1, 9)
    signed_in(space, name="Hélène Viorne")
    asked = read(client.get(UNTIL, {"jour": str(TODAY - timedelta(days=1))}))
    assert "Jusqu’au dimanche 15 novembre compris 3 activités sont à cocher . Rien n’est envoyé à La Coop" in asked
    assert left_to_copy() == [0, 1, 1, 9]

    done = read(client.post(UNTIL, {"jour": str(TODAY - timedelta(days=1))}, follow=True))

    assert "3 activités sont cochées." in done
    assert "3 activités cochées d’un geste aujourd’hui à 10 h, par Hélène Viorne, jusqu’au dimanche 15 novembre" in done
    assert left_to_copy() == [0]


def test_it_is_undone_in_one_gesture_until_the_evening(client, space, signed_in):
    first, *_ = of_days(space, 1, 2, 3)
    signed_in(space)
    act(client, "tick", first)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        page = client.post(UNTIL, {"jour": str(TODAY)}, follow=True)
        kept = page.context["together"].reported_at.isoformat()
        undone = client.post(reverse("reports:untick_together"), {"le": kept, "jour": str(TODAY)}, follow=True)

    assert "C’est défait : 2 activités sont à reporter." in read(undone)
    assert left_to_copy() == [2, 3]
    with pytest.raises(ValidationError, match="La journée est passée"):
        untick_together(space=space, reported_at=NOW, at=NOW + timedelta(days=1), by=None)


def test_only_mine_are_ticked_when_only_mine_are_shown(client, space, signed_in):
    helene = signed_in(space)
    of_days(space, 1, noted_by=helene)
    of_days(space, 2)

    client.post(UNTIL, {"jour": str(TODAY), "qui": "moi"})

    assert left_to_copy() == [2]


@pytest.mark.parametrize("day", ["", "zzz", "2026-11-17", "9" * 10_000, "2026-11-1\x00"])
def test_a_day_that_is_none_or_to_come_ticks_nothing(client, space, signed_in, day):
    of_days(space, 1)
    signed_in(space)

    assert client.post(UNTIL, {"jour": day}).status_code == 422
    assert left_to_copy() == [1]


@pytest.mark.parametrize("moment", ["", "zzz", "2026-11-16T10:00:00", "9" * 10_000])
def test_a_gesture_that_is_none_undoes_nothing(client, space, signed_in, moment):
    signed_in(space)

    assert client.post(reverse("reports:untick_together"), {"le": moment}).status_code == 404


def test_another_space_is_neither_ticked_nor_removed(client, space, signed_in):
    theirs = ActivityReportFactory(on=TODAY, voided_at=NOW, reported_at=NOW)
    left = ActivityReportFactory(on=TODAY, space=theirs.space)
    signed_in(space)

    client.post(UNTIL, {"jour": str(TODAY)})
    assert client.post(reverse("reports:removed", args=[theirs.pk])).status_code == 404

    left.refresh_from_db()
    assert left.reported_at is None
