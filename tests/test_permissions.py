"""Who may open what: every address, every role. An address that is not listed fails."""

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from mediation.accounts.enums import Role

from .factories import UserFactory
from .world import OF_OUR_ROWS, address, names, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox", "private_files")]

# Nobody logged in; each role of a space; an account of the administration without a role in any space.
ROLES = ("nobody", "reception", "mediator", "coordinator", "colleague", "prescriber", "network", "administrator")

# `login`: led to the page where one logs in. By GET where the page has one, else by POST with an empty form.
TABLE = """
#    address                                nobod recep media coord colle presc netwo admin
GET  account_login                          200   302   302   302   302   302   302   302
GET  account_logout                         login 200   200   200   200   200   200   200
GET  account_inactive                       200   200   200   200   200   200   200   200
GET  account_signup                         200   302   302   302   302   302   302   302
GET  account_reauthenticate                 login 200   200   200   200   200   200   200
GET  account_email                          login 200   200   200   200   200   200   200
GET  account_email_verification_sent        200   200   200   200   200   200   200   200
GET  account_change_password                login 200   200   200   200   200   200   200
GET  account_set_password                   login 302   302   302   302   302   302   302
GET  account_reset_password                 200   200   200   200   200   200   200   200
GET  account_confirm_login_code             login 302   302   302   302   302   302   302
GET  account_confirm_email                  200   200   200   200   200   200   200   200
GET  account_reset_password_from_key_done   200   200   200   200   200   200   200   200
GET  account_reset_password_from_key        200   200   200   200   200   200   200   200
GET  account_reset_password_done            200   200   200   200   200   200   200   200
GET  mfa_index                              login 200   200   200   200   200   200   200
GET  mfa_authenticate                       login 302   302   302   302   302   302   302
GET  mfa_reauthenticate                     login 302   302   302   302   302   302   302
GET  mfa_activate_totp                      login 302   302   302   302   302   302   302
GET  mfa_deactivate_totp                    login 404   404   404   404   404   404   404
GET  mfa_view_recovery_codes                login 404   404   404   404   404   404   404
GET  mfa_generate_recovery_codes            login 302   302   302   302   302   302   302
GET  mfa_download_recovery_codes            login 404   404   404   404   404   404   404
GET  mfa_list_webauthn                      login 200   200   200   200   200   200   200
GET  mfa_add_webauthn                       login 302   302   302   302   302   302   302
GET  mfa_reauthenticate_webauthn            login 302   302   302   302   302   302   302
GET  mfa_remove_webauthn                    login 302   302   302   302   302   302   302
GET  mfa_edit_webauthn                      login 302   302   302   302   302   302   302
GET  desk:today                             login 200   200   200   200   302   302   302
GET  desk:visit                             login 200   200   200   403   403   403   403
POST desk:small_help                        login 400   400   400   403   403   403   403
GET  desk:visit_noted                       login 200   200   200   403   403   403   403
GET  desk:search                            login 200   200   200   200   403   403   403
GET  desk:person                            login 200   200   200   403   403   403   403
GET  desk:calls                             login 200   200   200   403   403   403   403
GET  desk:call                              login 200   200   200   403   403   403   403
GET  desk:letters                           login 200   200   200   403   403   403   403
GET  desk:all_letters                       login 200   200   200   403   403   403   403
GET  desk:letter                            login 200   200   200   403   403   403   403
POST desk:letter_posted                     login 302   302   302   403   403   403   403
POST desk:inbound_done                      login 302   302   302   403   403   403   403
GET  desk:accessibility                     200   200   200   200   200   200   200   200
GET  desk:legal_notice                      200   200   200   200   200   200   200   200
GET  desk:personal_data                     200   200   200   200   200   200   200   200
GET  desk:health                            200   200   200   200   200   200   200   200
POST accounts:switch_space                  login 403   403   403   403   403   403   403
POST accounts:shared_screen                 login 302   302   302   302   302   302   302
POST accounts:shortcuts                     login 302   302   302   302   302   302   302
GET  accounts:space_css                     200   200   200   200   200   200   200   200
GET  accounts:stored_file                   login 403   403   200   403   403   403   403
GET  publics:people                         login 200   200   200   403   403   403   403
GET  publics:people_csv                     login 403   403   200   403   403   403   403
GET  publics:people_xlsx                    login 403   403   200   403   403   403   403
GET  publics:new_person                     login 200   200   200   403   403   403   403
GET  publics:interests                      login 200   200   200   403   403   403   403
GET  publics:edit_person                    login 200   200   200   403   403   403   403
GET  publics:reconcile                      login 200   200   200   403   403   403   403
GET  publics:add_interest                   login 200   200   200   403   403   403   403
GET  workshops:sessions                     login 200   200   200   200   403   403   403
GET  workshops:workshops                    login 200   200   200   200   403   403   403
GET  workshops:new_workshop                 login 403   200   200   403   403   403   403
GET  workshops:workshop                     login 200   200   200   200   403   403   403
GET  workshops:edit_workshop                login 403   200   200   403   403   403   403
GET  workshops:new_session                  login 403   200   200   403   403   403   403
GET  workshops:session                      login 200   200   200   200   403   403   403
GET  workshops:edit_session                 login 403   200   200   403   403   403   403
POST workshops:publish                      login 403   302   302   403   403   403   403
GET  workshops:cancel_session               login 403   200   200   403   403   403   403
GET  workshops:capacity                     login 403   200   200   403   403   403   403
GET  workshops:register                     login 200   200   200   403   403   403   403
GET  workshops:attendance                   login 200   200   200   403   403   403   403
POST workshops:close_session                login 302   302   302   403   403   403   403
GET  workshops:sign_in_sheet                login 200   200   200   403   403   403   403
GET  workshops:flyer                        login 200   200   200   200   403   403   403
GET  workshops:cancel_registration          login 200   200   200   403   403   403   403
POST workshops:answer_offer                 login 302   302   302   403   403   403   403
GET  partners:partners                      login 200   200   200   403   403   403   403
GET  partners:partners_csv                  login 403   403   200   403   403   403   403
GET  partners:partners_xlsx                 login 403   403   200   403   403   403   403
GET  partners:new_partner                   login 403   200   200   403   403   403   403
GET  partners:import_file                   login 403   403   200   403   403   403   403
GET  partners:import_preview                login 403   403   200   403   403   403   403
GET  partners:referrals                     login 200   200   200   403   200   403   403
GET  partners:referrals_csv                 login 403   403   200   403   403   403   403
GET  partners:referrals_xlsx                login 403   403   200   403   403   403   403
GET  partners:referral                      login 200   200   200   403   403   403   403
POST partners:attach_referral               login 302   302   302   403   403   403   403
GET  partners:accept_referral               login 302   302   302   403   403   403   403
POST partners:call_first                    login 302   302   302   403   403   403   403
GET  partners:decline_referral              login 302   302   302   403   403   403   403
GET  partners:referral_pdf                  login 200   200   200   403   200   403   403
GET  partners:partner                       login 200   200   200   403   403   403   403
GET  partners:edit_partner                  login 403   200   200   403   403   403   403
GET  communications:media                   login 200   200   200   200   403   403   403
GET  communications:messages                login 200   200   200   403   403   403   403
GET  communications:new_medium              login 403   403   200   403   403   403   403
GET  communications:edit_medium             login 403   403   200   403   403   403   403
POST communications:publish                 login 302   302   302   403   403   403   403
GET  reports:figures                        login 403   200   200   403   403   200   403
GET  courier:mailbox                        200   200   200   200   200   200   200   200
GET  courier:email_page                     404   404   404   404   404   404   404   404
POST courier:answer                         404   404   404   404   404   404   404   404
GET  public:programme                       200   200   200   200   200   200   200   200
GET  public:session                         200   200   200   200   200   200   200   200
GET  public:register                        200   200   200   200   200   200   200   200
GET  public:noted                           200   200   200   200   200   200   200   200
GET  public:flyer                           200   200   200   200   200   200   200   200
GET  public:registration                    200   200   200   200   200   200   200   200
GET  public:refer                           200   200   200   200   200   200   200   200
GET  public:refer_session                   200   200   200   200   200   200   200   200
GET  public:referral                        200   200   200   200   200   200   200   200
GET  public:referral_pdf                    200   200   200   200   200   200   200   200
"""


