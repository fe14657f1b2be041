from django.urls import path

from .views import callbacks

app_name = "callbacks"
urlpatterns = [
    path("<str:secret>/brevo/sms/", callbacks.brevo_sms, name="brevo_sms"),
    path("<str:secret>/brevo/e-mail/", callbacks.email, {"provider": "brevo"}, name="brevo_email"),
    path("<str:secret>/mailjet/e-mail/", callbacks.email, {"provider": "mailjet"}, name="mailjet_email"),
]
