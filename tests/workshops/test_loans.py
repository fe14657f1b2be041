"""What goes out with somebody, and comes back: once at a time, never over a session, forgotten afterwards."""

import email
import io
from datetime import timedelta
from email import policy
from uuid import uuid4

import pypdfium2
import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.accounts.models import JournalEntry
from mediation.courier import registry
from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from mediation.courier.tasks import drain
from mediation.team.models import Task
from publics.enums import ContactChannel
from publics.services import anonymise, empty_expired, merge
from tests.factories import (
    NOW,
    ItemFactory,
    LoanFactory,
    OrganisationFactory,
    PersonFactory,
    SessionFactory,
    SpaceFactory,
    TaskFactory,
)
from tests.reading import read
from workshops import services
from workshops.enums import ItemState, Resource
from workshops.loan_notes import DUE
from workshops.models import Loan, Occupancy
from workshops.tasks import remind_loans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TODAY = NOW.date()
A_DAY = timedelta(days=1)
IN_A_WEEK = TODAY + timedelta(weeks=1)


@pytest.fixture
def space():
    return SpaceFactory(slug="fil")


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


@pytest.fixture
def tablet(space):
    return ItemFactory(space=space, number="T1", may_be_lent=True)


@pytest.fixture
def reception(signed_in, space):
    return signed_in(space, Role.RECEPTION)


def path(name, *args):
    return reverse(f"workshops:{name}", args=args)


def sent(**said):
    return {"due_on": IN_A_WEEK, "condition_out": "", "person": "", "organisation": "", "submission": uuid4()} | said


def lent(item, person, **said):
    return services.lend(item=item, person=person, at=said.pop("at", NOW), by=None, due_on=IN_A_WEEK, **said)


@pytest.mark.requirement("R224")
def test_a_tablet_is_lent_to_somebody_found_by_her_name_and_comes_back(client, reception, amina, tablet):
    assert "Amina Mirabelle" in read(client.get(path("lend", tablet.code), {"q": "amina mirabele"}))

    page = client.post(path("lend", tablet.code), sent(person=amina.code, condition_out="une rayure"), follow=True)

    assert "Amina Mirabelle dehors" in read(page)
    listed = read(client.get(path("loans")))
    assert "Tablette, n° T1 Amina Mirabelle · jusqu’au lundi 23 novembre" in listed
    hers = reverse("desk:person", args=[amina.code])
    assert "Tablette, n° T1 , jusqu’au lundi 23 novembre" in read(client.get(hers))
    loan = Loan.objects.get()
    client.post(path("return_item", loan.code), {"condition_back": "écran fendu", "is_broken": "on"})
    tablet.refresh_from_db()
    assert tablet.state == ItemState.REPAIR
    assert "écran fendu" in read(client.get(path("loan", loan.code)))
    assert "Amina Mirabelle · rendu lundi 16 novembre" in read(client.get(path("loans"), {"liste": "rendus"}))
    assert "Tablette, n° T1" not in read(client.get(hers))


def test_a_structure_borrows_too_and_a_double_click_lends_once(client, reception, space, tablet):
    library = OrganisationFactory(space=space, name="La Page tournée")
    form = sent(organisation=library.pk)
    for _ in range(2):
        client.post(path("lend", tablet.code), form)

    assert Loan.objects.get().organisation == library


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"person": ""}, "Dites à qui"),
        ({"person": "ZZZZZZZZ"}, "choix"),
        ({"due_on": "2026-11-15"}, "Ce jour est passé."),
        ({"due_on": "2027-12-25"}, "Un prêt dure un an au plus."),
        ({"due_on": "9999-12-31"}, "Un prêt dure un an au plus."),
        ({"condition_out": "x" * 10_000}, "200"),
        ({"condition_out": "a\x00b"}, "nul"),
        ({"condition_out": "mot de passe : soleil"}, "mot de passe"),
    ],
)
@pytest.mark.usefixtures("reception")
def test_what_is_no_loan_is_refused_in_a_sentence_and_kept(client, amina, tablet, said, sentence):
    refused = client.post(path("lend", tablet.code), sent(person=amina.code) | {"condition_out": "une rayure"} | said)

    assert refused.status_code == 422
    assert sentence in read(refused)
    assert ("une rayure" in refused.content.decode()) == ("condition_out" not in said)
    assert Loan.objects.count() == 0


