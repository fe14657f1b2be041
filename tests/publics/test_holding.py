"""Who is written about is held, so that a merge never leaves a row behind her (the races are in `tests/races`)."""

import ast
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mediation.local.paths import ROOT
from mediation.team.services import create_task
from publics import services
from publics.enums import EnquiryChannel
from tests.factories import NOW, DemarcheFactory, PersonFactory, VisitFactory

SERVICES = ["publics", "workshops", "partners", "mediation/team", "mediation/communications", "mediation/desk"]
HOLDS = {"hold_as_known", "hold_person", "locked_pair", "held", "held_of"}


def functions() -> Iterator[ast.FunctionDef]:
    for app in SERVICES:
        for file in [*(ROOT / app).glob("services.py"), *(ROOT / app / "services").glob("*.py")]:
            yield from (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef))


def called(function: ast.FunctionDef) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def is_about_somebody(function: ast.FunctionDef) -> bool:
    """A verb that is given a person."""
    given = [ast.unparse(each.annotation) for each in function.args.kwonlyargs]
    is_verb = any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)
    return is_verb and any("Person" in words.replace("[", " ").replace("]", " ").split() for words in given)


def test_every_verb_that_is_given_a_person_holds_her():
    calls = {function.name: called(function) for function in functions()}
    holding = set(HOLDS)
    while more := {name for name, names in calls.items() if names & holding} - holding:
        holding |= more

    about = {function.name for function in functions() if is_about_somebody(function)}

    assert {"note_visit", "register", "create_task", "begin_learning"} <= about
    assert sorted(about - holding) == []


@pytest.mark.django_db
def test_what_is_noted_on_a_record_merged_meanwhile_is_hers():
    known = PersonFactory(first_name="Josette")
    merged = PersonFactory(space=known.space, reconciled_with=known)

    check = services.begin_learning(person=merged, demarche=DemarcheFactory(), at=NOW, by=None)
    task = create_task(space=known.space, title="La rappeler", person=merged, at=NOW, by=None)
    services.keep_person(person=merged, at=NOW, by=None)
    enquiry = services.note_enquiry(
        space=known.space, channel=EnquiryChannel.PHONE, words="Et mardi ?", person=merged, at=NOW, by=None
    )

    known.refresh_from_db()
    assert (check.person, task.person, enquiry.person, known.returned_at) == (known, known, known, NOW)


@pytest.mark.django_db
def test_nothing_more_is_noted_of_somebody_who_was_forgotten_meanwhile():
    person = PersonFactory()
    visit = VisitFactory(space=person.space, person=person, at=NOW)
    services.anonymise(people=[person.pk], at=NOW + timedelta(minutes=1), by=None)

    with pytest.raises(ValidationError, match="rien ne dit plus qui elle est"):
        create_task(space=person.space, title="La rappeler", person=person, at=NOW, by=None)
    with pytest.raises(ValidationError, match="rien ne dit plus qui elle est"):
        services.correct_visit(visit=visit, purpose="Son dossier à la mairie", at=NOW, by=None)


@pytest.mark.django_db
def test_two_people_are_not_told_apart_once_they_are_one():
    known, other = PersonFactory(), PersonFactory()
    other.space, other.reconciled_with = known.space, known
    other.save()

    with pytest.raises(ValidationError, match="reconnue entre-temps"):
        services.tell_apart(one=known, other=other, at=NOW, by=None)
