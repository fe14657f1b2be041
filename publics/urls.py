from django.urls import path

from .views import children, disclosures, enquiries, facets, people, segments, unreached

app_name = "publics"
urlpatterns = [
    path("", people.people, name="people"),
    path("liste.csv", people.export_people, {"format_name": "csv"}, name="people_csv"),
    path("liste.xlsx", people.export_people, {"format_name": "xlsx"}, name="people_xlsx"),
    path("nouvelle/", people.new_person, name="new_person"),
    path("envies/", people.interests, name="interests"),
    path("pas-encore/", unreached.unreached, name="unreached"),
    path("groupes/", segments.segments, name="segments"),
    path("groupes/nouveau/", segments.new_segment, name="new_segment"),
    path("groupes/<int:pk>/", segments.segment, name="segment"),
    path("groupes/<int:pk>/modifier/", segments.edit_segment, name="edit_segment"),
    path("ce-qui-nous-arrive/", enquiries.enquiries, name="enquiries"),
    path("ce-qui-nous-arrive/liste.csv", enquiries.export_enquiries, {"format_name": "csv"}, name="enquiries_csv"),
    path("ce-qui-nous-arrive/liste.xlsx", enquiries.export_enquiries, {"format_name": "xlsx"}, name="enquiries_xlsx"),
    path("ce-qui-nous-arrive/chiffres/", enquiries.figures, name="enquiry_figures"),
    path("ce-qui-nous-arrive/noter/", enquiries.new_enquiry, name="new_enquiry"),
    path("ce-qui-nous-arrive/<code:code>/", enquiries.enquiry, name="enquiry"),
    path("ce-que-je-peux-dire/", disclosures.disclosures, name="disclosures"),
    path("<code:code>/modifier/", people.edit_person, name="edit_person"),
    path("<code:code>/reconnaitre/", people.reconcile, name="reconcile"),
    path("<code:code>/envie/", people.add_interest, name="add_interest"),
    path("<code:code>/ce-qu-elle-dit/", facets.facets, name="facets"),
    path("<code:code>/projet/", facets.project, name="project"),
    path("<code:code>/a-verifier/", facets.suppose, name="suppose"),
    path("a-verifier/<int:pk>/oui/", facets.confirm_supposed, name="confirm_supposed"),
    path("a-verifier/<int:pk>/non/", facets.drop_supposed, name="drop_supposed"),
    path("<code:code>/adulte/", children.guardianship, name="guardianship"),
    path("<code:code>/mandat/", children.new_mandate, name="new_mandate"),
    path("mandats/<int:pk>.pdf", children.mandate_pdf, name="mandate_pdf"),
    path("mandats/<int:pk>/arreter/", children.revoke_mandate, name="revoke_mandate"),
    path("<code:code>/apprendre/", children.begin_learning, name="begin_learning"),
    path("apprendre/<int:pk>/", children.answer_learning, name="answer_learning"),
]