def test_to_somebody_and_a_structure_at_once_is_refused(client, reception, space, amina, tablet):
    both = sent(person=amina.code, organisation=OrganisationFactory(space=space).pk)

    assert "Dites à qui" in read(client.post(path("lend", tablet.code), both))


def test_rows_of_another_space_are_not_found(client, reception, tablet):
    loan = LoanFactory()

    for name in ("loan", "loan_receipt"):
        assert client.get(path(name, loan.code)).status_code == 404
    for name in ("return_item", "extend_loan"):
        assert client.post(path(name, loan.code), {"due_on": IN_A_WEEK}).status_code == 404
    assert client.get(path("lend", loan.item.code)).status_code == 404
    assert client.post(path("lend", tablet.code), sent(person=loan.person.code)).status_code == 422


def test_what_is_out_stays_here_or_is_broken_is_not_lent(space, amina, tablet):
    lent(tablet, amina)
    fixed = ItemFactory(space=space, name="Imprimante")
    broken = ItemFactory(space=space, may_be_lent=True, state=ItemState.REPAIR)

    for item, sentence in [(tablet, "déjà prêté, jusqu’au lundi 23"), (fixed, "sur place"), (broken, "réparation")]:
        with pytest.raises(ValidationError, match=sentence):
            lent(item, amina)


def test_database_refuses_a_second_loan_and_one_to_nobody(space, amina, tablet):
    lent(tablet, amina)

    with pytest.raises(IntegrityError, match="one_open_loan_an_item"), transaction.atomic():
        LoanFactory(space=space, item=tablet, person=amina, lent_at=NOW + 30 * A_DAY)
    with pytest.raises(IntegrityError, match="loan_is_to_somebody"), transaction.atomic():
        LoanFactory(space=space, person=None)


def test_what_is_lent_is_not_booked_and_what_is_booked_is_not_lent(space, amina, tablet):
    at = NOW + 3 * A_DAY
    booked = SessionFactory(space=space, published=True, starts_at=at, workshop__title="Vendre ses gâteaux")
    services.use_items(session=booked, items=[tablet], at=NOW, by=None)

    with pytest.raises(ValidationError) as refused:
        lent(tablet, amina)
    [sentence] = refused.value.message_dict["due_on"]
    assert sentence == (
        "Il est réservé jeudi 19 novembre\u00a0: «\u00a0Vendre ses gâteaux\u00a0», de 10 heures à midi. "
        "Choisissez un retour avant, ou un autre objet."
    )

    services.cancel_session(session=booked, at=NOW, by=None)
    lent(tablet, amina)
    other = SessionFactory(space=space, published=True, starts_at=at)
    with pytest.raises(ValidationError, match="un prêt, jusqu’au lundi 23 novembre"):
        services.use_items(session=other, items=[tablet], at=NOW, by=None)


def test_what_came_back_is_free_at_once_and_returned_twice_it_keeps_its_first_time(amina, tablet):
    loan = lent(tablet, amina)
    services.return_item(loan=loan, condition_back="bien", at=NOW + A_DAY, by=None)
    services.return_item(loan=loan, condition_back="autre", at=NOW + 2 * A_DAY, by=None)

    loan.refresh_from_db()
    assert (loan.returned_at, loan.condition_back) == (NOW + A_DAY, "bien")
    assert not Occupancy.objects.filter(resource=Resource.ITEM).exists()
    lent(tablet, amina, at=NOW + A_DAY)


def test_it_is_kept_longer_unless_it_is_booked_or_back(client, reception, space, amina, tablet):
    loan = lent(tablet, amina)
    client.post(path("extend_loan", loan.code), {"due_on": IN_A_WEEK + A_DAY})
    loan.refresh_from_db()
    assert loan.due_on == IN_A_WEEK + A_DAY
    booked = SessionFactory(space=space, published=True, starts_at=NOW + timedelta(days=10))
    services.use_items(session=booked, items=[tablet], at=NOW, by=None)

    refused = client.post(path("extend_loan", loan.code), {"due_on": IN_A_WEEK + 7 * A_DAY})
    assert (refused.status_code, "Il est réservé" in read(refused)) == (422, True)
    assert client.post(path("extend_loan", loan.code), {"due_on": "demain"}).status_code == 422
    services.return_item(loan=loan, at=NOW, by=None)
    refused = client.post(path("extend_loan", loan.code), {"due_on": IN_A_WEEK})
    assert "déjà rendu" in read(refused)


