"""The picture of an announcement: in an e-mail, another to some than to everybody, and said to who does not see it."""

from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mediation.accounts.models import StoredFile
from mediation.common.pictures import SIDE
from mediation.communications import services
from mediation.communications.models import Campaign, CampaignVariant
from mediation.communications.services.pictures import Shown, showing
from mediation.courier import tasks as courier
from mediation.courier.enums import Channel
from tests.communications.asking import agrees, by, leave, written
from tests.factories import (
    NOW,
    CampaignFactory,
    CampaignVariantFactory,
    SegmentFactory,
    SpaceFactory,
    StoredFileFactory,
)
from tests.pictures import photograph, read_back
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "private_files")]

TO_EVERYBODY, TO_SOME = "Une table de gâteaux", "Deux jeunes devant un écran"
SAID, BY_SMS = {"picture_words": TO_EVERYBODY}, {"channels": ["sms"]}
LIVES_THERE = {"v": 1, "all": [{"is": "city", "value": "Vernelune"}]}


@pytest.fixture
def campaign(space, session):
    return CampaignFactory(space=space, session=session, channels=[Channel.EMAIL, Channel.SMS])


@pytest.fixture
def vernelune(space):
    return SegmentFactory(space=space, name="De Vernelune", rule=LIVES_THERE)


@pytest.fixture
def team(client, space, signed_in):
    signed_in(space)
    return client


def pictured(campaign, alt=TO_EVERYBODY):
    with showing(campaign, Shown(photograph(40, 30), alt), at=NOW, by=None):
        campaign.save()
    return campaign


def rewrite(client, said, **typed):
    """Its form as it was shown, with these instead."""
    return client.post(edit(said), shown_in(client, said) | typed, follow=True)


def shown_in(client, said):
    form = client.get(edit(said)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value not in (None, "", [], False)}


def received(mailbox):
    """By the address that received it: its words, and its page."""
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in mailbox.glob("*.eml")]
    bodies = [[mail.get_body([kind]).get_content() for kind in ("plain", "html")] for mail in mails]
    return {mail["To"]: body for mail, body in zip(mails, bodies, strict=True)}


def edit(said):
    if isinstance(said, CampaignVariant):
        return said.get_absolute_url()
    return reverse("communications:edit_campaign", args=[said.code])


def address(stored):
    return reverse("public:picture", args=[stored.space.slug, stored.pk])


# --- what each receives -------------------------------------------------------------------------------------------


@pytest.mark.requirement("R061")
def test_each_audience_has_its_tone_its_picture_and_its_channel(team, session, vernelune, settings, mailbox):
    by_both = {"city": "Vernelune", "preferred_channel": "sms", "phone": "+33639981001"}
    agrees(session.space, Channel.EMAIL, Channel.SMS, email="amina@example.org", **by_both)
    agrees(session.space, Channel.EMAIL, email="zoe@example.org", city="Orvelle")
    said = {"channels": ["email", "sms"], "heading": "Gâteaux", "text": "Bonjour {prénom}"}
    asked = written(session, **said, picture=photograph(), picture_words=TO_EVERYBODY)
    team.post(reverse("communications:new_campaign"), asked)
    campaign = Campaign.objects.get()
    other = {"whom": f"segment:{vernelune.pk}", "channels": ["email"], "text": "Salut {prénom} !"}
    other |= {"picture": photograph(), "picture_words": TO_SOME, "submission": uuid4()}
    page = team.post(reverse("communications:new_variant", args=[campaign.code]), other, follow=True)
    variant = CampaignVariant.objects.get()

    leave(campaign)
    courier.drain()

    assert "De Vernelune · E-mail" in read(page)
    assert not list(mailbox.glob("*.sms.json"))
    told = {"amina@example.org": ("Salut", variant, TO_SOME), "zoe@example.org": ("Bonjour", campaign, TO_EVERYBODY)}
    mails = received(mailbox)
    assert mails.keys() == told.keys()
    for address_of, (first_word, mine, alt) in told.items():
        words, html = mails[address_of]
        assert words.startswith(first_word)
        assert alt not in words
        assert f'<img src="{settings.PUBLIC_ADDRESS}{address(mine.image)}" alt="{alt}"' in html
        assert html.count("<img") == 1
        assert f'src="{address(mine.image)}" alt="{alt}"' in page.content.decode()


