"""What somebody agrees to be told: asked once, never ticked beforehand, kept as it was given."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from mediation.courier.enums import Channel, MessageState
from mediation.courier.models import Message
from publics import services
from publics.enums import Purpose, SaidHow
from publics.models import Consent, Person
from publics.notifications import recipient_of
from tests.factories import (
    NOW,
    ConsentFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    SpaceFactory,
    UserFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space, name="Hélène Viorne")
    return space


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle", email="amina@example.org")


def consenting(channel=Channel.SMS):
    return list(Person.objects.consenting_to(Purpose.ANNOUNCEMENTS, channel))


# --- services ---


def test_nobody_agreed_to_what_nobody_asked(amina):
    assert consenting() == []
    assert not amina.has_consent(Purpose.ANNOUNCEMENTS, Channel.SMS)


def test_answer_keeps_what_was_shown_to_whom_how_and_by_whom(amina):
    by = UserFactory()

    services.say_consents(person=amina, channels=[Channel.SMS], how=SaidHow.PHONE, at=NOW, by=by)

    said = Consent.objects.get(channel=Channel.SMS)
    assert (said.is_given, said.address, said.how, said.by, said.at) == (True, "+33639981001", "phone", by, NOW)
    assert said.text.startswith("Voulez-vous qu’on vous prévienne des prochains ateliers")
    assert consenting() == [amina]
    assert consenting(Channel.EMAIL) == []


def test_last_word_counts(amina):
    services.say_consents(person=amina, channels=[Channel.SMS], at=NOW, by=None)
    services.withdraw_consents(person=amina, at=LATER, by=None)

    assert consenting() == []
    assert [one.is_given for one in Consent.objects.filter(channel=Channel.SMS).newest_first()] == [False, True]


def test_a_new_number_needs_its_own_answer(amina):
    services.say_consents(person=amina, channels=[Channel.SMS], at=NOW, by=None)

    Person.objects.update(phone="+33639981077")
    assert consenting() == []

    Person.objects.update(phone="+33639981001")
    assert consenting() == [amina]


def test_channel_without_an_address_is_refused(amina):
    with pytest.raises(ValidationError, match="il faut d’abord noter où"):
        services.say_consents(person=amina, channels=[Channel.LETTER], at=NOW, by=None)


def test_a_child_and_a_parent_agree_together(amina):
    Person.objects.update(birth_year=NOW.year - 12)

    with pytest.raises(ValidationError, match="un parent dit oui avec l’enfant"):
        services.say_consents(person=amina, channels=[Channel.SMS], at=NOW, by=None)
    services.say_consents(person=amina, channels=[Channel.SMS], guardian_name="Nadia Mirabelle", at=NOW, by=None)

    assert consenting() == [amina]


@pytest.mark.parametrize("change", [{"is_given": False}, {"address": "x"}, {"text": "autre"}, {"at": LATER}])
def test_database_keeps_an_answer_as_it_was_given(amina, change):
    said = ConsentFactory(space=amina.space, person=amina)

    with pytest.raises(DatabaseError, match="stays as it was given"), transaction.atomic():
        Consent.objects.filter(pk=said.pk).update(**change)
    with pytest.raises(DatabaseError, match="stays as it was given"), transaction.atomic():
        Consent.objects.filter(pk=said.pk).delete()


def test_answers_follow_who_is_recognised_and_the_refusal_wins(amina):
    before = PersonFactory(space=amina.space, provisional=True, phone=amina.phone)
    ConsentFactory(space=amina.space, person=amina, is_given=False, at=NOW)
    ConsentFactory(space=amina.space, person=before, is_given=True, at=LATER)

    services.reconcile(provisional=before, known=amina, at=LATER, by=None)

    assert consenting() == []
    assert amina.consents.count() == 3


def test_stopped_channel_is_not_used(amina, settings):
    settings.SMS_URL = "http://sms.example.org"
    services.stop_messages(person=amina, channels=[Channel.SMS], at=NOW, by=None)
    amina.refresh_from_db()

    assert recipient_of(amina).channel == Channel.EMAIL


def test_what_waits_no_longer_leaves_once_all_is_stopped(amina):
    registration = RegistrationFactory(space=amina.space, person=amina)
    MessageFactory(
        space=amina.space, subject_id=registration.pk, recipient_ref=f"person:{amina.pk}", address="+33639981001"
    )

    services.oppose(person=amina, at=NOW, by=None)

    amina.refresh_from_db()
    assert recipient_of(amina) is None
    assert Message.objects.get().state == MessageState.SKIPPED
    assert set(Consent.objects.filter(purpose=Purpose.SERVICE).values_list("is_given", flat=True)) == {False}


# --- pages ---


@pytest.mark.parametrize("verb", ["withdraw", "stop", "oppose"])
def test_a_refusal_said_while_she_is_merged_is_hers(amina, space, verb):
    """The page was opened on the other record; what she refuses there, she refuses."""
    double = PersonFactory(space=space, first_name="Amina", phone=amina.phone)
    said = {"at": NOW, "by": None}
    services.say_consents(person=double, channels=[Channel.SMS], **said)
    opened = Person.objects.get(pk=double.pk)
    services.merge(kept=amina, merged=double, **said)
    amina.refresh_from_db()

    match verb:
        case "withdraw":
            services.withdraw_consents(person=opened, **said)
        case "stop":
            services.stop_messages(person=opened, channels=[Channel.SMS], **said)
        case "oppose":
            services.oppose(person=opened, **said)

    amina.refresh_from_db()
    assert amina.has_consent(Purpose.ANNOUNCEMENTS, Channel.SMS) == (verb == "stop")
    assert (Channel.SMS in amina.stopped_channels) == (verb != "withdraw")


def test_a_yes_said_while_she_is_merged_is_hers_too(amina, space):
    double = PersonFactory(space=space, first_name="Amina", phone=amina.phone)
    opened = Person.objects.get(pk=double.pk)
    services.merge(kept=amina, merged=double, at=NOW, by=None)

    services.say_consents(person=opened, channels=[Channel.SMS], at=NOW, by=None)

    assert amina.has_consent(Purpose.ANNOUNCEMENTS, Channel.SMS)


def ask(client, person, **answer):
    shown = client.get(reverse("desk:consents", args=[person.code]))
    data = {"submission": shown.context["form"]["submission"].value(), "how": "desk", "answer": "yes"} | answer
    return client.post(reverse("desk:consents", args=[person.code]), data)


def page_of(client, person):
    return read(client.get(person.get_absolute_url()))


def test_question_is_asked_on_her_page_with_nothing_ticked(client, amina):
    response = client.get(amina.get_absolute_url())

    assert "Voulez-vous qu’on vous prévienne des prochains ateliers ?" in read(response)
    assert "checked" not in response.content.decode().partition('id="consent"')[2].partition("</section>")[0]


def test_yes_is_said_by_channel_and_withdrawn_in_one_gesture(client, amina):
    ask(client, amina, channels=["sms"])
    assert "on la prévient par SMS Sur place, de vive voix, lundi 16 novembre 2026" in page_of(client, amina)

    response = client.post(reverse("desk:withdraw_consents", args=[amina.code]), follow=True)
    assert "C’est noté : on ne la prévient plus des prochains ateliers." in read(response)
    assert "ne pas la prévenir Elle a dit non, lundi 16 novembre 2026" in read(response)


def test_history_says_each_answer(client, amina):
    ask(client, amina, channels=["email"], how="paper")

    page = read(client.get(reverse("desk:consents", args=[amina.code])))

    assert "Oui : Être prévenue des prochains ateliers, E-mail (amina@example.org)" in page
    assert "Sur un papier signé, noté par Hélène Viorne. Texte 2026-11." in page


def test_yes_without_a_channel_is_asked_again(client, amina):
    response = ask(client, amina)

    assert response.status_code == 422
    assert "Cochez comment la prévenir, ou choisissez « Non merci »." in read(response)
    assert not Consent.objects.exists()


def test_sent_twice_it_is_said_once(client, amina):
    shown = client.get(reverse("desk:consents", args=[amina.code]))
    data = {"submission": shown.context["form"]["submission"].value(), "how": "desk", "answer": "no"}
    for _ in range(2):
        client.post(reverse("desk:consents", args=[amina.code]), data)

    assert Consent.objects.count() == 3  # the telephone, for calls and for SMS, and the e-mail address
