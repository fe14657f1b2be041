import os

from django.core.wsgi import get_wsgi_application

from mediation.common.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")

application = get_wsgi_application()
settle()