def test_a_late_loan_is_a_call_to_make_once_and_its_return_settles_it(client, signed_in, space, amina, tablet):
    loan = lent(tablet, amina)
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        signed_in(space, Role.RECEPTION)
        for _ in range(2):
            remind_loans()

        assert "Appeler : « Tablette, n° T1 » était à rendre lundi 23 novembre" in read(
            client.get(reverse("desk:today"))
        )
        assert "Amina Mirabelle en retard" in read(client.get(path("loan", loan.code)))
        services.return_item(loan=Loan.objects.get(), at=NOW + timedelta(days=8), by=None)

    assert Task.objects.get().done_at is not None


@pytest.fixture
def camille(space):
    return PersonFactory(space=space, first_name="Camille", by_email=True)


@pytest.fixture
def on_the_eve(now):
    """In the morning of the day before it is to come back."""
    with time_machine.travel(NOW + timedelta(days=6), tick=False) as travel:
        yield travel


def reminders():
    return list(Message.objects.filter(kind=DUE))


def letters_in(mailbox):
    """E-mails that left."""
    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in mailbox.glob("*.eml")]


def test_the_day_before_she_is_told_once_in_words(space, camille, tablet, mailbox, now):
    lent(tablet, camille)
    for days in (5, 6, 6, 7):
        now.move_to(NOW + timedelta(days=days))
        remind_loans()
        drain()

    [sent] = letters_in(mailbox)
    said = sent.get_body(("plain",)).get_content().replace("\u00a0", " ")
    assert sent["Subject"] == "À rendre lundi 23 novembre\u00a0: Tablette"
    assert "Vous avez chez vous : Tablette. C’est à rendre lundi 23 novembre" in said


def test_a_text_message_says_it_in_one(space, camille, tablet):
    loan = lent(tablet, camille)
    message = Message(space=space, kind=DUE, subject_id=loan.pk, channel=Channel.SMS)

    text = registry.kind(DUE).compose(message).text

    assert "Camille, Tablette est à rendre lundi 23 novembre" in text
    assert len(text) <= 160


def test_brought_back_before_nothing_is_said(space, camille, tablet, mailbox, on_the_eve):
    with time_machine.travel(NOW, tick=False):
        loan = lent(tablet, camille)
    remind_loans()
    services.return_item(loan=loan, at=NOW + timedelta(days=6), by=None)

    drain()

    assert letters_in(mailbox) == []
    assert [message.state for message in reminders()] == [MessageState.SKIPPED]


def test_with_more_time_only_the_new_day_is_said(space, camille, tablet, on_the_eve):
    with time_machine.travel(NOW, tick=False):
        loan = lent(tablet, camille)
    remind_loans()
    services.extend_loan(loan=loan, due_on=IN_A_WEEK + A_DAY, at=NOW + timedelta(days=6), by=None)
    on_the_eve.shift(A_DAY)
    remind_loans()

    assert [message.state for message in reminders()] == [MessageState.SKIPPED, MessageState.QUEUED]


def test_who_is_called_is_among_the_calls_of_the_day(client, signed_in, space, tablet, on_the_eve):
    josette = PersonFactory(
        space=space, first_name="Josette", preferred_channel=ContactChannel.PHONE, phone="+33536492001", email=""
    )
    with time_machine.travel(NOW, tick=False):
        lent(tablet, josette)
    remind_loans()
    signed_in(space, Role.RECEPTION)

    page = read(client.get(reverse("desk:calls")))
    assert "Lui rappeler ce qu'elle a emprunté" in page
    [message] = reminders()
    script = read(client.get(reverse("desk:call", args=[message.pk])))
    assert "Vous avez chez vous : Tablette. C’est à rendre lundi 23 novembre" in script

    services.return_item(loan=Loan.objects.get(), at=NOW + timedelta(days=6), by=None)
    assert "emprunté" not in read(client.get(reverse("desk:calls")))


def test_nothing_reaches_her_it_is_a_call_of_the_team_then_another_once_it_is_late(
    client, signed_in, space, tablet, on_the_eve
):
    michel = PersonFactory(space=space, first_name="Michel", phone="", email="", preferred_channel=ContactChannel.NONE)
    with time_machine.travel(NOW, tick=False):
        lent(tablet, michel)
    for _ in range(2):
        remind_loans()
    signed_in(space, Role.RECEPTION)

    assert "Appeler : « Tablette, n° T1 » est à rendre lundi 23 novembre" in read(client.get(reverse("desk:today")))
    assert reminders() == []

    on_the_eve.shift(2 * A_DAY)
    for _ in range(2):
        remind_loans()
    signed_in(space, Role.RECEPTION)
    page = read(client.get(reverse("desk:today")))
    assert "Appeler : « Tablette, n° T1 » était à rendre lundi 23 novembre" in page
    assert Task.objects.filter(done_at=None).count() == 1


