from django.urls import path

from .views import activity, copying, figures

app_name = "reports"
urlpatterns = [
    path("", figures.figures, name="figures"),
    path("chiffres/", activity.activity, name="activity"),
    path("activites/", activity.activities, name="activities"),
    path("a-reporter/", copying.to_copy, name="to_copy"),
    path("a-reporter/jour/", copying.tick_day, name="tick_day"),
    path("a-reporter/deja/", copying.tick_until, name="tick_until"),
    path("a-reporter/deja/defaire/", copying.untick_together, name="untick_together"),
    path("a-reporter/<int:pk>/enleve/", copying.removed, name="removed"),
    path("a-reporter/<int:pk>/fait/", copying.tick, name="tick"),
    path("a-reporter/<int:pk>/pas-encore/", copying.untick, name="untick"),
]
