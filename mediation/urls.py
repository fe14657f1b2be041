from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from mediation.communications import public_urls as communications_public
from partners import public_urls as partners_public
from publics import public_urls as publics_public
from workshops import public_urls as workshops_public

urlpatterns = [
    path("administration/", admin.site.urls),
    path("compte/", include("allauth.urls")),
    path("", include("mediation.desk.urls")),
    path("", include("mediation.accounts.urls")),
    path("personnes/", include("publics.urls")),
    path("ateliers/", include("workshops.urls")),
    path("partenaires/", include("partners.urls")),
    path("communication/", include("mediation.communications.urls")),
    path("courrier/fournisseurs/", include("mediation.courier.callback_urls")),
    path("equipe/", include("mediation.team.urls")),
    path("bilan/", include("mediation.reports.urls")),
]
if settings.LOCAL_MAILBOX:
    urlpatterns.append(path("boite-locale/", include("mediation.courier.urls")))
# Last: a space's public pages begin with its slug, which may be none of the words above (accounts.RESERVED_SLUGS).
public = [
    *workshops_public.urlpatterns,
    *partners_public.urlpatterns,
    *publics_public.urlpatterns,
    *communications_public.urlpatterns,
]
urlpatterns.append(path("<slug:slug>/", include((public, "public"))))
