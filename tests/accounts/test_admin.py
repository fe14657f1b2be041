"""The administration: French, under our content policy, within one's spaces; nothing kept is deleted."""

import re

import factory
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from import_export.admin import ImportExportMixin

from mediation.accounts.models import Commune, JournalEntry, Membership, Room, User, Venue
from tests import factories
from tests.factories import CommuneFactory, MembershipFactory, RoomFactory, SpaceFactory, UserFactory, VenueFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(
    r"\b(the|and|with|from|select|selected|save|change|delete|show|filter|search|home|submit|help|hide|choose|remove"
    r"|this|these|yes|no|below|fields|enabled|disabled|view|today|now|currently|clear|toggle|unknown|password|your"
    r"|you|skip|add)\b",
    re.IGNORECASE,
)
INLINE = re.compile(r"""\sstyle=["']|<script(?![^>]*(?:src=|application/json))|\son[a-z]+=["']""")
KEPT = {
    "publics.person", "workshops.session", "workshops.registration", "courier.message", "courier.inbound",
    "partners.referral", "accounts.user", "accounts.space", "accounts.journalentry",
}  # fmt: skip


@pytest.fixture
def superuser(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def staff(client):
    """Staff of one space, with every right on the models."""
    user = MembershipFactory(user__is_staff=True, space__name="Le Fil").user
    user.user_permissions.set(Permission.objects.all())
    client.force_login(user)
    return user


def address(name: str, model, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def one_of_each() -> dict:
    made = [each for each in vars(factories).values() if isinstance(each, type)]
    makers = [each for each in made if issubclass(each, factory.django.DjangoModelFactory)]
    return {maker._meta.model: maker() for maker in makers if not maker._meta.abstract}


def pages() -> list[str]:
    """Every list, form, history, import and export of the administration."""
    rows, found = one_of_each(), [reverse("admin:index"), reverse("admin:password_change")]
    for model in admin.site._registry:
        found += [reverse("admin:app_list", args=[model._meta.app_label]), address("changelist", model)]
        found += [address("add", model)]
        found += [address(name, model, rows[model].pk) for name in ("change", "history") if model in rows]
        if isinstance(admin.site._registry[model], ImportExportMixin):
            found += [address(name, model) for name in ("import", "export")]
    return list(dict.fromkeys(found))


def test_every_page_answers_in_french_without_inline_code(client, superuser):
    for page in pages():
        response = client.get(page)
        assert response.status_code in {200, 403}, page
        if response.status_code == 200:
            assert ENGLISH.findall(read(response)) == [], page
            assert INLINE.findall(response.content.decode()) == [], page


@pytest.mark.django_db(transaction=True)
def test_pages_raise_no_error_in_a_browser(page, live_server, client, superuser):
    """The fixture fails on any breach of the content policy."""
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    venue, user = VenueFactory(), superuser
    CommuneFactory(space=venue.space)

    for path in (
        reverse("admin:index"),
        address("changelist", User),
        address("change", User, user.pk),
        address("add", User),
        address("change", Venue, venue.pk),
        address("add", Membership),
        address("import", Commune),
        address("export", Commune),
        address("history", Venue, venue.pk),
    ):
        page.goto(path)
        assert page.locator("h1").first.inner_text()


def test_nothing_that_happened_is_deleted(client, superuser, rf):
    request = rf.get("/")
    request.user = superuser

    deletable = {
        model._meta.label_lower for model, page in admin.site._registry.items() if page.has_delete_permission(request)
    }

    assert deletable & KEPT == set()


def test_login_goes_through_our_own_page(client):
    response = client.get(reverse("admin:login"))

    assert response.headers["Location"].startswith(reverse("account_login"))


# --- within one's spaces ----------------------------------------------------------------------------------------


def test_staff_see_the_rows_of_their_spaces_only(client, staff):
    own = VenueFactory(space=staff.memberships.get().space, name="Salle du Lavoir")
    elsewhere = VenueFactory(name="Salle des Tilleuls")

    said = read(client.get(address("changelist", Venue)))

    assert "Salle du Lavoir" in said
    assert "Salle des Tilleuls" not in said
    assert client.get(address("change", Venue, own.pk)).status_code == 200
    assert client.get(address("change", Venue, elsewhere.pk)).status_code == 302  # « n'existe pas »


def test_staff_choose_among_their_spaces_only(client, staff):
    SpaceFactory(name="Médiathèque de Vernelune")

    said = read(client.get(address("add", Venue)))

    assert "Le Fil" in said
    assert "Vernelune" not in said


def test_staff_do_not_raise_their_own_rights(client, staff):
    form = client.get(address("change", User, staff.pk)).context["adminform"].form

    assert not {"is_superuser", "is_staff", "groups", "user_permissions"} & set(form.fields)


def test_row_does_not_point_into_another_space(client, superuser):
    space, elsewhere = SpaceFactory(), VenueFactory()

    response = client.post(
        address("add", Room), {"space": space.pk, "venue": elsewhere.pk, "name": "grande salle", "seats": "12"}
    )

    assert "Choisissez dans le même espace." in read(response)
    assert not Room.objects.exists()


def test_rooms_of_a_venue_are_of_its_space_and_have_one_name_each(client, superuser):
    venue = VenueFactory()
    RoomFactory(space=venue.space, venue=venue, name="grande salle")
    typed = {
        "name": venue.name, "short_name": "lavoir", "city": "Saint-Aubrelin",
        "rooms-TOTAL_FORMS": "2", "rooms-INITIAL_FORMS": "1", "stops-TOTAL_FORMS": "0", "stops-INITIAL_FORMS": "0",
        "rooms-0-id": venue.rooms.get().pk, "rooms-0-venue": venue.pk, "rooms-0-name": "grande salle",
        "rooms-0-seats": "12", "rooms-1-venue": venue.pk, "rooms-1-name": "petite salle", "rooms-1-seats": "4",
    }  # fmt: skip

    client.post(address("change", Venue, venue.pk), typed)
    said = read(client.post(address("change", Venue, venue.pk), typed))

    assert "Une salle porte déjà ce nom." in said
    assert set(Room.objects.values_list("name", "space_id")) == {
        ("grande salle", venue.space_id),
        ("petite salle", venue.space_id),
    }


# --- accounts ---------------------------------------------------------------------------------------------------


def test_account_is_opened_with_a_role_and_a_lower_case_address(client, superuser):
    space = SpaceFactory()
    typed = {
        "email": "Ines@Fil.example.org", "name": "Inès", "usable_password": "false",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-space": space.pk, "memberships-0-role": "mediator",
    }  # fmt: skip

    response = client.post(address("add", User), typed)

    assert response.status_code == 302, read(response)
    user = User.objects.get(email="ines@fil.example.org")
    assert not user.has_usable_password()
    assert user.memberships.get().space == space


def test_former_address_no_longer_opens_the_account(client, superuser):
    user = UserFactory(email="ancienne@fil.example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    typed = {
        "email": "nouvelle@fil.example.org", "name": "Inès", "is_active": "on", "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }  # fmt: skip

    response = client.post(address("change", User, user.pk), typed)

    assert response.status_code == 302, read(response)
    assert not EmailAddress.objects.filter(user=user).exists()


def test_second_factor_that_was_lost_is_removed(client, superuser):
    user = UserFactory()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

    client.post(address("changelist", User), {"action": "remove_second_factor", "_selected_action": [user.pk]})

    assert not Authenticator.objects.filter(user=user).exists()


def test_secret_of_a_link_is_nowhere(client, superuser):
    link = factories.AccessLinkFactory()

    said = client.get(address("change", type(link), link.pk)).content.decode()

    assert link.secret_hash not in said


def test_journal_is_read_in_french(client, superuser):
    factories.PersonFactory()

    page = read(client.get(address("changelist", JournalEntry), {"quoi": "publics_person", "action__exact": "insert"}))

    assert "ajouté" in page
    assert "personne" in page
    assert "publics_person" not in page


# --- lists that come from elsewhere -----------------------------------------------------------------------------

COMMUNES = """espace;nom;code INSEE;habitants;latitude;longitude
{slug};Montorvelle;23901;3150;;
{slug};Tournebise;23902;480;;
"""


def read_file(client, text: str, model=Commune):
    """The trial run, then the confirmation when there is one."""
    upload = SimpleUploadedFile("communes.csv", text.replace(";", ",").encode(), content_type="text/csv")
    trial = client.post(address("import", model), {"import_file": upload, "format": "0", "resource": "0"})
    confirm = trial.context.get("confirm_form")
    if confirm is None:
        return trial
    return client.post(address("process_import", model), confirm.initial, follow=True)


def test_communes_are_read_from_a_file_and_a_second_time_changes_nothing(client, superuser):
    space = SpaceFactory(slug="fil")

    first = read_file(client, COMMUNES.format(slug="fil"))
    second = read_file(client, COMMUNES.format(slug="fil"))

    assert "2 nouveaux" in read(first)
    assert "0 nouveaux, 0 modifiés" in read(second)
    assert Commune.objects.of(space).count() == 2


def test_file_for_a_space_that_is_not_theirs_is_refused(client, staff):
    SpaceFactory(slug="ailleurs")

    response = read_file(client, COMMUNES.format(slug="ailleurs"))

    assert "Aucun espace n'a pour adresse « ailleurs »." in read(response)
    assert not Commune.objects.exists()


@pytest.mark.parametrize("text", ["", "n'importe quoi", "espace;nom\nfil;Montorvelle\n", "\x00\x01\x02", "a" * 10_000])
def test_file_that_is_no_list_of_communes_is_refused_in_a_sentence(client, superuser, text):
    SpaceFactory(slug="fil")

    response = read_file(client, text)

    assert response.status_code == 200
    assert not Commune.objects.exists()


def test_account_read_from_a_file_has_no_password(client, superuser):
    read_file(client, "adresse e-mail;nom\nMalo@Fil.example.org;Malo\n", User)

    assert not User.objects.get(email="malo@fil.example.org").has_usable_password()


def test_formula_does_not_leave_as_a_formula(client, superuser):
    CommuneFactory(name="=HYPERLINK(1)")

    response = client.post(address("export", Commune), {"format": "0", "resource": "0"})

    assert "=HYPERLINK" not in response.content.decode()
    assert "HYPERLINK(1)" in response.content.decode()
