from django.apps import AppConfig
from django.urls import register_converter

from .converters import CodeConverter


class CommonConfig(AppConfig):
    name = "mediation.common"
    verbose_name = "Socle"

    def ready(self):
        register_converter(CodeConverter, "code")
