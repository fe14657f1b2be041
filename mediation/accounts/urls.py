from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("espace/changer/", views.switch_space, name="switch_space"),
    path("espace/ecran-partage/", views.shared_screen, name="shared_screen"),
    path("espace/raccourcis/", views.shortcuts, name="shortcuts"),
    path("espaces/<slug:slug>/couleurs.css", views.space_css, name="space_css"),
    path("fichiers/<uuid:pk>/", views.stored_file, name="stored_file"),
]