def test_some_may_have_only_another_picture(team, campaign, vernelune, space):
    pictured(campaign)
    typed = {
        "whom": f"segment:{vernelune.pk}",
        "picture": photograph(),
        "picture_words": TO_SOME,
        "submission": uuid4(),
    }
    page = read(team.post(reverse("communications:new_variant", args=[campaign.code]), typed, follow=True))
    variant = CampaignVariant.objects.get()
    assert "De Vernelune · E-mail" in page
    assert variant.texts.text == campaign.text
    assert variant.texts.picture.alt == TO_SOME


def test_what_has_none_shows_that_of_everybody(campaign, vernelune, space):
    variant = CampaignVariantFactory(space=space, campaign=campaign, segment=vernelune)
    assert variant.texts.picture is None
    pictured(campaign)
    assert variant.texts.picture == campaign.picture


def test_a_trial_shows_each_once(campaign, vernelune, space, mailbox):
    pictured(campaign)
    pictured(CampaignVariantFactory(space=space, campaign=campaign, segment=vernelune), TO_SOME)
    CampaignVariantFactory(space=space, campaign=campaign, heading="Sans image")
    pictured(CampaignVariantFactory(space=space, campaign=campaign, channels=[Channel.SMS]), "Jamais vue")
    services.send_test(campaign=campaign, at=NOW, by=by(space=space))
    courier.drain()
    [(_, html)] = received(mailbox).values()
    assert [html.count(alt) for alt in (TO_EVERYBODY, TO_SOME, "Jamais vue")] == [1, 1, 0]


# --- written ------------------------------------------------------------------------------------------------------


def test_another_takes_its_place_and_the_first_is_kept_no_longer(
    team, campaign, private_files, django_capture_on_commit_callbacks
):
    first = pictured(campaign).image
    with django_capture_on_commit_callbacks(execute=True):
        rewrite(team, campaign, picture=photograph(), picture_words=TO_SOME)
    campaign.refresh_from_db()
    assert campaign.image_id != first.pk
    assert StoredFile.objects.get() == campaign.image
    assert [path.name for path in private_files.rglob("*") if path.is_file()] == [campaign.image.content.name[3:]]
    assert campaign.image.created_by == campaign.space.memberships.get().user


def test_written_otherwise_it_keeps_its_picture(team, campaign):
    image = pictured(campaign).image
    rewrite(team, campaign, heading="Entre voisines")
    campaign.refresh_from_db()
    assert (campaign.heading, campaign.image) == ("Entre voisines", image)


def test_withdrawn_what_it_showed_is_withdrawn_too(team, campaign, vernelune, space):
    for said in (pictured(campaign), pictured(CampaignVariantFactory(space=space, campaign=campaign))):
        assert "C’est enregistré." in read(rewrite(team, said, no_picture="on"))
        said.refresh_from_db()
        assert (said.image, said.image_alt) == (None, "")
    assert not StoredFile.objects.exists()


def test_a_picture_that_was_all_there_was_to_say_is_not_withdrawn(team, campaign, vernelune, space):
    nothing = {"sms_text": "", "segment": vernelune, "image": StoredFileFactory(space=space), "image_alt": TO_SOME}
    variant = CampaignVariantFactory(space=space, campaign=campaign, **nothing)
    page = rewrite(team, variant, no_picture="on")
    assert page.status_code == 422
    assert "choisissez une image ou un canal" in read(page)
    assert variant.picture.path in page.content.decode()
    assert StoredFile.objects.exists()


