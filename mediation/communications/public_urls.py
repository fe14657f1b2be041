from django.urls import path

from .public import views

urlpatterns = [
    path("images/<uuid:pk>/", views.picture, name="picture"),
    path("annonces/<str:secret>/", views.announcements, name="announcement"),
    path("lettre/<str:secret>/", views.digest, name="digest"),
]
