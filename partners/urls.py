from django.urls import path

from .views import imports, partners, referrals

app_name = "partners"
urlpatterns = [
    path("", partners.partners, name="partners"),
    path("liste.csv", partners.export_partners, {"format_name": "csv"}, name="partners_csv"),
    path("liste.xlsx", partners.export_partners, {"format_name": "xlsx"}, name="partners_xlsx"),
    path("liste.ods", partners.export_partners, {"format_name": "ods"}, name="partners_ods"),
    path("nouveau/", partners.new_partner, name="new_partner"),
    path("importer/", imports.import_file, name="import_file"),
    path("importer/<uuid:pk>/", imports.import_preview, name="import_preview"),
    path("fiches/", referrals.referrals, name="referrals"),
    path("fiches/liste.csv", referrals.export_referrals, {"format_name": "csv"}, name="referrals_csv"),
    path("fiches/liste.xlsx", referrals.export_referrals, {"format_name": "xlsx"}, name="referrals_xlsx"),
    path("fiches/liste.ods", referrals.export_referrals, {"format_name": "ods"}, name="referrals_ods"),
    path("fiches/<code:code>/", referrals.referral, name="referral"),
    path("fiches/<code:code>/structure/", referrals.attach_referral, name="attach_referral"),
    path("fiches/<code:code>/sans-structure/", referrals.detach_referral, name="detach_referral"),
    path("fiches/<code:code>/inscrire/", referrals.accept_referral, name="accept_referral"),
    path("fiches/<code:code>/appeler/", referrals.call_first, name="call_first"),
    path("fiches/<code:code>/sans-suite/", referrals.decline_referral, name="decline_referral"),
    path("fiches/<code:code>/fiche.pdf", referrals.referral_pdf, name="referral_pdf"),
    path("etapes/<int:pk>/", referrals.tell_step, name="tell_step"),
    path("<code:code>/", partners.partner, name="partner"),
    path("<code:code>/modifier/", partners.edit_partner, name="edit_partner"),
]
