"""« Nos messages »: a space reads every message it sends, and says them in its own words."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mediation.accounts.enums import Role
from mediation.communications import texts
from mediation.communications.services import restore_text, write_text
from mediation.courier import registry
from mediation.courier import tasks as courier
from mediation.courier.enums import TextForm
from mediation.courier.models import Message, Wording
from mediation.courier.words import LABELS
from publics.enums import ContactChannel
from tests.factories import (
    NOW,
    PersonFactory,
    ReminderRuleFactory,
    SessionFactory,
    SpaceFactory,
    WordingFactory,
    WorkshopFactory,
)
from tests.reading import read
from workshops.models import ReminderRule
from workshops.notifications import CONFIRMED
from workshops.services import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sms")]

LIST = reverse("communications:texts")
MINE = "{espace} : c'est noté, {prénom} ! {quoi}, {quand}, {où}. Un souci ? {téléphone}[ ou {lien}]"


@pytest.fixture
def space():
    return SpaceFactory(slug="fil", sms_name="Le Fil", phone="+33536491010")


@pytest.fixture
def coordinator(client, signed_in, space):
    return signed_in(space, Role.COORDINATOR)


def address(kind=CONFIRMED, form=TextForm.SHORT, name="text"):
    return reverse(f"communications:{name}", args=[kind, form])


def said(space, kind=CONFIRMED, form=TextForm.SHORT):
    return texts.said_in(space, kind, form)


def sent(client, text, *, form=TextForm.SHORT, headers=None, **more):
    data = {"text": text, "version": 0, "submission": uuid4(), **more}
    return client.post(address(form=form), data, headers=headers)


def confirmed(space, channel=ContactChannel.SMS):
    """What Amina is told when she is registered."""
    session = SessionFactory(space=space, published=True, workshop__title="Vendre ses gâteaux")
    person = PersonFactory(space=space, first_name="Amina", email="amina@example.org", preferred_channel=channel)
    registration = register(session=session, person=person, at=NOW)
    message = Message.objects.get(kind=CONFIRMED, subject_id=registration.pk)
    return registry.kind(CONFIRMED).compose(message)


# --- the page -----------------------------------------------------------------------------------------------------


def test_page_lists_every_kind_with_its_words(client, coordinator, space):
    page = read(client.get(LIST))

    for kind in registry.kinds():
        assert kind.label.replace("\u00a0", " ") in page.replace("\u00a0", " "), kind.name
    assert "La personne qui a une place. Dès qu’elle est inscrite." in page
    assert "Le Fil : place gardée pour Amina. Vendre ses gateaux" in page


def test_the_letter_is_said_to_come_from_the_agenda_and_announcements_from_campaigns(client, coordinator):
    page = client.get(LIST)
    announced, letter = "Annonce, Essai d'une campagne", "Lettre d'information, Essai de la lettre d'information"
    assert f"{announced} : les mots s’écrivent dans chaque campagne" in read(page)
    assert f"{letter} : la lettre d’information s’écrit toute seule, depuis l’agenda." in read(page)
    assert f'href="{reverse("communications:digest")}"' in page.content.decode()


def test_reminders_are_said_when_the_space_decided(client, coordinator, space):
    """Appointments follow those of the whole space alone."""
    of_all = "Deux jours avant, à 9 heures, par téléphone ; deux jours avant, à 18 heures, par SMS ou par e-mail"
    hers, alone = "La personne qui a une place.", "La personne qui a rendez-vous."
    ReminderRule.objects.of(space).filter(days_before=7).delete()
    assert f"{hers} {of_all}." in read(client.get(LIST))

    ReminderRuleFactory(space=space, workshop=WorkshopFactory(space=space), hours_before=3)
    page = read(client.get(LIST))
    assert f"{hers} {of_all} ; d’autres moments pour certains ateliers ou cycles." in page
    assert f"{alone} {of_all}." in page

    ReminderRule.objects.of(space).general().update(is_active=False)
    assert f"{hers} Pour certains ateliers ou cycles seulement." in read(client.get(LIST))

    ReminderRule.objects.of(space).update(is_active=False)
    page = read(client.get(reverse("communications:text", args=["appointment.reminder", TextForm.SHORT])))
    assert f"{alone} Aucun rappel n’est en service." in page


def test_reception_reads_the_words_and_does_not_change_them(client, signed_in, space):
    signed_in(space, Role.RECEPTION)

    assert "Changer ces mots" not in read(client.get(LIST))
    assert client.get(address()).status_code == 403


def test_page_of_a_text_shows_it_filled_and_its_words(client, coordinator, space):
    page = read(client.get(address()))

    assert "place gardée pour {prénom}[ + {autres}]" in page
    assert "place gardée pour Amina. Vendre ses gateaux, jeu 17 dec 14h, salle du Lavoir. Pas libre ?" in page
    assert "1 SMS" in page
    assert "son rang, quand elle est sur la liste" not in page


@pytest.mark.parametrize(("kind", "form"), [("campaign.announced", "short"), (CONFIRMED, "sung"), ("rien", "long")])
def test_text_that_does_not_exist_is_not_found(client, coordinator, kind, form):
    assert client.get(address(kind, form)).status_code == 404


def test_preview_shows_what_is_typed_and_writes_nothing(client, coordinator, space):
    page = read(sent(client, MINE, act="show"))

    assert "Le Fil : c'est noté, Amina ! Vendre ses gateaux, jeu 17 dec 14h, salle du Lavoir. Un souci ?" in page
    assert not Wording.objects.exists()


def test_preview_of_what_would_be_refused_says_why(client, coordinator, space):
    answer = sent(client, "Bonjour {prenom}. {téléphone}", act="show")

    assert answer.status_code == 200
    assert "{prenom} » ne sera pas remplacé" in read(answer)


@pytest.mark.parametrize("versions", [1, 3])
def test_preview_as_one_types_is_that_alone_whatever_was_written_before(
    client, coordinator, space, django_assert_num_queries, versions
):
    for version in range(versions):
        WordingFactory(space=space, kind=CONFIRMED, form=TextForm.SHORT, version=version + 1, text=MINE)

    with django_assert_num_queries(4):
        answer = sent(client, MINE, act="show", headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith('<section class="card" id="preview"')
    assert "Le Fil : c'est noté, Amina !" in read(answer)
    assert "Les versions" not in read(answer)


# --- writing ------------------------------------------------------------------------------------------------------


def test_own_words_are_said_from_then_on(client, coordinator, space):
    answer = sent(client, MINE)

    assert answer.status_code == 302
    assert confirmed(space).text.startswith("Le Fil : c'est noté, Amina ! Vendre ses gateaux")


def test_email_in_own_words_says_the_same_in_both_its_forms(client, coordinator, space):
    text = "Bonjour {prénom},\n\nC’est noté pour « {quoi} » !\n[Pour changer d’avis : {lien}]\n\n{téléphone}"
    sent(client, text, form=TextForm.LONG, subject="À bientôt, {prénom}")

    content = confirmed(space, ContactChannel.EMAIL)

    assert content.subject == "À bientôt, Amina"
    assert content.text.startswith(
        "Bonjour Amina,\n\nC’est noté pour « Vendre ses gâteaux » !\nPour changer d’avis : http"
    )
    assert "C’est noté pour «\u00a0Vendre ses gâteaux\u00a0»\u00a0!<br>" in content.html


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Bonjour {prenom}. {téléphone}", "{prenom} » ne sera pas remplacé. On peut écrire {prénom}, {quoi}"),
        ("Bonjour {prénom}, à bientôt.", "Gardez {téléphone}, hors des crochets"),
        ("Bonjour {prénom}[, {téléphone}].", "Gardez {téléphone}, hors des crochets"),
        ("Bonjour {prénom} : {lien}. {téléphone}", "Mettez {lien} entre crochets"),
        ("x" * 150 + " {téléphone}", "Ce texte ne tient pas dans un SMS : retirez 5 lettres."),
        ("", "Ce champ est obligatoire."),
        ("x" * 10_000 + "{téléphone}", "3000 caractères"),
        ("\x00 {téléphone}", "Le caractère nul n’est pas autorisé."),
        ("Son numéro : 2 87 05 99 123 456. {téléphone}", "Cela ressemble à un numéro de sécurité sociale"),
    ],
)
def test_refused_with_what_was_typed(client, coordinator, space, text, why):
    answer = sent(client, text)

    assert answer.status_code == 422
    assert why in read(answer).replace("\u00a0", " ")
    assert not Wording.objects.exists()


def test_end_of_line_counts_for_one_sign_as_the_browser_sends_it(client, coordinator, space):
    """160 signs, its end of line and the telephone among them."""
    answer = sent(client, "x" * 145 + "\r\n{téléphone}")

    assert answer.status_code == 302
    assert said(space).today.text == "x" * 145 + "\n{téléphone}"


def test_the_words_that_are_said_already_are_no_version(client, coordinator, space):
    product = said(space, form=TextForm.LONG).product
    typed = product.text.replace("\n", "\r\n")

    assert sent(client, typed, form=TextForm.LONG, subject=product.subject).status_code == 302
    assert not Wording.objects.exists()


def test_subject_is_asked_for(client, coordinator, space):
    assert sent(client, "Bonjour. {téléphone}", form=TextForm.LONG, subject=" ").status_code == 422


def test_sent_twice_it_is_one_version(client, coordinator, space):
    twice = {"submission": uuid4()}
    for _ in range(2):
        assert sent(client, MINE, **twice).status_code == 302

    assert Wording.objects.count() == 1


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(client, coordinator, space):
    write_text(said=said(space), subject="", text="{espace} : la sienne. {téléphone}", version=0, at=NOW, by=None)

    refused = sent(client, MINE)
    page, shown = read(refused), refused.content.decode()
    again = sent(client, MINE, version=1)

    assert refused.status_code == 422
    assert "Quelqu’un a modifié cette fiche pendant que vous écriviez" in page
    assert "{espace} : la sienne. {téléphone}" in page
    assert 'name="version" value="1"' in shown
    assert again.status_code == 302
    assert said(space).today.text == MINE


def test_back_to_the_words_of_the_product_which_is_a_version_too(client, coordinator, space):
    sent(client, MINE)
    client.post(address(name="restore_text"))

    assert confirmed(space).text.startswith("Le Fil : place gardée pour Amina.")
    assert Wording.objects.count() == 2
    assert restore_text(said=said(space), at=NOW, by=None) is None


def test_versions_say_what_each_changed_and_by_whom(client, coordinator, space):
    form = TextForm.LONG
    product = said(space, form=form).product
    new = product.text.replace("Venez comme vous êtes", "Venez avec vos idées")
    write_text(said=said(space, form=form), subject=product.subject, text=new, version=0, at=NOW, by=coordinator)
    page = client.get(address(form=form)).content.decode()

    assert "Récrite, par" in page
    assert "<del>Venez comme vous êtes, on s’occupe du reste. {conditions}</del>" in page
    assert "<ins>Venez avec vos idées, on s’occupe du reste. {conditions}</ins>" in page
    assert "<del>Bonjour {prénom},</del>" not in page


def test_a_version_stays_as_it_was_written(space):
    wording = WordingFactory(space=space)

    with pytest.raises(IntegrityError, match="a version stays"), transaction.atomic():
        Wording.objects.update(text="autre chose")
    with pytest.raises(IntegrityError, match="a version stays"), transaction.atomic():
        wording.delete()


def test_two_at_once_make_one_version(space):
    before = said(space)
    write_text(said=before, subject="", text=MINE, version=0, at=NOW, by=None)

    with pytest.raises(Exception, match="vient d’enregistrer ce texte"):
        write_text(said=before, subject="", text=MINE, version=0, at=NOW, by=None)


def test_another_space_keeps_its_words(client, coordinator, space):
    elsewhere = SpaceFactory(sms_name="Nœud")
    sent(client, MINE)

    assert confirmed(elsewhere).text.startswith("Noeud : place gardée pour Amina.")


# --- what leaves --------------------------------------------------------------------------------------------------


def test_words_that_cannot_be_filled_give_way_to_those_of_the_product(space, caplog):
    WordingFactory(space=space, version=4, text="Bonjour {prénom}, voici {disparu}. {téléphone}")

    assert confirmed(space).text.startswith("Le Fil : place gardée pour Amina.")
    assert "Version 4 of registration.confirmed (short) cannot be filled." in caplog.text
    assert "Amina" not in caplog.text


def test_what_left_keeps_what_it_said(client, coordinator, space, gateway):
    content = confirmed(space)
    courier.drain()
    message = Message.objects.get(kind=CONFIRMED)

    sent(client, "{espace} : autre chose. {téléphone}")

    assert [one["text"] for one in gateway.received] == [content.text]
    assert "place gardée pour Amina" in read(client.get(reverse("communications:message", args=[message.pk])))


ALL = [(kind.name, form) for kind in texts.scripted() for form in kind.compose.forms]


@pytest.mark.parametrize(("kind", "form"), ALL)
def test_words_of_the_product_would_be_accepted(space, kind, form):
    text = said(space, kind, form)

    texts.refuse(text, text.product)
    assert set(text.example) <= set(LABELS)
    assert "{" not in text.preview().content.text
    assert text.preview().length.segments == 1 or form != TextForm.SHORT
