from django.urls import path

from .public import appointments, views, whereabouts

urlpatterns = [
    path("", views.programme, name="programme"),
    path("s/<code:code>/", views.session, name="session"),
    path("s/<code:code>/inscription/", views.register, name="register"),
    path("s/<code:code>/inscription/notee/", views.noted, name="noted"),
    path("s/<code:code>/autre-date/", views.other_date, name="other_date"),
    path("s/<code:code>/flyer.pdf", views.flyer, name="flyer"),
    path("qui-est-ou/", whereabouts.whereabouts, name="whereabouts"),
    path("qui-est-ou.pdf", whereabouts.door_poster, name="door_poster"),
    path("r/<str:secret>/", appointments.appointment, name="appointment"),
    path("i/<str:secret>/", views.registration, name="registration"),
]
