from django.urls import path

from .public import views

urlpatterns = [path("annonces/<str:secret>/", views.announcements, name="announcement")]