def test_a_structure_is_called_the_day_before(space, tablet, on_the_eve):
    library = OrganisationFactory(space=space, name="La Page tournée")
    with time_machine.travel(NOW, tick=False):
        services.lend(item=tablet, organisation=library, due_on=IN_A_WEEK, at=NOW, by=None)

    remind_loans()

    assert (
        Task.objects.get().title
        == "Appeler (La Page tournée)\u00a0: «\u00a0Tablette, n° T1\u00a0» est à rendre lundi 23 novembre"
    )


def test_nobody_is_reminded_before_nine_nor_of_what_she_took_today(space, camille, tablet):
    with time_machine.travel(NOW + timedelta(days=6, hours=-2), tick=False):
        lent(tablet, camille, at=NOW)
        remind_loans()
    second = ItemFactory(space=space, number="T2", may_be_lent=True)
    eve = NOW + timedelta(days=6)
    lent(second, camille, at=eve)
    Loan.objects.exclude(item=second).delete()
    services.remind_due_loans(space=space, at=eve)

    assert reminders() == []


def test_a_late_structure_is_named_in_the_call_and_more_time_settles_it(space, tablet):
    library = OrganisationFactory(space=space, name="La Page tournée")
    loan = services.lend(item=tablet, organisation=library, due_on=IN_A_WEEK, at=NOW, by=None)
    later = NOW + timedelta(days=9)
    services.remind_late_loans(space=space, at=later)
    assert Task.objects.get().title.startswith("Appeler (La Page tournée)")

    services.extend_loan(loan=loan, due_on=later.date() + A_DAY, at=later, by=None)

    assert Task.objects.get().done_at == later
    assert services.remind_late_loans(space=space, at=later) == 0


@pytest.mark.pdf
def test_receipt_is_one_sheet_in_two_halves_with_room_to_sign(client, reception, amina, tablet):
    loan = lent(tablet, amina, condition_out="une rayure " * 18)

    document = pypdfium2.PdfDocument(io.BytesIO(client.get(path("loan_receipt", loan.code)).content))

    text = document[0].get_textpage().get_text_bounded().replace("\u00a0", " ")
    assert len(document) == 1
    assert text.count("Amina Mirabelle") == text.count("lundi 23 novembre 2026") == text.count("signature :") / 2 == 2


def test_who_had_it_is_forgotten_after_the_months_of_the_space_journal_included(space, amina, tablet):
    long_ago = NOW - relativedelta(months=25)
    loan = LoanFactory(
        space=space, item=tablet, person=amina, lent_at=long_ago - 20 * A_DAY, returned_at=long_ago,
        condition_out="chez sa sœur",
    )  # fmt: skip
    recent = LoanFactory(space=space, item=tablet, person=amina, lent_at=NOW - 9 * A_DAY, returned_at=NOW)

    empty_expired(space=space, at=NOW)

    loan.refresh_from_db()
    assert (loan.person, loan.condition_out, loan.returned_at) == (None, "", long_ago)
    entries = JournalEntry.objects.filter(table_name="workshops_loan", row_id=str(loan.pk))
    assert not any("chez sa sœur" in str([entry.before, entry.after]) for entry in entries)
    assert Loan.objects.get(pk=recent.pk).person == amina


def test_what_is_lent_follows_her_record_and_says_nothing_once_she_is_forgotten(space, amina, tablet):
    loan = lent(tablet, amina, condition_out="chez sa sœur")
    kept = PersonFactory(space=space)
    merge(kept=kept, merged=amina, at=NOW, by=None)
    loan.refresh_from_db()
    assert loan.person == kept

    anonymise(people=[kept.pk], at=NOW, by=None)

    loan.refresh_from_db()
    assert loan.condition_out != "chez sa sœur"
    TaskFactory(space=space)  # hers is not: she is nobody to call any more
    services.remind_late_loans(space=space, at=NOW + timedelta(days=9))
    assert Task.objects.exclude(person=None).count() == 0


def test_nothing_is_lent_under_a_record_merged_meanwhile(space, amina, tablet):
    merge(kept=PersonFactory(space=space), merged=amina, at=NOW, by=None)

    with pytest.raises(ValidationError, match="reconnue entre-temps"):
        lent(tablet, amina)
