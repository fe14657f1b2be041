from django.urls import path

from .views import calls, closures, consents, interested, news, pages, people, search, today, visits

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("passage/", visits.visit, name="visit"),
    path("passage/petite-aide/", visits.count_small_help, name="small_help"),
    path("passage/<int:pk>/", visits.visit_noted, name="visit_noted"),
    path("chercher/", search.search, name="search"),
    path("personnes/<code:code>/", people.person, name="person"),
    path("personnes/<code:code>/accords/", consents.consents, name="consents"),
    path("personnes/<code:code>/accords/retirer/", consents.withdraw, name="withdraw_consents"),
    path("personnes/<code:code>/accords/messages/", consents.stop, name="stop_messages"),
    path("ateliers/seances/<code:code>/interessees/", interested.interested, name="interested"),
    path("a-appeler/", calls.calls, name="calls"),
    path("a-appeler/<uuid:pk>/", calls.call, name="call"),
    path("courrier/", calls.letters, name="letters"),
    path("courrier/tous.pdf", calls.all_letters, name="all_letters"),
    path("courrier/<uuid:pk>.pdf", calls.letter, name="letter"),
    path("courrier/<uuid:pk>/poste/", calls.letter_posted, name="letter_posted"),
    path("reponses/<int:pk>/lu/", today.inbound_done, name="inbound_done"),
    path("equipe/fermetures/<int:pk>/", closures.closure, name="closure"),
    path("equipe/nouvelles/", news.people_to_call_back, name="people_to_call_back"),
    path("equipe/nouvelles/<code:code>/", news.plan_news, name="plan_news"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("mentions-legales/", pages.legal_notice, name="legal_notice"),
    path("donnees-personnelles/", pages.personal_data, name="personal_data"),
    path("sante/", pages.health, name="health"),
]
