from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("administration/", admin.site.urls),
    path("compte/", include("allauth.urls")),
    path("", include("mediation.accounts.urls")),
]
