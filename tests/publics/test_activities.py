"""What was done is a fact, told once; what must hang from nobody is a number."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from publics.enums import (
    ActivityKind,
    AgeBracket,
    Autonomy,
    CountedOf,
    DailyDimension,
    Equipment,
    Gender,
    HowDone,
    Need,
    SocialStatus,
    Thematique,
)
from publics.models import ActivityCount, ActivityReport, DailyCount, PersonInterest, Support, Visit
from publics.services import (
    Part,
    correct_visit,
    count_daily,
    note_visit,
    reconcile,
    report_collective,
    report_outreach,
    undo_visit,
)
from publics.services.activities import age_bracket
from tests.factories import (
    NOW,
    ActivityReportFactory,
    DemarcheFactory,
    InterestFactory,
    PersonFactory,
    SupportFactory,
    TopicFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def josette(space):
    return PersonFactory(
        space=space, birth_year=1948, gender=Gender.FEMALE, status=SocialStatus.RETIRED, first_name="Josette"
    )


def noted(space, **said):
    return note_visit(space=space, at=NOW, by=None, **{"purpose": "une attestation", **said})


def live(space) -> ActivityReport:
    return ActivityReport.objects.of(space).live().get()


# --- a visit -----------------------------------------------------------------------------------------------------


def test_a_visit_reports_its_activity_with_her_part_as_of_that_day(space, josette):
    venue = VenueFactory(space=space, insee_code="23990")

    noted(
        space, person=josette, purpose="", demarche=DemarcheFactory(theme="argent_impots"), how_done=HowDone.TOGETHER,
        minutes=30, equipment=[Equipment.PHONE], venue=venue,
    )  # fmt: skip

    report, part = live(space), Support.objects.get()
    assert (report.kind, report.on, report.minutes, report.equipment) == ("individuel", NOW.date(), 30, ["telephone"])
    assert (report.venue, report.city, report.insee_code) == (venue, "Saint-Aubrelin", "23990")
    assert report.thematiques == ["aide_aux_demarches_administratives"]
    assert report.administrative_themes == ["argent_impots"]
    assert (report.participants_count, report.anonymous_count) == (1, 0)
    assert (part.person, part.how_done, part.autonomy) == (josette, HowDone.TOGETHER, Autonomy.GUIDED)
    assert (part.age_bracket, part.gender, part.status) == (AgeBracket.FROM_70, Gender.FEMALE, SocialStatus.RETIRED)
    assert part.is_first


def test_an_envie_says_the_thematiques_when_no_demarche_does(space, josette):
    envie = InterestFactory(leaf=True, thematiques=["email", "gere_ses_contenus_numeriques"])

    noted(space, person=josette, interests=[envie])

    assert live(space).thematiques == [Thematique.EMAIL, Thematique.CONTENTS]


def test_without_a_name_nobody_is_invented(space):
    noted(space, how_done=HowDone.ALONE)

    report = live(space)
    assert (report.participants_count, report.anonymous_count) == (1, 1)
    assert not Support.objects.exists()
    assert list(report.counts.values_list("dimension", "value", "count")) == [("how_done", "alone", 1)]


def test_what_it_was_for_is_a_number_of_the_day_and_nothing_else(space, josette):
    TopicFactory(key="horaires")
    for _ in range(2):
        noted(space, person=josette, need=Need.RIGHTS, better_known="horaires")

    kept = DailyCount.objects.values_list("on", "dimension", "value", "count").order_by("dimension")
    assert list(kept) == [(NOW.date(), "better_known", "horaires", 2), (NOW.date(), "need", "rights", 2)]
    assert {field.name for field in DailyCount._meta.get_fields()} == {
        "id", "space", "on", "dimension", "value", "count"
    }  # fmt: skip


def test_what_is_counted_by_the_day_leaves_no_line_in_the_journal(space):
    count_daily(space=space, dimension=DailyDimension.NEED, value=Need.RIGHTS, on=NOW.date(), at=NOW, by=None)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_journalentry WHERE table_name = 'publics_dailycount'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("said", [{"need": "something else"}, {"better_known": "something else"}])
def test_what_is_outside_its_list_is_refused_with_the_whole_visit(space, said):
    with pytest.raises(ValidationError, match="Choisissez dans la liste"), transaction.atomic():
        noted(space, **said)

    assert not Visit.objects.exists()


def test_a_correction_is_a_revision_and_voids_the_one_before(space, josette):
    visit = noted(space, person=josette, how_done=HowDone.TOGETHER)

    correct_visit(visit=visit, how_done=HowDone.FOR_THEM, minutes=45, at=LATER, by=None)

    first, last = ActivityReport.objects.order_by("revision")
    assert (first.revision, first.voided_at, last.revision, last.voided_at) == (1, LATER, 2, None)
    assert (last.minutes, last.supports.get().how_done) == (45, HowDone.FOR_THEM)
    visit.refresh_from_db()
    assert (visit.how_done, visit.purpose) == (HowDone.FOR_THEM, "une attestation")


def test_a_visit_is_corrected_until_the_evening_of_its_place(space):
    visit = noted(space)
    last_minute, tomorrow = NOW.replace(hour=22, minute=59), NOW.replace(hour=23)  # Paris is one hour ahead

    correct_visit(visit=visit, minutes=10, at=last_minute, by=None)

    for act in (correct_visit, undo_visit):
        with pytest.raises(ValidationError, match="ne se corrige plus"):
            act(visit=visit, at=tomorrow, by=None)


def test_undone_it_never_happened(space, josette):
    kept, said_then = InterestFactory.create_batch(2, leaf=True)
    note_visit(space=space, person=josette, purpose="hier", interests=[kept], at=NOW - timedelta(days=1), by=None)
    visit = noted(space, person=josette, interests=[kept, said_then])

    undo_visit(visit=visit, at=LATER, by=None)

    assert Visit.objects.get().purpose == "hier"
    assert PersonInterest.objects.get().interest == kept
    assert ActivityReport.objects.live().get().on == NOW.date() - timedelta(days=1)


# --- a workshop, a meeting outside ---------------------------------------------------------------------------------


def collective(space, **said):
    facts = {"title": "Vendre ses gâteaux", "on": NOW.date(), "parts": [], "source_ref": "session:7"}
    return report_collective(space=space, at=NOW, by=None, **(facts | said))


def test_a_session_is_reported_once_and_told_again_it_is_a_revision(space, josette):
    collective(space, parts=[Part(josette, is_first=True)], anonymous_count=2)
    collective(space, parts=[Part(josette)], anonymous_count=3)

    assert list(ActivityReport.objects.order_by("revision").values_list("revision", "voided_at")) == [
        (1, NOW), (2, None)
    ]  # fmt: skip
    assert (live(space).kind, live(space).participants_count) == (ActivityKind.COLLECTIVE, 4)


def test_nobody_is_counted_twice_in_one_activity(space, josette):
    with pytest.raises(ValidationError, match="déjà comptée"):
        collective(space, parts=[Part(josette), Part(josette)])


def test_those_without_a_name_are_described_within_their_number(space):
    ages = {CountedOf.AGE_BRACKET: {AgeBracket.FROM_60: 2, AgeBracket.FROM_70: 1}}

    collective(space, anonymous_count=3, counts=ages)

    with pytest.raises(ValidationError, match="plus de personnes décrites"):
        collective(space, anonymous_count=2, counts=ages)
    assert live(space).revision == 1


def test_the_database_itself_counts_nobody_twice(space):
    report = collective(space, anonymous_count=2)

    def count(value, number):
        ActivityCount.objects.create(space=space, report=report, dimension="gender", value=value, count=number)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    count("feminin", 2)
    with pytest.raises(IntegrityError, match="more people counted"), transaction.atomic():
        count("masculin", 1)


def test_people_met_outside_are_a_number_a_place_and_a_day(space):
    report_outreach(
        space=space, source_ref="outreach:1", on=NOW.date(), place="Marché de Montorvelle", met_count=34,
        contacts_count=5, at=NOW, by=None,
    )  # fmt: skip

    report = live(space)
    assert (report.place, report.participants_count, report.contacts_count) == ("Marché de Montorvelle", 34, 5)
    with pytest.raises(ValidationError, match="Dites où"):
        report_outreach(space=space, source_ref="outreach:2", on=NOW.date(), place=" ", met_count=1, at=NOW, by=None)


# --- what the database refuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"administrative_themes": ["logement"]}, "Aide aux démarches administratives"),
        ({"thematiques": ["nothing"]}, "dans aucune des listes"),
        ({"level": "debutant"}, "Un niveau se dit d'un atelier collectif"),
        ({"minutes": 1440}, "moins d'un jour"),
        ({"anonymous_count": 2}, "plus que de personnes présentes"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(space, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        ActivityReportFactory.build(space=space, **fields).validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityReportFactory(space=space, **fields)


@pytest.mark.parametrize(
    ("birth_year", "bracket"),
    [
        (None, AgeBracket.UNSAID), (2027, AgeBracket.UNSAID), (2026, AgeBracket.UNDER_12), (2014, AgeBracket.FROM_12),
        (2008, AgeBracket.FROM_18), (2001, AgeBracket.FROM_25), (1986, AgeBracket.FROM_40), (1966, AgeBracket.FROM_60),
        (1956, AgeBracket.FROM_70), (1900, AgeBracket.FROM_70),
    ],
)  # fmt: skip
def test_age_is_that_of_the_day(birth_year, bracket):
    assert age_bracket(birth_year, on=date(2026, 11, 16)) == bracket


def test_her_age_of_that_day_stays_hers_years_later(space, josette):
    noted(space, person=josette)
    with time_machine.travel(NOW.replace(year=2046)):
        josette.birth_year = 1990
        josette.save()
        assert Support.objects.get().age_bracket == AgeBracket.FROM_70


def test_her_part_follows_who_she_turns_out_to_be(space, josette):
    unknown = PersonFactory(space=space, provisional=True)
    both = SupportFactory(space=space, person=josette).report
    SupportFactory(space=space, report=both, person=unknown)
    alone = SupportFactory(space=space, person=unknown)

    reconcile(provisional=unknown, known=josette, at=NOW, by=None)

    alone.refresh_from_db()
    assert (alone.person, both.supports.get(person=josette).person) == (josette, josette)
