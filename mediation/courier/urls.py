from django.urls import path

from . import views

app_name = "courier"
urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("<str:name>/page/", views.email_page, name="email_page"),
    path("<str:name>/repondre/", views.answer, name="answer"),
]
