from django.urls import path

from . import views

app_name = "communications"
urlpatterns = [
    path("", views.media, name="media"),
    path("cette-semaine/", views.to_send, name="to_send"),
    path("messages/", views.messages, name="messages"),
    path("medias/nouveau/", views.new_medium, name="new_medium"),
    path("medias/<int:pk>/modifier/", views.edit_medium, name="edit_medium"),
    path("medias/<int:pk>/envoye/", views.publish, name="publish"),
]
