from django.urls import path

from .public import views

urlpatterns = [
    path("orienter/", views.refer, name="refer"),
    path("s/<code:code>/orienter/", views.refer, name="refer_session"),
    path("f/<str:secret>/", views.referral, name="referral"),
    path("f/<str:secret>/fiche.pdf", views.referral_pdf, name="referral_pdf"),
]
