from django.urls import path

from . import views

app_name = "publics"
urlpatterns = [
    path("", views.people, name="people"),
    path("liste.csv", views.export_people, {"format_name": "csv"}, name="people_csv"),
    path("liste.xlsx", views.export_people, {"format_name": "xlsx"}, name="people_xlsx"),
    path("nouvelle/", views.new_person, name="new_person"),
    path("envies/", views.interests, name="interests"),
    path("<code:code>/modifier/", views.edit_person, name="edit_person"),
    path("<code:code>/reconnaitre/", views.reconcile, name="reconcile"),
    path("<code:code>/envie/", views.add_interest, name="add_interest"),
]