@pytest.mark.parametrize("is_new", [True, False])
def test_refused_for_another_reason_no_file_is_left(team, campaign, vernelune, private_files, is_new):
    CampaignVariantFactory(space=campaign.space, campaign=campaign, segment=vernelune)
    typed = {"whom": f"segment:{vernelune.pk}", "picture": photograph(), "picture_words": TO_SOME}
    if is_new:
        new = reverse("communications:new_variant", args=[campaign.code])
        page = team.post(new, typed | {"submission": uuid4()})
    else:
        page = rewrite(team, CampaignVariantFactory(space=campaign.space, campaign=campaign), **typed)
    assert page.status_code == 422
    assert "Ce groupe a déjà son texte." in read(page)
    assert 'class="picture"' not in page.content.decode()
    assert not StoredFile.objects.exists()
    assert not [path for path in private_files.rglob("*") if path.is_file()]


def test_a_copy_shows_the_same_and_keeps_it(team, campaign, vernelune, space, django_capture_on_commit_callbacks):
    pictured(campaign)
    pictured(CampaignVariantFactory(space=space, campaign=campaign, segment=vernelune), TO_SOME)
    copy = services.duplicate_campaign(campaign=campaign, at=NOW, by=None)
    with django_capture_on_commit_callbacks(execute=True):
        rewrite(team, campaign, no_picture="on")
        services.remove_variant(variant=campaign.variants.get(), at=NOW, by=None)
    shown = [copy.picture, copy.variants.get().picture]
    assert [picture.alt for picture in shown] == [TO_EVERYBODY, TO_SOME]
    assert all(team.get(picture.path).getvalue() for picture in shown)


def test_removed_a_text_leaves_no_file(campaign, space, private_files, django_capture_on_commit_callbacks):
    variant = pictured(CampaignVariantFactory(space=space, campaign=campaign))
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_variant(variant=variant, at=NOW, by=None)
        services.remove_variant(variant=variant, at=NOW, by=None)
    assert not StoredFile.objects.exists()
    assert not [path for path in private_files.rglob("*") if path.is_file()]


@pytest.mark.parametrize("mine", [{"picture": photograph(), **SAID}, {"picture_words": "Des gâteaux"}])
def test_of_two_who_write_it_the_second_is_told(team, campaign, mine):
    pictured(campaign)
    seen = shown_in(team, campaign)
    pictured(campaign, TO_SOME)
    campaign.claim_edit(campaign.version)
    image = campaign.image
    page = team.post(edit(campaign), seen | mine)
    assert page.status_code == 422
    assert f"Image de l’e-mail {TO_SOME} {mine['picture_words']}" in read(page)
    campaign.refresh_from_db()
    assert (campaign.image, campaign.image_alt) == (image, TO_SOME)


def test_words_written_meanwhile_take_nothing_from_another_picture(team, campaign):
    pictured(campaign)
    seen = shown_in(team, campaign)
    pictured(campaign, TO_SOME)
    campaign.claim_edit(campaign.version)
    page = team.post(edit(campaign), seen | {"heading": "Entre voisines"})
    assert "Image de l’e-mail" not in [label for label, *_ in page.context["form"].conflicts]
    again = seen | {"heading": "Entre voisines", "version": page.context["form"]["version"].value()}
    team.post(edit(campaign), again)
    campaign.refresh_from_db()
    assert (campaign.heading, campaign.image_alt) == ("Entre voisines", TO_SOME)


def test_withdrawn_by_two_it_is_once(team, campaign):
    pictured(campaign)
    seen = shown_in(team, campaign) | {"no_picture": "on"}
    team.post(edit(campaign), seen)
    page = team.post(edit(campaign), seen)
    assert page.status_code == 422
    assert "Image de l’e-mail rien rien" in read(page)
    assert not StoredFile.objects.exists()


def test_the_same_picture_may_be_said_otherwise(team, campaign):
    image = pictured(campaign).image
    rewrite(team, campaign, picture_words="Des gâteaux, et du monde autour")
    campaign.refresh_from_db()
    assert (campaign.image, campaign.image_alt) == (image, "Des gâteaux, et du monde autour")