def table() -> dict[str, tuple[str, dict[str, str]]]:
    """The method and the expected answer to each role, by the name of the address."""
    rows = [line.split() for line in TABLE.strip().splitlines() if not line.startswith("#")]
    return {name: (method, dict(zip(ROLES, expected, strict=True))) for method, name, *expected in rows}


def account(role: str, made):
    if role == "administrator":
        return UserFactory(is_staff=True, is_superuser=True)
    return made.users.get(role)


def answer_to(client, user, method: str, path: str) -> str:
    """What is answered, as the table says it; whatever it did is undone."""
    client.logout()
    if user:
        client.force_login(user)
    with transaction.atomic():
        response = client.generic(method, path)
        if response.streaming:
            response.getvalue()  # a file left open would be a warning
        transaction.set_rollback(True)
    led_to = response.headers.get("Location", "")
    to_login = led_to.startswith((reverse("account_login"), reverse("admin:login")))
    return "login" if to_login else str(response.status_code)


def test_every_address_is_listed_and_every_role():
    assert (set(names()) - set(table()), set(table()) - set(names())) == (set(), set())
    assert set(ROLES) == {"nobody", *Role.values, "administrator"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says(client, role):
    made = world(slug="fil")
    user = account(role, made)
    expected = {name: row[role] for name, (_, row) in table().items()}
    got = {name: answer_to(client, user, method, address(name, made)) for name, (method, _) in table().items()}
    wrong = {name: f"{got[name]}, not {expected[name]}" for name in got if got[name] != expected[name]}
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_the_administration_is_for_its_accounts(client, role):
    user = account(role, world())
    pages = ["admin:index"] + [
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry
    ]
    expected = "200" if role == "administrator" else "login"
    assert {page: answer_to(client, user, "GET", reverse(page)) for page in pages} == dict.fromkeys(pages, expected)


def test_rows_of_another_space_are_not_found(client):
    """By somebody who may do all in her own space; under its public address too."""
    here, elsewhere = world(), world()
    user = here.users[Role.COORDINATOR]
    answers = {
        name: answer_to(client, user, table()[name][0], address(name, elsewhere, in_space=here.space))
        for name in OF_OUR_ROWS
    }
    assert answers == dict.fromkeys(OF_OUR_ROWS, "404")


def test_a_role_that_has_ended_opens_nothing(client):
    made = world()
    made.users[Role.MEDIATOR].memberships.update(until="2020-01-01")
    assert answer_to(client, made.users[Role.MEDIATOR], "GET", reverse("publics:people")) == "403"
