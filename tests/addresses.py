"""The address of every page, and what each role is answered there."""

from collections.abc import Callable
from types import SimpleNamespace

from django.urls import get_resolver, reverse

from mediation.accounts.models import Space

from .world import World

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
GET  desk:small_help                        login 200   200   200   403   403   403   403
GET  desk:outreach                          login 200   200   200   403   403   403   403
GET  desk:unfinished                        login 200   200   200   403   403   403   403
GET  desk:visit_noted                       login 200   200   200   403   403   403   403
GET  desk:correct_visit                     login 200   200   200   403   403   403   403
POST desk:undo_visit                        login 302   302   302   403   403   403   403
POST desk:finish_visit                      login 302   302   302   403   403   403   403
GET  desk:rounds                            login 200   200   200   403   403   403   403
GET  desk:round                             login 200   200   200   403   403   403   403
GET  desk:round_sheet                       login 200   200   200   403   403   403   403
GET  desk:key_round                         login 200   200   200   403   403   403   403
GET  desk:device                            login 200   200   200   403   403   403   403
GET  desk:service_worker                    200   200   200   200   200   200   200   200
POST desk:keep_round                        login 302   302   302   403   403   403   403
POST desk:return_round                      login 404   400   404   403   403   403   403
GET  desk:search                            login 200   200   200   200   403   403   403
GET  desk:person                            login 200   200   200   403   403   403   403
GET  desk:forgotten_soon                login 200   200   200   403   403   403   403
GET  desk:rights_requests               login 200   200   200   403   403   403   403
GET  desk:close_request                 login 200   200   200   403   403   403   403
GET  desk:rights                        login 200   200   200   403   403   403   403
GET  desk:dossier_pdf                   login 200   200   200   403   403   403   403
GET  desk:dossier_json                  login 200   200   200   403   403   403   403
POST desk:oppose                        login 302   302   302   403   403   403   403
GET  desk:anonymise                     login 403   200   200   403   403   403   403
GET  desk:spotting                          login 200   200   200   403   403   403   403
POST desk:keep_person                   login 302   302   302   403   403   403   403
GET  desk:consents                          login 200   200   200   403   403   403   403
POST desk:withdraw_consents                 login 302   302   302   403   403   403   403
POST desk:stop_messages                     login 302   302   302   403   403   403   403
POST desk:revive_address                    login 302   302   302   403   403   403   403
GET  desk:interested                        login 200   200   200   403   403   403   403
GET  desk:book                              login 200   200   200   403   403   403   403
GET  desk:calls                             login 200   200   200   403   403   403   403
GET  desk:call                              login 200   200   200   403   403   403   403
GET  desk:letters                           login 200   200   200   403   403   403   403
GET  desk:letter                            login 200   200   200   403   403   403   403
GET  desk:letter_batch                      login 200   200   200   403   403   403   403
GET  desk:letter_batch_file                 login 302   302   302   403   403   403   403
GET  desk:print_again                       login 200   200   200   403   403   403   403
POST desk:inbound_done                      login 302   302   302   403   403   403   403
GET  desk:closure                           login 200   200   200   403   403   403   403
GET  desk:absence                           login 200   200   200   403   403   403   403
GET  desk:people_to_call_back               login 200   200   200   403   403   403   403
POST desk:plan_news                         login 302   302   302   403   403   403   403
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
GET  publics:import_people                  login 403   403   200   403   403   403   403
GET  publics:people_import                  login 403   403   200   403   403   403   403
GET  publics:export_people                  login 403   403   200   403   403   403   403
GET  publics:note_together                  login 200   200   200   403   403   403   403
GET  publics:keep_together                  login 200   200   200   403   403   403   403
GET  publics:new_person                     login 200   200   200   403   403   403   403
GET  publics:offer                          login 200   200   200   403   403   403   403
GET  publics:answer_lack                    login 403   200   200   403   403   403   403
GET  publics:interests                      login 200   200   200   403   403   403   403
GET  publics:organisations                  login 200   200   200   403   403   403   403
GET  publics:organisations_csv              login 403   403   200   403   403   403   403
GET  publics:organisations_xlsx             login 403   403   200   403   403   403   403
GET  publics:new_organisation               login 200   200   200   403   403   403   403
GET  publics:organisation                   login 200   200   200   403   403   403   403
GET  publics:edit_organisation              login 403   200   200   403   403   403   403
GET  publics:add_belonging                  login 200   200   200   403   403   403   403
GET  publics:add_organisation_interest      login 200   200   200   403   403   403   403
POST publics:remove_belonging               login 302   302   302   403   403   403   403
GET  publics:belong                         login 200   200   200   403   403   403   403
GET  publics:personas                       login 200   200   200   200   403   403   403
GET  publics:edit_persona                   login 200   200   200   200   403   403   403
GET  publics:persona_habits                 login 200   200   200   200   403   403   403
GET  publics:persona_rule                   login 403   200   200   403   403   403   403
GET  publics:persona_versions               login 200   200   200   200   403   403   403
GET  publics:blocking                       login 200   200   200   403   403   403   403
GET  publics:unreached                      login 403   200   200   403   403   200   403
GET  publics:segments                       login 200   200   200   403   403   403   403
GET  publics:new_segment                    login 403   200   200   403   403   403   403
GET  publics:segment                        login 200   200   200   403   403   403   403
GET  publics:edit_segment                   login 403   200   200   403   403   403   403
GET  publics:enquiries                      login 200   200   200   403   403   403   403
GET  publics:enquiries_csv                  login 403   403   200   403   403   403   403
GET  publics:enquiries_xlsx                 login 403   403   200   403   403   403   403
GET  publics:enquiries_ods                  login 403   403   200   403   403   403   403
GET  publics:enquiry_figures                login 200   200   200   403   403   403   403
GET  publics:new_enquiry                    login 200   200   200   403   403   403   403
GET  publics:enquiry                        login 200   200   200   403   403   403   403
GET  publics:disclosures                    login 200   200   200   403   403   403   403
GET  publics:duplicates                     login 200   200   200   403   403   403   403
POST publics:compare                        login 302   302   302   403   403   403   403
GET  publics:merge_with                     login 200   200   200   403   403   403   403
GET  publics:merge                          login 200   200   200   403   403   403   403
POST publics:tell_apart                     login 302   302   302   403   403   403   403
GET  publics:undo_merge                     login 200   200   200   403   403   403   403
GET  publics:edit_person                    login 200   200   200   403   403   403   403
GET  publics:reconcile                      login 200   200   200   403   403   403   403
GET  publics:add_interest                   login 200   200   200   403   403   403   403
GET  publics:facets                         login 200   200   200   403   403   403   403
GET  publics:project                        login 200   200   200   403   403   403   403
GET  publics:suppose                        login 200   200   200   403   403   403   403
POST publics:confirm_supposed               login 302   302   302   403   403   403   403
POST publics:drop_supposed                  login 302   302   302   403   403   403   403
GET  publics:guardianship                   login 200   200   200   403   403   403   403
GET  publics:authorisations_to_follow        login 200   200   200   403   403   403   403
GET  publics:authorisations                 login 200   200   200   403   403   403   403
GET  publics:authorisation_pdf              login 200   200   200   403   403   403   403
POST publics:withdraw_authorisation         login 302   302   302   403   403   403   403
POST publics:withdraw_authorisations        login 302   302   302   403   403   403   403
GET  publics:new_mandate                    login 200   200   200   403   403   403   403
GET  publics:mandate_pdf                    login 200   200   200   403   403   403   403
POST publics:revoke_mandate                 login 302   302   302   403   403   403   403
POST publics:begin_learning                 login 404   404   404   403   403   403   403
POST publics:answer_learning                login 404   404   404   403   403   403   403
GET  workshops:sessions                     login 200   200   200   200   403   403   403
GET  workshops:workshops                    login 200   200   200   200   403   403   403
GET  workshops:new_workshop                 login 403   200   200   403   403   403   403
GET  workshops:workshop                     login 200   200   200   200   403   403   403
GET  workshops:edit_workshop                login 403   200   200   403   403   403   403
GET  workshops:workshop_versions            login 200   200   200   200   403   403   403
GET  workshops:start_experiment             login 403   200   200   403   403   403   403
GET  workshops:decide_experiment            login 403   200   200   403   403   403   403
GET  workshops:co_organisers                login 403   200   200   403   403   403   403
POST workshops:remove_co_organiser          login 403   302   302   403   403   403   403
GET  workshops:outside                      login 200   200   200   200   403   403   403
POST workshops:note_outside                 login 403   422   422   403   403   403   403
GET  workshops:read_outside                 login 403   200   200   403   403   403   403
POST workshops:forget_outside               login 403   302   302   403   403   403   403
GET  workshops:permanences                  login 200   200   200   200   403   403   403
GET  workshops:new_permanence               login 403   200   200   403   403   403   403
GET  workshops:permanence                   login 200   200   200   200   403   403   403
GET  workshops:edit_permanence              login 403   200   200   403   403   403   403
POST workshops:last_day                     login 403   422   422   403   403   403   403
POST workshops:half_day                     login 403   302   302   403   403   403   403
GET  workshops:materials                    login 200   200   200   200   403   403   403
GET  workshops:new_material                 login 403   200   200   403   403   403   403
GET  workshops:edit_material                login 403   200   200   403   403   403   403
GET  workshops:material_file                login 200   200   200   200   403   403   403
GET  workshops:use_materials                login 403   200   200   403   403   403   403
GET  workshops:items                        login 200   200   200   403   403   403   403
GET  workshops:new_item                     login 403   200   200   403   403   403   403
GET  workshops:item_labels                  login 200   200   200   403   403   403   403
GET  workshops:item                         login 200   200   200   403   403   403   403
GET  workshops:edit_item                    login 403   200   200   403   403   403   403
GET  workshops:lend                         login 200   200   200   403   403   403   403
GET  workshops:loans                        login 200   200   200   403   403   403   403
GET  workshops:loan                         login 200   200   200   403   403   403   403
POST workshops:return_item                  login 302   302   302   403   403   403   403
POST workshops:extend_loan                  login 422   422   422   403   403   403   403
GET  workshops:loan_receipt                 login 200   200   200   403   403   403   403
GET  workshops:stations                     login 200   200   200   403   403   403   403
POST workshops:sit_down                     login 422   422   422   403   403   403   403
GET  workshops:keep_station                 login 200   200   200   403   403   403   403
POST workshops:extend_sitting               login 302   302   302   403   403   403   403
POST workshops:free_station                 login 302   302   302   403   403   403   403
GET  workshops:reminders                    login 200   200   200   403   403   403   403
GET  workshops:new_reminder                 login 403   403   200   403   403   403   403
GET  workshops:edit_reminder                login 403   403   200   403   403   403   403
GET  workshops:access_hours                 login 200   200   200   403   403   403   403
GET  workshops:new_access_hours             login 403   200   200   403   403   403   403
GET  workshops:edit_access_hours            login 403   200   200   403   403   403   403
GET  workshops:use_items                    login 403   200   200   403   403   403   403
GET  workshops:wishes                       login 200   200   200   403   403   403   403
GET  workshops:new_wish                     login 200   200   200   403   403   403   403
GET  workshops:wish_sheet                   login 200   200   200   403   403   403   403
GET  workshops:sort_wish                    login 200   200   200   403   403   403   403
GET  workshops:shape                        login 200   200   200   403   403   403   403
POST workshops:invite                       login 404   404   404   403   403   403   403
GET  workshops:adapt                        login 403   200   200   403   403   403   403
GET  workshops:peer_helpers                 login 200   200   200   403   403   403   403
GET  workshops:tools                        login 403   200   200   403   403   403   403
POST workshops:propose_tools                login 403   302   302   403   403   403   403
GET  workshops:edit_tool                    login 403   200   200   403   403   403   403
GET  workshops:new_session                  login 403   200   200   403   403   403   403
GET  workshops:session                      login 200   200   200   200   403   403   403
GET  workshops:edit_session                 login 403   200   200   403   403   403   403
GET  workshops:open_another                 login 403   200   200   403   403   403   403
POST workshops:invite_who_waits             login 302   302   302   403   403   403   403
GET  workshops:repeat_session               login 403   200   200   403   403   403   403
GET  workshops:change_series                login 403   302   302   403   403   403   403
GET  workshops:cancel_series                login 403   302   302   403   403   403   403
GET  workshops:series                       login 200   200   200   200   403   403   403
POST workshops:publish_series               login 403   302   302   403   403   403   403
POST workshops:registrations_open           login 403   302   302   403   403   403   403
POST workshops:publish                      login 403   302   302   403   403   403   403
POST workshops:tell_who_waits               login 422   422   422   403   403   403   403
GET  workshops:cancel_session               login 403   200   200   403   403   403   403
GET  workshops:capacity                     login 403   200   200   403   403   403   403
GET  workshops:new_hold                     login 200   200   200   403   403   403   403
GET  workshops:hold                         login 200   200   200   403   403   403   403
POST workshops:extend_hold                  login 200   200   200   403   403   403   403
GET  workshops:release_hold                 login 200   200   200   403   403   403   403
GET  workshops:register                     login 200   200   200   403   403   403   403
GET  workshops:attendance                   login 200   200   200   403   403   403   403
GET  workshops:key_in_sheet                 login 200   200   200   403   403   403   403
GET  workshops:walk_in                      login 200   200   200   403   403   403   403
GET  workshops:after                        login 200   200   200   403   403   403   403
POST workshops:open_screen                  login 302   302   302   403   403   403   403
GET  workshops:feedback_slips               login 200   200   200   403   403   403   403
GET  workshops:key_in_slips                 login 200   200   200   403   403   403   403
GET  workshops:debrief                      login 403   200   200   403   403   403   403
GET  workshops:testimonials                 login 200   200   200   403   403   403   403
POST workshops:cover_testimonial            login 302   302   302   403   403   403   403
POST workshops:remove_testimonial           login 302   302   302   403   403   403   403
GET  workshops:certificates                 login 200   200   200   403   403   403   403
GET  workshops:practice_sheet               login 200   200   200   200   403   403   403
GET  workshops:practice_sheet_of_session    login 200   200   200   200   403   403   403
POST workshops:close_session                login 302   302   302   403   403   403   403
GET  workshops:sign_in_sheet                login 200   200   200   403   403   403   403
GET  workshops:flyer                        login 200   200   200   200   403   403   403
GET  workshops:private_sheet                login 200   200   200   403   403   403   403
GET  workshops:month_programme              login 200   200   200   200   403   403   403
GET  workshops:join_booking                 login 200   200   200   403   403   403   403
GET  workshops:cancel_registration          login 200   200   200   403   403   403   403
POST workshops:answer_offer                 login 302   302   302   403   403   403   403
POST workshops:give_seat                    login 302   302   302   403   403   403   403
GET  workshops:calendar                     login 200   200   200   200   403   403   403
GET  workshops:week_sheet                   login 200   200   200   200   403   403   403
GET  workshops:feeds                        login 200   200   200   403   403   403   403
POST workshops:change_feed                  login 302   302   302   403   403   403   403
GET  workshops:other_calendars              login 200   200   200   403   403   403   403
GET  workshops:new_other_calendar           login 403   200   200   403   403   403   403
POST workshops:remove_other_calendar        login 403   302   302   403   403   403   403
GET  workshops:cycles                       login 200   200   200   403   403   403   403
GET  workshops:new_cycle                    login 403   200   200   403   403   403   403
GET  workshops:cycle                        login 200   200   200   403   403   403   403
GET  workshops:edit_cycle                   login 403   200   200   403   403   403   403
GET  workshops:add_date                     login 403   200   200   403   403   403   403
GET  workshops:enrol                        login 200   200   200   403   403   403   403
GET  workshops:leave_cycle                  login 200   200   200   403   403   403   403
GET  workshops:pathways                     login 403   200   200   403   403   403   403
GET  workshops:new_template                 login 403   200   200   403   403   403   403
GET  workshops:template                     login 403   200   200   403   403   403   403
GET  workshops:edit_template                login 403   200   200   403   403   403   403
GET  workshops:new_cohort                   login 403   200   200   403   403   403   403
POST workshops:drop_outline                 login 403   302   302   403   403   403   403
GET  workshops:cohort                       login 403   200   200   403   403   403   403
GET  workshops:new_pathway                  login 403   200   200   403   403   403   403
POST workshops:detach_appointment           login 403   302   302   403   403   403   403
POST workshops:attach_appointment           login 403   422   422   403   403   403   403
POST workshops:tell_outcome                 login 403   422   422   403   403   403   403
POST workshops:share_step                   login 403   302   302   403   403   403   403
POST workshops:remove_step                  login 403   302   302   403   403   403   403
GET  workshops:pathway                      login 403   200   200   403   403   403   403
GET  workshops:edit_pathway                 login 403   200   200   403   403   403   403
GET  workshops:new_step                     login 403   200   200   403   403   403   403
GET  workshops:new_review                   login 403   200   200   403   403   403   403
POST workshops:end_pathway                  login 403   302   302   403   403   403   403
GET  workshops:pathway_pdf                  login 403   200   200   403   403   403   403
GET  workshops:appointments                 login 200   200   200   403   403   403   403
GET  workshops:day_sheet                    login 200   200   200   403   403   403   403
GET  workshops:hours                        login 200   200   200   403   403   403   403
GET  workshops:new_hours                    login 403   200   200   403   403   403   403
GET  workshops:edit_hours                   login 403   200   200   403   403   403   403
POST workshops:name_me                      login 302   302   302   403   403   403   403
GET  workshops:appointment                  login 200   200   200   403   403   403   403
GET  workshops:move_appointment             login 200   200   200   403   403   403   403
GET  workshops:cancel_appointment           login 200   200   200   403   403   403   403
POST workshops:settle_appointment           login 302   302   302   403   403   403   403
GET  partners:partners                      login 200   200   200   403   403   403   403
GET  partners:partners_csv                  login 403   403   200   403   403   403   403
GET  partners:partners_xlsx                 login 403   403   200   403   403   403   403
GET  partners:partners_ods                  login 403   403   200   403   403   403   403
GET  partners:new_partner                   login 403   200   200   403   403   403   403
GET  partners:import_file                   login 403   403   200   403   403   403   403
GET  partners:import_preview                login 403   403   200   403   403   403   403
GET  partners:referrals                     login 200   200   200   403   200   403   403
GET  partners:referrals_csv                 login 403   403   200   403   403   403   403
GET  partners:referrals_xlsx                login 403   403   200   403   403   403   403
GET  partners:referrals_ods                 login 403   403   200   403   403   403   403
GET  partners:referral                      login 200   200   200   403   403   403   403
POST partners:attach_referral               login 302   302   302   403   403   403   403
POST partners:detach_referral               login 302   302   302   403   403   403   403
GET  partners:accept_referral               login 302   302   302   403   403   403   403
POST partners:call_first                    login 302   302   302   403   403   403   403
GET  partners:decline_referral              login 302   302   302   403   403   403   403
GET  partners:referral_pdf                  login 200   200   200   403   200   403   403
POST partners:tell_step                     login 403   302   302   403   302   403   403
GET  partners:partner                       login 200   200   200   403   403   403   403
GET  partners:edit_partner                  login 403   200   200   403   403   403   403
GET  communications:media                   login 200   200   200   200   403   403   403
GET  communications:to_send                 login 200   200   200   200   403   403   403
GET  communications:messages                login 200   200   200   403   403   403   403
GET  communications:message                 login 200   200   200   403   403   403   403
POST communications:settle_message          login 302   302   302   403   403   403   403
GET  communications:texts                   login 200   200   200   403   403   403   403
GET  communications:text                    login 403   403   200   403   403   403   403
POST communications:restore_text            login 403   403   302   403   403   403   403
GET  communications:new_medium              login 403   403   200   403   403   403   403
GET  communications:edit_medium             login 403   403   200   403   403   403   403
POST communications:publish                 login 302   302   302   403   403   403   403
GET  communications:digest                  login 403   200   200   403   403   403   403
GET  communications:edit_digest             login 403   200   200   403   403   403   403
POST communications:try_digest              login 403   302   302   403   403   403   403
GET  communications:campaigns               login 403   200   200   403   403   403   403
GET  communications:new_campaign            login 403   200   200   403   403   403   403
GET  communications:campaign                login 403   200   200   403   403   403   403
GET  communications:edit_campaign           login 403   200   200   403   403   403   403
GET  communications:new_variant             login 403   200   200   403   403   403   403
GET  communications:edit_variant            login 403   200   200   403   403   403   403
POST communications:move_variant            login 403   302   302   403   403   403   403
POST communications:try_campaign            login 403   302   302   403   403   403   403
POST communications:copy_campaign           login 403   302   302   403   403   403   403
GET  communications:excluded                login 403   200   200   403   403   403   403
POST communications:move_campaign           login 403   302   302   403   403   403   403
GET  team:board                             login 200   200   200   403   403   403   403
POST team:mark_read                         login 302   302   302   403   403   403   403
POST team:pin_entry                         login 302   302   302   403   403   403   403
GET  team:tasks                             login 200   200   200   403   403   403   403
GET  team:new_task                          login 200   200   200   403   403   403   403
POST team:task_done                         login 302   302   302   403   403   403   403
GET  team:notes                             login 200   200   200   403   403   403   403
GET  team:new_note                          login 200   200   200   403   403   403   403
GET  team:note                              login 200   200   200   403   403   403   403
GET  team:edit_note                         login 200   200   200   403   403   403   403
GET  team:closures                          login 200   200   200   403   403   403   403
GET  team:poster                            login 200   200   200   403   403   403   403
POST team:withdraw_closure                  login 302   302   302   403   403   403   403
GET  team:handovers                         login 200   200   200   403   403   403   403
GET  team:new_absence                       login 200   200   200   403   403   403   403
POST team:end_handover                      login 302   302   302   403   403   403   403
GET  team:sites                             login 200   200   200   403   403   403   403
GET  team:sites_pdf                         login 200   200   200   403   403   403   403
GET  reports:figures                        login 403   200   200   403   403   200   403
GET  reports:activity                       login 403   200   200   403   403   200   403
GET  reports:activities                     login 403   200   200   403   403   403   403
GET  reports:tick_until                     login 403   200   200   403   403   403   403
POST reports:untick_together                login 403   404   404   403   403   403   403
POST reports:removed                        login 403   302   302   403   403   403   403
GET  reports:to_copy                        login 403   200   200   403   403   403   403
POST reports:tick_day                       login 403   302   302   403   403   403   403
POST reports:tick                           login 403   302   302   403   403   403   403
POST reports:untick                         login 403   302   302   403   403   403   403
GET  courier:mailbox                        200   200   200   200   200   200   200   200
GET  courier:email_page                     404   404   404   404   404   404   404   404
POST courier:answer                         404   404   404   404   404   404   404   404
POST callbacks:brevo_sms                    404   404   404   404   404   404   404   404
POST callbacks:brevo_email                  404   404   404   404   404   404   404   404
POST callbacks:mailjet_email                404   404   404   404   404   404   404   404
GET  public:programme                       200   200   200   200   200   200   200   200
GET  public:programme_rss                   200   200   200   200   200   200   200   200
GET  public:programme_json                  200   200   200   200   200   200   200   200
GET  public:programme_ics                   200   200   200   200   200   200   200   200
GET  public:programme_framed                200   200   200   200   200   200   200   200
GET  public:month_programme                 200   200   200   200   200   200   200   200
GET  public:programme_elsewhere             200   200   200   200   200   200   200   200
GET  public:material                        200   200   200   200   200   200   200   200
GET  public:wish                            200   200   200   200   200   200   200   200
GET  public:wish_sheet                      200   200   200   200   200   200   200   200
GET  public:wish_noted                      200   200   200   200   200   200   200   200
GET  public:session                         200   200   200   200   200   200   200   200
GET  public:register                        200   200   200   200   200   200   200   200
GET  public:noted                           200   200   200   200   200   200   200   200
GET  public:other_date                      200   200   200   200   200   200   200   200
GET  public:contact                         200   200   200   200   200   200   200   200
GET  public:enquiry_noted                   200   200   200   200   200   200   200   200
GET  public:word                            200   200   200   200   200   200   200   200
GET  public:word_sheet                      200   200   200   200   200   200   200   200
GET  public:spotting_sheet                  200   200   200   200   200   200   200   200
GET  public:flyer                           200   200   200   200   200   200   200   200
GET  public:cycle                           200   200   200   200   200   200   200   200
GET  public:enrol                           200   200   200   200   200   200   200   200
GET  public:enrolled                        200   200   200   200   200   200   200   200
GET  public:whereabouts                     200   200   200   200   200   200   200   200
GET  public:door_poster                     200   200   200   200   200   200   200   200
GET  public:logo                            200   200   200   200   200   200   200   200
GET  public:permanences_poster              200   200   200   200   200   200   200   200
GET  public:appointment                     200   200   200   200   200   200   200   200
GET  public:feedback                        200   200   200   200   200   200   200   200
GET  public:feedback_noted                  200   200   200   200   200   200   200   200
GET  public:her_feedback                    200   200   200   200   200   200   200   200
GET  public:calendar                        200   200   200   200   200   200   200   200
GET  public:hold                            200   200   200   200   200   200   200   200
GET  public:registration                    200   200   200   200   200   200   200   200
GET  public:digest                          200   200   200   200   200   200   200   200
GET  public:picture                         200   200   200   200   200   200   200   200
GET  public:announcement                    200   200   200   200   200   200   200   200
GET  public:refer                           200   200   200   200   200   200   200   200
GET  public:refer_session                   200   200   200   200   200   200   200   200
GET  public:referral                        200   200   200   200   200   200   200   200
GET  public:referral_pdf                    200   200   200   200   200   200   200   200
"""


def table() -> dict[str, tuple[str, dict[str, str]]]:
    """The method and the expected answer to each role, by the name of the address."""
    rows = [line.split() for line in TABLE.strip().splitlines() if not line.startswith("#")]
    return {name: (method, dict(zip(ROLES, expected, strict=True))) for method, name, *expected in rows}


OF_OUR_ROWS: dict[str, Callable[[SimpleNamespace], list]] = {
    "desk:visit_noted": lambda of: [of.visit.pk],
    "desk:correct_visit": lambda of: [of.visit.pk],
    "desk:undo_visit": lambda of: [of.visit.pk],
    "desk:finish_visit": lambda of: [of.visit.pk],
    "desk:round": lambda of: [of.stop.pk],
    "desk:round_sheet": lambda of: [of.stop.pk],
    "desk:key_round": lambda of: [of.stop.pk],
    "desk:keep_round": lambda of: [of.stop.pk],
    "desk:return_round": lambda of: [of.round.code],
    "desk:person": lambda of: [of.person.code],
    "desk:close_request": lambda of: [of.rights_request.pk],
    "desk:rights": lambda of: [of.person.code],
    "desk:dossier_pdf": lambda of: [of.person.code],
    "desk:dossier_json": lambda of: [of.person.code],
    "desk:oppose": lambda of: [of.person.code],
    "desk:anonymise": lambda of: [of.person.code],
    "desk:spotting": lambda of: [of.person.code],
    "desk:keep_person": lambda of: [of.person.code],
    "desk:consents": lambda of: [of.person.code],
    "desk:withdraw_consents": lambda of: [of.person.code],
    "desk:stop_messages": lambda of: [of.person.code],
    "desk:revive_address": lambda of: [of.person.code, "email"],
    "desk:interested": lambda of: [of.session.code],
    "desk:call": lambda of: [of.call.pk],
    "desk:letter": lambda of: [of.letter.pk],
    "desk:letter_batch": lambda of: [of.letter_batch.code],
    "desk:letter_batch_file": lambda of: [of.letter_batch.code],
    "desk:print_again": lambda of: [of.letter_batch.code],
    "desk:inbound_done": lambda of: [of.inbound.pk],
    "desk:closure": lambda of: [of.closure.pk],
    "desk:absence": lambda of: [of.handover.pk],
    "desk:plan_news": lambda of: [of.person.code],
    "accounts:stored_file": lambda of: [of.file.pk],
    "publics:organisation": lambda of: [of.organisation.code],
    "publics:edit_organisation": lambda of: [of.organisation.code],
    "publics:add_belonging": lambda of: [of.organisation.code],
    "publics:add_organisation_interest": lambda of: [of.organisation.code],
    "publics:remove_belonging": lambda of: [of.belonging.pk],
    "publics:belong": lambda of: [of.person.code],
    "publics:edit_persona": lambda of: [of.persona.pk],
    "publics:answer_lack": lambda of: [of.lack.pk],
    "publics:persona_habits": lambda of: [of.persona.pk],
    "publics:persona_rule": lambda of: [of.persona.pk],
    "publics:persona_versions": lambda of: [of.persona.pk],
    "publics:people_import": lambda of: [of.people_import.pk],
    "publics:segment": lambda of: [of.segment.pk],
    "publics:edit_segment": lambda of: [of.segment.pk],
    "publics:enquiry": lambda of: [of.enquiry.code],
    "publics:edit_person": lambda of: [of.person.code],
    "publics:merge_with": lambda of: [of.person.code],
    "publics:merge": lambda of: [of.people[3].code, of.people[1].code],
    "publics:tell_apart": lambda of: [of.people[3].code, of.people[1].code],
    "publics:undo_merge": lambda of: [of.merge.pk],
    "publics:reconcile": lambda of: [of.provisional.code],
    "publics:add_interest": lambda of: [of.person.code],
    "publics:facets": lambda of: [of.person.code],
    "publics:project": lambda of: [of.person.code],
    "publics:suppose": lambda of: [of.person.code],
    "publics:confirm_supposed": lambda of: [of.supposed.pk],
    "publics:drop_supposed": lambda of: [of.supposed.pk],
    "publics:guardianship": lambda of: [of.child.code],
    "publics:authorisations": lambda of: [of.person.code],
    "publics:authorisation_pdf": lambda of: [of.person.code],
    "publics:withdraw_authorisation": lambda of: [of.authorisation.pk],
    "publics:withdraw_authorisations": lambda of: [of.person.code],
    "publics:new_mandate": lambda of: [of.person.code],
    "publics:mandate_pdf": lambda of: [of.mandate.pk],
    "publics:revoke_mandate": lambda of: [of.mandate.pk],
    "publics:begin_learning": lambda of: [of.person.code],
    "publics:answer_learning": lambda of: [of.learning.pk],
    "workshops:co_organisers": lambda of: [of.session.code],
    "workshops:remove_co_organiser": lambda of: [of.co_organiser.pk],
    "workshops:forget_outside": lambda of: [of.outside.pk],
    "workshops:permanence": lambda of: [of.permanence.pk],
    "workshops:edit_permanence": lambda of: [of.permanence.pk],
    "workshops:last_day": lambda of: [of.permanence.pk],
    "workshops:half_day": lambda of: [of.half_day.pk],
    "workshops:workshop": lambda of: [of.workshop.pk],
    "workshops:workshop_versions": lambda of: [of.workshop.pk],
    "workshops:start_experiment": lambda of: [of.workshop.pk],
    "workshops:decide_experiment": lambda of: [of.experiment.pk],
    "workshops:edit_tool": lambda of: [of.tool.pk],
    "workshops:edit_material": lambda of: [of.material.code],
    "workshops:material_file": lambda of: [of.material.code],
    "workshops:use_materials": lambda of: [of.workshop.pk],
    "workshops:sort_wish": lambda of: [of.wish.code],
    "workshops:shape": lambda of: [of.workshop.pk],
    "workshops:invite": lambda of: [of.workshop.pk],
    "workshops:adapt": lambda of: [of.session.code],
    "workshops:peer_helpers": lambda of: [of.session.code],
    "workshops:edit_workshop": lambda of: [of.workshop.pk],
    "workshops:new_session": lambda of: [of.workshop.pk],
    "workshops:repeat_session": lambda of: [of.draft.code],
    "workshops:change_series": lambda of: [of.draft.code],
    "workshops:cancel_series": lambda of: [of.draft.code],
    "workshops:series": lambda of: [of.series.pk],
    "workshops:publish_series": lambda of: [of.series.pk],
    "workshops:session": lambda of: [of.session.code],
    "workshops:edit_session": lambda of: [of.draft.code],
    "workshops:registrations_open": lambda of: [of.session.code],
    "workshops:publish": lambda of: [of.draft.code],
    "workshops:tell_who_waits": lambda of: [of.session.code],
    "workshops:cancel_session": lambda of: [of.session.code],
    "workshops:capacity": lambda of: [of.session.code],
    "workshops:new_hold": lambda of: [of.group.code],
    "workshops:hold": lambda of: [of.hold.pk],
    "workshops:extend_hold": lambda of: [of.hold.pk],
    "workshops:release_hold": lambda of: [of.hold.pk],
    "workshops:cycle": lambda of: [of.cycle.code],
    "workshops:edit_cycle": lambda of: [of.cycle.code],
    "workshops:add_date": lambda of: [of.cycle.code],
    "workshops:enrol": lambda of: [of.cycle.code],
    "workshops:leave_cycle": lambda of: [of.enrolment.code],
    "workshops:template": lambda of: [of.template.pk],
    "workshops:edit_template": lambda of: [of.template.pk],
    "workshops:new_cohort": lambda of: [of.template.pk],
    "workshops:drop_outline": lambda of: [of.outline.pk],
    "workshops:cohort": lambda of: [of.cohort.code],
    "workshops:new_pathway": lambda of: [of.person.code],
    "workshops:attach_appointment": lambda of: [of.step.pk],
    "workshops:tell_outcome": lambda of: [of.held_step.pk],
    "workshops:share_step": lambda of: [of.held_step.pk],
    "workshops:remove_step": lambda of: [of.step.pk],
    "workshops:pathway": lambda of: [of.pathway.code],
    "workshops:edit_pathway": lambda of: [of.pathway.code],
    "workshops:new_step": lambda of: [of.pathway.code],
    "workshops:new_review": lambda of: [of.pathway.code],
    "workshops:end_pathway": lambda of: [of.pathway.code],
    "workshops:pathway_pdf": lambda of: [of.pathway.code],
    "workshops:register": lambda of: [of.session.code],
    "workshops:item": lambda of: [of.item.code],
    "workshops:edit_item": lambda of: [of.item.code],
    "workshops:lend": lambda of: [of.lendable.code],
    "workshops:loan": lambda of: [of.loan.code],
    "workshops:return_item": lambda of: [of.loan.code],
    "workshops:extend_loan": lambda of: [of.loan.code],
    "workshops:loan_receipt": lambda of: [of.loan.code],
    "workshops:sit_down": lambda of: [of.station.code],
    "workshops:keep_station": lambda of: [of.station.code],
    "workshops:extend_sitting": lambda of: [of.sitting.pk],
    "workshops:free_station": lambda of: [of.sitting.pk],
    "workshops:edit_access_hours": lambda of: [of.access_hours.pk],
    "workshops:edit_reminder": lambda of: [of.reminder_rule.pk],
    "workshops:use_items": lambda of: [of.session.code],
    "workshops:open_another": lambda of: [of.session.code],
    "workshops:invite_who_waits": lambda of: [of.session.code],
    "workshops:attendance": lambda of: [of.past.code],
    "workshops:key_in_sheet": lambda of: [of.past.code],
    "workshops:walk_in": lambda of: [of.past.code],
    "workshops:after": lambda of: [of.past.code],
    "workshops:open_screen": lambda of: [of.past.code],
    "workshops:feedback_slips": lambda of: [of.past.code],
    "workshops:key_in_slips": lambda of: [of.past.code],
    "workshops:debrief": lambda of: [of.past.code],
    "workshops:testimonials": lambda of: [of.past.code],
    "workshops:cover_testimonial": lambda of: [of.testimonial.pk],
    "workshops:remove_testimonial": lambda of: [of.testimonial.pk],
    "workshops:certificates": lambda of: [of.past.code],
    "workshops:practice_sheet": lambda of: [of.workshop.pk],
    "workshops:practice_sheet_of_session": lambda of: [of.past.code],
    "workshops:close_session": lambda of: [of.past.code],
    "workshops:sign_in_sheet": lambda of: [of.session.code],
    "workshops:flyer": lambda of: [of.session.code],
    "workshops:private_sheet": lambda of: [of.session.code],
    "workshops:join_booking": lambda of: [of.registration.code],
    "workshops:cancel_registration": lambda of: [of.registration.code],
    "workshops:answer_offer": lambda of: [of.offer.pk],
    "workshops:remove_other_calendar": lambda of: [of.other_calendar.pk],
    "workshops:edit_hours": lambda of: [of.hours.pk],
    "workshops:appointment": lambda of: [of.appointment.code],
    "workshops:move_appointment": lambda of: [of.appointment.code],
    "workshops:cancel_appointment": lambda of: [of.appointment.code],
    "workshops:settle_appointment": lambda of: [of.appointment.code],
    "workshops:detach_appointment": lambda of: [of.appointment.code],
    "workshops:give_seat": lambda of: [of.registration.code],
    "partners:import_preview": lambda of: [of.proposal.pk],
    "partners:referral": lambda of: [of.referral.code],
    "partners:attach_referral": lambda of: [of.referral.code],
    "partners:detach_referral": lambda of: [of.referral.code],
    "partners:accept_referral": lambda of: [of.referral.code],
    "partners:call_first": lambda of: [of.referral.code],
    "partners:decline_referral": lambda of: [of.referral.code],
    "partners:referral_pdf": lambda of: [of.referral.code],
    "partners:tell_step": lambda of: [of.held_step.pk],
    "partners:partner": lambda of: [of.organisation.code],
    "partners:edit_partner": lambda of: [of.organisation.code],
    "communications:edit_medium": lambda of: [of.medium.pk],
    "communications:publish": lambda of: [of.medium.pk],
    "communications:message": lambda of: [of.doubtful.pk],
    "communications:settle_message": lambda of: [of.doubtful.pk, "arrived"],
    "communications:campaign": lambda of: [of.campaign.code],
    "communications:edit_campaign": lambda of: [of.campaign.code],
    "communications:new_variant": lambda of: [of.campaign.code],
    "communications:edit_variant": lambda of: [of.campaign.code, of.variant.pk],
    "communications:move_variant": lambda of: [of.campaign.code, of.variant.pk, "premier"],
    "communications:try_campaign": lambda of: [of.campaign.code],
    "communications:copy_campaign": lambda of: [of.campaign.code],
    "communications:excluded": lambda of: [of.campaign.code, "not_asked"],
    "communications:move_campaign": lambda of: [of.running.code, "pause"],
    "team:pin_entry": lambda of: [of.entry.pk],
    "team:task_done": lambda of: [of.task.pk],
    "team:note": lambda of: [of.note.pk],
    "team:edit_note": lambda of: [of.note.pk],
    "team:poster": lambda of: [of.closure.pk],
    "team:withdraw_closure": lambda of: [of.closure.pk],
    "team:end_handover": lambda of: [of.handover.pk],
    "reports:tick": lambda of: [of.report.pk],
    "reports:removed": lambda of: [of.report.pk],
    "reports:untick": lambda of: [of.report.pk],
    "public:material": lambda of: [of.material.code],
    "public:logo": lambda of: [of.co_organiser.organisation.code],
    "public:session": lambda of: [of.session.code],
    "public:register": lambda of: [of.session.code],
    "public:cycle": lambda of: [of.cycle.code],
    "public:enrol": lambda of: [of.cycle.code],
    "public:enrolled": lambda of: [of.cycle.code],
    "public:noted": lambda of: [of.session.code],
    "public:other_date": lambda of: [of.session.code],
    "public:enquiry_noted": lambda of: [of.enquiry.code],
    "public:flyer": lambda of: [of.session.code],
    "public:appointment": lambda of: [of.appointment_secret],
    "public:calendar": lambda of: [of.calendar_secret],
    "public:hold": lambda of: [of.hold_secret],
    "public:registration": lambda of: [of.registration_secret],
    "public:picture": lambda of: [of.variant.image_id],
    "public:announcement": lambda of: [of.announcement_secret],
    "public:digest": lambda of: [of.digest_secret],
    "public:her_feedback": lambda of: [of.past_registration_secret],
    "public:feedback": lambda of: [of.feedback_secret],
    "public:feedback_noted": lambda of: [of.feedback_secret],
    "public:refer_session": lambda of: [of.session.code],
    "public:referral": lambda of: [of.referral_secret],
    "public:referral_pdf": lambda of: [of.referral_secret],
}
OF_OTHER_THINGS = {
    "communications:text": ["registration.confirmed", "short"],
    "communications:restore_text": ["registration.confirmed", "short"],
    "accounts:space_css": ["fil"],
    "courier:email_page": ["nothing"],
    "courier:answer": ["nothing"],
    "callbacks:brevo_sms": ["not-the-secret"],
    "callbacks:brevo_email": ["not-the-secret"],
    "callbacks:mailjet_email": ["not-the-secret"],
    "account_confirm_email": ["nothing"],
    "account_reset_password_from_key": ["1", "set-password"],
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
}


def address(name: str, made: World, *, in_space: Space | None = None) -> str:
    """Of the page of that name; `in_space` speaks of the rows of `made` under another space's public address."""
    if name in OF_OTHER_THINGS:
        return reverse(name, args=OF_OTHER_THINGS[name])
    slug = [(in_space or made.space).slug] if name.startswith("public:") else []
    rows = OF_OUR_ROWS[name](made.of) if name in OF_OUR_ROWS else []
    return reverse(name, args=[*slug, *rows])


def names(patterns=None, namespace: str = "") -> list[str]:
    """Of every address of the application, those of the administration left out."""
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += names(pattern.url_patterns, inner) if inner != "admin:" else []
        else:
            found.append(f"{namespace}{pattern.name}")
    return found
