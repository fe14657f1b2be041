"""Appointments: booked, moved, called off by her or by us, then the visit they became; what she is told of each."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mediation.courier import registry
from mediation.courier.enums import Channel, Intent, MessageState
from mediation.courier.models import Message
from publics.enums import ContactChannel
from publics.models import ActivityReport, Merge, Visit
from publics.services import merge, note_visit, undo_merge, undo_visit
from tests.factories import (
    NOW,
    AppointmentFactory,
    BatchedLetterFactory,
    DemarcheFactory,
    InterestFactory,
    PersonFactory,
    ReminderRuleFactory,
    RoomFactory,
    UserFactory,
    VenueFactory,
)
from workshops import services
from workshops.appointment_notes import ANOTHER_DAY
from workshops.enums import AppointmentState
from workshops.models import Appointment, Occupancy
from workshops.notifications import UNDONE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sms")]

SOON = NOW + timedelta(days=3)  # a Thursday, 10 h in Paris
LATER = SOON + timedelta(days=1)
DUE = SOON - timedelta(days=1, hours=16)  # two days before, 18 h in Paris
AT_ITS_HOUR = SOON + timedelta(minutes=5)


@pytest.fixture
def helene():
    return UserFactory(name="Hélène Viorne")


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


@pytest.fixture
def lucien(space):
    return PersonFactory(space=space, first_name="Lucien", landline=True)


@pytest.fixture
def venue(space):
    return VenueFactory(space=space)


@pytest.fixture
def book(space, helene, venue):
    def booked(person, **said):
        given = {"host": helene, "venue": venue, "starts_at": SOON, "minutes": 45, "at": NOW, "by": helene}
        return services.book(space=space, person=person, **given | said)

    return booked


def move(appointment, **said):
    same = {name: getattr(appointment, name) for name in ("host", "venue", "room", "is_by_phone", "version")}
    given = same | {"starts_at": LATER, "minutes": 45, "at": NOW + timedelta(hours=1), "by": None}
    return services.move_appointment(appointment=appointment, **given | said)


def told(appointment):
    """(kind, state) of all that was written about it."""
    rows = Message.objects.filter(subject_id=appointment.pk, kind__startswith="appointment.").order_by("due_at", "pk")
    return [(row.kind.removeprefix("appointment."), row.state) for row in rows]


def words(appointment, kind):
    message = Message.objects.filter(subject_id=appointment.pk, kind=f"appointment.{kind}").latest("created_at")
    return registry.kind(message.kind).compose(message).text


def leave(appointment):
    """What was to be told of it has left."""
    Message.objects.filter(subject_id=appointment.pk, kind="appointment.booked").update(
        state=MessageState.SENT, sent_at=NOW
    )


# --- booked ------------------------------------------------------------------------------------------------------


def test_an_hour_is_kept_and_written_to_her_and_she_is_reminded_two_days_before(book, amina):
    appointment = book(amina)

    assert appointment.state == AppointmentState.PLANNED
    assert told(appointment) == [("booked", "queued")]
    services.remind_due(at=DUE)
    reminder = Message.objects.get(kind="appointment.reminder")
    assert f"{reminder.due_at:%d %H:%M}" == "17 17:00"  # 18 h in Paris
    assert reminder.expires_at == SOON


def test_who_is_called_was_told_on_the_telephone_and_is_called_again_before(book, lucien):
    first, second = book(lucien), book(lucien, starts_at=LATER, is_told=False)
    assert (told(first), told(second)) == ([], [("booked", "queued")])

    services.remind_due(at=SOON)

    assert (told(first), told(second)) == ([("reminder", "queued")], [("booked", "queued"), ("reminder", "queued")])


def test_booked_the_day_before_what_was_just_said_is_the_reminder(book, amina):
    appointment = book(amina, starts_at=NOW + timedelta(days=1))

    assert services.remind_due(at=NOW + timedelta(hours=1)) == 0
    assert told(appointment) == [("booked", "queued")]


def test_who_nothing_reaches_is_told_nothing(book, space):
    nobody = PersonFactory(space=space, phone="", preferred_channel=ContactChannel.NONE)

    assert told(book(nobody)) == []


def test_what_it_is_for_is_never_written_to_her(book, amina, lucien):
    demarche = DemarcheFactory(name="Dossier de surendettement")
    by_text, by_call = book(amina, demarche=demarche), book(lucien, starts_at=LATER, purpose="ses dettes")
    services.remind_due(at=SOON)

    assert "dette" not in words(by_text, "booked") + words(by_call, "reminder")


def test_text_messages_fit_in_one(book, space, venue):
    space.sms_name, venue.short_name = "LeFil6", "salle du grand Lav"
    space.save()
    venue.save()
    person = PersonFactory(space=space, first_name="Marie-Emmanuelle")
    appointment = book(person, starts_at=NOW + timedelta(days=303, minutes=30))
    for kind in ("booked", "reminder", "moved", "excused", "cancelled"):
        message = Message(space=space, kind=f"appointment.{kind}", subject_id=appointment.pk, channel=Channel.SMS)
        for by_phone in (True, False):
            Appointment.objects.filter(pk=appointment.pk).update(is_by_phone=by_phone)
            text = registry.kind(message.kind).compose(message).text
            assert len(text) <= 160, text
            assert "05 36 49 10 10" in text


def test_by_phone_it_says_who_calls_whom(book, amina):
    text = words(book(amina, is_by_phone=True), "booked")

    assert "on vous appelle jeu 19 nov 10h" in text


def test_refused_in_the_past_or_twice_at_one_hour(book, amina, lucien):
    with pytest.raises(ValidationError, match="passée"):
        book(amina, starts_at=NOW)
    book(amina)
    with pytest.raises(ValidationError, match="accueille déjà ailleurs"):
        book(lucien, starts_at=SOON + timedelta(minutes=30))
    with pytest.raises(ValidationError, match="déjà un rendez-vous à cette heure"):
        book(amina, host=UserFactory())
    assert Appointment.objects.count() == 1


def test_a_room_is_not_taken_by_a_telephone(book, amina, space):
    with pytest.raises(ValidationError, match="ne prend pas de salle"):
        book(amina, is_by_phone=True, room=RoomFactory(space=space))


def test_for_a_demarche_or_an_envie_not_both(book, amina):
    with pytest.raises(ValidationError, match="une démarche ou pour une envie"):
        book(amina, demarche=DemarcheFactory(), interest=InterestFactory())


# --- moved -------------------------------------------------------------------------------------------------------


def test_moved_she_is_told_once_and_the_reminder_follows(book, amina):
    appointment = book(amina)
    leave(appointment)

    services.remind_due(at=DUE)

    for _ in range(2):  # sent again
        move(appointment, at=DUE + timedelta(minutes=1))

    services.remind_due(at=DUE + timedelta(days=1))
    assert told(appointment) == [
        ("booked", "sent"), ("reminder", "skipped"), ("moved", "queued"), ("reminder", "queued"),
    ]  # fmt: skip
    assert "change : ven 20 nov 10h" in words(appointment, "moved")
    [hour] = Occupancy.objects.values_list("starts_at", flat=True)
    assert hour == LATER


def test_moved_before_she_was_told_what_leaves_says_the_new_hour(book, amina):
    appointment = book(amina)

    move(appointment)

    assert told(appointment) == [("booked", "queued")]
    assert "ven 20 nov 10h" in words(appointment, "booked")
    assert Message.objects.get(kind="appointment.booked").expires_at == LATER


def test_back_to_its_first_day_its_first_reminder_is_said(book, amina):
    appointment = book(amina)
    leave(appointment)
    services.remind_due(at=DUE)
    moved = move(appointment, at=DUE)
    reminder = Message.objects.get(kind="appointment.reminder")
    assert (reminder.state, reminder.reason) == ("skipped", ANOTHER_DAY)
    Message.objects.filter(kind="appointment.moved").update(state=MessageState.SENT, sent_at=NOW)

    move(moved, starts_at=SOON + timedelta(hours=1), at=DUE)

    services.remind_due(at=DUE + timedelta(days=1))
    reminder = Message.objects.get(kind="appointment.reminder")
    assert (reminder.state, reminder.expires_at) == ("queued", SOON + timedelta(hours=1))
    assert Message.objects.filter(kind="appointment.moved").count() == 2


def test_another_hour_of_the_same_day_is_told_once_and_not_reminded_again(book, amina):
    appointment = book(amina)
    leave(appointment)
    services.remind_due(at=DUE)
    Message.objects.filter(kind="appointment.reminder").update(state=MessageState.SENT, sent_at=DUE)

    move(appointment, starts_at=SOON + timedelta(hours=2), at=DUE + timedelta(hours=1))

    assert services.remind_due(at=SOON) == 0
    assert told(appointment)[-1] == ("moved", "queued")


def test_moved_and_back_the_same_morning_what_another_hour_made_late_is_said_in_its_time(space, book, amina):
    """Moved from 18 h to 10 h, « 3 heures avant » was late; back at 18 h, it falls at 15 h again."""
    ReminderRuleFactory(space=space, hours_before=3, since=None)
    appointment = book(amina, starts_at=SOON + timedelta(hours=8))
    services.remind_due(at=DUE)

    for minutes, starts_at in enumerate([SOON, SOON + timedelta(hours=8)]):
        appointment = move(appointment, starts_at=starts_at, at=SOON - timedelta(hours=2, minutes=-minutes))
    services.remind_due(at=SOON + timedelta(hours=8))

    reminders = Message.objects.filter(kind="appointment.reminder").order_by("due_at")
    assert [reminder.due_at for reminder in reminders] == [DUE, SOON + timedelta(hours=5)]


def test_moved_once_its_letter_is_printed_it_is_taken_out_and_another_tells_it(space, book):
    lives_in = {"address": "3 place de la Mairie", "postal_code": "23990", "city": "Rochebrisse"}
    rene = PersonFactory(space=space, phone="", preferred_channel=ContactChannel.LETTER, **lives_in)
    appointment = book(rene)
    BatchedLetterFactory(space=space, message=Message.objects.get())

    move(appointment)

    assert told(appointment) == [("booked", MessageState.SKIPPED), ("moved", MessageState.QUEUED)]


def test_moved_to_a_day_whose_reminder_is_past_the_change_alone_tells_it(book, amina):
    appointment = book(amina, starts_at=NOW + timedelta(days=20))
    leave(appointment)

    move(appointment, starts_at=NOW + timedelta(days=5, hours=1), at=NOW + timedelta(days=4))

    assert services.remind_due(at=NOW + timedelta(days=4, hours=1)) == 0
    assert told(appointment) == [("booked", "sent"), ("moved", "queued")]


@pytest.mark.parametrize("is_told", [True, False])
def test_moved_on_the_telephone_with_her_she_is_not_called(book, lucien, is_told):
    appointment = book(lucien)

    move(appointment, is_told=is_told)

    assert Message.objects.filter(kind="appointment.moved").exists() is not is_told


def test_not_moved_over_what_somebody_changed_since(book, amina):
    appointment = book(amina)
    move(appointment)

    with pytest.raises(ValidationError, match="entre-temps"):
        move(appointment, starts_at=SOON + timedelta(hours=5), version=1)


def test_not_moved_once_it_is_settled_nor_into_the_past(book, amina, lucien):
    appointment = book(amina)
    with pytest.raises(ValidationError, match="passée"):
        move(appointment, starts_at=NOW - timedelta(hours=2))
    services.excuse(appointment=appointment, at=NOW)
    with pytest.raises(ValidationError, match="n’est plus attendu"):
        move(appointment)


# --- called off --------------------------------------------------------------------------------------------------


def test_she_cannot_come_the_hour_is_free_and_it_is_noted_that_she_said_so(book, amina, lucien):
    appointment = book(amina)
    leave(appointment)

    for _ in range(2):
        services.excuse(appointment=appointment, at=NOW)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.settled_at) == (AppointmentState.EXCUSED, NOW)
    assert ("excused", "queued") in told(appointment)
    assert "votre rendez-vous jeu 19 nov 10h est annulé" in words(appointment, "excused")
    assert book(lucien).state == AppointmentState.PLANNED


def test_an_answer_that_comes_after_changes_nothing_but_the_team_still_notes_it(book, amina, helene):
    appointment = book(amina)
    with pytest.raises(ValidationError, match="passé"):
        services.excuse(appointment=appointment, at=SOON + timedelta(hours=1))

    services.excuse(appointment=appointment, at=SOON + timedelta(hours=1), by=helene)

    assert ("excused", "queued") not in told(appointment)


def test_answering_no_to_the_reminder_frees_the_hour(book, amina):
    appointment = book(amina)
    services.remind_due(at=DUE)
    reminder = Message.objects.get(kind="appointment.reminder")
    answer = registry.kind(reminder.kind).answer

    assert answer(reminder, Intent.YES, at=NOW)
    assert not answer(reminder, Intent.UNCLEAR, at=NOW)
    assert answer(reminder, Intent.NO, at=NOW)
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.EXCUSED


def test_we_cannot_everybody_is_told_or_called(book, amina, lucien, helene):
    by_text, by_call = book(amina), book(lucien, starts_at=LATER)
    leave(by_text)

    for appointment in (by_text, by_text, by_call):
        services.cancel_appointment(appointment=appointment, at=NOW, by=helene)

    assert services.remind_due(at=SOON) == 0
    assert Message.objects.filter(kind="appointment.cancelled").count() == 2
    assert "n'aura pas lieu" in words(by_text, "cancelled")


def test_called_off_after_its_reminder_was_written_it_is_not_said_any_more(book, amina, helene):
    appointment = book(amina)
    leave(appointment)
    services.remind_due(at=DUE)

    services.cancel_appointment(appointment=appointment, at=DUE, by=helene)

    assert not registry.kind("appointment.reminder").live(DUE).filter(pk=appointment.pk).exists()


def test_undone_at_once_she_is_told_nothing(book, amina, helene):
    appointment = book(amina)

    services.cancel_appointment(appointment=appointment, at=NOW + timedelta(seconds=5), by=helene)

    booked = Message.objects.get(kind="appointment.booked")
    assert (booked.state, booked.reason) == (MessageState.SKIPPED, UNDONE)
    assert not Message.objects.filter(kind="appointment.cancelled").exists()


def test_what_is_over_is_not_called_off(book, amina, helene):
    with pytest.raises(ValidationError, match="est passé"):
        services.cancel_appointment(appointment=book(amina), at=SOON + timedelta(hours=1), by=helene)


def test_not_come_is_said_after_its_hour_and_may_be_a_mistake(book, amina, helene):
    appointment = book(amina)
    with pytest.raises(ValidationError, match="pas encore venue"):
        services.note_absence(appointment=appointment, at=NOW, by=helene)

    services.note_absence(appointment=appointment, at=AT_ITS_HOUR, by=helene)
    assert not Occupancy.objects.exists()
    again = services.expect_again(appointment=appointment, at=AT_ITS_HOUR, by=helene)

    assert (again.state, again.settled_at, again.settled_by) == (AppointmentState.PLANNED, None, None)


# --- the visit it became -----------------------------------------------------------------------------------------


def noted(space, person, at=AT_ITS_HOUR, **said):
    return note_visit(space=space, person=person, purpose="sa carte grise", minutes=45, at=at, by=None, **said)


def test_it_becomes_one_visit_and_one_report(book, amina, space, helene):
    appointment, visit = book(amina), noted(space, amina)

    services.become_visit(appointment=appointment, visit=visit, at=AT_ITS_HOUR, by=helene)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.visit) == (AppointmentState.CAME, visit)
    assert ActivityReport.objects.live().get().source_ref == f"visit:{visit.pk}"
    with pytest.raises(ValidationError, match="déjà noté"):
        services.become_visit(appointment=appointment, visit=noted(space, amina), at=AT_ITS_HOUR, by=helene)


def test_somebody_else_s_visit_is_not_her_appointment(book, amina, lucien, space, helene):
    appointment = book(amina)
    for visit in (noted(space, lucien), noted(space, None)):
        with pytest.raises(ValidationError, match="celui de Amina Mirabelle"):
            services.become_visit(appointment=appointment, visit=visit, at=AT_ITS_HOUR, by=helene)


def test_undoing_the_visit_puts_the_appointment_back(book, amina, space, helene):
    appointment, visit = book(amina), noted(space, amina)
    services.become_visit(appointment=appointment, visit=visit, at=AT_ITS_HOUR, by=helene)

    undo_visit(visit=visit, at=AT_ITS_HOUR, by=helene)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.visit) == (AppointmentState.PLANNED, None)
    assert not Visit.objects.exists()


def test_database_holds_it_to_its_visit(amina, space):
    with pytest.raises(IntegrityError, match="appointment_is_the_visit_it_became"), transaction.atomic():
        AppointmentFactory(space=space, person=amina, state=AppointmentState.CAME, settled_at=NOW)


@pytest.mark.parametrize(
    ("trait", "act"),
    [
        ("excused", services.note_absence),
        ("cancelled", services.excuse),
        ("came", services.excuse),
        ("came", services.cancel_appointment),
        ("not_come", services.cancel_appointment),
    ],
)
def test_states_change_only_along_their_ways(space, helene, trait, act):
    appointment = AppointmentFactory(space=space, starts_at=NOW - timedelta(minutes=5), **{trait: True})

    with pytest.raises(ValidationError, match="ne peut plus changer"):
        act(appointment=appointment, at=NOW, by=helene)


# --- merged ------------------------------------------------------------------------------------------------------


def test_merged_she_keeps_the_first_taken_of_two_at_one_hour(book, amina, space, helene):
    double = PersonFactory(space=space, first_name="Amina")
    first, other = book(double, at=NOW - timedelta(days=1)), book(amina, host=UserFactory())
    alone = book(double, starts_at=LATER)

    said = merge(kept=amina, merged=double, at=NOW, by=helene)

    for appointment in (first, other, alone):
        appointment.refresh_from_db()
    assert [one.person for one in (first, other, alone)] == [amina] * 3
    assert [one.state for one in (first, other, alone)] == ["planned", "cancelled", "planned"]
    assert "Elle avait deux rendez-vous à la même heure\u00a0: le premier pris est gardé, l’autre est rendu." in said

    undo_merge(merge=Merge.objects.get(), at=NOW, by=helene)
    for appointment in (first, other, alone):
        appointment.refresh_from_db()
    assert [one.person for one in (first, other, alone)] == [double, amina, double]
    assert other.state == AppointmentState.PLANNED
