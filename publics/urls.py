app_name = "publics"
urlpatterns = []
