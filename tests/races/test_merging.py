"""Two records merged by several people at once, or while something is written of her: one outcome, nothing lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publics.models import Merge, Person, Visit
from publics.services.merges import links_to_people, rows_of
from tests.factories import DemarcheFactory, PersonFactory, SessionFactory, SpaceFactory, VisitFactory
from workshops.models import Attendance, Registration, Session
from workshops.services import register

from .processes import race, start

PAIRS = 20


@pytest.fixture
def space(transactional_db):
    return SpaceFactory()


@pytest.fixture
def pairs(space):
    """Each noted twice; what both records have done."""
    pairs = [(PersonFactory(space=space), PersonFactory(space=space)) for _ in range(PAIRS)]
    for person in (person for pair in pairs for person in pair):
        VisitFactory(space=space, person=person)
    return pairs


def keys(pairs, *, is_turned=False):
    ordered = [reversed(pair) if is_turned else pair for pair in pairs]
    return [person.pk for pair in ordered for person in pair]


def last_record(person):
    person.refresh_from_db()
    return person.reconciled_with or person


def together(space, environment, *verbs):
    """A race between these verbs: what each answered, one word a pair."""
    return race(*(start(verb, space.pk, *arguments, environment=environment) for verb, *arguments in verbs))


@pytest.mark.parametrize("is_turned", [False, True], ids=["the same way", "each into the other"])
def test_two_mediators_merge_the_same_people_at_the_same_moment(space, pairs, process_environment, is_turned):
    first, second = together(
        space,
        process_environment,
        ("merge", *keys(pairs)),
        ("merge", *keys(pairs, is_turned=is_turned)),
    )

    assert [sorted(outcomes) for outcomes in zip(first, second, strict=True)] == [["done", "refused"]] * PAIRS
    assert Merge.objects.count() == Person.objects.current().count() == PAIRS
    for one, other in pairs:
        assert last_record(one) == last_record(other)
        assert last_record(one).visits.count() == 2


def test_she_registers_and_comes_while_her_two_records_are_merged(space, pairs, process_environment):
    """Her other record has a seat already: the merge frees one of the two, and waits for the session as she does."""
    at = timezone.now()
    session = SessionFactory(space=space, published=True, capacity=4 * PAIRS, starts_at=at + timedelta(days=20))
    past = SessionFactory(space=space, published=True, starts_at=at - timedelta(hours=1))
    for kept, _ in pairs[: PAIRS // 2]:
        register(session=session, person=kept, at=at)

    merged, registered, noted = together(
        space,
        process_environment,
        ("merge", *keys(pairs)),
        ("register_each", session.pk, *(double.pk for _, double in pairs)),
        ("note_presences", past.pk, *(double.pk for _, double in pairs)),
    )

    assert merged == ["done"] * PAIRS
    assert {*registered, *noted} <= {"done", "refused"}
    for (kept, double), seat, presence in zip(pairs, registered, noted, strict=True):
        had_one = pairs.index((kept, double)) < PAIRS // 2
        live = Registration.objects.live().filter(person__in=[kept, double])
        assert [one.person for one in live] == [kept] * (had_one or seat == "done")
        came = Attendance.objects.filter(person__in=[kept, double])
        assert [one.person for one in came] == [kept] * (presence == "done")
    assert Session.objects.get(pk=session.pk).seats_taken == Registration.objects.live().count()


def test_what_is_noted_of_her_while_she_is_merged_is_never_left_under_a_lost_record(space, pairs, process_environment):
    DemarcheFactory()
    Visit.objects.update(at=timezone.now())

    merged, noted = together(
        space,
        process_environment,
        ("merge", *keys(pairs)),
        ("write_each", *(double.pk for _, double in pairs)),
    )

    assert (set(merged), set(noted)) == ({"done"}, {"done"})
    left = {str(link) for link in links_to_people() for _, double in pairs if rows_of(double, link).exists()}
    assert left == set()
    for kept, _ in pairs:
        kept.refresh_from_db()
        assert (kept.learning.count(), kept.tasks.count(), kept.enquiries.count()) == (1, 1, 1)
        assert kept.returned_at
        assert {support.report.minutes for support in kept.supports.select_related("report")} == {10}


def test_merged_and_forgotten_at_the_same_moment_nothing_says_who_she_was(space, pairs, process_environment):
    told = together(
        space,
        process_environment,
        ("merge", *keys(pairs)),
        ("anonymise", *(kept.pk for kept, _ in pairs)),
    )

    assert {outcome for outcomes in told for outcome in outcomes} <= {"done", "refused"}
    for kept, double in pairs:
        kept.refresh_from_db()
        double.refresh_from_db()
        assert kept.anonymised_at
        assert (double.reconciled_with is None) == (double.anonymised_at is None)
    assert not Merge.objects.exclude(before={}).exists()
