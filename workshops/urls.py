from django.urls import path

from .views import attendance, documents, experiments, registrations, series, sessions, tools, workshops

app_name = "workshops"
urlpatterns = [
    path("", sessions.sessions, name="sessions"),
    path("modeles/", workshops.workshops, name="workshops"),
    path("modeles/nouveau/", workshops.new_workshop, name="new_workshop"),
    path("modeles/<int:pk>/", workshops.workshop, name="workshop"),
    path("modeles/<int:pk>/modifier/", workshops.edit_workshop, name="edit_workshop"),
    path("modeles/<int:pk>/versions/", workshops.workshop_versions, name="workshop_versions"),
    path("modeles/<int:pk>/essai/", experiments.start_experiment, name="start_experiment"),
    path("essais/<int:pk>/", experiments.decide_experiment, name="decide_experiment"),
    path("outils/", tools.tools, name="tools"),
    path("outils/proposes/", tools.propose_tools, name="propose_tools"),
    path("outils/<int:pk>/", tools.edit_tool, name="edit_tool"),
    path("modeles/<int:pk>/seance/", sessions.new_session, name="new_session"),
    path("seances/<code:code>/", sessions.session, name="session"),
    path("seances/<code:code>/modifier/", sessions.edit_session, name="edit_session"),
    path("seances/<code:code>/publier/", sessions.publish, name="publish"),
    path("seances/<code:code>/repeter/", series.repeat_session, name="repeat_session"),
    path("series/<int:pk>/", series.series, name="series"),
    path("series/<int:pk>/publier/", series.publish_series, name="publish_series"),
    path("seances/<code:code>/annuler/", sessions.cancel_session, name="cancel_session"),
    path("seances/<code:code>/places/", sessions.capacity, name="capacity"),
    path("seances/<code:code>/inscrire/", registrations.register, name="register"),
    path("seances/<code:code>/presences/", attendance.attendance, name="attendance"),
    path("seances/<code:code>/valider/", attendance.close_session, name="close_session"),
    path("seances/<code:code>/emargement.pdf", documents.sign_in_sheet, name="sign_in_sheet"),
    path("seances/<code:code>/flyer.pdf", documents.flyer, name="flyer"),
    path("inscriptions/<code:code>/annuler/", registrations.cancel_registration, name="cancel_registration"),
    path("places/<int:pk>/", registrations.answer_offer, name="answer_offer"),
    path("inscriptions/<code:code>/place/", registrations.give_seat, name="give_seat"),
]
