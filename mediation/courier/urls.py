from django.urls import path

from .views import mailbox

app_name = "courier"
urlpatterns = [
    path("", mailbox.mailbox, name="mailbox"),
    path("<str:name>/page/", mailbox.email_page, name="email_page"),
    path("<str:name>/repondre/", mailbox.answer, name="answer"),
]
