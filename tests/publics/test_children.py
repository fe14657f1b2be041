"""Children and their adult, mandates, and what is learnt after something was done in somebody's place."""

from datetime import date, timedelta

import pypdfium2
import pytest
import time_machine
from django.urls import reverse

from mediation.accounts.models import User
from mediation.courier.enums import Channel, MessageState
from publics.enums import ContactChannel, HowDone, LearningAnswer
from publics.forms import children
from publics.models import Guardianship, LearningCheck, Mandate
from publics.notifications import recipient_of
from publics.services import begin_learning, entrust
from tests.factories import (
    NOW,
    DemarcheFactory,
    GuardianshipFactory,
    LearningCheckFactory,
    MandateFactory,
    MessageFactory,
    PersonFactory,
    SpaceFactory,
    VisitFactory,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
SUBMISSION = "0b6f8a0e-0000-4000-8000-000000000001"


@pytest.fixture
def space(signed_in):
    space = SpaceFactory(slug="fil")
    signed_in(space)
    return space


@pytest.fixture
def amina(space):
    return PersonFactory(space=space, first_name="Amina", last_name="Mirabelle")


@pytest.fixture
def tom(space):
    return PersonFactory(space=space, first_name="Tom", last_name="Mirabelle", birth_year=2016, phone="")


def test_her_brother_is_not_proposed_to_answer_for_her(client, space, tom, amina):
    noe = PersonFactory(space=space, first_name="Noé", last_name="Mirabelle", phone="")
    GuardianshipFactory(space=space, child=noe, adult=amina)

    found = read(client.get(reverse("publics:guardianship", args=[tom.code]), {"q": "Mirabelle"}))

    assert "Amina Mirabelle" in found
    assert "Noé Mirabelle" not in found


@pytest.mark.requirement("R016")
def test_the_adult_of_a_child_is_found_then_read_with_who_collects_and_whom_to_call(client, tom, amina):
    address = reverse("publics:guardianship", args=[tom.code])
    assert "Amina Mirabelle" in read(client.get(address, {"q": "Amina"}))
    asked = {
        "version": 0, "adult": amina.code, "authorisation_seen_on": "2026-11-10", "collected_by": "sa grand-mère",
        "emergency_phone": "06 39 98 10 44",
    }  # fmt: skip

    page = read(client.post(address, asked, follow=True))

    assert "Les messages vont à Amina Mirabelle ." in page
    assert "autorisation vue mardi 10 novembre" in page
    assert "Vient chercher : sa grand-mère" in page
    assert "En urgence : 06 39 98 10 44" in page
    assert "Ses enfants Tom Mirabelle" in read(client.get(amina.get_absolute_url()))


def test_what_is_said_about_a_child_goes_to_the_adult(settings, tom, amina):
    settings.SMS_URL = "http://localhost/sms"
    about = MessageFactory(
        space=tom.space,
        recipient_ref=f"person:{tom.pk}",
        state=MessageState.QUEUED,
        channel=Channel.LETTER,
        address="x",
    )

    entrust(child=tom, adult=amina, at=NOW, by=None)

    recipient = recipient_of(tom)
    assert (recipient.ref, recipient.channel, recipient.address) == (f"person:{tom.pk}", Channel.SMS, amina.phone)
    about.refresh_from_db()
    assert about.address == amina.phone


def test_a_child_is_told_to_the_adult_as_the_adult_asked(tom, amina):
    amina.preferred_channel, amina.phone = ContactChannel.NONE, ""
    amina.save()
    GuardianshipFactory(space=tom.space, child=tom, adult=amina)

    assert recipient_of(tom) is None


@pytest.mark.parametrize(
    "wrong", [{"adult": "zzz"}, {"adult": ""}, {"emergency_phone": "12"}, {"collected_by": "m" * 121}]
)
def test_an_adult_badly_said_is_refused(client, tom, amina, wrong):
    asked = {"version": 0, "adult": amina.code, "collected_by": "sa grand-mère", **wrong}

    response = client.post(reverse("publics:guardianship", args=[tom.code]), asked)

    assert response.status_code == 422
    assert asked["collected_by"] in response.content.decode()
    assert not Guardianship.objects.exists()


def test_nobody_of_another_space_is_the_adult(client, tom):
    stranger = PersonFactory()

    asked = {"version": 0, "adult": stranger.code}

    assert client.post(reverse("publics:guardianship", args=[tom.code]), asked).status_code == 422


def entrusted(client, child, adult, *, version, collected_by):
    asked = {"version": version, "adult": adult.code, "collected_by": collected_by}
    return client.post(reverse("publics:guardianship", args=[child.code]), asked)


def test_two_mediators_who_note_the_adult_at_once_see_what_was_saved_and_nothing_is_overwritten(
    client, space, tom, amina
):
    marcel = PersonFactory(space=space, first_name="Marcel", last_name="Fougère")
    entrusted(client, tom, amina, version=0, collected_by="sa grand-mère")

    second = entrusted(client, tom, marcel, version=0, collected_by="son oncle")

    page = read(second)
    assert second.status_code == 422
    assert "Quelqu’un a modifié cette fiche pendant que vous écriviez" in page
    assert "Qui est l’adulte ? Amina Mirabelle Marcel Fougère" in page
    assert "Qui vient chercher l’enfant ? sa grand-mère son oncle" in page
    kept = Guardianship.objects.get()
    assert (kept.adult, kept.collected_by) == (amina, "sa grand-mère")

    newer = second.context["form"]["version"].value()
    assert entrusted(client, tom, marcel, version=newer, collected_by="son oncle").status_code == 302
    assert Guardianship.objects.get().adult == marcel


def test_an_adult_edited_since_the_page_was_shown_is_not_overwritten(client, tom, amina):
    GuardianshipFactory(space=tom.space, child=tom, adult=amina, collected_by="sa grand-mère")
    shown = client.get(reverse("publics:guardianship", args=[tom.code])).context["form"]["version"].value()
    entrusted(client, tom, amina, version=shown, collected_by="son oncle")

    assert entrusted(client, tom, amina, version=shown, collected_by="sa voisine").status_code == 422
    assert Guardianship.objects.get().collected_by == "son oncle"


def test_an_adult_merged_meanwhile_is_refused_in_a_sentence(client, space, tom, amina, monkeypatch):
    """Between the list of adults and the moment it is written."""
    known = PersonFactory(space=space)
    hold, merged = children.hold_pair, {"reconciled_with": known}

    def held_late(*pair):
        type(amina).objects.filter(pk=amina.pk).update(**merged)
        return hold(*pair)

    monkeypatch.setattr(children, "hold_pair", held_late)
    response = entrusted(client, tom, amina, version=0, collected_by="sa grand-mère")

    assert response.status_code == 422
    assert "Cette personne a été reconnue entre-temps" in read(response)
    assert not Guardianship.objects.exists()


def test_two_people_noted_each_as_the_adult_of_the_other_are_still_told(tom, amina):
    """Noted the wrong way round, then the right one: what waits finds its address all the same."""
    entrust(child=amina, adult=tom, at=NOW, by=None)
    entrust(child=tom, adult=amina, at=NOW, by=None)

    assert recipient_of(tom).ref == f"person:{tom.pk}"


def mandate(client, person, **fields):
    asked = {
        "submission": SUBMISSION, "kind": "paper", "signed_on": "2026-11-16", "days": "31",
        "families": ["argent_impots"], "formalities": "Déclarer mes revenus de 2026", "kept_at": "classeur bleu",
    } | fields  # fmt: skip
    return client.post(reverse("publics:new_mandate", args=[person.code]), asked, follow=True)


def test_a_mandate_is_noted_then_printed_in_two_copies_with_its_exact_formalities(client, amina):
    page = read(mandate(client, amina))

    assert (
        "Déclarer mes revenus de 2026 mandat en cours Mandat papier, du lundi 16 novembre au jeudi 17 décembre" in page
    )
    noted = Mandate.objects.get()
    printed = pypdfium2.PdfDocument(client.get(reverse("publics:mandate_pdf", args=[noted.pk])).content)
    texts = [page.get_textpage().get_text_range() for page in printed]
    assert len(texts) == 2
    for number, text in enumerate(texts, 1):
        assert f"Exemplaire {number} sur 2" in text.replace("\u00a0", " ")
        assert "Déclarer mes revenus de 2026" in text
        assert "Aucun mot de passe" in text


@pytest.mark.parametrize(
    "wrong",
    [{"families": []}, {"formalities": ""}, {"signed_on": "9999-12-31"}, {"signed_on": "1850-01-01"}, {"days": "9000"}],
)
def test_a_mandate_without_its_limits_is_refused(client, amina, wrong):
    response = mandate(client, amina, **wrong)

    assert response.status_code == 422
    assert "classeur bleu" in response.content.decode()
    assert not Mandate.objects.exists()


def test_a_mandate_is_stopped_in_one_click(client, amina):
    row = MandateFactory(space=amina.space, person=amina)

    page = read(client.post(reverse("publics:revoke_mandate", args=[row.pk]), follow=True))

    assert "mandat fini" in page
    assert Mandate.objects.get().revoked_on == date(2026, 11, 16)


@pytest.mark.parametrize(("families", "is_told"), [(["logement"], True), (["argent_impots"], False)])
def test_a_missing_mandate_is_told_only_when_done_in_her_place_and_refuses_nothing(client, amina, families, is_told):
    taxes = DemarcheFactory(theme="argent_impots")
    MandateFactory(space=amina.space, person=amina, families=families)
    done = VisitFactory(space=amina.space, person=amina, demarche=taxes, how_done=HowDone.FOR_THEM)
    together = VisitFactory(space=amina.space, person=amina, demarche=taxes, how_done=HowDone.TOGETHER)
    told = "Aucun mandat en cours pour ce genre de démarche."

    assert (told in read(client.get(reverse("desk:visit_noted", args=[done.pk])))) == is_told
    assert told not in read(client.get(reverse("desk:visit_noted", args=[together.pk])))


@pytest.mark.requirement("R013")
def test_after_in_her_place_a_learning_step_is_proposed_and_asked_about_three_weeks_later(client, amina):
    taxes = DemarcheFactory(name="Déclaration de revenus")
    visit = VisitFactory(space=amina.space, person=amina, demarche=taxes, how_done=HowDone.FOR_THEM)
    noted = client.get(reverse("desk:visit_noted", args=[visit.pk]))
    assert "La prochaine fois, elle-même ?" in read(noted)
    assert "Trouver une séance" in read(noted)

    begun = client.post(reverse("publics:begin_learning", args=[amina.code]), {"demarche": taxes.key}, follow=True)
    assert "Déclaration de revenus lundi 7 décembre On lui demandera comment ça va." in read(begun)
    assert "Comment ça va avec" not in read(client.get(reverse("desk:today")))

    with time_machine.travel(NOW + timedelta(weeks=3), tick=False):
        client.force_login(User.objects.get())  # three weeks later, one logs in again
        asked = read(client.get(reverse("desk:today")))
        assert "Comment ça va avec « Déclaration de revenus » ?" in asked
        assert "Je le refais seule Presque Pas encore" in asked
        check = LearningCheck.objects.get()
        client.post(reverse("publics:answer_learning", args=[check.pk]), {"answer": "alone"})
        assert "Comment ça va avec" not in read(client.get(reverse("desk:today")))
    assert "Je le refais seule" in read(client.get(amina.get_absolute_url()))


def test_begun_twice_it_is_one_step_and_not_yet_asks_again(amina, client):
    taxes = DemarcheFactory()
    for _ in range(2):
        check = begin_learning(person=amina, demarche=taxes, at=NOW, by=None)
    client.post(reverse("publics:answer_learning", args=[check.pk]), {"answer": LearningAnswer.NOT_YET})

    assert [row.answer for row in LearningCheck.objects.order_by("pk")] == ["not_yet", ""]


@pytest.mark.parametrize("answer", ["", "zzz", "\x00"])
def test_an_answer_that_is_none_is_not_found(client, amina, answer):
    check = LearningCheckFactory(space=amina.space, person=amina)

    assert client.post(reverse("publics:answer_learning", args=[check.pk]), {"answer": answer}).status_code in (
        400,
        404,
    )


@pytest.mark.parametrize("name", ["mandate_pdf", "revoke_mandate", "answer_learning"])
def test_what_is_of_another_space_is_not_found(client, space, name):
    row = LearningCheckFactory() if name == "answer_learning" else MandateFactory()
    act = client.get if name == "mandate_pdf" else client.post

    assert act(reverse(f"publics:{name}", args=[row.pk]), {"answer": "alone"}).status_code == 404
