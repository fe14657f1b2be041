app_name = "courier"
urlpatterns = []
