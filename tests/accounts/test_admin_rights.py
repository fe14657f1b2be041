"""Staff of one space, with every right on the models: never more than their space."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mediation.accounts.models import Membership
from tests.factories import MembershipFactory, SpaceFactory, UserFactory
from tests.reading import read

pytestmark = pytest.mark.django_db

ACCOUNTS = reverse("admin:accounts_user_changelist")
IMPORT = reverse("admin:accounts_user_import")
FORMER, NEW = "une-ancienne-phrase-longue", "une-nouvelle-phrase-longue"


def staff_of(client, space, *rights):
    user = MembershipFactory(space=space, user__is_staff=True).user
    user.user_permissions.set(Permission.objects.filter(codename__in=rights) if rights else Permission.objects.all())
    client.force_login(user)
    return user


@pytest.fixture
def space():
    return SpaceFactory(name="Le Fil")


@pytest.fixture
def staff(client, space):
    return staff_of(client, space)


def with_password(user):
    user.set_password(FORMER)
    user.save()
    return user


def change_password(client, user) -> str:
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    client.post(address, {"usable_password": "true", "password1": NEW, "password2": NEW, "set-password": "1"})
    user.refresh_from_db()
    return NEW if user.check_password(NEW) else FORMER


def test_no_role_is_given_in_a_space_one_does_not_administer(client, staff):
    role = {"user": staff.pk, "space": SpaceFactory().pk, "role": "coordinator"}
    inline = {f"memberships-0-{name}": value for name, value in role.items()}
    counts = {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0}

    given = client.post(reverse("admin:accounts_membership_add"), role)
    beside = client.post(
        reverse("admin:accounts_user_change", args=[staff.pk]),
        {"email": staff.email, "name": staff.name, "is_active": "on"} | inline | counts,
    )

    assert [answer.status_code for answer in (given, beside)] == [200, 200]
    assert Membership.objects.filter(user=staff).count() == 1


def test_role_is_given_in_ones_own_space(client, space, staff):
    colleague = UserFactory()

    client.post(reverse("admin:accounts_membership_add"), {"user": colleague.pk, "space": space.pk, "role": "mediator"})

    assert Membership.objects.get(user=colleague).space == space


def test_password_of_a_colleague_is_changed(client, space, staff):
    assert change_password(client, with_password(MembershipFactory(space=space).user)) == NEW


def test_password_of_who_may_more_is_not(client, space, staff):
    elsewhere = MembershipFactory(space=space).user
    MembershipFactory(user=elsewhere)
    others = [
        UserFactory(is_superuser=True, is_staff=True),
        MembershipFactory(space=space, user__is_staff=True).user,
        MembershipFactory().user,
        elsewhere,
    ]

    assert [change_password(client, with_password(other)) for other in others] == [FORMER] * 4


def test_accounts_of_other_spaces_are_not_listed(client, space, staff):
    ours, new = MembershipFactory(space=space).user, UserFactory()
    theirs, above = MembershipFactory().user, UserFactory(is_superuser=True)

    page = read(client.get(ACCOUNTS))

    assert [user.email in page for user in (ours, new, theirs, above)] == [True, True, False, False]


def test_second_factor_is_removed_by_who_may_change_the_account(client, space):
    colleague, other = MembershipFactory(space=space).user, MembershipFactory(space=space, user__is_staff=True).user
    for user in (colleague, other):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    remove = {"action": "remove_second_factor", "_selected_action": [colleague.pk, other.pk]}

    staff_of(client, space, "view_user")
    client.post(ACCOUNTS, remove)
    assert Authenticator.objects.count() == 2

    staff_of(client, space, "view_user", "change_user")
    client.post(ACCOUNTS, remove)
    assert list(Authenticator.objects.values_list("user", flat=True)) == [other.pk]


def test_account_of_another_space_is_not_renamed_by_a_file(client, space, staff):
    ours = MembershipFactory(space=space, user__name="Malo").user
    theirs = MembershipFactory(user__name="Samir").user
    rows = "".join(f"{user.email},Changé\n" for user in (ours, theirs))
    upload = SimpleUploadedFile("equipe.csv", f"adresse e-mail,nom\n{rows}".encode(), content_type="text/csv")

    trial = client.post(IMPORT, {"import_file": upload, "format": "0", "resource": "0"})

    assert "Ce compte est aussi celui d'un autre espace" in read(trial)
    theirs.refresh_from_db()
    assert theirs.name == "Samir"