def test_another_picture_is_said_anew(team, campaign):
    page = rewrite(team, pictured(campaign), picture=photograph())
    assert page.status_code == 422
    assert "Dites ce que montre l’image." in read(page)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"picture": photograph(20, 20)}, "Dites ce que montre l’image."),
        ({"picture_words": TO_SOME}, "Choisissez l’image, ou effacez ce qu’elle montre."),
        ({"picture": photograph(20, 20)} | BY_SMS | SAID, "Sans l’e-mail, personne ne la verrait"),
        ({"picture": photograph(20, 20), "picture_words": "x" * 161}, "au plus 160 caractères"),
        ({"picture": photograph(20, 20), "picture_words": "1 85 05 78 006 084 36"}, "numéro de sécurité sociale"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(team, session, typed, refusal, private_files):
    said = written(session, heading="Gâteaux", text="Venez") | {"channels": ["email"]} | typed
    page = team.post(reverse("communications:new_campaign"), said)
    assert page.status_code == 422
    assert refusal in read(page)
    assert ("Choisissez l’image de nouveau" in read(page)) == ("picture" in typed)
    assert not Campaign.objects.exists()
    assert not StoredFile.objects.exists()
    assert not private_files.exists()


def test_to_some_without_an_email_none_is_shown(team, campaign, vernelune):
    typed = {"whom": f"segment:{vernelune.pk}", "picture": photograph(20, 20), "submission": uuid4()} | SAID
    address = reverse("communications:new_variant", args=[campaign.code])
    page = team.post(address, typed | BY_SMS)
    assert "Sans l’e-mail, personne ne la verrait" in read(page)
    assert not CampaignVariant.objects.exists()
    team.post(address, typed | {"picture": photograph(20, 20)})
    by_none = rewrite(team, CampaignVariant.objects.get(), **BY_SMS, sms_text="Venez")
    assert by_none.status_code == 200


def test_where_no_email_leaves_no_picture_is_asked_for_some(team, campaign):
    campaign.channels = [Channel.SMS]
    campaign.save()
    form = team.get(reverse("communications:new_variant", args=[campaign.code])).context["form"]
    assert not {"picture", "picture_words", "no_picture"} & form.fields.keys()
    variant = pictured(CampaignVariantFactory(space=campaign.space, campaign=campaign))
    rewrite(team, variant, no_picture="on")
    variant.refresh_from_db()
    assert variant.image is None


def test_the_database_refuses_a_picture_unsaid_and_words_without_a_picture(campaign, space):
    shown = {"image": StoredFileFactory(space=space)}
    for wrong in (shown, {"image_alt": TO_SOME}):
        with pytest.raises(IntegrityError, match="campaign_says_its_picture"), transaction.atomic():
            CampaignFactory(space=space, **wrong)
        with pytest.raises(IntegrityError, match="variant_says_its_picture"), transaction.atomic():
            CampaignVariantFactory(space=space, campaign=campaign, **wrong)


# --- shown --------------------------------------------------------------------------------------------------------


def test_any_mail_reader_shows_it_as_it_was_made_light(team, client, campaign):
    rewrite(team, campaign, picture=photograph(), **SAID)
    client.logout()
    campaign.refresh_from_db()
    response = client.get(campaign.picture.path)
    shown = read_back(response.getvalue())
    assert (shown.format, shown.width, dict(shown.getexif())) == ("JPEG", SIDE, {})
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"] == 'inline; filename="image.jpg"'
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in response.headers


def test_no_other_file_is_shown_nor_from_another_space(client, campaign, space):
    paper = StoredFileFactory(space=space)
    assert client.get(address(paper)).status_code == 404
    elsewhere = pictured(campaign).image
    elsewhere.space = SpaceFactory()
    assert client.get(address(elsewhere)).status_code == 404
