from django.urls import path

from .public import appointments, calendars, cycles, feedback, programme, views, whereabouts

urlpatterns = [
    path("", programme.programme, name="programme"),
    path("programme.rss", programme.rss, name="programme_rss"),
    path("programme.json", programme.json, name="programme_json"),
    path("programme.ics", programme.calendar, name="programme_ics"),
    path("programme.pdf", programme.month_programme, name="month_programme"),
    path("programme/cadre/", programme.framed, name="programme_framed"),
    path("programme/ailleurs/", programme.elsewhere, name="programme_elsewhere"),
    path("s/<code:code>/", views.session, name="session"),
    path("s/<code:code>/inscription/", views.register, name="register"),
    path("s/<code:code>/inscription/notee/", views.noted, name="noted"),
    path("s/<code:code>/autre-date/", views.other_date, name="other_date"),
    path("s/<code:code>/flyer.pdf", views.flyer, name="flyer"),
    path("c/<code:code>/", cycles.cycle, name="cycle"),
    path("c/<code:code>/inscription/", cycles.enrol, name="enrol"),
    path("c/<code:code>/inscription/notee/", cycles.enrolled, name="enrolled"),
    path("qui-est-ou/", whereabouts.whereabouts, name="whereabouts"),
    path("qui-est-ou.pdf", whereabouts.door_poster, name="door_poster"),
    path("r/<str:secret>/", appointments.appointment, name="appointment"),
    path("agenda/<str:secret>.ics", calendars.feed, name="calendar"),
    path("et-si/", views.wish, name="wish"),
    path("et-si.pdf", views.wish_sheet, name="wish_sheet"),
    path("et-si/merci/", views.wish_noted, name="wish_noted"),
    path("ressources/<code:code>/", views.material, name="material"),
    path("i/<str:secret>/", views.registration, name="registration"),
    path("i/<str:secret>/avis/", feedback.her_feedback, name="her_feedback"),
    path("avis/<str:secret>/", feedback.feedback, name="feedback"),
    path("avis/<str:secret>/merci/", feedback.feedback_noted, name="feedback_noted"),
]
